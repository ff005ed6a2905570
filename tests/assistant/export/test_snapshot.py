"""An export while papers come in and figures change is one snapshot: every figure of it belongs to the version it prints."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders.statements import us_report

EXPORTS = 50


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, lang="en", readers=1, sample=False)) as workspace:
        customer = workspace.create_customer("Acme").id
        workspace.add_documents(customer, [Upload("a.pdf", us_report("snapshot"))], lambda progress: None)
        yield workspace, customer


def test_fifty_exports_during_changes_are_each_of_one_version(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    profile = workspace.profile(customer)
    day = profile.periods[0].period_end
    latest = {f.fact.field: f.fact for f in profile.facts if f.fact.period_end == day}
    assets, debts = latest["total_current_assets"], latest["total_current_liabilities"]
    stop = threading.Event()

    def change() -> None:
        """Both figures keep the ratio two to one, in two steps each time; a paper comes in now and then."""
        at = 0
        while not stop.is_set():
            at += 1
            stop.wait(0.03)
            workspace.correct_fact(customer, debts.id, str(1000 + at), None, "step")
            workspace.correct_fact(customer, assets.id, str(2000 + 2 * at), None, "step")
            if at % 25 == 0:
                workspace.add_documents(customer, [Upload(f"{at}.pdf", us_report(f"more {at}"))], lambda progress: None)

    worker = threading.Thread(target=change)
    worker.start()
    seen: dict[str, tuple[str, str]] = {}
    try:
        for _ in range(EXPORTS):
            text = workspace.export(customer, "md", "en", ("financial",))[1].decode()
            version = re.search(r"data version (\w+)", text)
            rows = [re.search(rf"\| Total current {name}[^|]*\| *([\d,]+)", text) for name in ("assets", "liabilities")]
            ratio = re.search(r"\| Current ratio \| *([\d.]+)x", text)
            assert version and all(rows) and ratio, text[:400]
            own, owed = (int(row[1].replace(",", "")) for row in rows if row)
            assert abs(own / owed - float(ratio[1])) < 0.006, (
                own,
                owed,
                ratio[1],
            )  # the ratio printed is that of the figures printed
            told = (str(own), str(owed))
            assert seen.setdefault(version[1], told) == told  # one version, one set of figures
    finally:
        stop.set()
        worker.join(60)
    assert not worker.is_alive() and len(seen) > 1
