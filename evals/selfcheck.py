"""What was read of every paper in a folder, without any truth: statements and fields found, identities that hold or break.

python -m evals.selfcheck PATH... [--breaks] [--lines]

A missing primary statement or a broken identity is a defect of the reading or of the paper: each is worth a look.
`--breaks` lists every break, `--lines` the balance-sheet, income and cash-flow captions that no line of the vocabulary took.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction

PRIMARY = ("balance_sheet", "income_statement", "cash_flow")
MUST = {
    "balance_sheet": ("total_assets", "total_equity", "total_current_assets"),
    "income_statement": ("revenue", "profit_before_tax", "net_income"),
    "cash_flow": ("net_cash_operating", "net_cash_investing", "net_cash_financing", "cash_end"),
}
SUFFIXES = frozenset({".pdf", ".xlsx", ".xls", ".csv", ".html", ".htm", ".xhtml"})


@dataclass(frozen=True, slots=True)
class Line:
    """One paper's measure."""

    name: str
    kind: str
    pages: int
    fields: dict[str, int]
    absent: tuple[str, ...]
    statuses: Counter[str]
    breaks: tuple[str, ...]
    problems: tuple[str, ...]


def measured(name: str, extraction: Extraction) -> Line:
    """The measure of one extraction."""
    printed = [f for f in extraction.facts if f.method != "derived" and f.basis != "parent"]
    by_statement = {s: {f.field for f in printed if f.statement == s and f.field} for s in PRIMARY}
    absent = [
        f"{statement}.{field}"
        for statement in PRIMARY
        for field in MUST[statement]
        if field not in by_statement[statement]
    ]
    breaks = [f"{c.id} {c.period_end} {c.difference}" for c in extraction.checks if c.status == "break"]
    return Line(
        name, extraction.kind, extraction.pages, {s: len(found) for s, found in by_statement.items()}, tuple(absent),
        Counter(c.status for c in extraction.checks), tuple(breaks), tuple(sorted({p.code for p in extraction.problems})),
    )  # fmt: skip


def shown(line: Line) -> str:
    """One row of the table."""
    statuses = " ".join(f"{name} {line.statuses[name]}" for name in ("ok", "minor", "break") if line.statuses[name])
    absent = f" absent: {', '.join(line.absent)}" if line.absent else ""
    noted = f" problems: {', '.join(line.problems)}" if line.problems else ""
    fields = "/".join(str(line.fields[s]) for s in PRIMARY)
    return f"{line.name[:44]:44} {line.kind[:12]:12} {line.pages:4} p  lines {fields:9} {statuses or 'nothing tested'}{absent}{noted}"


def papers(paths: list[Path]) -> Iterator[Path]:
    """The papers under `paths`, in order of name."""
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (p for p in inside if p.suffix.lower() in SUFFIXES)


def main() -> int:
    """Print the table; 0 always: there is no truth to fail against."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--breaks", action="store_true")
    parser.add_argument("--lines", action="store_true")
    args = parser.parse_args()
    total: Counter[str] = Counter()
    for path in papers(args.paths):
        extraction = read_paper(path.read_bytes(), path.name).extraction
        line = measured(path.name, extraction)
        total += line.statuses
        print(shown(line), flush=True)
        if args.breaks:
            for text in line.breaks:
                print(f"    break {text}")
        if args.lines:
            for fact in extraction.facts:
                if fact.field is None and fact.statement in PRIMARY:
                    print(f"    {fact.statement} p{fact.page} {fact.period_end} {fact.label!r} {fact.printed}")
    print(" ".join(f"{name} {total[name]}" for name in ("ok", "minor", "break", "not_testable")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
