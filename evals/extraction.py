"""Extraction over built papers with known truth, and over any folder with a facts file; every miss is listed.

python -m evals.extraction                                    the built papers of `cases/extraction_papers.toml`
python -m evals.extraction --truth FACTS.jsonl --docs DIR     real papers: rows of doc, field, period_end, value, scale, page …
python -m evals.extraction --fault unit|glued|swapped|page    plant a fault in the built papers and see the metrics fall

recall  share of the printed figures found with field, period, months, value and currency
wrong   figures given another value for the same field and period; filled: lines that are not printed and have a figure all the same
placed  share of the figures found whose printed text and page are those of the paper
Exit 1 below recall 1, or with any wrong or filled figure (0.98 and 0.005 for a folder).
"""

import argparse
import json
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction, Fact
from tests.builders.layouts import chinese, english

CASES = Path(__file__).parent / "cases" / "extraction_papers.toml"
FAULTS = ("unit", "glued", "swapped", "page")
SCALES = {"units": 1, "thousands": 10**3, "millions": 10**6, "crore": 10**7, "万元": 10**4, "billions": 10**9}
SHORT = {
    "cash": ("monetary_funds",), "receivables": ("accounts_receivable", "notes_and_accounts_receivable"), "inventory": ("inventories",),
    "income_tax": ("income_tax_expense",), "operating_cash_flow": ("net_cash_operating",), "operating_income": ("operating_profit",),
    "short_term_debt": ("short_term_borrowings",), "long_term_debt": ("long_term_borrowings", "bonds_payable"),
    "current_portion_long_term_debt": ("noncurrent_liabilities_due_within_1y",), "total_equity_parent": ("equity_attributable_to_parent",),
    "revenue": ("revenue", "total_operating_revenue"),
}  # fmt: skip
UNSIGNED = frozenset({"capex", "cost_of_sales", "interest_expense", "income_tax"})
NIL = frozenset({"nil", "-", "—", "–"})
UNIT_WORDS = ("单位", "單位", "thousands", "millions", "crore", "€ k", "US$ m", "'000")


@dataclass(frozen=True, slots=True)
class Truth:
    """One printed figure, or with `value` None a line that is not printed."""

    fields: tuple[str, ...]
    period_end: str
    months: int | None
    value: Decimal | None
    printed: str = ""
    currency: str | None = None
    page: int | None = None
    basis: str = "consolidated"
    gaap: str | None = None
    unsigned: bool = False


