"""Every metric of a ledger file against its exact truth: money within 0.01, the rest within 0.005.

python evals/ledger_truth.py --folder DIR --xintan "xintan"      DIR holds truth.json and the files it names
"""

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

MONEY = ("total_ar", "past_due", "current_ar", "buckets", "sales_12m", "begin_ar", "end_ar", "limit", "unapplied")


def main() -> int:
    """Print how many values are right; 0 when all are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--xintan", default="xintan")
    args = parser.parse_args()
    truth = json.loads((args.folder / "truth.json").read_text("utf-8"))
    files = [str(args.folder / name) for name in truth]
    done = subprocess.run([*shlex.split(args.xintan), "extract", *files], capture_output=True, text=True, check=False)
    papers = [json.loads(line) for line in done.stdout.splitlines()]
    told = {paper["file"]: paper.get("ledger") or {} for paper in papers}
    wanted, got = dict(_leaves(truth)), dict(_leaves(told))
    wrong = [path for path, value in wanted.items() if not _same(path, got.get(path), value)]
    for path in wrong:
        print(f"  {'.'.join(path)}: {got.get(path)} instead of {wanted[path]}")
    print(f"recall {(len(wanted) - len(wrong)) / len(wanted):.3f} ({len(wanted) - len(wrong)}/{len(wanted)})")
    return 1 if wrong else 0


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    else:
        yield path, value


def _same(path: tuple[str, ...], got: Any, wanted: Any) -> bool:
    try:
        gap = abs(Decimal(str(got)) - Decimal(str(wanted)))
    except InvalidOperation:
        return bool(got == wanted)
    return gap <= (Decimal("0.01") if set(path) & set(MONEY) else Decimal("0.005"))


if __name__ == "__main__":
    sys.exit(main())
