from collections import Counter
from collections.abc import Iterator

import pytest

from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Extraction
from tests.builders import bombs

SMALL = Limits(worker_bytes=600 * 1024 * 1024, pages=20)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(SMALL, 1) as pool:
        yield pool


def read(pool: ReaderPool, data: bytes) -> Extraction:
    return pool.read(data, "a.pdf", ocr="off").extraction


@pytest.mark.parametrize(
    "data",
    [bombs.many_shows(400_000), bombs.blanks(300_000_000)],
    ids=["many shows", "blanks"],
)
def test_a_page_that_asks_too_much_is_named_and_the_other_pages_are_read(pool: ReaderPool, data: bytes) -> None:
    extraction = read(pool, data)
    assert [c.state for c in extraction.coverage] == ["failed", "read", "read"]
    assert extraction.status == "partial" and extraction.error
    assert extraction.problems[0].page == 1


def test_a_page_of_nothing_but_a_long_comment_is_blank_and_says_so(pool: ReaderPool) -> None:
    extraction = read(pool, bombs.long_comment(30_000_000))
    assert [c.state for c in extraction.coverage] == ["unread", "read", "read"]
    assert [(p.code, p.page) for p in extraction.problems] == [("blank_page", 1)]


def test_forms_within_forms_end_in_time_and_leave_no_partial_text(pool: ReaderPool) -> None:
    extraction = read(pool, bombs.forms_in_forms(7))
    assert [c.state for c in extraction.coverage] == ["failed"]
    assert (extraction.status, extraction.text) == ("partial", "none")


def test_pages_beyond_the_limit_are_counted_and_named(pool: ReaderPool) -> None:
    extraction = read(pool, bombs.many_pages(30))
    assert Counter(c.state for c in extraction.coverage) == {"read": 20, "unread": 10}
    assert [(p.code, p.page) for p in extraction.problems if p.code == "limit_reached"] == [("limit_reached", 21)]
    assert extraction.status == "partial"


@pytest.mark.parametrize(
    ("data", "readable"),
    [
        (bombs.false_count(2_000_000_000), True),
        (bombs.huge_page(100_000_000), True),
        (bombs.xref_loop(0), True),
        (bombs.outline_loop(0), True),
        (bombs.page_tree_loop(0), False),
        (bombs.open_arrays(50_000), True),
        (bombs.many_texts(50_000), True),
    ],
    ids=["false count", "huge page", "xref loop", "outline loop", "page tree loop", "open arrays", "many texts"],
)
def test_loops_and_false_sizes_end_with_every_page_accounted_for(pool: ReaderPool, data: bytes, readable: bool) -> None:
    extraction = read(pool, data)
    assert len(extraction.coverage) == extraction.pages
    assert any(c.state == "read" for c in extraction.coverage) == readable
    assert readable or extraction.error


@pytest.mark.long
@pytest.mark.parametrize("name", bombs.BOMBS)
def test_every_bomb_at_full_size_ends(name: str) -> None:
    make, size = bombs.BOMBS[name]
    with ReaderPool(Limits(), 1) as pool:
        extraction = pool.read(make(size), "a.pdf").extraction
    assert extraction.status in ("ok", "partial", "failed")
    assert len(extraction.coverage) == extraction.pages
