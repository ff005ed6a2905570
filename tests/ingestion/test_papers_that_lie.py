import pytest

from ingestion.extract.paper import read_paper
from ingestion.extract.revisions import earlier_revisions
from ingestion.extract.scans import Recognition, recognise_pages
from ingestion.model.fact import Extraction, Reading
from ingestion.model.place import Page, Word
from ingestion.read.pdf import PdfPaper
from ingestion.read.plausible import reads_like_language
from ingestion.read.rulings import Rulings
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


def scan_with_layer(figures: list[str]) -> Page:
    words = [Word(text, 100, 20.0 * i, 160, 20.0 * i + 10, suspect="invisible") for i, text in enumerate(figures)]
    return Page(1, 595, 842, tuple(words))


@pytest.mark.parametrize(
    ("layer", "told"),
    [(["1,234", "5,678", "9,012"], []), (["1,234", "7,777", "8,888"], ["layer_differs"])],
)
def test_a_hidden_layer_under_a_scan_is_told_only_where_it_differs(
    monkeypatch: pytest.MonkeyPatch, layer: list[str], told: list[str]
) -> None:
    shown = tuple(w._replace(suspect="") for w in scan_with_layer(["1,234", "5,678", "9,012"]).words)
    monkeypatch.setattr(PdfPaper, "picture_share", lambda paper, number: 1.0)
    recognition = Recognition("auto", lambda n, done, count: (Page(n, 595, 842, shown, source="ocr"), Rulings([], [])))
    with PdfPaper(honest(False).bytes()) as paper:
        found = recognise_pages(paper, {1: scan_with_layer(layer)}, recognition, set())
    assert [err.key for _, err in found.faults] == told
    assert found.pages[1].source == "ocr"


def test_a_page_whose_labels_are_no_language_is_read_from_its_picture() -> None:
    def page(text: str) -> Page:
        return Page(1, 595, 842, tuple(Word(w, 60, 60, 90, 70) for w in text.split()))

    plain = page("Total current assets and other long term liabilities of the company with notes to these statements")
    junk = page("Wrwdo fxuuhqw dvvhwv dqg rwkhu orqj whup oldelolwlhv ri wkh frpsdqb zlwk qrwhv wr wkhvh vwdwhphqwv")
    chinese = page(
        "货币资金应收账款存货流动资产合计固定资产无形资产资产总计短期借款应付账款负债合计实收资本未分配利润所有者权益合计"
        * 2
    )
    mojibake = page("»õ±Ò×Ê½ð Ó¦ÊÕÕË¿î ´æ»õ Á÷¶¯×Ê²úºÏ¼Æ ¹Ì¶¨×Ê²ú ÎÞÐÎ×Ê²ú ×Ê²ú×Ü¼Æ ¶ÌÆÚ½è¿î Ó¦¸¶ÕË¿î ¸ºÕ®ºÏ¼Æ")
    assert [reads_like_language(p.words) for p in (plain, junk, chinese, mojibake)] == [True, False, True, False]
