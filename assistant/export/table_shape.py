"""How a table of the memo is laid out: which columns hold figures, how broad each is. Shared by the printed page and Word."""

import re

from assistant.export.memo_model import Cell, Table

WHOLE = 4.0  # letters of room beside an amount
WIDE_FROM = 0x2E80  # Chinese characters
NARROWEST, BROADEST = 6, 26
LINE = 96.0  # letters on a line of a page
SHORT = 12  # a code, a day
READING = 16  # a column with a broader text is read, not compared
_AMOUNT = re.compile(
    r"-?(?:[A-Z]{0,3}[¥$€£])?[\d,]+(?:\.\d+)?\s*(?:%|天|倍|x|days|万?亿?美?元|thousand|million|billion)?"
)


def figure_columns(table: Table) -> list[bool]:
    """For each column whether it is set flush right: figures, or words that are nothing but amounts; never the first."""
    columns = _columns(table)
    return [at > 0 and (_figures(c) or (len(columns) > 2 and _amounts(c))) for at, c in enumerate(columns)]


def column_shares(table: Table) -> list[float]:
    """Shares of the line, one a column: figures all alike, words by what they need, an amount with room to stay on its line."""
    if table.widths:
        return list(table.widths)
    columns, right = _columns(table), figure_columns(table)
    words = [not _figures(c) and not flush for c, flush in zip(columns, right, strict=True)]
    read = [word and any(breadth(x.text) > READING for x in c) for c, word in zip(columns, words, strict=True)]
    if any(map(_figures, columns)) and not any(read[1:]):
        return [2.3, *[1.2] * (len(columns) - 1)]
    needs = [
        float(min(BROADEST, max(NARROWEST, breadth(head), *(breadth(c.text) for c in column), 0)))
        for head, column in zip(table.head, columns, strict=True)
    ]
    kept = [flush or _is_short(c) for c, flush in zip(columns, right, strict=True)]
    whole = sum(need + WHOLE for need, keep in zip(needs, kept, strict=True) if keep)
    rest = sum(need for need, keep in zip(needs, kept, strict=True) if not keep)
    shrink = min(1.0, max(LINE - whole, LINE / 4) / rest) if rest else 1.0
    return [need + WHOLE if keep else need * shrink for need, keep in zip(needs, kept, strict=True)]


def breadth(text: str) -> int:
    """How wide a text is, a Latin letter as one."""
    return sum(2 if ord(ch) > WIDE_FROM else 1 for ch in text)


def _columns(table: Table) -> list[list[Cell]]:
    return [[row[at] for row in table.rows if at < len(row)] for at in range(len(table.head))]


def _figures(column: list[Cell]) -> bool:
    return any(c.number is not None for c in column)


def _amounts(column: list[Cell]) -> bool:
    """True where a column of words holds nothing but amounts, counts and shares."""
    texts = [c.text for c in column if c.text not in ("", "—", "-")]
    return bool(texts) and all(_AMOUNT.fullmatch(text) for text in texts)


def _is_short(column: list[Cell]) -> bool:
    """True for days, codes and other single words, which are not to be broken."""
    return all(breadth(c.text) <= SHORT and " " not in c.text for c in column)
