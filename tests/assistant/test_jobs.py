import threading
import time
from pathlib import Path

from assistant.jobs import SPOKEN, Jobs, JobView
from assistant.workspace import IngestOutcome, Progress, Upload
from ingestion.store.store import Store


class Reader:
    """Reads nothing, tells three pages, waits at each until it may go on."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, customer, uploads, report, passwords=(), *, actor="local"):  # type: ignore[no-untyped-def]
        self.seen.append((uploads[0].name, passwords))
        for page in (1, 2, 3):
            self.go.acquire(timeout=5)
            report(Progress(file=uploads[0].name, step="words", page=page, pages=3))
        return [IngestOutcome(file=uploads[0].name, status="added")]


def wait_for(jobs: Jobs, customer: str, wanted: str) -> JobView:
    for _ in range(3000):  # a minute on a busy machine
        rows = jobs.of(customer)
        if rows and (rows[-1].state == wanted or f"{rows[-1].page}" == wanted):
            return rows[-1]
        time.sleep(0.02)
    raise AssertionError(rows)


def test_a_job_tells_its_page_and_ends(tmp_path: Path) -> None:
    store, reader = Store.open(tmp_path), Reader()
    customer = store.create_customer("A")
    jobs = Jobs(store, reader, lambda customer: None, 1)
    jobs.add(customer, [Upload("a.pdf", b"x")], ("secret",))
    reader.go.release(2)
    assert wait_for(jobs, customer, "2").pages == 3
    reader.go.release()
    assert wait_for(jobs, customer, "done").step == "done"
    assert reader.seen == [("a.pdf", ("secret",))]
    assert not list((tmp_path / "blobs").rglob("*/*")), "bytes that no paper needs are gone"
    assert b"secret" not in (tmp_path / "xintan.db").read_bytes()


def test_a_cancelled_job_stops_at_its_next_page(tmp_path: Path) -> None:
    store, reader = Store.open(tmp_path), Reader()
    customer = store.create_customer("A")
    jobs = Jobs(store, reader, lambda customer: None, 1)
    first, second = jobs.add(customer, [Upload("a.pdf", b"x"), Upload("b.pdf", b"y")])
    wait_for(jobs, customer, "queued")
    jobs.cancel(customer, second.id)
    reader.go.release()
    jobs.cancel(customer, first.id)
    reader.go.release(3)
    for _ in range(3000):  # a minute on a busy machine
        if [j.state for j in jobs.of(customer)] == ["cancelled", "cancelled"]:
            break
        time.sleep(0.02)
    assert [j.state for j in jobs.of(customer)] == ["cancelled", "cancelled"]
    assert [name for name, _ in reader.seen] == ["a.pdf"]


def test_unfinished_jobs_are_taken_up_after_a_restart(tmp_path: Path) -> None:
    store, reader = Store.open(tmp_path), Reader()
    customer = store.create_customer("A")
    sha = store.keep_upload(b"paper")
    store.jobs.save(
        {
            "id": "j1",
            "customer": customer,
            "file": "a.pdf",
            "sha256": sha,
            "step": "words",
            "page": 1,
            "pages": 3,
            "state": "running",
        }
    )
    reader.go.release(3)
    jobs = Jobs(store, reader, lambda customer: None, 1)
    assert jobs.resume() == 1
    assert wait_for(jobs, customer, "done").file == "a.pdf"


def test_jobs_of_other_customers_are_unknown(tmp_path: Path) -> None:
    store, reader = Store.open(tmp_path), Reader()
    mine, theirs = store.create_customer("A"), store.create_customer("B")
    jobs = Jobs(store, reader, lambda customer: None, 1)
    reader.go.release(3)
    job = jobs.add(theirs, [Upload("a.pdf", b"x")])[0]
    try:
        jobs.cancel(mine, job.id)
    except Exception as err:
        assert "no_such_job" in str(err)
    else:
        raise AssertionError("another customer's job was cancelled")
    assert jobs.of(mine) == []


def test_what_becomes_of_a_paper_is_told_in_the_language_of_who_brought_it(tmp_path: Path) -> None:
    def ingest(customer, uploads, report, passwords=(), *, actor="local"):  # type: ignore[no-untyped-def]
        return [IngestOutcome(file=uploads[0].name, status="failed", message=str(SPOKEN.get()))]

    store = Store.open(tmp_path)
    told = []
    for lang in ("zh", "en", None):
        customer = store.create_customer("A")
        jobs = Jobs(store, ingest, lambda customer: None, 1)
        jobs.add(customer, [Upload("a.pdf", b"x")], lang=lang)
        told.append(wait_for(jobs, customer, "failed").message)
    assert told == ["zh", "en", "None"]
