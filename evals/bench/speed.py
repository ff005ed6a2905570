"""CPU milliseconds a page for a whole reading against bare pdfium text, its memory, and the start-up times of the command.

python -m evals.bench.speed PAPER.pdf
"""

import gc
import resource
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2

from ingestion.extract.paper import read_paper
from ingestion.intake.worker import SELDOM
from ingestion.taxonomy.taxonomy import taxonomy


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1]).read_bytes()
    gc.set_threshold(*SELDOM)
    taxonomy()  # a warm worker has it
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    reading = read_paper(data, "paper.pdf")
    whole = time.process_time() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    started = time.process_time()
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_bounded()
    bare = time.process_time() - started
    pages = reading.extraction.pages
    print(
        f"{pages} pages: {1000 * whole / pages:.1f} ms CPU a page all in, {whole / bare:.1f} x bare pdfium text, {memory} MiB"
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
