"""Milliseconds to open a customer of twenty papers and five locked reviews: its profile in a fresh process and as kept, and its
screens over HTTP, with the ratio to building the profile anew.

python -m evals.bench.open_customer [--papers 20] [--reviews 5] [--lines 1500] [--rounds 5]
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assistant.access import LOCAL
from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.model.fact import Extraction, Fact, Reading
from ingestion.store.scope import Scope

SCREENS = ("overview", "statements", "ratios", "risks", "ledger", "decision", "followups", "documents", "bureau")
NAME = "示例制造"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("papers", 20), ("reviews", 5), ("lines", 1500), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--fresh", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.fresh:
        fresh(Path(args.fresh))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Workspace.open(load_settings(home, {}, lang="zh")) as workspace:
            customer = filled(workspace, args.papers, args.reviews, args.lines)
            report(workspace, customer, args.rounds)
        told = subprocess.run(
            [sys.executable, "-m", "evals.bench.open_customer", "--fresh", folder],
            capture_output=True,
            text=True,
            check=True,
        )
        print(told.stdout, end="")


def filled(workspace: Workspace, papers: int, reviews: int, lines: int) -> str:
    """The sample customer with more years of its annual report, each `lines` figures longer, and locked reviews."""
    workspace.load_sample()
    customer = next(c.id for c in workspace.customers() if c.name == NAME)
    scope = Scope(customer)
    report = next(e for e in workspace._store.extractions(scope) if e.kind == "annual_report")
    back = 0
    while len(workspace.documents(customer)) < papers:
        back += 1
        older = shifted(report, back, lines)
        workspace._store.add_document(scope, older.file, older.file.encode(), Reading(extraction=older))
    for _ in range(reviews):
        decision = workspace.propose(customer, {}, LOCAL)
        workspace.decide(customer, decision.id, "approved", "", LOCAL)
    return customer


def shifted(report: Extraction, back: int, lines: int) -> Extraction:
    """The annual report `back` years earlier, with `lines` figures of its notes more."""
    text = re.sub(r'"(20\d\d)(-\d\d-\d\d)"', lambda m: f'"{int(m[1]) - back}{m[2]}"', report.model_dump_json())
    text = re.sub(r'"FY(20\d\d)"', lambda m: f'"FY{int(m[1]) - back}"', text)
    older = Extraction.model_validate_json(text)
    facts = [f.model_copy(update={"id": f"{back}-{f.id}"}) for f in older.facts]
    facts += [
        Fact(
            id=f"{back}-n{n}", field=None, statement="notes", period_end=older.period_end, basis="consolidated", value=str(n * 1000),
            currency="CNY", printed=str(n), label=f"明细项目 {n}", page=n % 100 + 1, box=(50.0, 60.0, 90.0, 72.0),
        )
        for n in range(lines)
    ]  # fmt: skip
    name = f"{back}_{report.file}"
    sha = hashlib.sha256(name.encode()).hexdigest()
    return older.model_copy(update={"file": name, "sha256": sha, "facts": tuple(facts)})


def report(workspace: Workspace, customer: str, rounds: int) -> None:
    """Building against opening, then each screen."""
    from fastapi.testclient import TestClient

    from assistant.web.server import create_app

    papers, reviews = len(workspace.documents(customer)), len(workspace.reviews(customer))
    facts = sum(len(e.facts) for e in workspace._store.extractions(Scope(customer)))
    print(f"{papers} papers, {facts} figures, {reviews} reviews")

    def built() -> object:
        workspace.forget_profiles(stored=True)
        return workspace.profile(customer)

    def opened() -> object:
        workspace.forget_profiles()
        return workspace.profile(customer)

    whole = best(built, rounds)
    row("profile built anew", whole, whole)
    row("profile as kept in the store", best(opened, rounds), whole)
    row("profile in memory", best(lambda: workspace.profile(customer), rounds), whole)
    with TestClient(create_app(workspace, workspace.settings), base_url="http://127.0.0.1") as client:
        for screen in SCREENS:
            address = f"/screen/zh/{customer}/{screen}"

            def cold(address: str = address) -> object:
                workspace.forget_profiles()
                return client.get(address).raise_for_status()

            def warm(address: str = address) -> object:
                return client.get(address).raise_for_status()

            row(f"screen {screen}, first", best(cold, rounds), whole)
            row(f"screen {screen}, again", best(warm, rounds), whole)


def fresh(home: Path) -> None:
    """The first profile of a new process, imports done."""
    with Workspace.open(load_settings(home, {}, lang="zh")) as workspace:
        customer = next(c.id for c in workspace.customers() if c.name == NAME)
        started, wall = time.process_time(), time.perf_counter()
        workspace.profile(customer)
        spent, waited = time.process_time() - started, time.perf_counter() - wall
        print(f"{'profile in a fresh process':<34} {spent * 1000:>8.0f} ms CPU {waited * 1000:>8.0f} ms")


def row(name: str, spent: tuple[float, float], whole: tuple[float, float]) -> None:
    """A line of the table: CPU and wall milliseconds, share of building anew."""
    print(f"{name:<34} {spent[0]:>8.0f} ms CPU {spent[1]:>8.0f} ms {spent[0] / whole[0]:>6.2f} x")


def best(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """CPU and wall milliseconds of the best round."""
    found = []
    for _ in range(rounds):
        started, wall = time.process_time(), time.perf_counter()
        work()
        found.append(((time.process_time() - started) * 1000, (time.perf_counter() - wall) * 1000))
    return min(found)


if __name__ == "__main__":
    main()
