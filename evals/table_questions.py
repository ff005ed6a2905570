"""Questions over single printed tables with their text: drawn as one-page papers, asked of the built-in analyst, scored by kind.

python -m evals.table_questions --shared DIR [--first 0] [--last 278] [--misses]

Reads `data/tatqa/tatqa_dataset_dev.json` of a shared folder (nothing of it is shipped) and takes the questions that one number answers.
`right` states the number in its unit, `wrong` gives another figure, `quoted` is a passage of the paper without a figure.
"""

import argparse
import importlib.util
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders.pdf import Paper

SET = "data/tatqa/tatqa_dataset_dev.json"
NUMBER = re.compile(r"[-(]?[$£€¥]?\s*-?[\d,]+(?:\.\d+)?%?\)?")
WIDTH, LEFT, TOP, BOTTOM, PITCH = 595.0, 36.0, 50.0, 800.0, 12.0
CAPTION_SHARE = 0.42


def main() -> int:
    """Print a line a kind of question and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=None)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    if not (args.shared / SET).is_file():
        print(f"skipped: no tables at {args.shared}")
        return 0
    scorer = _scorer(args.shared)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    contexts = json.loads((args.shared / SET).read_text("utf-8"))[args.first : args.last]
    with tempfile.TemporaryDirectory() as home, Workspace.open(load_settings(Path(home), {}, lang="en")) as workspace:
        for number, context in enumerate(contexts, args.first):
            customer = workspace.create_customer(f"table {number}").id
            workspace.add_documents(customer, [Upload(f"{number}.pdf", drawn(context))], lambda progress: None)
            for question, kind, expected in numeric_questions(context):
                answer = workspace.ask(customer, question)
                verdict = judged(answer, expected, scorer)
                for name in (kind, "all"):
                    counts[name].update(("asked", verdict))
                    counts[name]["loose"] += scorer.loose(answer.answer, answer.to_json())
                if args.misses and verdict == "wrong":
                    print(f"  {number} | {question} | {expected} | {answer.answer[:120]!r}")
    for name, count in sorted(counts.items()):
        told = " ".join(f"{word} {count[word]}" for word in ("right", "declined", "quoted", "wrong", "loose"))
        print(f"{name:24} asked {count['asked']:4} {told}")
    return 0


def _scorer(shared: Path) -> Any:
    """The shared folder's own reading of numbers in answers."""
    spec = importlib.util.spec_from_file_location("answers", shared / "measure" / "answers.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numeric_questions(context: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(question, kind, number with its unit) of a table's questions that one number answers."""
    for row in context["questions"]:
        answers = row["answer"] if isinstance(row["answer"], list) else [row["answer"]]
        text = str(answers[0]).strip()
        if len(answers) != 1 or row["answer_type"] == "count" or not NUMBER.fullmatch(text):
            continue
        unit = row["scale"]
        suffix = "%" if unit == "percent" and "%" not in text else f" {unit}" if unit not in ("", "percent") else ""
        yield row["question"], f"{row['answer_type']}, {row['answer_from']}", text + suffix


def judged(answer: Answer, expected: str, scorer: Any) -> str:
    """right, declined, quoted or wrong."""
    if answer.status in ("insufficient_evidence", "refused"):
        return "declined"
    if scorer.states(answer.answer, expected):
        return "right"
    return "wrong" if answer.figures else "quoted"


def drawn(context: dict[str, Any]) -> bytes:
    """The table with its text under it, as a paper."""
    paper = Paper(chinese=True).page()
    rows = context["table"]["table"]
    columns = max(len(row) for row in rows)
    wide = WIDTH - 2 * LEFT
    each = wide * (1 - CAPTION_SHARE) / max(1, columns - 1)
    size = 8.0 if columns < 8 else 6.0
    y = TOP
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        widths = [wide * CAPTION_SHARE, *[each] * (columns - 1)]
        wrapped = [_wrapped(paper, cell, width - 4, size) for cell, width in zip(cells, widths, strict=False)]
        for at, lines in enumerate(wrapped):
            for down, line in enumerate(lines):
                if at == 0:
                    paper.text(LEFT, y + down * PITCH, line, size)
                else:
                    paper.right(LEFT + wide * CAPTION_SHARE + at * each, y + down * PITCH, line, size)
        y += PITCH * max(len(lines) for lines in wrapped)
        y = _next(paper, y)
    y += PITCH
    for paragraph in sorted(context["paragraphs"], key=lambda p: p["order"]):
        for line in _wrapped(paper, " ".join(paragraph["text"].split()), wide, 9):
            paper.text(LEFT, y, line, 9)
            y = _next(paper, y + PITCH)
    return paper.bytes()


def _next(paper: Paper, y: float) -> float:
    if y < BOTTOM:
        return y
    paper.page()
    return TOP


def _wrapped(paper: Paper, text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and paper.width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


if __name__ == "__main__":
    sys.exit(main())
