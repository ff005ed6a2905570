"""Reading many papers at once: worker processes behind a thread each, results in the order given."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from assistant.config import Settings
from assistant.workspace import Upload
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Extraction


def read_files(
    uploads: list[Upload], settings: Settings, pages: tuple[int, ...] | None, passwords: tuple[str, ...]
) -> Iterator[Extraction]:
    """One extraction an upload, in the order given, each as soon as it and those before it are read."""
    size = max(1, min(settings.readers, len(uploads)))
    with ReaderPool(settings.limits, size) as pool, ThreadPoolExecutor(size) as threads:
        jobs = [
            threads.submit(pool.read, upload.data, upload.name, pages=pages, passwords=passwords) for upload in uploads
        ]
        for job in jobs:
            yield job.result().extraction
