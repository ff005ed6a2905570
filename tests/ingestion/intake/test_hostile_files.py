"""Papers made to break a reader: each ends with a state of every page and a reason, and the same worker reads the next paper."""

import random
from collections.abc import Callable, Iterator

import pytest

from assistant.problem_words import error_words
from assistant.reading import expanded
from assistant.workspace import Upload
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Extraction
from ingestion.texts import catalogue
from tests.builders.active_pdfs import DOUBLE, LOCKED, encrypted
from tests.builders.bad_pictures import BOMBS as PICTURES
from tests.builders.bad_pictures import ODD, PLAIN
from tests.builders.bad_sheets import BOMBS as SHEETS
from tests.builders.bombs_more import BOMBS_MORE
from tests.builders.hostile_papers import ROWS, honest

FIGURES = {cell for row in ROWS[False] for cell in row[1:]}
STRICT = Limits(worker_bytes=700 << 20, page_cpu_s=1, document_base_s=20, small_document_s=40)
ENDLESS = "form that draws itself"
SMALL = {
    **{name: (lambda make=make, size=size: ("a.pdf", make(size))) for name, (make, size, _) in BOMBS_MORE.items() if name != ENDLESS},
    **{f"{name} (picture)": (lambda make=make, size=size: make(size)) for name, (make, size, _) in PICTURES.items()},
    **{f"{name} (sheet)": (lambda make=make, size=size: make(size)) for name, (make, size, _) in SHEETS.items()},
    **{f"{name} (damaged)": make for name, make in ODD.items()},
}  # fmt: skip
REFUSED = {
    "archive named PDF": "unread archive", "program named PDF": "unsupported_type", "program with two names": "unsupported_type",
    "much before a PDF": "damaged_file", "letter": "unsupported_type", "old document": "unsupported_type", "rar": "unsupported_type",
    "rar named zip": "unsupported_type", "ofd": "unsupported_type", "archive in an archive": "unsupported_type",
    "archive under a word": "password_needed", "cut archive": "damaged_file", "cut workbook": "damaged_file", "svg": "unsupported_type",
}  # fmt: skip
"""Files that are not read, and why; every other one of DOUBLE is read as what its bytes are."""
LOCKS = {
    "word needed, AES": "password_needed", "word needed, RC4": "password_needed", "word needed, AES-128": "password_needed",
    "handler nobody has": "lock_unknown", "handler of certificates": "lock_unknown", "broken keys": "password_needed",
}  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(STRICT, 1) as pool:
        yield pool


def read(pool: ReaderPool, file: str, data: bytes, passwords: tuple[str, ...] = ()) -> Extraction:
    return pool.read(data, file, ocr="off", passwords=passwords).extraction


def has_reason_in_both_languages(extraction: Extraction) -> bool:
    words = {lang: error_words(extraction, lang) for lang in ("zh", "en")}
    return bool(words["zh"]) and not words["zh"].isascii() and words["en"].isascii()


@pytest.mark.parametrize("name", SMALL)
def test_a_paper_that_asks_for_much_or_goes_in_circles_ends_with_a_state_of_every_page(
    pool: ReaderPool, name: str
) -> None:
    extraction = read(pool, *SMALL[name]())
    told = {p.page for p in extraction.problems}
    assert len(extraction.coverage) == extraction.pages
    assert extraction.gave_nothing or all(
        c.state in ("read", "hidden_text") or c.page in told for c in extraction.coverage
    )
    assert all(f"problems.{p.code}" in catalogue() for p in extraction.problems)
    assert extraction.status == "ok" or has_reason_in_both_languages(extraction)
    assert "root:" not in str(extraction)  # nothing of another file came in through an entity


@pytest.mark.parametrize("name", [name for name in DOUBLE if name not in REFUSED])
def test_a_file_of_two_kinds_is_read_as_one_of_them_and_says_nothing_of_the_other(pool: ReaderPool, name: str) -> None:
    uploads = expanded([Upload(*DOUBLE[name]())], STRICT)
    extraction = read(pool, uploads[0].name, uploads[0].data)
    assert (len(uploads), extraction.status) == (1, "ok")
    assert "/" not in extraction.file and ".." not in extraction.file
    printed = {f.printed for f in extraction.facts if f.printed}
    assert printed <= FIGURES | {figure.replace(",", "") for figure in FIGURES}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_paper_is_refused_by_its_bytes_with_a_reason(pool: ReaderPool, name: str) -> None:
    uploads = expanded([Upload(*DOUBLE[name]())], STRICT)
    extraction = read(pool, uploads[0].name, uploads[0].data)
    if REFUSED[name] == "unread archive":
        assert [u.name for u in uploads] == ["a.txt"]  # it is opened as the archive that it is
        return
    assert (extraction.status, extraction.problems[0].code) == ("failed", REFUSED[name])
    assert extraction.facts == () and has_reason_in_both_languages(extraction)


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_paper_is_read_or_says_what_it_needs(pool: ReaderPool, name: str) -> None:
    make, opens = LOCKED[name]
    extraction = read(pool, "a.pdf", make())
    assert opens == (name not in LOCKS)
    if opens:
        assert {f.printed for f in extraction.facts} >= FIGURES
    else:
        assert (extraction.status, extraction.problems[0].code) == ("failed", LOCKS[name])
        assert has_reason_in_both_languages(extraction)


def test_a_wrong_word_is_not_repeated_in_what_is_told(pool: ReaderPool) -> None:
    extraction = read(pool, "a.pdf", encrypted("secret", "owner"), passwords=("hunter2",))
    assert extraction.problems[0].code == "password_needed"
    assert "hunter2" not in extraction.model_dump_json()


@pytest.mark.parametrize("name", PLAIN)
def test_an_unusual_picture_is_shown_as_a_person_sees_it(pool: ReaderPool, name: str) -> None:
    file, data = PLAIN[name]()
    extraction = read(pool, file, data)
    assert [(c.state, c.why) for c in extraction.coverage] == [("unread", "no_text")]
    assert pool.picture(data, 1, 0.5, name=file).startswith(b"\x89PNG")


@pytest.mark.parametrize("seed", range(40))
def test_a_paper_with_bytes_changed_at_random_ends_in_a_known_way(pool: ReaderPool, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(honest(bool(seed % 2)).bytes())
    for _ in range(1 + seed):
        data[chance.randrange(len(data))] = chance.randrange(256)
    extraction = read(pool, "a.pdf", bytes(data))
    assert len(extraction.coverage) == extraction.pages
    assert {f"problems.{p.code}" for p in extraction.problems} <= set(catalogue())
    assert "reader_crashed" not in {p.code for p in extraction.problems}
    assert extraction.status == "ok" or has_reason_in_both_languages(extraction)


def test_after_all_of_them_an_honest_paper_is_read_whole(pool: ReaderPool) -> None:
    make: Callable[[int], bytes] = BOMBS_MORE[ENDLESS][0]
    assert read(pool, "a.pdf", make(0)).coverage[0].state == "failed"
    extraction = read(pool, "a.pdf", honest(False).bytes())
    assert (extraction.status, {f.printed for f in extraction.facts if f.printed}) == ("ok", FIGURES)
