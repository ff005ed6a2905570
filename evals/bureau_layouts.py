"""Credit papers of every kind in looks no reader was made on (tests/builders/bureau_layouts.toml), scored leaf by leaf for each kind.

python -m evals.bureau_layouts [--set 1|2|3|4] [--kind GROUP] [--look NAME] [--scan] [--misses] [--papers DIR]

right: the value is there; wrong: another value is there, or one where nothing is printed (worse than a miss); missed: nothing is there;
extra: records the paper does not hold. `--scan` draws each paper as a copier's picture first. Exit 1 below the targets.
"""

import argparse
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from ingestion.extract.paper import read_paper
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from tests.builders.bureau_layouts import BY_NAME, BY_SET, Expected, drawn_paper, expected_of, papers
from tests.builders.scan import drawn, pictures_pdf, scanned

KEYS = ("name", "kind", "scheme")
MIN_RIGHT, MAX_WRONG = {"digital": 0.97, "scan": 0.93}, 0.01


@dataclass(slots=True)
class Score:
    """Counts of one paper, and what was not right: (path, verdict, expected, found)."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def mark(self, path: str, want: str | None, got: Any) -> None:
        """Count one leaf."""
        if want is None and got is None:
            return
        verdict = "right" if same(want, got) else "missed" if got is None else "wrong"
        self.counts["n"] += 1
        self.counts[verdict] += 1
        if verdict != "right":
            self.misses.append((path, verdict, want, got))


def scored(report: dict[str, Any] | None, expected: Expected) -> Score:
    """The score of a `bureau` object against what its paper prints."""
    score, report = Score(), report or {}
    for path, want in expected.values.items():
        score.mark(path, want, at(report, path))
    groups: dict[tuple[str, str], list[dict[str, str | None]]] = {}
    for list_, where, leaves in expected.records:
        groups.setdefault((list_, repr(sorted(where.items()))), []).append(leaves)
        groups[list_, repr(sorted(where.items()))][-1] = {**leaves, **{f"={k}": v for k, v in where.items()}}
    for (list_, _), wanted in groups.items():
        fixed = {k[1:]: v for k, v in wanted[0].items() if k.startswith("=")}
        told = [{k: v for k, v in w.items() if not k.startswith("=")} for w in wanted]
        found = [r for r in report.get(list_, []) if all(value(r.get(k)) == v for k, v in fixed.items())]
        pairs = paired(told, found)
        for i, leaves in enumerate(told):
            record = found[pairs[i]] if i in pairs else {}
            for name, want in leaves.items():
                score.mark(f"{list_}{fixed or ''}[{i}].{name}", want, value(record.get(name)))
    for list_ in {name for name, _, _ in expected.records} - {"scores", "record_counts"}:
        more = len(report.get(list_, [])) - sum(name == list_ for name, _, _ in expected.records)
        score.counts["extra"] += max(0, more)
        if more > 0:
            score.misses.append((list_, "extra", None, more))
    return score


def paired(wanted: list[dict[str, str | None]], found: list[dict[str, Any]]) -> dict[int, int]:
    """Each wanted record with the found one that agrees in most leaves, the best pairs first."""
    agreeing = {
        (i, j): sum(v is not None and same(v, value(f.get(k))) for k, v in w.items())
        for i, w in enumerate(wanted)
        for j, f in enumerate(found)
    }
    out: dict[int, int] = {}
    for (i, j), count in sorted(agreeing.items(), key=lambda item: (-item[1], item[0])):
        if count and i not in out and j not in out.values():
            out[i] = j
    return out


def same(want: Any, got: Any) -> bool:
    """Equal as numbers, else as text without spaces and width."""
    if want is None or got is None:
        return bool(want is got)
    if isinstance(got, bool):
        return bool(str(got).lower() == want)
    try:
        return Decimal(str(want)) == Decimal(str(got))
    except InvalidOperation:
        return flat(str(want)) == flat(str(got))


def flat(text: str) -> str:
    """The comparison form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def value(node: Any) -> Any:
    """What a leaf, or a plain word, says."""
    return node.get("value") if isinstance(node, dict) else node


