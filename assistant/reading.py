"""Reading many papers at once: worker processes behind a thread each, results in the order given."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from assistant.config import Settings
from assistant.workspace import Upload
from ingestion.errors import PaperError
from ingestion.intake.archive import members
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import How, ReaderPool
from ingestion.intake.sniff import paper_type
from ingestion.model.fact import Extraction

Report = Callable[[str, str, int, int], None]
"""File, step, page, pages."""


def expanded(uploads: list[Upload], limits: Limits) -> list[Upload]:
    """The uploads with each zip replaced by its papers; a zip that cannot be opened stays, so that its refusal is told."""
    out: list[Upload] = []
    for upload in uploads:
        if paper_type(upload.data, upload.name) != "zip" or len(upload.data) > limits.file_bytes:
            out.append(upload)
            continue
        try:
            out += [Upload(name, data) for name, data in members(upload.data, limits)]
        except PaperError:
            out.append(upload)
    return out


def read_files(
    uploads: list[Upload],
    settings: Settings,
    pages: tuple[int, ...] | None,
    passwords: tuple[str, ...],
    ocr: How = "auto",
    report: Report = lambda name, step, page, count: None,
) -> Iterator[Extraction]:
    """One extraction an upload, in the order given, each as soon as it and those before it are read."""
    uploads = expanded(uploads, settings.limits)
    size = max(1, min(settings.readers, len(uploads)))
    with ReaderPool(settings.limits, size) as pool, ThreadPoolExecutor(size) as threads:
        jobs = [
            threads.submit(pool.read, u.data, u.name, pages, passwords, partial(report, u.name), ocr) for u in uploads
        ]
        for job in jobs:
            yield job.result().extraction
