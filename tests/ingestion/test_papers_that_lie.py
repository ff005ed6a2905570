import pytest

from ingestion.extract.paper import read_paper
from ingestion.extract.revisions import earlier_revisions
from ingestion.model.fact import Extraction, Reading
from tests.builders.hostile_papers import FALSE_FIGURE, HIDING, LIES, LURE, ROWS, honest

LANGUAGES = pytest.mark.parametrize("chinese", [False, True], ids=["en", "zh"])


def passages(reading: Reading) -> str:
    return "\n".join(p.text for p in reading.passages)


def total_assets(extraction: Extraction) -> list[tuple[str, str]]:
    return [
        (f.printed, f.state)
        for f in extraction.facts
        if f.field == "total_assets" and f.period_end == "2024-12-31" and f.printed
    ]


def codes(extraction: Extraction) -> set[str]:
    return {p.code for p in extraction.problems}


@LANGUAGES
def test_the_honest_paper_raises_no_alarm(chinese: bool) -> None:
    extraction = read_paper(honest(chinese).bytes(), "a.pdf").extraction
    assert not codes(extraction) & {"hidden_text", "second_reader_disagrees", "revision_changed", "text_layer"}
    assert [c.state for c in extraction.coverage] == ["read"]
    assert {f.printed for f in extraction.facts if f.printed} == {cell for row in ROWS[chinese] for cell in row[1:]}


@LANGUAGES
@pytest.mark.parametrize("way", HIDING)
def test_hidden_text_is_told_and_reaches_neither_figures_nor_search(way: str, chinese: bool) -> None:
    reading = read_paper(HIDING[way](chinese), "a.pdf")
    extraction = reading.extraction
    assert [(p.code, p.page) for p in extraction.problems if p.code == "hidden_text"] == [("hidden_text", 1)]
    assert extraction.coverage[0].state == "hidden_text"
    assert FALSE_FIGURE not in {f.printed for f in extraction.facts}
    assert LURE[chinese][:6] not in passages(reading) and FALSE_FIGURE not in passages(reading)
    assert total_assets(extraction) == [("93,910", "proposed")]


@LANGUAGES
@pytest.mark.parametrize("lie", LIES)
def test_a_figure_that_a_person_would_not_see_is_never_taken_in_silence(lie: str, chinese: bool) -> None:
    reading = read_paper(LIES[lie](chinese), "a.pdf")
    extraction = reading.extraction
    assert codes(extraction) & {"hidden_text", "second_reader_disagrees", "revision_changed", "text_layer"}
    assert all(printed == "93,910" or state == "unconfirmed" for printed, state in total_assets(extraction))
    assert FALSE_FIGURE not in {f.printed for f in extraction.facts if f.state == "proposed"}


def test_a_file_saved_twice_holds_its_earlier_revision() -> None:
    data = LIES["a revision changes a figure"](False)
    assert len(earlier_revisions(data)) == 1
    assert earlier_revisions(honest(False).bytes()) == []
