"""The memo as Markdown. Every cell and line is escaped: papers cannot write markup."""

import re

from assistant.export.memo_model import Cell, Memo, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def to_markdown(memo: Memo) -> str:
    """The whole memo."""
    parts = [f"# {_plain(memo.title)}", _plain(f"{memo.subtitle} · {memo.mark}")]
    for number, section in enumerate(memo.sections):
        parts.append(f"## {number} {_plain(section.title)}")
        parts += [_plain(p) for p in section.paragraphs]
        parts += [_table(t) for t in section.tables]
    if memo.notes and not any(s.key == "annex" for s in memo.sections):
        parts.append("\n".join(f"- \\[{n.number}\\] {_plain(n.words(memo.lang))}" for n in memo.notes))
    return "\n\n".join([*parts, _plain(memo.footer)]) + "\n"


def _table(table: Table) -> str:
    notes = table.head_notes or (None,) * len(table.head)
    head = "| " + " | ".join(_plain(h) + _note(n) for h, n in zip(table.head, notes, strict=True)) + " |"
    numeric = [any(r[at].number is not None for r in table.rows if at < len(r)) for at in range(len(table.head))]
    rule = "|" + "|".join(" ---: " if right and at else " --- " for at, right in enumerate(numeric)) + "|"
    rows = ["| " + " | ".join(_cell(c) for c in row) + " |" for row in table.rows]
    title = f"**{_plain(table.title)}**" + (f" ({_plain(table.note)})" if table.note else "")
    return "\n".join([title, "", head, rule, *rows])


def _cell(cell: Cell) -> str:
    return _plain(cell.text) + _note(cell.note)


def _note(number: int | None) -> str:
    return f" \\[{number}\\]" if number else ""


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " "))
