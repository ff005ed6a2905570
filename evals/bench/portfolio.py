"""How long ten thousand customers take in the portfolio and the work list, against reading the same rows bare.

python -m evals.bench.portfolio [CUSTOMERS]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from assistant.config import load_settings
from assistant.credit.profile_model import CreditProfile
from assistant.service import Workspace
from ingestion.store.scope import Scope

ROUNDS = 3


def main() -> int:
    """Print CPU seconds, best of three, and the ratio to a bare SELECT of the same rows."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as home, Workspace.open(load_settings(Path(home), {}, lang="en")) as workspace:
        _fill(workspace, count)
        bare = _best(lambda: _bare(workspace))
        for name, work in (("portfolio", workspace.portfolio), ("work list", workspace.work_list)):
            spent = _best(work)
            print(f"{name:<10} {count} customers {spent:.3f} s CPU, {spent / bare:.1f} x the bare rows ({bare:.3f} s)")
    return 0


def _fill(workspace: Workspace, count: int) -> None:
    store = workspace._store
    rows = [
        {"id": f"{n:016x}", "name": f"Customer {n}", "at": "2026-01-01T00:00:00+00:00", "as_of": None}
        for n in range(count)
    ]
    with store._engine.begin() as c:
        c.execute(
            text(
                "INSERT INTO customers (id, name, as_of, created_at, updated_at) VALUES (:id, :name, :as_of, :at, :at)"
            ),
            rows,
        )
    for row in rows:
        day = f"2026-{int(row['id'] or '0', 16) % 12 + 1:02d}-15"
        told = CreditProfile(id=str(row["id"]), name=str(row["name"]), as_of="2026-01-01", review_due=day)
        workspace.keep_summary(told, store.revision(Scope(told.id)), None)


def _bare(workspace: Workspace) -> object:
    with workspace._store._engine.connect() as c:
        return c.execute(text("SELECT c.*, s.body FROM customers c LEFT JOIN summaries s ON s.customer = c.id")).all()


def _best(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


if __name__ == "__main__":
    sys.exit(main())
