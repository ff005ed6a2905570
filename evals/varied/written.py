"""Papers whose layout is written out one by one in `evals/cases/written_*.toml`: heads, columns, units and carrier as papers print them.

[[paper]]        name, carrier (pdf xlsx csv html ixbrl), company, currency, chinese, before (lines of text on a page of its own)
print            group, point, decimals, nil, deducted, size, landscape, dollar, full_width,
                 negative  "()" "-" "trailing" "△" "CR", "DRCR": every figure marked
[[paper.table]]  statement ("balance", "income", "cash"; "" for a table that is none), above, scale, rows, same_page,
                 note      the head of the column of notes
                 columns   "END MONTHS [parent] [~|!]": ~ may be read, ! must not; "%": a change, "=END MONTHS": those figures again
                 heads     a list of rows; "text" stands over the next column, "text@1-2" over columns 1 to 2, "" over none
                 after     the row before which the page ends (its heads are printed again with `heads_again`)
                 tags      line = "tag [dimension=member]" (ixbrl)
                 formulas  lines whose cell is a formula that was never calculated (xlsx)
Rows are in the grammar of `books.py`.
"""

import random
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.extraction import Truth
from evals.varied.books import Row, chained, rows_of
from evals.varied.carriers import CARRIERS
from evals.varied.heads import Span
from evals.varied.pages import FULL_WIDTH, NAMES, Drawn, grouped
from evals.varied.placed import Place, Table, amount_of
from evals.varied.styles import Column, Style

CASES = Path(__file__).parent.parent / "cases"
Known = dict[tuple[str, str, int, str], int]


def written_papers(language: str = "") -> list[dict[str, Any]]:
    """The papers of a language; all by default."""
    found = []
    for name in ("en", "zh"):
        if language in name:
            book = tomllib.loads((CASES / f"written_{name}.toml").read_text("utf-8"))
            for table in (t for paper in book["paper"] for t in paper["table"] if isinstance(t["rows"], str)):
                table["rows"] = book["rows"][table["rows"]]
            found += book["paper"]
    return found


def written(entry: dict[str, Any], seed: int) -> Drawn:
    """The paper with the figures of a seed."""
    rng = random.Random(f"written/{entry['name']}/{seed}")
    style = _style(entry, rng)
    out = Drawn(f"{entry['name']}/{seed}", b"", style)
    tables, known = [], Known()
    for table in sorted(entry["table"], key=lambda t: ("income", "cash", "balance", "").index(t["statement"])):
        tables.append(_table(table, entry, style, known))
        _truths(tables[-1], style, out)
    tables.sort(key=lambda t: entry["table"].index(t.entry))
    out.data, out.suffix = CARRIERS[entry.get("carrier", "pdf")](entry, tables, style)
    return out


def _style(entry: dict[str, Any], rng: random.Random) -> Style:
    style = Style("zh" if entry.get("chinese") else "ifrs", rng)
    style.company, style.currency = entry["company"], entry.get("currency", "")
    for name, value in entry.get("print", {}).items():
        setattr(style, {"deducted": "charges_bracketed"}.get(name, name), value)
    style.group_and_company = any("parent" in c for t in entry["table"] for c in t["columns"])
    return style


def _table(entry: dict[str, Any], paper: dict[str, Any], style: Style, known: Known) -> Table:
    places = [_place(text, k) for k, text in enumerate(entry["columns"])]
    keys = [(p.column.end.isoformat(), p.column.months, p.column.basis) for p in places]
    first = {key: k for k, key in reversed(list(enumerate(keys))) if not places[k].mark}
    again = [p.mark == "=" for p in places]
    places = [
        Place(Column(first[key], p.column.end, p.column.months, p.column.basis), "") if same else p
        for p, key, same in zip(places, keys, again, strict=True)
    ]
    tied = {}
    for line, source in (("cf_net_income", "net_income"), ("monetary_funds", "cash_end")):
        values = [_known(known, source, key) for key in keys]
        if all(v is not None for v in values):
            tied[line] = values
    rows = rows_of(entry["rows"], style.rng, len(places), tied)  # type: ignore[arg-type]
    if entry["statement"] == "cash":
        chained(
            rows,
            all(k[1] == 12 for k in keys) and len(set(keys)) == len(keys) > 1 and keys == sorted(keys, reverse=True),
        )
    for row in rows:
        for p, key in zip(places, keys, strict=True):
            if row.values and not p.mark:
                known.setdefault((row.line, *key), row.values[p.column.place])
    table = Table(entry, places, [_spans(row) for row in entry["heads"]])
    side = "Dr"
    for row in rows:
        side = "Cr" if row.op == "#!" else side
        note = (
            str(style.rng.randint(4, 31))
            if entry.get("note") and row.values and not row.is_total and style.rng.random() < 0.5
            else ""
        )
        table.rows.append(
            (row, note, [_printed(row, p, places, style, entry, side) for p in places] if row.values else [])
        )
    return table


