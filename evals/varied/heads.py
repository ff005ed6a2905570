"""Heads of columns as papers print them: the lines over a table and the rows of its head, spans included."""

from collections.abc import Callable
from datetime import date

from evals.varied.styles import MONTHS, Column, Style

Span = tuple[str, int, int]
"""Text, first column, last column."""
LENGTHS = {
    3: ("Three Months Ended", "Quarter ended", "Three months ended"),
    6: ("Six months ended", "Half-year ended", "Six Months Ended"),
    9: ("Nine Months Ended", "Nine months ended", "Year to date, nine months ended"),
}
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def heads_of(style: Style, columns: list[Column], statement: str) -> tuple[list[str], list[list[Span]]]:
    """(lines that date the statement, rows of the head)."""
    lines, rows = (_chinese if style.chinese else _english)(style, columns, statement)
    if style.group_and_company:
        names = (
            ("合并", "母公司")
            if style.kind == "zh"
            else ("Group", "Company")
            if style.kind != "hk"
            else ("The Group", "The Company")
        )
        half = len(columns) // 2
        rows = [[(names[0], 0, half - 1), (names[1], half, 2 * half - 1)], *rows]
    if style.restated:
        word = "（已重述）" if style.kind == "zh" else "（經重列）" if style.chinese else "(Restated)"
        rows.append([(word, k, k) for k, c in enumerate(columns) if c.end != max(c.end for c in columns)])
    if style.unit_head:
        rows.append([(style.unit_head, k, k) for k in range(len(columns))])
    return lines, rows


def _english(style: Style, columns: list[Column], statement: str) -> tuple[list[str], list[list[Span]]]:
    rng, ends, flow = style.rng, [c.end for c in columns], statement != "balance"
    last = len(columns) - 1
    one_day = len({(e.month, e.day) for e in ends}) == 1

    def each(make: Callable[[Column], str]) -> list[Span]:
        return [(make(c), k, k) for k, c in enumerate(columns)]

    us = style.kind == "us"
    if len({c.months for c in columns}) > 1:  # quarter and year to date
        spans = [(rng.choice(LENGTHS[3]), 0, 1), (rng.choice(LENGTHS[9]), 2, 3)]
        if rng.random() < 0.5:
            return [], [spans, each(lambda c: _us_day(c.end))]
        return [], [
            spans,
            [(f"{_day_name(ends[0])},", 0, 1), (f"{_day_name(ends[2])},", 2, 3)],
            each(lambda c: str(c.end.year)),
        ]
    if flow and columns[0].months != 12:
        word = rng.choice(LENGTHS[columns[0].months])
        if us:
            return [], [[(word, 0, last)], each(lambda c: _us_day(c.end))]
        return [f"For the {word[0].lower()}{word[1:]} {_day(max(ends))}"], [each(lambda c: str(c.end.year))]
    if not flow and not one_day:
        return (
            ([], [each(lambda c: _us_day(c.end) if us else _day(c.end))])
            if rng.random() < 0.6
            else (
                [f"As at {_day(max(ends))}"],
                [each(lambda c: f"{c.end.day} {MONTHS[c.end.month - 1]}"), each(lambda c: str(c.end.year))],
            )
        )
    years = (
        " and ".join(str(e.year) for e in ends)
        if last == 1
        else f"{ends[0].year}, {ends[1].year} and {ends[2].year}"
        if last == 2
        else ""
    )
    if us:
        if not flow:
            return rng.choice(
                [
                    ([], [each(lambda c: _us_day(c.end))]),
                    ([], [[(f"{_day_name(ends[0])},", 0, last)], each(lambda c: str(c.end.year))]),
                    ([f"{_day_name(ends[0])}, {years}"], [each(lambda c: str(c.end.year))]),
                    ([], [[(f"As of {_day_name(ends[0])},", 0, last)], each(lambda c: str(c.end.year))]),
                    ([], [each(lambda c: f"{_day_name(c.end)},"), each(lambda c: str(c.end.year))]),
                    ([], [each(lambda c: f"{MONTHS[c.end.month - 1][:3]}. {c.end.day}, {c.end.year}")]),
                    ([], [[("At", 0, last)], each(lambda c: _us_day(c.end))]),
                ]
            )
        return rng.choice(
            [
                ([], [[(f"Years Ended {_day_name(ends[0])},", 0, last)], each(lambda c: str(c.end.year))]),
                ([f"For the Years Ended {_day_name(ends[0])}, {years}"], [each(lambda c: str(c.end.year))]),
                (
                    [],
                    [
                        each(lambda c: "Year Ended"),
                        each(lambda c: f"{_day_name(c.end)},"),
                        each(lambda c: str(c.end.year)),
                    ],
                ),
                ([], [[("Fiscal Year Ended", 0, last)], each(lambda c: _us_day(c.end))]),
                ([], [each(lambda c: "52 Weeks Ended"), each(lambda c: _us_day(c.end))]),
                ([f"Fiscal years ended {_day_name(ends[0])}"], [each(lambda c: f"Fiscal {c.end.year}")]),
                ([f"Year ended {_day_name(ends[0])}"], [each(lambda c: str(c.end.year))]),
                (
                    [f"For the fiscal years ended {_day_name(ends[0])}"],
                    [each(lambda c: f"FY{c.end.year % 100}" if style.end.year >= 2010 else str(c.end.year))],
                ),
            ]
        )
    if not flow:
        return rng.choice(
            [
                ([f"As at {_day(max(ends))}"], [each(lambda c: str(c.end.year))]),
                ([f"at {_day(max(ends))}"], [each(lambda c: str(c.end.year))]),
                ([], [each(lambda c: _dotted(c.end))]),
                ([], [each(lambda c: f"{c.end.day} {MONTHS[c.end.month - 1][:3]} {c.end.year}")]),
                ([], [each(lambda c: f"As at {c.end.day}"), each(lambda c: f"{MONTHS[c.end.month - 1]} {c.end.year}")]),
                ([], [[(f"As at {_day_first(ends[0])}", 0, last)], each(lambda c: str(c.end.year))]),
                ([f"{_day(max(ends))}"], [each(lambda c: f"FY{c.end.year % 100}")]),
                ([], [each(lambda c: f"{c.end.day:02}/{c.end.month:02}/{c.end.year}")]),
            ]
        )
    return rng.choice(
        [
            ([f"For the year ended {_day(max(ends))}"], [each(lambda c: str(c.end.year))]),
            ([], [each(lambda c: f"Year ended {_day(c.end)}")]),
            (
                [],
                [
                    each(lambda c: "Year ended"),
                    each(lambda c: f"{c.end.day} {MONTHS[c.end.month - 1]}"),
                    each(lambda c: str(c.end.year)),
                ],
            ),
            ([f"52 weeks ended {_day(max(ends))}"], [each(lambda c: "52 weeks ended"), each(lambda c: _day(c.end))]),
            ([f"Year ended {_day(max(ends))}"], [each(lambda c: f"FY{c.end.year % 100}")]),
            ([f"1 {MONTHS[ends[0].month % 12]} to {_day_first(ends[0])}"], [each(lambda c: str(c.end.year))]),
            ([], [[(f"For the year ended {_day_first(ends[0])}", 0, last)], each(lambda c: str(c.end.year))]),
            ([f"for the year to {_day(max(ends))}"], [each(lambda c: str(c.end.year))]),
            ([], [each(lambda c: "12 months to"), each(lambda c: _day(c.end))]),
        ]
    )


