"""Seconds until each bomb ends, why it ended, how much memory its reader took, and how quickly the workbench answered meanwhile.

python -m evals.bench.bombs [--only NAME] [--share 1.0] [--at-once 2]

The bombs of `tests.builders.bombs` are uploaded to a running workbench of their own, `--at-once` at a time, while a list and a profile
are asked for ten times a second. `--share` makes them smaller.
"""

import argparse
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from evals.bench.served import Pings, Served, serving
from tests.builders.bombs import BOMBS


def main() -> None:
    """Print a line a bomb and the pings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--at-once", type=int, default=2)
    args = parser.parse_args()
    names = [name for name in BOMBS if args.only in name]
    papers = {name: BOMBS[name][0](int(BOMBS[name][1] * args.share) or BOMBS[name][1]) for name in names}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), sample="false") as served:
        customer = served.new_customer("bombs")
        pings = Pings()
        with pings.of(served, ("/customers", f"/customers/{customer}/profile")):
            for at in range(0, len(names), args.at_once):
                read(served, customer, {f"{name}.pdf": papers[name] for name in names[at : at + args.at_once]})
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
