import pytest

from assistant.problem_words import error_words
from ingestion.errors import LimitReached
from ingestion.extract.paper import read_paper
from ingestion.extract.scans import Recognition
from ingestion.intake.limits import Limits
from ingestion.read.pdf import PdfPaper
from tests.builders.bombs import _paper, forms_in_forms, many_strokes
from tests.builders.bombs_more import long_path

FEW = Limits(page_objects=1_000, page_paintings=100)


def refused(data: bytes, limits: Limits = FEW) -> dict[str, object]:
    with PdfPaper(data, limits=limits) as paper:
        with pytest.raises(LimitReached) as drawn:
            paper.pixels(1, 20)
        with pytest.raises(LimitReached) as shown:
            paper.picture(1, 0.2)
    assert drawn.value.values == shown.value.values
    return drawn.value.values


def test_a_page_of_very_many_curves_is_refused_before_it_is_drawn() -> None:
    assert refused(many_strokes(1_001)) == {"name": "page_objects", "limit": 1_000, "seen": 1_001}


def test_a_picture_that_is_not_drawn_says_so_and_never_passes_for_read() -> None:
    asked: list[int] = []
    never = Recognition(read=lambda number, done, count: asked.append(number))  # type: ignore[arg-type,func-returns-value]
    extraction = read_paper(many_strokes(1_001), "a.pdf", limits=FEW, recognition=never).extraction
    assert (asked, extraction.status, extraction.gave_nothing) == ([], "partial", True)
    assert [(c.state, c.why) for c in extraction.coverage] == [("unread", "limit_reached")]
    assert error_words(extraction, "en") == (
        "over the limit: shapes of a page 1001, at most 1000; split the file and upload the parts."
    )
    assert error_words(extraction, "zh") == "超出限制：单页图形数 1001，上限 1000；请拆分文件后再上传。"


def test_fields_that_cover_the_page_again_and_again_are_added_up() -> None:
    assert refused(_paper(b"0 0 595 842 re f " * 150))["name"] == "page_paintings"
    with PdfPaper(_paper(b"0 0 595 842 re f " * 80), limits=FEW) as paper:
        assert paper.pixels(1, 20)[0].shape[2] == 3


def test_one_path_of_very_many_curves_counts_as_many() -> None:
    assert refused(long_path(5_000))["name"] == "page_paintings"


def test_objects_of_forms_count_each_time_they_are_drawn() -> None:
    assert refused(forms_in_forms(3)) == {"name": "page_objects", "limit": 1_000, "seen": 1_001}


def test_a_page_whose_print_is_all_small_shapes_is_drawn() -> None:
    sign = b"%d %d m %d %d %d %d %d %d c f "
    shapes = b"".join(
        sign % (x, y, x + 3, y, x + 5, y + 5, x + 2, y + 9) for x in range(40, 540, 6) for y in range(40, 800, 12)
    )
    with PdfPaper(_paper(shapes), limits=Limits(page_objects=6_000, page_paintings=10)) as paper:
        assert paper.pixels(1, 20)[0].min() < 255
