from collections.abc import Callable

import pytest

from ingestion.extract.paper import read_paper
from ingestion.extract.scans import Recognition
from ingestion.model.fact import Extraction
from ingestion.model.place import Page, PageState
from ingestion.read.rulings import Rulings
from tests.builders.active_office import ACTIVE
from tests.builders.active_pdfs import PDF_ACTIVE
from tests.builders.empty_papers import EMPTY, PARTLY_BROKEN
from tests.builders.hidden_cells import HIDDEN, SHEET_LIES
from tests.builders.hiding_more import HIDING_MORE
from tests.builders.hiding_third import DRAWN_FACES, HIDING_THIRD, LIES_THIRD, seen_print
from tests.builders.hostile_papers import FALSE_FIGURE, LURE
from tests.builders.lying_more import LIES_MORE
from tests.ingestion.test_papers_that_lie import codes, passages, total_assets

TOLD = {"hidden_text", "second_reader_disagrees", "revision_changed", "text_layer", "layer_differs"}
BOTH = [
    (name, chinese) for i, name in enumerate(HIDING_MORE) for chinese in ((False, True) if i % 3 == 0 else (False,))
]
NOT_AS_READ = {
    "a digit drawn as a path", "a digit as a picture", "annotation over the total", "first digit covered", "last digits covered",
    "form field over the total", "stand-in for two digits", "one digit over another",
}  # fmt: skip
"""Lies after which the figure that is read is not taken at all."""
ARCHIVES = {name for name in EMPTY if "archive" in name}


def nothing_seen(number: int, done: int, count: int) -> tuple[Page, Rulings]:
    """What recognition makes of a picture without text."""
    return Page(number, 595, 842, (), PageState.UNREAD, "no_text", source="ocr"), Rulings([], [])


def read(make: Callable[[], tuple[str, bytes]]) -> Extraction:
    name, data = make()
    return read_paper(data, name, recognition=Recognition(read=nothing_seen)).extraction


@pytest.mark.parametrize(("way", "chinese"), BOTH, ids=[f"{w}-{'zh' if c else 'en'}" for w, c in BOTH])
def test_further_ways_to_hide_are_told_and_reach_neither_figures_nor_search(way: str, chinese: bool) -> None:
    reading = read_paper(HIDING_MORE[way](chinese), "a.pdf")
    assert {(p.code, p.page) for p in reading.extraction.problems} >= {("hidden_text", 1)}
    assert reading.extraction.coverage[0].state == "hidden_text"
    assert FALSE_FIGURE not in {f.printed for f in reading.extraction.facts}
    assert LURE[chinese][:6] not in passages(reading) and FALSE_FIGURE not in passages(reading)
    assert total_assets(reading.extraction) == [("93,910", "proposed")]


@pytest.mark.parametrize("lie", LIES_MORE)
def test_further_lies_are_told_and_give_no_figure_that_a_person_would_not_see(lie: str) -> None:
    extraction = read_paper(LIES_MORE[lie](False), "a.pdf").extraction
    assert codes(extraction) & TOLD
    assert all(printed == "93,910" or state == "unconfirmed" for printed, state in total_assets(extraction))
    assert FALSE_FIGURE not in {f.printed for f in extraction.facts}
    assert lie not in NOT_AS_READ or total_assets(extraction) == []


def test_a_unit_that_is_covered_does_not_count() -> None:
    facts = read_paper(LIES_MORE["unit covered"](False), "a.pdf").extraction.facts
    assert {f.value for f in facts if f.field == "total_assets" and f.period_end == "2024-12-31"} == {"93910"}


@pytest.mark.parametrize("name", [name for name in EMPTY if name not in ARCHIVES])
def test_a_paper_that_opens_and_holds_nothing_is_a_failure_with_a_reason(name: str) -> None:
    extraction = read(EMPTY[name])
    assert extraction.gave_nothing and extraction.error
    assert codes(extraction) & {"nothing_to_read", "empty_file", "damaged_file", "no_text"}
    assert extraction.facts == ()


