"""CPU milliseconds a page for a whole reading, by stage and against bare pdfium text, and its memory; the start-up times of the command.

python -m evals.bench.speed PAPER.pdf ...    a row for each paper, the best of `RUNS` readings, each in a process of its own
"""

import gc
import importlib
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from ingestion.extract.paper import read_paper
from ingestion.intake.worker import SELDOM
from ingestion.taxonomy.taxonomy import taxonomy

RUNS = 3
STAGES = {
    "engine": ["ingestion.read.pdf:PdfPaper._load", "ingestion.read.pdf:raw.FPDFText_LoadPage"],
    "runs": ["ingestion.read.pdf:runs_of"],
    "shapes": ["ingestion.read.pdf:DigitWatch.look"],
    "hidden": ["ingestion.read.pdf:walk_of", "ingestion.read.pdf:covers_and_paths", "ingestion.read.pdf:settled"],
    "words": ["ingestion.read.pdf:PdfPaper.page"],
    "second": ["ingestion.read.second:SecondReader._timed"],
    "lines": ["ingestion.extract.paper_pages:lines_of"],
    "find": ["ingestion.extract.paper:candidate_pages", "ingestion.extract.paper:anchor_lines"],
    "tables": ["ingestion.extract.paper:tables_on"],
    "figures": ["ingestion.extract.paper:statement_facts", "ingestion.extract.paper:key_data", "ingestion.extract.paper:assemble"],
    "notes": ["ingestion.extract.paper:note_facts", "ingestion.extract.paper:english_notes", "ingestion.extract.paper:note_texts"],
    "orders": ["ingestion.extract.paper:instructions_of"],
    "passages": ["ingestion.extract.paper:_passages"],
}  # fmt: skip


class Stages:
    """CPU seconds of each stage, without those of the stages that it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open = ["other"]
        self._since = time.process_time()

    def turn(self) -> None:
        """Put the time since the last turn down to the stage that is open."""
        now = time.process_time()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    def watch(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The work, its time put down to the stage."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.turn()
            self._open.append(stage)
            try:
                return work(*args, **kwargs)
            finally:
                self.turn()
                self._open.pop()

        return watched

    def watch_all(self) -> None:
        """Have the functions of `STAGES` watched for the rest of this process."""
        for stage, places in STAGES.items():
            for place in places:
                module, _, path = place.partition(":")
                owner: Any = importlib.import_module(module)
                *parents, name = path.split(".")
                for parent in parents:
                    owner = getattr(owner, parent)
                setattr(owner, name, self.watch(stage, getattr(owner, name)))


def reading(data: bytes, stages: bool) -> dict[str, Any]:
    """One reading in this process: pages, CPU seconds in all or by stage, of bare text, MiB that it took."""
    gc.set_threshold(*SELDOM)
    taxonomy()  # a warm worker has it
    watch = Stages()
    if stages:
        watch.watch_all()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    watch.turn()
    watch.spent.clear()
    pages = read_paper(data, "paper.pdf").extraction.pages
    watch.turn()
    whole = time.process_time() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    started = time.process_time()
    for page in pypdfium2.PdfDocument(data):
        page.get_textpage().get_text_bounded()
    bare = time.process_time() - started
    return {"pages": pages, "whole": whole, "bare": bare, "memory": memory, "stages": watch.spent if stages else {}}


def row_of(paper: str) -> dict[str, Any]:
    """The best of the readings, and the stages of one more; milliseconds a page."""
    runs = [_in_a_process(paper, False) for _ in range(RUNS)]
    pages = runs[0]["pages"]
    best: dict[str, float] = {}
    for stage, spent in ((s, t) for _ in range(RUNS - 1) for s, t in _in_a_process(paper, True)["stages"].items()):
        best[stage] = min(best.get(stage, spent), spent)
    whole, bare = min(r["whole"] for r in runs), min(r["bare"] for r in runs)
    return {
        "paper": Path(paper).stem, "pages": pages, "ms": 1000 * whole / pages, "times": whole / bare,
        "memory": max(r["memory"] for r in runs), "stages": {s: 1000 * t / pages for s, t in best.items()},
    }  # fmt: skip


def _in_a_process(paper: str, stages: bool) -> dict[str, Any]:
    words = [sys.executable, "-m", "evals.bench.speed", "--stages" if stages else "--whole", paper]
    made: dict[str, Any] = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return made


def main() -> None:
    """Print the table."""
    if sys.argv[1] in ("--whole", "--stages"):
        print(json.dumps(reading(Path(sys.argv[2]).read_bytes(), sys.argv[1] == "--stages")))
        return
    names = [*STAGES, "other"]
    print(f"{'paper':42} pages  ms/page  x bare  MiB  | " + " ".join(f"{s:>8}" for s in names))
    rows = []
    for paper in sys.argv[1:]:
        row = row_of(paper)
        rows.append(row)
        print(
            f"{row['paper'][:42]:42} {row['pages']:5} {row['ms']:8.1f} {row['times']:7.1f} {row['memory']:4}  | "
            + " ".join(f"{row['stages'].get(s, 0.0):8.2f}" for s in names),
            flush=True,
        )
    every = [row["ms"] for row in rows]
    worst = max(rows, key=lambda row: row["ms"])
    print(
        f"median {median(every):.1f} ms, worst {worst['ms']:.1f} ({worst['paper']}), {max(r['memory'] for r in rows)} MiB at most"
    )
    print(f"xintan --help {seconds('--help'):.2f} s")
    print(f"xintan extract, one page {seconds('extract', '--pages', '1', sys.argv[1]):.2f} s")


def seconds(*words: str) -> float:
    """Wall clock of the best of three runs of the command."""
    best = 1e9
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant.cli", *words], capture_output=True, check=False)
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main()