def at(report: dict[str, Any], path: str) -> Any:
    """The value under a path; list[word] is the record of that word, list[0] the first."""
    node: Any = report
    for step in path.split("."):
        match = re.fullmatch(r"(\w+)(?:\[(\w+)\])?", step)
        if match is None:
            return None
        node = node.get(match[1]) if isinstance(node, dict) else node
        if match[2] and isinstance(node, list):
            if match[2].isdigit():
                node = node[int(match[2])] if int(match[2]) < len(node) else None
            else:
                node = next((r for r in node if match[2] in [r.get(k) for k in KEYS]), None)
    return value(node)


def read(name: str, look: str, folder: Path | None = None, pool: ReaderPool | None = None) -> Score:
    """Draw, read and score one paper in one look; with a pool as a copier's pictures, recognised."""
    kept = folder / f"{name}__{look}.pdf" if folder else None
    pdf = kept.read_bytes() if kept and kept.is_file() else drawn_paper(name, BY_NAME[look])
    if kept and not kept.is_file():
        kept.write_bytes(pdf)
    if pool is None:
        return scored(read_paper(pdf, f"{name}.pdf").extraction.bureau, expected_of(name))
    pages = pdf.count(b"/Type /Page\n")
    pictures = pictures_pdf([scanned(drawn(pdf, n, 200), 0.3, n) for n in range(1, pages + 1)], 200)
    return scored(pool.read(pictures, f"{name}.pdf").extraction.bureau, expected_of(name))


def read_all(jobs: list[tuple[str, str]], scan: bool, folder: Path | None) -> list[Score]:
    """The scores of all jobs, two at a time."""
    if not scan:
        with ProcessPoolExecutor(2) as processes:
            return list(processes.map(partial(read, folder=folder), *zip(*jobs, strict=True)))
    with ReaderPool(Limits(ocr_page_s=120), 2) as pool, ThreadPoolExecutor(2) as threads:
        return list(threads.map(partial(read, folder=folder, pool=pool), *zip(*jobs, strict=True)))


def chosen(number: int, kind: str | None, look: str | None) -> Iterator[tuple[str, str]]:
    """The papers and looks asked for."""
    for name, paper in papers(number).items():
        for style in BY_SET[number]:
            if kind in (None, paper["group"], name) and look in (None, style.name):
                yield name, style.name


def main() -> int:
    """Score what is asked for and print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=int, default=1, choices=list(BY_SET))
    parser.add_argument("--kind")
    parser.add_argument("--look")
    parser.add_argument("--scan", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--papers", type=Path, help="keep the drawn papers here and use them again")
    args = parser.parse_args()
    jobs = list(chosen(args.set, args.kind, args.look))
    scores = read_all(jobs, args.scan, args.papers)
    totals: dict[str, Counter[str]] = {}
    for (name, look), score in zip(jobs, scores, strict=True):
        for key in (papers(args.set)[name]["group"], f"~ {look}", "all"):
            totals.setdefault(key, Counter()).update(score.counts)
        for miss in score.misses if args.misses else ():
            print(name, look, *miss, sep="\t")
    print(f"{'kind':18} {'n':>6} {'right':>6} {'wrong':>6} {'missed':>6} {'extra':>6}")
    for key, c in sorted(totals.items()):
        print(
            f"{key:18} {c['n']:6} {c['right'] / c['n']:6.3f} {c['wrong'] / c['n']:6.3f} {c['missed'] / c['n']:6.3f} {c['extra']:6}"
        )
    told = totals["all"]
    aim = MIN_RIGHT["scan" if args.scan else "digital"]
    return 0 if told["right"] >= aim * told["n"] and told["wrong"] <= MAX_WRONG * told["n"] else 1


if __name__ == "__main__":
    sys.exit(main())
