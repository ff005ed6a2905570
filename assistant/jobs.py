"""Reading of uploaded papers as jobs: queued, followed page by page, cancelled, taken up again after a restart.

The bytes are kept before the job is, so that a job can always be taken up. Passwords live in memory only and are gone after a restart.
"""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Literal, Protocol

from assistant.workspace import IngestOutcome, Lang, Progress, Upload
from ingestion.errors import StoreError, XintanError
from ingestion.model.fact import Frozen
from ingestion.store.store import Store

Report = Callable[[Progress], None]
State = Literal["queued", "running", "done", "failed", "cancelled"]
WRITE_EVERY_S = 1.0


class Cancelled(XintanError):
    """A person stopped the work."""

    key = "problems.cancelled"


class Ingest(Protocol):
    """Read and store papers of a customer: `Workspace.add_documents`."""

    def __call__(
        self,
        customer: str,
        uploads: list[Upload],
        report: Report,
        passwords: tuple[str, ...] = (),
        *,
        actor: str = "local",
    ) -> list[IngestOutcome]: ...


SPOKEN: ContextVar[Lang | None] = ContextVar("spoken", default=None)
"""The language of whoever a job works for: what it tells is told in it."""


class JobView(Frozen):
    """One job as shown. `step` as in `Progress`; `page` of `pages` while it runs."""

    id: str
    customer: str
    file: str
    sha256: str
    step: str = "queued"
    page: int = 0
    pages: int = 0
    message: str | None = None
    state: State = "queued"
    updated_at: str = ""
    actor: str = "local"

    @property
    def active(self) -> bool:
        """True until it has ended."""
        return self.state in ("queued", "running")


class Jobs:
    """The jobs of one home. `then` is called with the customer after each paper (vectors, for one)."""

    def __init__(self, store: Store, ingest: Ingest, then: Callable[[str], None], threads: int) -> None:
        self._store = store
        self._ingest = ingest
        self._then = then
        self._pool = ThreadPoolExecutor(max(1, threads), thread_name_prefix="job")
        self._later = ThreadPoolExecutor(1, thread_name_prefix="after-job")
        self._live: dict[str, JobView] = {}
        self._stopped: set[str] = set()
        self._passwords: dict[str, tuple[str, ...]] = {}
        self._spoken: dict[str, Lang | None] = {}
        self._guard = threading.Lock()

    def add(
        self,
        customer: str,
        uploads: list[Upload],
        passwords: tuple[str, ...] = (),
        actor: str = "local",
        lang: Lang | None = None,
    ) -> list[JobView]:
        """Queue the papers; returns at once. `lang` is what the person speaks, None for the home's language."""
        made = []
        for upload in uploads:
            sha = self._store.keep_upload(upload.data)
            job = JobView(id=secrets.token_hex(8), customer=customer, file=upload.name[:200], sha256=sha, actor=actor)
            self._passwords[job.id] = passwords
            self._spoken[job.id] = lang
            self._note(job, write=True)
            made.append(job)
        for job in made:
            self._pool.submit(self._run, job)
        return made

    def of(self, customer: str) -> list[JobView]:
        """The customer's jobs as they stand now."""
        rows = [JobView(**{k: v for k, v in row.items() if k != "kind"}) for row in self._store.jobs.of(customer)]
        return [self._live.get(row.id, row) for row in rows]

    def cancel(self, customer: str, job: str) -> None:
        """Stop a job: at once while it waits, at its next page while it runs.

        Raises:
            StoreError: the customer has no such job.
        """
        known = self._known(customer, job)
        if known.active:
            self._stopped.add(job)
            if known.state == "queued":
                self._note(known.model_copy(update={"state": "cancelled"}), write=True)

    def forget(self, customer: str, job: str) -> None:
        """Take an ended job off the list."""
        if not self._known(customer, job).active:
            self._live.pop(job, None)
            self._store.jobs.forget(job)

    def resume(self) -> int:
        """Take up what an earlier run left unfinished; how many jobs that are."""
        rows = self._store.jobs.active()
        for row in rows:
            job = JobView(**{k: v for k, v in row.items() if k != "kind"}).model_copy(update={"state": "queued"})
            self._note(job, write=True)
            self._pool.submit(self._run, job)
        return len(rows)

    def close(self) -> None:
        """Stop taking work; what runs is taken up again at the next start."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._later.shutdown(wait=False, cancel_futures=True)

    def _known(self, customer: str, job: str) -> JobView:
        found = next((j for j in self.of(customer) if j.id == job), None)
        if found is None:
            raise StoreError("no_such_job")
        return found

    def _run(self, job: JobView) -> None:
        if job.id in self._stopped:
            return
        SPOKEN.set(self._spoken.pop(job.id, None))  # each job of this thread sets its own
        written = [0.0]
        state = [job.model_copy(update={"state": "running"})]
        self._note(state[0], write=True)

        def report(progress: Progress) -> None:
            if job.id in self._stopped:
                raise Cancelled
            fresh = progress.step != state[0].step or time.monotonic() - written[0] > WRITE_EVERY_S
            inner = progress.file if progress.file != job.file else None
            state[0] = state[0].model_copy(
                update={"step": progress.step, "page": progress.page, "pages": progress.pages, "message": inner}
            )
            self._note(state[0], write=fresh)
            if fresh:
                written[0] = time.monotonic()

        end: State
        try:
            data = self._store.upload(job.sha256)
            passwords = self._passwords.pop(job.id, ())
            outcomes = self._ingest(job.customer, [Upload(job.file, data)], report, passwords, actor=job.actor)
            failed = [o for o in outcomes if o.status == "failed"]
            end, message = ("failed" if failed else "done"), "; ".join(o.message or "" for o in failed or outcomes)
        except Cancelled:
            end, message = "cancelled", ""
        except XintanError as err:
            end, message = "failed", err.key
        if job.id in self._stopped:
            end, message = "cancelled", ""
        ended = state[0].model_copy(update={"state": end, "step": end, "message": message or None})
        self._store.jobs.save(ended.model_dump(exclude={"updated_at"}))
        self._store.drop_upload(job.sha256)
        self._note(ended, write=False)
        self._later.submit(self._then, job.customer)

    def _note(self, job: JobView, write: bool) -> None:
        with self._guard:
            self._live[job.id] = job
        if write:
            self._store.jobs.save(job.model_dump(exclude={"updated_at"}))
