"""The memo as Markdown. Every cell and line is escaped: papers cannot write markup."""

import re

from assistant.export.memo import Cell, Memo, MemoTable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def to_markdown(memo: Memo) -> str:
    """The whole memo."""
    parts = [f"# {_plain(memo.title)}", _plain(memo.subtitle)]
    for section in memo.sections:
        parts.append(f"## {_plain(section.title)}")
        parts += [_plain(p) for p in section.paragraphs]
        parts += [_table(t) for t in section.tables]
    if memo.sources:
        parts.append("## " + ("来源" if memo.lang == "zh" else "Sources"))
        parts.append("\n".join(f"{s.number}. {_plain(s.file)}, p.{s.page}: {_plain(s.quote)}" for s in memo.sources))
    return "\n\n".join(parts) + "\n"


def _table(table: MemoTable) -> str:
    head = "| " + " | ".join(_plain(h) for h in table.head) + " |"
    rule = "| --- |" + " ---: |" * (len(table.head) - 1)
    rows = ["| " + " | ".join(_cell(c) for c in row) + " |" for row in table.rows]
    title = f"**{_plain(table.title)}**" + (f" ({_plain(table.note)})" if table.note else "")
    return "\n".join([title, "", head, rule, *rows])


def _cell(cell: Cell) -> str:
    return _plain(cell.text) + (f" [{cell.source}]" if cell.source else "")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " "))
