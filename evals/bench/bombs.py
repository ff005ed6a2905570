"""Seconds until each bomb ends, why it ended, how much memory its reader took, and how quickly the workbench answered meanwhile.

python -m evals.bench.bombs [--kind more] [--only NAME] [--share 1.0] [--at-once 2]

The bombs of `tests.builders` (PDFs, pictures, workbooks, documents, archives) are uploaded to a running workbench of their own,
`--at-once` at a time, while a list and a profile are asked for ten times a second. `--share` makes them smaller. `--kind` is one of
pdf, more, pictures, sheets; all by default.
"""

import argparse
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from evals.bench.served import Pings, Served, serving
from tests.builders import bad_pictures, bad_sheets
from tests.builders.bombs import BOMBS
from tests.builders.bombs_more import BOMBS_MORE

Make = Callable[[float], tuple[str, bytes]]
"""The file's name and bytes, for a share of the full size."""


def _pdf(name: str, make: Callable[[int], bytes], size: int) -> Make:
    return lambda share: (f"{name}.pdf", make(int(size * share) or size))


def _other(name: str, make: Callable[[int], tuple[str, bytes]], size: int) -> Make:
    def made(share: float) -> tuple[str, bytes]:
        file, data = make(int(size * share) or size)
        return f"{name}.{file.rsplit('.', 1)[-1]}", data

    return made


KINDS: dict[str, Callable[[], dict[str, Make]]] = {
    "pdf": lambda: {name: _pdf(name, make, size) for name, (make, size) in BOMBS.items()},
    "more": lambda: {name: _pdf(name, make, size) for name, (make, _, size) in BOMBS_MORE.items()},
    "pictures": lambda: {name: _other(name, make, size) for name, (make, _, size) in bad_pictures.BOMBS.items()},
    "sheets": lambda: {name: _other(name, make, size) for name, (make, _, size) in bad_sheets.BOMBS.items()},
}


def main() -> None:
    """Print a line a bomb and the pings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--kind", default="", choices=["", *KINDS])
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--at-once", type=int, default=2)
    args = parser.parse_args()
    makers = {name: make for kind in KINDS if args.kind in ("", kind) for name, make in KINDS[kind]().items()}
    names = [name for name in makers if args.only in name]
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), sample="false") as served:
        customer = served.new_customer("bombs")
        pings = Pings()
        with pings.of(served, ("/customers", f"/customers/{customer}/profile")):
            for at in range(0, len(names), args.at_once):
                read(served, customer, dict(makers[name](args.share) for name in names[at : at + args.at_once]))
        print(pings.told())


def read(served: Served, customer: str, papers: dict[str, bytes]) -> None:
    """Upload some bombs and follow them to their end."""
    peak, stop = Peak(served.process.pid), threading.Event()
    watcher = threading.Thread(target=peak.watch, args=(stop,), daemon=True)
    watcher.start()
    started = time.monotonic()
    left = {job["id"]: job["file"] for job in served.upload(customer, papers)}
    while left and time.monotonic() - started < 180:
        for job in served.api(f"/customers/{customer}/jobs"):
            if job["id"] in left and job["state"] not in ("queued", "running"):
                name = left.pop(job["id"])
                papers_kept = served.api(f"/customers/{customer}/documents")
                document: dict[str, str] = next((d for d in papers_kept if d["file"] == name), {})
                why = (document.get("error") or job["message"] or "").splitlines() or [""]
                spent = time.monotonic() - started
                print(
                    f"{name:<22} {spent:>5.0f} s {peak.mib:>5} MiB {job['state']:<7} {document.get('status', '-'):<8} {why[0][:110]}"
                )
        time.sleep(0.2)
    stop.set()
    watcher.join()
    for name in left.values():
        print(f"{name:<22} NOT ENDED")


class Peak:
    """The most memory any child of the workbench took."""

    def __init__(self, parent: int) -> None:
        self._parent = parent
        self.mib = 0

    def watch(self, stop: threading.Event) -> None:
        """Look until told to stop."""
        while not stop.wait(0.25):
            words = ["ps", "-o", "rss=", "--ppid", str(self._parent)]
            told = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
            self.mib = max([self.mib, *(int(n) // 1024 for n in told)])


if __name__ == "__main__":
    main()
