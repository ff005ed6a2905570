"""Varied papers read and scored.

python -m evals.varied.score [--language en|zh] [--set N] [--seeds 0-9] [--sheets|--written] [--show] [--save DIR]

n       printed figures of rows that name a line       right   found with field, period, months, basis, currency and value
wrong   another value for the same field, period and basis        filled  a field that the paper does not print
"""

import argparse
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.extraction import Truth
from evals.varied.pages import Drawn, drawn
from evals.varied.sheets import drawn_sheet
from evals.varied.written import written, written_papers
from ingestion.extract.paper import read_paper
from ingestion.model.fact import Fact

CASES = Path(__file__).parent.parent / "cases"
FACES = frozenset({"balance_sheet", "income_statement", "cash_flow"})
TWINS = (
    ("total_equity", "equity_attributable_to_parent"),
    ("net_income", "net_income_parent"),
    ("main_business_revenue", "revenue"),
    ("eps_basic", "eps_diluted"),  # "Basic and diluted"
)


@dataclass(slots=True)
class Score:
    """Counts for the whole and for each form, and each thing that went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    told: list[tuple[str, ...]] = field(default_factory=list)
    cells: set[tuple[str, str]] = field(default_factory=set)

    def count(self, form: str, what: str) -> None:
        """One more of `what`."""
        self.counts[what] += 1
        self.forms[form][what] += 1


def forms(language: str = "", number: int = 0) -> list[dict[str, Any]]:
    """The forms of a language and set; all by default."""
    found = []
    for path in (CASES / "varied_en.toml", CASES / "varied_zh.toml"):
        if language in path.stem:
            found += [f for f in tomllib.loads(path.read_text("utf-8"))["form"] if number in (0, f["set"])]
    return found


def papers(chosen: list[dict[str, Any]], seeds: range, make: Callable[..., Drawn] = drawn) -> Iterator[Drawn]:
    """The papers (or workbooks) of the forms, one after the other."""
    return (make(form, seed) for form in chosen for seed in seeds)


def scored(papers: Iterator[Drawn]) -> Score:
    """Every paper read and compared."""
    score = Score()
    for paper in papers:
        _compare(score, paper, read_paper(paper.data, f"paper{paper.suffix}").extraction.facts)
    return score


def _compare(score: Score, paper: Drawn, facts: tuple[Fact, ...]) -> None:
    form = paper.name.split("/")[0]
    given = [f for f in facts if f.field and f.statement in FACES and f.method != "derived" and f.period_end]
    claimed: set[str] = set()
    for truth in paper.truths:
        score.count(form, "n")
        score.cells.add((paper.name, truth.fields[0]))
        mine = [f for f in given if _about(f, truth, paper)]
        claimed |= {f.id for f in mine}
        mine = [f for f in mine if f.restated] or mine  # a restated column stands beside the one first reported
        right = [f for f in mine if f.amount == truth.value and (not truth.currency or f.currency == truth.currency)]
        if right and len(right) == len(mine):
            score.count(form, "right")
            continue
        score.count(form, "wrong" if mine else "missed")
        shown = ", ".join(f"{f.value} {f.currency} ({f.label[:40]})" for f in mine[:2])
        score.told.append((paper.name, "wrong" if mine else "missed", *_key(truth), truth.printed, shown))
    for fact in given:
        if fact.id not in claimed and not _allowed(fact, paper):
            score.count(form, "filled")
            score.told.append(
                (
                    paper.name,
                    "filled",
                    fact.field or "",
                    str(fact.period_end),
                    str(fact.months),
                    fact.basis,
                    fact.printed,
                    fact.label[:60],
                )
            )


def _about(fact: Fact, truth: Truth, paper: Drawn) -> bool:
    parent = fact.basis == "parent"
    return (
        (fact.field, fact.period_end) == (truth.fields[0], truth.period_end) and (fact.months or None) == truth.months
        and (not (paper.style.group_and_company or paper.style.parent_page) or parent == (truth.basis == "parent"))
    )  # fmt: skip


def _key(truth: Truth) -> tuple[str, ...]:
    return truth.fields[0], truth.period_end, str(truth.months), truth.basis


def _allowed(fact: Fact, paper: Drawn) -> bool:
    """Rows that may be read so, and one figure under two names."""
    if any(
        fact.statement == s and abs(fact.amount) == v and (not names or fact.field in names)
        for s, names, v in paper.free
    ):
        return True
    names = {n for pair in TWINS if fact.field in pair for n in pair}
    return any(t.fields[0] in names and (t.period_end, t.value) == (fact.period_end, fact.amount) for t in paper.truths)


def main() -> int:
    """Print the tables; 1 with any wrong or filled figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="")
    parser.add_argument("--set", type=int, default=0)
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--form", default="")
    parser.add_argument("--sheets", action="store_true", help="workbooks and CSV files instead of papers")
    parser.add_argument("--written", action="store_true", help="the papers written out in cases/written_*.toml")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    first, _, last = args.seeds.partition("-")
    known = written_papers(args.language) if args.written else forms(args.language, args.set)
    chosen = [f for f in known if args.form in f["name"]]
    seeds = range(int(first), int(last or first) + 1)
    make = written if args.written else drawn_sheet if args.sheets else drawn
    if args.save:
        args.save.mkdir(parents=True, exist_ok=True)
        for paper in papers(chosen, seeds, make):
            (args.save / f"{paper.name.replace('/', '_')}{paper.suffix}").write_bytes(paper.data)
    score = scored(papers(chosen, seeds, make))
    for told in score.told if args.show else ():
        print(" ", *told)
    for name, counts in sorted(score.forms.items()):
        print(_line(name, counts))
    print(_line("all", score.counts), f" paper x field {len(score.cells)}")
    return int(score.counts["wrong"] + score.counts["filled"] > 0)


def _line(name: str, counts: Counter[str]) -> str:
    n = counts["n"] or 1
    told = f"missed {counts['missed']}  wrong {counts['wrong']}  filled {counts['filled']}"
    return f"{name:24} {counts['right']:5}/{counts['n']:<5} {counts['right'] / n:.3f}  {told}"


if __name__ == "__main__":
    sys.exit(main())