def _chinese(style: Style, columns: list[Column], statement: str) -> tuple[list[str], list[list[Span]]]:
    rng, ends, flow = style.rng, [c.end for c in columns], statement != "balance"

    def each(make: Callable[[int, Column], str]) -> list[Span]:
        return [(make(k, c), k, k) for k, c in enumerate(columns)]

    newest = max(ends)
    if style.kind == "hant":
        month_day = f"{_chinese_number(newest.month)}月{_chinese_number(newest.day)}日"
        year = f"{str(newest.year).translate(DIGITS)}年"
        until = f"截至{year}{month_day}止{'年度' if columns[0].months in (0, 12) else '六個月'}"
        line = until if flow else rng.choice((f"於{year}{month_day}", f"{newest.year}年{newest.month}月{newest.day}日"))
        if not flow and len({(e.month, e.day) for e in ends}) > 1:
            return [line], [each(lambda k, c: f"{c.end.year}年"), each(lambda k, c: f"{c.end.month}月{c.end.day}日")]
        return [line], [each(lambda k, c: f"{c.end.year}年")]

    def second(k: int) -> bool:
        return k % 2 == 1

    day = f"{newest.year}年{newest.month}月{newest.day}日"
    if not flow:
        closing = "期末余额" if columns[0].end.month != 12 else rng.choice(("期末余额", "年末余额", "期末数", "年末数"))
        opening = (
            rng.choice(("年初余额", "上年年末余额", "期初余额"))
            if closing == "期末余额"
            else "年初余额"
            if closing == "年末余额"
            else "年初数"
        )
        return rng.choice(
            [
                ([day], [each(lambda k, c: opening if second(k) else closing)]),
                ([], [each(lambda k, c: f"{c.end.year}年{c.end.month}月{c.end.day}日")]),
                ([day], [each(lambda k, c: f"{c.end.year}年{c.end.month}月{c.end.day}日")]),
                ([f"编制单位：{style.company}  {day}"], [each(lambda k, c: opening if second(k) else closing)]),
                ([], [each(lambda k, c: f"{c.end.year}-{c.end.month:02}-{c.end.day:02}")]),
            ]
        )
    span = (
        f"{newest.year}年度"
        if columns[0].months == 12
        else f"{newest.year}年1-{newest.month}月"
        if rng.random() < 0.6
        else (f"{newest.year}年半年度" if columns[0].months == 6 else f"{newest.year}年前三季度")
    )

    def name(c: Column) -> str:
        return (
            f"{c.end.year}年度"
            if c.months == 12
            else f"{c.end.year}年1-{c.end.month}月"
            if c.months == 9
            else f"{c.end.year}年半年度"
        )

    return rng.choice(
        [
            ([span], [each(lambda k, c: "上期金额" if second(k) else "本期金额")]),
            ([span], [each(lambda k, c: "上期发生额" if second(k) else "本期发生额")]),
            ([span], [each(lambda k, c: "上年数" if second(k) else "本年数")])
            if columns[0].months == 12
            else ([], [each(lambda k, c: name(c))]),
            ([], [each(lambda k, c: name(c))]),
            ([span], [each(lambda k, c: name(c))]),
            ([f"编制单位：{style.company}  {span}"], [each(lambda k, c: "上年累计数" if second(k) else "本年累计数")]),
        ]
    )


def _chinese_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else "〇一二三四五六七八九"[tens] + "十") + (
        "" if ones == 0 else "〇一二三四五六七八九"[ones]
    )


def _day_name(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _us_day(day: date) -> str:
    return f"{_day_name(day)}, {day.year}"


def _day_first(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _day(day: date) -> str:
    return f"{_day_first(day)} {day.year}"


def _dotted(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}"
