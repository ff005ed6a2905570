from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extract.periods import DocumentDates, column_period, dates_in, length_in

ANNUAL = DocumentDates(date(2024, 12, 31), 12)
NINE = DocumentDates(date(2025, 9, 30), 9)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2079, 12, 31)))
def test_a_printed_date_reads_back(day: date) -> None:
    for text in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
    ):
        assert dates_in(text) == [day], text


@pytest.mark.parametrize(
    ("header", "title", "flow", "end", "months"),
    [
        (("2024 年 12 月 31 日",), "", False, "2024-12-31", None),
        (("期末余额",), "2024 年 12 月 31 日 单位：元", False, "2024-12-31", None),
        (("年初余额",), "2024 年 12 月 31 日", False, "2023-12-31", None),
        (("2024 年 1 月 1 日",), "", False, "2023-12-31", None),
        (("2023 年度",), "", True, "2023-12-31", 12),
        (("上期发生额",), "2024 年度", True, "2023-12-31", 12),
        (("December 31,", "2018"), "", False, "2018-12-31", None),
        (("2022",), "Years ended December 31", True, "2022-12-31", 12),
        (("52 Weeks Ended", "August 29,", "2021"), "", True, "2021-08-29", 12),
        (("Three Months Ended", "June 24, 2023"), "", True, "2023-06-24", 3),
        (("Six Months Ended June 30,", "2023"), "", True, "2023-06-30", 6),
    ],
)
def test_columns_are_bound_by_their_heads(
    header: tuple[str, ...], title: str, flow: bool, end: str, months: int | None
) -> None:
    period = column_period(header, title, ANNUAL, flow)
    assert period is not None and (period.end.isoformat(), period.months) == (end, months)


def test_interim_columns_keep_their_length() -> None:
    head = ("2025 年前三季度（1-9 月）",)
    period = column_period(head, "2025年1—9月", NINE, True)
    assert period is not None and (period.end.isoformat(), period.months) == ("2025-09-30", 9)


@pytest.mark.parametrize("header", [("% change",), ("附注",), ("Change", "2024", "2023"), ()])
def test_heads_without_one_period_give_none(header: tuple[str, ...]) -> None:
    assert column_period(header, "", ANNUAL, True) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [("nine months ended", 9), ("2025年1—9月", 9), ("第三季度", 3), ("fiscal year ended", 12), ("39 weeks", 9)],
)
def test_lengths_are_read(text: str, months: int) -> None:
    assert length_in(text) == months


def test_a_quarter_sign_is_dated_by_the_months_that_the_paper_has_run() -> None:
    half = DocumentDates(date(2025, 6, 30), 6)
    year = DocumentDates(date(2025, 6, 30), 12)  # a financial year that closes in June
    told = [column_period((head,), "", half, flow=True) for head in ("Q2 2025", "Q1 2025", "6M 2024", "H1 2024")]
    assert [(p.end, p.months) for p in told if p] == [
        (date(2025, 6, 30), 3),
        (date(2025, 3, 31), 3),
        (date(2024, 6, 30), 6),
        (date(2024, 6, 30), 6),
    ]
    second = column_period(("Q2 2025",), "", year, flow=True)
    assert second is not None
    assert second.end == date(2024, 12, 31)


def test_a_quarter_sign_in_a_paper_of_unknown_length_gives_no_date() -> None:
    assert column_period(("Q1 2025",), "", DocumentDates(date(2025, 6, 30), None), flow=True) is None


def test_heads_of_short_months_and_dotted_spans_are_read() -> None:
    none = DocumentDates()
    assert [p.end for h in ("Dec-24", "Sep'23", "June 2022") if (p := column_period((h,), "", none, flow=False))] == [
        date(2024, 12, 31),
        date(2023, 9, 30),
        date(2022, 6, 30),
    ]
    span = column_period(("01.01.-30.09.2024",), "", none, flow=True)
    assert span is not None
    assert (span.end, span.months) == (date(2024, 9, 30), 9)
