"""Notes written out in `evals/cases/written_notes.toml`, read and scored: figures of the notes, passages, opinion and firm.

python -m evals.varied.notes [--show]
"""

import argparse
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.extract.paper import read_paper
from tests.builders.pdf import Paper

CASES = Path(__file__).parent.parent / "cases" / "written_notes.toml"
PITCH, TOP, BOTTOM = 15.0, 60.0, 790.0


def drawn_notes(entry: dict[str, Any]) -> bytes:
    """The paper: its face on the first page, the notes on those after."""
    paper = Paper(chinese=entry["language"] == "zh")
    paper.page()
    y = TOP
    for line in entry["above"]:
        paper.centred(y, line, 10)
        y += PITCH
    _rows(
        paper,
        [
            "项目 | " + " | ".join(entry["heads"]) if entry["language"] == "zh" else " | " + " | ".join(entry["heads"]),
            *entry["face"],
        ],
        y + 6,
        entry,
    )
    paper.page()
    _rows(paper, entry["notes"], TOP, entry)
    return paper.bytes()


def _rows(paper: Paper, lines: list[str], y: float, entry: dict[str, Any]) -> None:
    for line in lines:
        if y > BOTTOM:
            paper.page()
            y = TOP
        cells = [c.strip() for c in line.split(" | ")]
        if len(cells) == 1:
            y = _text(paper, cells[0], y)
            continue
        edges = [550 - 95.0 * k for k in reversed(range(len(cells) - 1))]
        paper.text(50, y, cells[0], 9)
        for edge, cell in zip(edges, cells[1:], strict=True):
            paper.right(edge, y, cell, 9)
        if entry.get("grid"):
            for x0, x1 in zip(
                [45, *(e + 3 for e in edges[:-1])], [edges[0] - 92, *(e + 3 for e in edges[1:])], strict=False
            ):
                paper.frame(x0, y - 11, x1 - x0, PITCH)
            paper.frame(edges[0] - 92, y - 11, 95, PITCH)
        y += PITCH


def _text(paper: Paper, text: str, y: float) -> float:
    bold, text = text.startswith("# "), text.removeprefix("# ")
    line = ""
    for word in text if not text.isascii() and " " not in text[:20] else [w + " " for w in text.split(" ")]:
        if paper.width_of(line + word, 9) > 490:
            paper.text(50, y, line, 9, bold)
            y, line = y + PITCH, ""
        line += word
    paper.text(50, y + (4 if bold else 0), line, 9, bold)
    return y + PITCH + (4 if bold else 0)


def scored(entry: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """(right, wrong, missed, filled, texts …; what went wrong)."""
    reading = read_paper(drawn_notes(entry), f"{entry['name']}.pdf")
    known = reading.extraction
    counts: Counter[str] = Counter()
    told: list[str] = []
    truth = {(f, e): Decimal(v) for f, e, v in (t.split() for t in entry["truth"])}
    facts = [f for f in known.facts if f.statement == "notes" and f.field and f.period_end]
    fields = {f for f, _ in truth}
    for (name, end), value in truth.items():
        mine = [f for f in facts if (f.field, f.period_end) == (name, end)]
        mine += [f for f in known.facts if not mine and f.field == name and f.period_end == end]
        state = "missed" if not mine else "right" if all(f.amount == value for f in mine) else "wrong"
        counts[state] += 1
        if state != "right":
            told.append(f"{entry['name']} {state} {name} {end} {value} {[f.value for f in mine]}")
    for f in facts:
        if (f.field, f.period_end) not in truth and f.field in fields:
            counts["beside"] += 1
            told.append(f"{entry['name']} beside {f.field} {f.period_end} {f.value} {f.printed} {f.label[:40]}")
    said: set[str] = {t.what for t in known.texts if not t.none}
    said |= {p.what for p in known.audit.points} if known.audit else set()
    for kind in entry["texts"]:
        counts["texts"] += kind in said
        if kind not in said:
            told.append(f"{entry['name']} no text {kind} {sorted(said)}")
    if "firm" in entry:
        firm = known.audit.firm if known.audit else None
        counts["firm"] += bool(firm and firm.startswith(entry["firm"]))
        told.append(f"{entry['name']} firm {firm} opinion {known.audit.opinion if known.audit else None}")
    return counts, told


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    whole: Counter[str] = Counter()
    for entry in tomllib.loads(CASES.read_text("utf-8"))["paper"]:
        counts, told = scored(entry)
        whole += counts
        print(entry["name"], dict(counts))
        for line in told if args.show else ():
            print("  ", line)
    print("all", dict(whole))


if __name__ == "__main__":
    main()
