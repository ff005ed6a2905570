import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from ingestion.errors import PaperError
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool, ReadingWorker
from tests.builders.pdf import Paper


def protected(password: str) -> bytes:
    plain = Paper(chinese=False).page().text(60, 60, "Secret words here").bytes()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain)))
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits(), 1) as pool:
        yield pool


def test_a_paper_is_read_in_a_child_and_progress_arrives(pool: ReaderPool) -> None:
    steps: list[str] = []
    data = Paper(chinese=False).page().text(60, 60, "Plain words").bytes()
    reading = pool.read(data, "a.pdf", report=lambda step, page, pages: steps.append(step))
    assert reading.extraction.status == "ok"
    assert {"opening", "words", "facts"} <= set(steps)
    assert reading.passages[0].lines[0][0] == "Plain words"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "empty_file"),
        (b"%PDF-1.7 garbage", "a.pdf", "damaged_file"),
        (b"PK\x03\x04zipped", "a.docx", "damaged_file"),
        (b"Rar!\x1a\x07\x00", "a.rar", "unsupported_type"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(pool: ReaderPool, data: bytes, name: str, code: str) -> None:
    extraction = pool.read(data, name).extraction
    assert (extraction.status, extraction.problems[0].code) == ("failed", code)
    assert extraction.error and "Traceback" not in extraction.error


def test_oversize_files_are_refused_before_reading() -> None:
    with ReaderPool(Limits(file_bytes=100), 1) as small:
        assert small.read(b"%PDF" + b"0" * 97, "a.pdf").extraction.problems[0].code == "limit_reached"
        assert small.read(b"%PDF" + b"0" * 96, "a.pdf").extraction.problems[0].code == "damaged_file"


def test_protected_papers_need_a_password_that_opens_them(pool: ReaderPool) -> None:
    data = protected("open sesame")
    assert pool.read(data, "a.pdf").extraction.problems[0].code == "password_needed"
    assert pool.read(data, "a.pdf", passwords=("wrong", "open sesame")).extraction.status == "ok"


def test_a_killed_worker_gives_a_reason_and_the_next_paper_is_read() -> None:
    worker = ReadingWorker(Limits())
    data = Paper(chinese=False).page().text(60, 60, "Words").bytes()
    assert worker.read(data, "a.pdf", None, (), lambda *a: None).extraction.status == "ok"
    assert worker._child._process is not None
    worker._child._process.kill()
    worker._child._process.wait()
    assert worker.read(data, "a.pdf", None, (), lambda *a: None).extraction.status == "ok"
    worker.close()


def test_a_paper_that_takes_too_long_ends_with_a_reason() -> None:
    limits = Limits(document_base_s=0.0, document_page_s=0.0, small_document_s=0.0)
    worker = ReadingWorker(limits)
    data = Paper(chinese=False).page().text(60, 60, "Words").bytes()
    extraction = worker.read(data, "a.pdf", None, (), lambda *a: None).extraction
    assert (extraction.status, extraction.problems[0].code) == ("failed", "time_limit")
    worker.close()


def zipped(names: list[str], size: int = 1) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped([f"{n}.txt" for n in range(Limits().zip_files + 1)]), "limit_reached"),
        (zipped(["big.txt"], 3_000_000), "limit_reached"),
        (zipped(["a.txt"])[:40], "damaged_file"),
        (zipped(["inner.zip"]), "unsupported_type"),
    ],
    ids=["too many", "too much", "cut off", "one inside another"],
)
def test_a_zip_that_is_not_opened_says_why(data: bytes, code: str) -> None:
    with ReaderPool(Limits(file_bytes=1_000_000), 1) as pool:
        extraction = pool.read(data, "papers.zip").extraction
    assert (extraction.status, extraction.problems[0].code) == ("failed", code)
    assert extraction.error


def test_pictures_are_drawn_in_the_child(pool: ReaderPool) -> None:
    data = Paper(chinese=False).page().text(60, 60, "Words").bytes()
    assert pool.picture(data, 1, 1.0).startswith(b"\x89PNG")
    with pytest.raises(PaperError):
        pool.picture(data, 9, 1.0)