@pytest.mark.parametrize("name", PARTLY_BROKEN)
def test_as_many_pages_are_read_or_told_of_as_went_in(name: str) -> None:
    extraction = read(PARTLY_BROKEN[name])
    told = {p.page for p in extraction.problems}
    assert len(extraction.coverage) == extraction.pages
    assert all(c.state == "read" or c.page in told for c in extraction.coverage)
    assert extraction.pages >= 3 or codes(extraction) & {"pages_missing"}
    assert sum(c.state == "read" for c in extraction.coverage) >= min(2, extraction.pages)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_sheet_page_or_document_hides_is_told_and_is_no_figure(name: str) -> None:
    file, data = HIDDEN[name]()
    reading = read_paper(data, file)
    assert "hidden_text" in codes(reading.extraction)
    assert not {f.value for f in reading.extraction.facts} & {"987654000", "555666000", "987654"}
    assert "987,654" not in passages(reading) and "555,666" not in passages(reading)
    assert [(printed.replace(",", ""), state) for printed, state in total_assets(reading.extraction)] == [
        ("93910", "proposed")
    ]


def test_a_format_that_leaves_thousands_out_is_read_as_it_is_shown() -> None:
    extraction = read(SHEET_LIES["format leaves thousands out"])
    assert total_assets(extraction) == [("93,910", "proposed")]


def test_a_format_that_prints_digits_of_its_own_gives_no_figure() -> None:
    extraction = read(SHEET_LIES["format prints another figure"])
    assert "hidden_text" in codes(extraction) and total_assets(extraction) == []


@pytest.mark.parametrize("name", ACTIVE)
def test_active_content_of_workbooks_documents_and_web_pages_is_told(name: str) -> None:
    assert "active_content" in codes(read(ACTIVE[name]))


@pytest.mark.parametrize("name", PDF_ACTIVE)
def test_further_active_content_of_a_pdf_is_told_and_its_words_are_read(name: str) -> None:
    extraction = read_paper(PDF_ACTIVE[name][1](), "a.pdf").extraction
    assert codes(extraction) & {"active_content", "outside_links"}
    assert total_assets(extraction) == [("93,910", "proposed")]


THIRD = [(name, i % 2 == 1) for i, name in enumerate(HIDING_THIRD)]


@pytest.mark.parametrize(("way", "chinese"), THIRD, ids=[f"{w}-{'zh' if c else 'en'}" for w, c in THIRD])
def test_covers_inks_and_clips_of_other_kinds_are_told_and_reach_neither_figures_nor_search(
    way: str, chinese: bool
) -> None:
    reading = read_paper(HIDING_THIRD[way](chinese), "a.pdf")
    assert "hidden_text" in codes(reading.extraction) or way == "form with no measure"  # of which nothing is read
    assert FALSE_FIGURE not in {f.printed for f in reading.extraction.facts}
    assert LURE[chinese][:6] not in passages(reading) and FALSE_FIGURE not in passages(reading)
    assert total_assets(reading.extraction) == ([] if way in DRAWN_FACES else [("93,910", "proposed")])


@pytest.mark.parametrize("chinese", [False, True], ids=["en", "zh"])
@pytest.mark.parametrize("lie", LIES_THIRD)
def test_captions_heads_units_and_faces_that_lie_are_told(lie: str, chinese: bool) -> None:
    extraction = read_paper(LIES_THIRD[lie](chinese), "a.pdf").extraction
    assert codes(extraction) & TOLD
    assert all(printed == "93,910" or state == "unconfirmed" for printed, state in total_assets(extraction))


def test_print_on_a_picture_under_a_form_and_as_an_outline_is_read_where_it_is_seen() -> None:
    seen = read_paper(seen_print(), "a.pdf").extraction
    assert "hidden_text" not in codes(seen)
    assert total_assets(seen) == [("93,910", "proposed")]
