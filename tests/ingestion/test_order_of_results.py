"""What a reading and an answer say does not hang on the order in which a process happens to hold its sets."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
from types import SimpleNamespace
from assistant.chat.retrieve import _by_words
from assistant.chat.segments import Segment
from ingestion.extract.paper import read_paper
from ingestion.store.split import words_of
from tests.ingestion.extract.test_notes_tables import CLASSES, grouped, report

paper = report().page()
heads = ["七、合并财务报表项目注释", "5、应收账款", "（2）按坏账计提方法分类披露", "单位：元"]
grouped(paper, heads, (90, *[48] * 8), ((192, "期末余额"), (192, "期初余额")), CLASSES)
reading = read_paper(paper.bytes(), "n.pdf")
text = " ".join(a + b + c for a in "bdg" for b in "aeiou" for c in "lmn")
weights = {word: 1 / (3 + n) for n, word in enumerate(dict.fromkeys(words_of(text)))}
segment = Segment("d", "d.pdf", 1, "", ((text, (0, 0, 1, 1)),))
asked = SimpleNamespace(lang="en", text="")
print(repr(_by_words(segment, weights, sum(weights.values()), asked).score))
print([(f.field, f.period_end, f.printed) for f in reading.extraction.facts])
print(reading.model_dump_json())
"""


def told(seed: int) -> str:
    """What a process with that seed of hashes prints."""
    root = Path(__file__).parents[2]
    known = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=known, cwd=root, check=True
    )
    return done.stdout


def test_two_processes_with_other_hashes_read_a_paper_alike() -> None:
    first, second = told(1), told(3)
    assert "('ar_allowance', '2023-12-31', '650.00')" in first
    assert second == first