@dataclass(slots=True)
class Score:
    """Counts, and what was missed: (paper, field, period, truth, given)."""

    counts: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def share(self, part: str, whole: str) -> float:
        """`part` over `whole`; 1 where there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--fault", choices=FAULTS)
    args = parser.parse_args()
    if args.truth and args.docs:
        score = folder_score(args.truth, args.docs)
        return printed(score, 0.98, 0.005)
    return printed(built_score(args.fault), 1.0, 0.0)


def printed(score: Score, least: float, most: float) -> int:
    """The tables on stdout; 1 where a metric is out of bounds."""
    for name, counts in sorted(score.groups.items()):
        print(f"{name:44} {counts['right']:4}/{counts['n']:<4} wrong {counts['wrong']} filled {counts['filled']}")
    for miss in score.misses:
        print("  miss", *miss)
    recall, wrong = score.share("right", "n"), score.counts["wrong"] / max(score.counts["n"], 1)
    print(
        f"recall {recall:.3f} ({score.counts['right']}/{score.counts['n']})  wrong {score.counts['wrong']}  "
        f"filled {score.counts['filled']}/{score.counts['absent']}  placed {score.share('placed', 'found'):.3f}"
    )
    return int(recall < least or wrong > most or score.counts["filled"] > 0)


def built_score(fault: str | None = None) -> Score:
    """The built papers read and scored; with a fault planted in each."""
    score = Score()
    for paper in tomllib.loads(CASES.read_text("utf-8"))["paper"]:
        extraction = read_paper(built(faulty(paper, fault)), f"{paper['name']}.pdf").extraction
        scored(score, paper["name"], paper["language"], truth_of(paper), extraction)
    return score


def built(paper: dict[str, Any]) -> bytes:
    """The paper as PDF."""
    width = len(paper["edges"]) + (paper["style"] == "borderless")
    rows = [[*cells, *[""] * (width - len(cells))] for cells in (figures_of(row, width) for row in paper["rows"])]
    if paper["style"] == "ruled":
        return chinese(paper["title"], paper["edges"], [*paper["heads"], *rows])
    return english(paper["title"], paper["edges"], paper["heads"], rows, size=paper.get("size", 8))


def figures_of(row: list[str], width: int) -> list[str]:
    """Caption and cells of a row, its line name left out."""
    return row[:width]


def truth_of(paper: dict[str, Any]) -> list[Truth]:
    """Every figure of the rows that name a line, and the lines that are not printed."""
    width = len(paper["edges"]) + (paper["style"] == "borderless")
    first = 1 + paper.get("note", 0)
    rows: list[Truth] = []
    for row in paper["rows"]:
        name = row[width] if len(row) > width else ""
        for (end, months), cell in zip(paper["periods"], row[first:width], strict=False):
            if name and cell:
                value = amount(cell, paper.get("decimal_comma", False)) * paper["scale"]
                rows.append(
                    Truth(
                        (name.lstrip("-"),), end, months or None, -value if name.startswith("-") else value, cell,
                        paper["currency"] or None, 1,
                    )
                )  # fmt: skip
    absent = [Truth((name,), end, months or None, None) for name in paper["absent"] for end, months in paper["periods"]]
    return rows + absent


def amount(cell: str, decimal_comma: bool) -> Decimal:
    """A printed cell as a number; brackets, minus signs and triangles are negative."""
    plain = unicodedata.normalize("NFKC", cell).replace(" ", "")
    if plain.lower() in NIL:
        return Decimal(0)
    text = plain.strip("()-△▲")
    text = text.replace(".", "").replace(",", ".") if decimal_comma else text.replace(",", "")
    return -Decimal(text) if plain != plain.strip("(-△▲") or plain.endswith("-") else Decimal(text)


def faulty(paper: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """The paper with a fault planted: its truth stays that of the sound one."""
    made = dict(paper)
    if fault == "unit":
        for part in ("title", "heads"):
            made[part] = [_without_unit(line) for line in paper[part]]
    elif fault == "glued":
        made["rows"] = [_glued(row, paper) for row in paper["rows"]]
    elif fault == "swapped":
        made["heads"] = [[*head[:-2], head[-1], head[-2]] for head in paper["heads"]]
    elif fault == "page":
        made["rows"] = paper["rows"][: len(paper["rows"]) // 2]
    return made


def _without_unit(line: Any) -> Any:
    if isinstance(line, list):
        return ["" if any(word in cell for word in UNIT_WORDS) else cell for cell in line]
    kept = [part for part in line.split("  ") if not any(word in part for word in UNIT_WORDS)]
    return "  ".join(kept)


def _glued(row: list[str], paper: dict[str, Any]) -> list[str]:
    """The last two figures of a row run into one."""
    width = len(paper["edges"]) + (paper["style"] == "borderless")
    if len(row) <= width or not row[width]:
        return row
    return [*row[: width - 2], "", row[width - 2] + row[width - 1], *row[width:]]


def folder_score(truth: Path, docs: Path) -> Score:
    """Real papers under `docs` against the rows of a facts file."""
    rows: dict[str, list[Truth]] = defaultdict(list)
    for line in truth.read_text("utf-8").splitlines():
        row = json.loads(line)
        value = (
            None if row["value"] is None else Decimal(str(row["value"])) * SCALES.get(row.get("scale") or "units", 1)
        )
        rows[row["doc"]].append(
            Truth(
                SHORT.get(row["field"], (row["field"],)), row["period_end"], row.get("months"), value, row.get("printed") or "",
                row.get("currency"), row.get("page"), row.get("basis", "consolidated"), (row.get("gaap") or "").lower() or None,
                row["field"] in UNSIGNED,
            )
        )  # fmt: skip
    score = Score()
    for name, truths in sorted(rows.items()):
        path = docs / name
        if path.exists():
            extraction = read_paper(path.read_bytes(), path.name).extraction
            scored(score, path.name, extraction.language[:2], truths, extraction)
    return score


def scored(score: Score, name: str, language: str, truths: list[Truth], extraction: Extraction) -> None:
    """Adds one paper to the score."""
    for truth in truths:
        given = candidates(truth, extraction)
        groups = [score.groups[f"{language} {truth.fields[0]}"], score.groups[f"paper {name}"]]
        if truth.value is None:
            _count(score, groups, "absent")
            if given:
                _count(score, groups, "filled")
                score.misses.append((name, truth.fields[0], truth.period_end, "absent", given[0].printed))
            continue
        _count(score, groups, "n")
        right = [f for f in given if _same(f, truth)]
        others = [f for f in given if f not in right and not f.restated]
        if right and not others:
            _count(score, groups, "right")
        elif given:
            _count(score, groups, "wrong")
        if right:
            _count(score, groups, "found")
            if any(truth.page in (None, f.page) and _digits(truth.printed) in ("", _digits(f.printed)) for f in right):
                _count(score, groups, "placed")
        if not right or others:
            shown = ", ".join(f.value for f in (others or given)[:2]) or "nothing"
            score.misses.append((name, truth.fields[0], truth.period_end, truth.printed, shown))


def candidates(truth: Truth, extraction: Extraction) -> list[Fact]:
    """The printed facts that claim to be what `truth` is about."""
    found = [
        f
        for f in extraction.facts
        if f.field in truth.fields and f.period_end == truth.period_end and f.method != "derived"
        and f.statement in ("balance_sheet", "income_statement", "cash_flow")
        and (f.basis == "parent") == (truth.basis == "parent")
        and (f.months is None or f.months == (truth.months or 12))
        and (truth.gaap is None or f.gaap in (truth.gaap, "unknown"))
    ]  # fmt: skip
    first = next((name for name in truth.fields if any(f.field == name for f in found)), None)
    return [f for f in found if f.field == first]


def _same(fact: Fact, truth: Truth) -> bool:
    one, other = fact.amount, truth.value or Decimal(0)
    if truth.unsigned:
        one, other = abs(one), abs(other)
    near = abs(one - other) <= max(Decimal("0.006"), abs(other) * Decimal("1e-9"))
    return near and (truth.currency is None or fact.currency in (truth.currency, None))


def _count(score: Score, groups: list[Counter[str]], what: str) -> None:
    score.counts[what] += 1
    for group in groups:
        group[what] += 1


def _digits(text: str) -> str:
    return "".join(ch for ch in text if ch.isdigit())


if __name__ == "__main__":
    sys.exit(main())
