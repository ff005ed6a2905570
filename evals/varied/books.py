"""Figures of a made-up firm that foot: the rows of a form (`evals/cases/varied_*.toml`) with a value for every column.

A row of a form is "[? ]OP[WEIGHT] LINE | caption | caption …"; a leading "? " leaves it out now and then. LINE is the line it is,
"_" for a row that is none, "*" for one that may be read as anything, "?line,line" for one that may be read as one of these.

#  head        #/  head where a new part begins        #!  head after which the balance begins anew
+  adds        -  is taken away        ±  either        ~  what the balance sheet still needs        of  part of the row above
=s sum of the part, and a new one begins        =n  sum of the part        =  sum of everything        =fN  sum of the next N rows
=(a+b-c)  of lines printed before (=-() printed as a deduction)        memo, memoneg (a share), memoi, shares  apart from all sums
"""

import random
import re
from dataclasses import dataclass, field

ROW = re.compile(
    r"(?P<maybe>\? )?(?P<op>#!|#/|#|=-?\([^)]*\)|=f\d+|=s|=n|=|\+|-|±|~|of|memoneg|memoi|memo|shares)"
    r"(?P<weight>\d*)(?: (?P<line>[^ |]+))?(?P<captions> \|.*)"
)
LEAVES = ("+", "-", "±", "~")
DROPPED = 0.35


@dataclass(slots=True)
class Row:
    """A printed row: its caption, the line it is, and its value in each column (None: a head). `taken`: printed as a deduction."""

    op: str
    line: str
    caption: str
    weight: int = 0
    values: list[int] = field(default_factory=list)
    taken: bool = False
    decimals: int = 0

    @property
    def is_total(self) -> bool:
        return self.op.startswith("=")


def rows_of(form: list[str], rng: random.Random, columns: int, known: dict[str, list[int]]) -> list[Row]:
    """The form's rows with figures for `columns` columns; lines in `known` take their value from there (cash, profit)."""
    rows = []
    for text in form:
        match = ROW.fullmatch(text)
        assert match, text
        if match["maybe"] and rng.random() < DROPPED:
            continue
        captions = [c.strip() for c in match["captions"].split(" | ") if c.strip()] or [""]
        rows.append(Row(match["op"], match["line"] or "_", rng.choice(captions), int(match["weight"] or 0)))
    for k in range(columns):
        _fill(rows, rng, k, {name: values[k] for name, values in known.items()})
    return rows


def chained(rows: list[Row], years: bool) -> None:
    """Makes the cash at a year's end that at the next one's beginning where the columns are `years`, newest first; and enough of it."""
    begin, end = (next((r for r in rows if r.line == name), None) for name in ("cash_begin", "cash_end"))
    if begin is None or end is None:
        return
    changes = [e - b for b, e in zip(begin.values, end.values, strict=True)]
    cash = 4000 + sum(abs(c) for c in changes)
    for k in reversed(range(len(changes))):
        begin.values[k], end.values[k] = cash, cash + changes[k]
        cash += changes[k] if years else 0


def _fill(rows: list[Row], rng: random.Random, k: int, known: dict[str, int]) -> None:
    leaf = {id(r): known.get(r.line, _drawn(r, rng, rows, k)) for r in rows if r.op in LEAVES}
    plug = next((r for r in rows if r.op == "~"), None)
    if plug is not None:
        leaf[id(plug)] = 0
        leaf[id(plug)] = _gap(rows, leaf)
    part = total = 0
    takes: list[bool] = []  # of the rows of the part: are they deductions
    assigned: dict[str, int] = {}
    for i, row in enumerate(rows):
        value = None
        if row.op == "#!":
            part = total = 0
            takes = []
        elif row.op == "#/":
            part, takes = 0, []
        elif row.op in LEAVES:
            value = leaf[id(row)]
            row.taken = row.op == "-"
            takes.append(row.taken)
            part, total = part + _signed(row, value), total + _signed(row, value)
        elif row.op == "=":
            value, part, takes = total, 0, []
        elif row.op in ("=s", "=n"):
            row.taken = bool(takes) and all(takes) and not row.line.startswith("net_cash")
            value = -part if row.taken else part
            if row.op == "=s":
                part, takes = 0, []
        elif row.op.startswith("=f"):
            value = sum(leaf[id(r)] for r in [r for r in rows[i + 1 :] if r.op in LEAVES][: int(row.op[2:])])
        elif row.op.startswith(("=(", "=-(")):
            row.taken = row.op.startswith("=-")
            value = sum(
                (-1 if sign == "-" else 1) * assigned[name]
                for sign, name in re.findall(r"([+-]?)(\w+)", row.op.strip("=-()"))
            )
        elif row.op == "of":
            value = next(r for r in reversed(rows[:i]) if r.values).values[k] * rng.randint(20, 90) // 100
        elif row.op == "memoi":
            value = rng.randint(1100, 9900)
        elif row.op == "memoneg":
            value, row.decimals = -rng.randint(11, 999), 2
        elif row.op == "memo":
            value, row.decimals = rng.randint(11, 999), 2
        elif row.op == "shares":
            value = rng.randint(10_000, 900_000)
        if value is not None:
            row.values.append(value)
            assigned[row.line] = value


def _drawn(row: Row, rng: random.Random, rows: list[Row], k: int) -> int:
    if k and rng.random() < 0.9:  # the other years are like the first
        return int(rows[[id(r) for r in rows].index(id(row))].values[0] * rng.uniform(0.75, 1.2))
    value = int((row.weight or 10) * rng.uniform(0.7, 1.3) * 97)
    return -value if row.op == "±" and rng.random() < 0.5 else value


def _signed(row: Row, value: int) -> int:
    return -value if row.op == "-" else value


def _gap(rows: list[Row], leaf: dict[int, int]) -> int:
    """What is missing after the last "#!" for the sum before it."""
    sums, total = [], 0
    for row in rows:
        if row.op == "#!":
            sums.append(total)
            total = 0
        elif row.op in LEAVES:
            total += _signed(row, leaf[id(row)])
    return (sums[-1] if sums else 0) - total
