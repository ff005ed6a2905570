"""The questions of `cases/analyst_questions.toml` asked of the sample customer in process, in both languages, and what became of them.

python -m evals.analyst [--only 5,17] [--quiet]     exit 1 when a trap was answered or a number stands loose
python -m evals.analyst --reworded SET      the same expectations, asked in the words of `cases/analyst_paraphrases.toml` (first … ninth)

right   status, amounts, numbers, percentages and words are as expected and nothing forbidden is said
cited   every paper (and page) that must be cited is among the citations
loose   numbers that stand in no quote and no figure
refused a question that deserves an answer was refused
"""

import argparse
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.chat.verify import loose_numbers
from assistant.config import load_settings
from assistant.service import Workspace
from evals.figures_in_text import says_amount, says_number

CASES = Path(__file__).parent / "cases" / "analyst_questions.toml"
REWORDED = CASES.with_name("analyst_paraphrases.toml")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked once: what was missed, and where."""

    case: dict[str, Any]
    text: str
    answer: Answer
    missed: tuple[str, ...]
    uncited: tuple[str, ...]
    loose: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """An answer was due and refused."""
        return self.answer.status == "refused" and self.case.get("status") != "refused"


def main() -> int:
    """Ask, print the table and the misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="ids, comma separated")
    parser.add_argument("--quiet", action="store_true", help="the table alone")
    parser.add_argument(
        "--reworded",
        choices=("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
        help="ask the paraphrases instead",
    )
    args = parser.parse_args()
    data = tomllib.loads(CASES.read_text("utf-8"))
    wanted = {int(i) for i in args.only.split(",") if i}
    cases = [case for case in data["question"] if not wanted or case["id"] in wanted]
    if args.reworded:
        cases = reworded(cases, tomllib.loads(REWORDED.read_text("utf-8"))[args.reworded])
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings(Path(home) / "home", {}, lang="zh")
        with Workspace.open(settings) as workspace:
            pairs = asked(workspace, cases, data["papers"])
    outcomes = [outcome for pair in pairs for outcome in pair]
    if not args.quiet:
        for outcome in outcomes:
            print_miss(outcome)
    print_table("type", pairs)
    print_table("block", pairs)
    traps = [o for o in outcomes if o.case["type"] == "P" and o.missed]
    return 1 if traps or any(o.loose for o in outcomes) else 0


def asked(workspace: Workspace, cases: list[dict[str, Any]], papers: dict[str, str]) -> list[tuple[Outcome, Outcome]]:
    """Each case asked in its own language and in the other one."""
    workspace.load_sample()
    customer = next(c.id for c in workspace.customers() if c.name == "示例制造")
    return [
        (
            judged(case, case["text"], workspace.ask(customer, case["text"]), papers, translated=False),
            judged(case, case["other"], workspace.ask(customer, case["other"]), papers, translated=True),
        )
        for case in cases
    ]


def reworded(cases: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases with the wording of each paraphrase put in place of their own."""
    known = {case["id"]: case for case in cases}
    out = []
    for row in rows:
        case = known.get(row["of"])
        if case is not None:
            own, other = (row["zh"], row["en"]) if case["lang"] == "zh" else (row["en"], row["zh"])
            out.append({**case, "text": own, "other": other})
    return out


def judged(case: dict[str, Any], text: str, answer: Answer, papers: dict[str, str], translated: bool) -> Outcome:
    """What the answer misses of the expectation."""
    told = answer.answer
    words = case.get("words_other" if translated and "words_other" in case else "words", [])
    missed = [f"status {answer.status}"] if answer.status != case.get("status", "answered") else []
    missed += [f"{a}万元" for a in case.get("amounts", []) if not says_amount(told, a)]
    missed += [n for n in case.get("numbers", []) if not any(says_number(told, form) for form in n.split("|"))]
    missed += [f"{p}%" for p in case.get("percents", []) if not says_number(told, p, percent=True)]
    missed += [w for w in words if not any(form in told for form in w.split("|"))]
    missed += [f"says {w}" for w in case.get("forbidden", []) if w in told]
    uncited = [place for place in case.get("cite", []) if not cites(answer, place, papers)]
    return Outcome(case, text, answer, tuple(missed), tuple(uncited), tuple(loose_numbers(answer)))


def cites(answer: Answer, place: str, papers: dict[str, str]) -> bool:
    """True where a citation opens the paper, on the page when one is named (`P1:3`)."""
    paper, _, page = place.partition(":")
    names = papers[paper].split("|")
    return any(
        any(name in c.document for name in names) and (not page or c.page == int(page)) for c in answer.citations
    )


def print_miss(outcome: Outcome) -> None:
    """One line a question that is not wholly as expected, then the answer's beginning."""
    if not (outcome.missed or outcome.uncited or outcome.loose):
        return
    parts = [f"missed {', '.join(outcome.missed)}"] if outcome.missed else []
    parts += [f"uncited {', '.join(outcome.uncited)}"] if outcome.uncited else []
    parts += [f"loose {', '.join(outcome.loose)}"] if outcome.loose else []
    print(
        f"{outcome.case['id']:>3} {outcome.case['type']} [{outcome.case['block']}] {outcome.text}\n      {'; '.join(parts)}"
    )
    print(f"      {' '.join(outcome.answer.answer.split())[:200]}")


def print_table(key: str, pairs: list[tuple[Outcome, Outcome]]) -> None:
    """Right, cited, loose and refused by type or block; a question of several blocks counts in each."""
    print(
        f"\n{key:<8}{'asked':>6}{'right':>7}{'cited':>7}{'loose':>7}{'refused':>9}   other language: right cited loose refused"
    )
    groups: dict[str, list[tuple[Outcome, Outcome]]] = defaultdict(list)
    for pair in pairs:
        for name in pair[0].case[key].split(","):
            groups[name].append(pair)
    rows = [*sorted(groups.items()), ("all", pairs)]
    for name, group in rows:
        first, second = (list(counted([p[side] for p in group])) for side in (0, 1))
        print(
            f"{name:<8}{len(group):>6}{first[0]:>7}{first[1]:>7}{first[2]:>7}{first[3]:>9}"
            f"{'':>19}{second[0]:>5}{second[1]:>6}{second[2]:>6}{second[3]:>8}"
        )


def counted(outcomes: list[Outcome]) -> Iterator[int]:
    """Right, cited, with loose numbers, wrongly refused."""
    yield sum(not o.missed for o in outcomes)
    yield sum(not o.uncited for o in outcomes)
    yield sum(bool(o.loose) for o in outcomes)
    yield sum(o.refused for o in outcomes)


if __name__ == "__main__":
    sys.exit(main())
