"""A workbench killed in the middle of a scanned paper: what was recognised is used at once, the rest is read after the restart."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from assistant.config import Settings
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.intake.ocr_desk import OcrDesk
from ingestion.store.scope import Scope
from tests.builders.twin import LEAVES, STATEMENT, TwinDesk, digital

RUN = """
import sys, time
from pathlib import Path
from tests.assistant.test_reading_resumes import opened, slow_desk
from assistant.workspace import Upload
from tests.builders.twin import digital, scanned_twin
slow_desk(0.3)
with opened(Path(sys.argv[1])) as workspace:
    customer = workspace.create_customer("示例").id
    workspace.queue_documents(customer, [Upload("scan.pdf", scanned_twin(digital()))])
    time.sleep(120)
"""


def slow_desk(seconds: float) -> TwinDesk:
    twin = TwinDesk(digital(), seconds)
    OcrDesk._worked = lambda self, op, paper, data, name, number, pw: twin.answer(op, number)  # type: ignore[method-assign]
    return twin


def opened(home: Path):  # type: ignore[no-untyped-def]
    return Workspace.open(Settings(home=home))


def recognised(home: Path) -> set[int]:
    with create_engine(f"sqlite:///{home / 'xintan.db'}").connect() as c:
        return set(c.execute(text("SELECT page FROM recognised")).scalars())


def test_a_killed_reading_goes_on_at_its_next_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], cwd=Path(__file__).parents[2])
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if (tmp_path / "xintan.db").exists():
                with suppress(OperationalError):  # the table is not there yet
                    if len(recognised(tmp_path)) >= 5:
                        break
            time.sleep(0.1)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    before = recognised(tmp_path)
    assert {1, 2, STATEMENT} < before and len(before) < LEAVES

    twin = TwinDesk(digital())
    monkeypatch.setattr(OcrDesk, "_worked", lambda self, op, paper, data, name, number, pw: twin.answer(op, number))
    with opened(tmp_path) as workspace:
        (customer,) = workspace.customers()
        (paper,) = workspace.documents(customer.id)
        assert paper.status == "partial" and paper.facts > 0
        waiting = [c.page for c in workspace.coverage(customer.id, paper.sha256) if c.why == "ocr_waiting"]
        assert len(waiting) == LEAVES - 3
        asked = workspace.ask(customer.id, "前五大客户占比是多少？")
        assert asked.status == "insufficient_evidence" and "pages_waiting" in asked.warnings
        assert "有文件仍在识别中" in asked.answer
        assert workspace.resume_jobs() == 1
        until = time.monotonic() + 60
        while workspace.jobs(customer.id)[0].active and time.monotonic() < until:
            time.sleep(0.05)
        assert sorted(twin.asked) == sorted(set(range(1, LEAVES + 1)) - before)
        (whole,) = workspace.documents(customer.id)
        assert (whole.status, whole.facts, whole.added_at) == ("ok", paper.facts, paper.added_at)
        assert "pages_waiting" not in workspace.ask(customer.id, "前五大客户占比是多少？").warnings
        assert {c.state for c in workspace.coverage(customer.id, whole.sha256)} == {"read"}
        assert recognised(tmp_path) == set(), "kept pages go when the paper is whole"
        actions = [row["action"] for row in workspace.audit_trail(customer.id)]
        assert actions.count("document_added") == 1 and actions.count("document_read_on") == 1
        same = Upload("scan.pdf", workspace._store.blob(Scope(customer.id), whole.sha256))
        again = workspace.add_documents(customer.id, [same], lambda p: None)
        assert again[0].status == "unchanged"
