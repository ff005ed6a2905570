from ingestion.errors import PaperError
from ingestion.extract.reading_order import AT_ONCE, DENSE, read_first
from ingestion.read.glance import Glance, glance_from_json, glance_to_json

PROSE = Glance(("第三节 经营情况",), DENSE - 1, lying=False)
PAGES = list(range(1, AT_ONCE + 2))


def order(special: dict[int, Glance], pages: list[int] = PAGES) -> list[int]:
    return read_first(pages, lambda number, done, count: special.get(number, PROSE))


def test_a_short_paper_is_read_as_it_lies() -> None:
    assert order({3: Glance(("资产负债表",), 60, lying=False)}, PAGES[:AT_ONCE]) == []


def test_the_cover_and_the_page_with_a_statements_title_come_first() -> None:
    assert order({7: Glance(("单位：元", "合并资产负债表"), 60, lying=False)}) == [1, 2, 7]
    assert order({9: Glance(("CONSOLIDATED BALANCE SHEETS",), 60, lying=False)}) == [1, 2, 9]


def test_a_dense_page_after_a_statement_is_its_continuation_and_a_sparse_one_is_not() -> None:
    title = Glance(("合并现金流量表",), 60, lying=False)
    assert order({7: title, 8: Glance((), DENSE, lying=False)}) == [1, 2, 7, 8]
    assert order({7: title, 8: Glance((), DENSE - 1, lying=False)}) == [1, 2, 7]


def test_a_dense_page_on_its_side_comes_first() -> None:
    assert order({5: Glance((), DENSE, lying=True)}) == [1, 2, 5]
    assert order({5: Glance((), DENSE - 1, lying=True)}) == []


def test_a_sentence_about_a_statement_is_no_title() -> None:
    assert order({6: Glance(("财务报表附注：资产负债表项目变动情况说明",), 60, lying=False)}) == []


def test_a_page_that_cannot_be_looked_at_waits() -> None:
    def look(number: int, done: int, count: int) -> Glance:
        if number == 4:
            raise PaperError("ocr_page_limit", seconds=30)
        return Glance(("利润表",), 40, lying=False) if number == 10 else PROSE

    assert read_first(PAGES, look) == [1, 2, 10]


def test_a_glance_crosses_the_pipe_unchanged() -> None:
    assert glance_from_json(glance_to_json(PROSE)) == PROSE