def _known(known: Known, line: str, key: tuple[str, int, str]) -> int | None:
    end, months, basis = key
    return next(
        (v for (n, e, m, b), v in known.items() if (n, e, b) == (line, end, basis) and (m == months or not months)),
        None,
    )


def _place(text: str, k: int) -> Place:
    if text == "%":
        return Place(Column(k, date.min, 0), "%")
    words = text.lstrip("=").split()
    mark = "=" if text.startswith("=") else next((w for w in words[2:] if w in "~!"), "")
    return Place(Column(k, date.fromisoformat(words[0]), int(words[1]), "parent" if "parent" in words else ""), mark)


def _spans(row: list[str]) -> list[Span]:
    spans, at = [], 0
    for text in row:
        words, _, place = text.partition("@")
        first, _, last = place.partition("-")
        a = int(first) if first else at
        b = int(last or first) if first else at
        at = b + 1
        if words:
            spans.append((words, a, b))
    return spans


def _printed(row: Row, place: Place, places: list[Place], style: Style, entry: dict[str, Any], side: str) -> str:
    """The cell as text."""
    if place.mark == "%":
        now, then = (row.values[p.column.place] for p in places[:2])
        text = f"{100 * (now - then) / (abs(then) or 1):.1f}".replace(".", style.point)
        return text + "%" * ("%" not in "".join(entry["heads"][-1]))
    value = row.values[place.column.place]
    decimals = row.decimals or (entry.get("decimals", style.decimals) if row.op != "shares" else 0)
    if value == 0:
        return style.nil
    taken = row.taken and style.charges_bracketed and entry["statement"] != "balance"
    body = grouped(abs(value), decimals, style)
    if style.negative == "DRCR":
        natural = side if entry["statement"] == "balance" else "Dr" if row.taken else "Cr"
        return f"{body} {natural if value > 0 else {'Dr': 'Cr', 'Cr': 'Dr'}[natural]}"
    if (value < 0) != taken:
        body = {
            "()": f"({body})",
            "-": f"-{body}",
            "trailing": f"{body}-",
            "△": f"△{body}",
            "CR": f"{body} CR",
            "−": f"−{body}",
        }[style.negative]
    if style.dollar and (row.is_total or row.op == "+") and not row.decimals:
        body = body.replace("(", "($", 1) if body.startswith("(") else style.dollar + body
    return body.translate(FULL_WIDTH) if style.full_width else body


def _truths(table: Table, style: Style, out: Drawn) -> None:
    statement, seen = table.entry["statement"], set()
    for row, _, cells in table.rows:
        for place, printed in zip(table.columns, cells, strict=False):
            amount, line = amount_of(row, place, table, style) if place.mark != "%" else Decimal(0), row.line
            if not statement or place.mark in ("!", "%") or printed in ("", style.nil if style.nil == "" else "\0"):
                continue
            if place.mark == "~" or line == "*" or line.startswith("?") or line in table.entry.get("formulas", ()):
                names = frozenset(line[1:].split(",")) if line.startswith("?") else frozenset()
                out.free.append((NAMES[statement], names, abs(amount)))
            elif line != "_" and line in table.entry.get("tags", {line}):
                key = (line.lstrip("-"), place.column.end.isoformat(), place.column.months or None, place.column.basis)
                if key not in seen:
                    sign = -1 if line.startswith("-") else 1
                    out.truths.append(
                        Truth(
                            (key[0],),
                            key[1],
                            key[2],
                            sign * amount,
                            printed,
                            style.currency or None,
                            basis=key[3] or "consolidated",
                        )
                    )
                seen.add(key)
