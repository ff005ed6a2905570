"""The memo as PDF through typst. Text goes in as JSON data, so nothing in a paper can be markup.

Each page ends with the papers and pages that its own figures stand on.
"""

import json
import re
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.export.chart_svg import chart_svg
from assistant.export.memo_model import Cell, Memo, Table
from ingestion.errors import XintanError

WHOLE = 4.0  # letters of room beside an amount
WIDE_FROM = 0x2E80  # Chinese characters
_AMOUNT = re.compile(
    r"-?(?:[A-Z]{0,3}[¥$€£])?[\d,]+(?:\.\d+)?\s*(?:%|天|倍|x|days|万?亿?美?元|thousand|million|billion)?"
)


class FontMissingError(XintanError):
    """The font with Chinese characters is not installed."""

    key = "export.font_missing"


def to_pdf(memos: list[Memo], logo: str = "") -> bytes:
    """One PDF with the memo in each language given; `logo` is SVG text or empty."""
    import typst

    data = json.dumps({"memos": [_plain(m) for m in memos], "logo": logo}, ensure_ascii=False)
    with as_file(files(__package__).joinpath("memo.typ")) as template:
        made = typst.compile(str(template), font_paths=font_folders(), sys_inputs={"data": data})
    return bytes(made)


def chart_pngs(svgs: list[str], dots_per_inch: int = 150) -> list[bytes]:
    """Pictures of charts, for formats that take no SVG."""
    import typst

    if not svgs:
        return []
    with as_file(files(__package__).joinpath("charts.typ")) as template:
        made = typst.compile(
            str(template),
            font_paths=font_folders(),
            sys_inputs={"data": json.dumps(svgs)},
            format="png",
            ppi=dots_per_inch,
        )
    pages: Any = made  # one page comes as bytes, several as a list
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


@lru_cache(maxsize=1)
def font_folders() -> list[str]:
    """Where the typeface of both languages lies.

    Raises:
        FontMissingError: its package is not installed.
    """
    fonts = find_spec("cvttf_NotoSansCJK_Regular")
    if fonts is None or not fonts.submodule_search_locations:
        raise FontMissingError
    own = str(files(__package__).joinpath("fonts"))  # the bold face, for headings and totals
    return [*(str(Path(p)) for p in fonts.submodule_search_locations), own]


def _plain(memo: Memo) -> dict[str, Any]:
    return {
        "title": memo.title,
        "subtitle": memo.subtitle,
        "mark": memo.mark,
        "footer": memo.footer,
        "glance": [list(pair) for pair in memo.glance],
        "notes": {str(n.number): n.words(memo.lang) for n in memo.notes},
        "sections": [
            {
                "number": str(number),
                "title": s.title,
                "paragraphs": list(s.paragraphs),
                "charts": [{"title": c.names[memo.lang], "svg": chart_svg(c, memo.lang)} for c in s.charts],
                "tables": [_table(t) for t in s.tables],
            }
            for number, s in enumerate(memo.sections)
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    count = len(table.head)
    columns = [[row[at] for row in table.rows if at < len(row)] for at in range(count)]
    numeric = [any(c.number is not None for c in column) or (count > 2 and _amounts(column)) for column in columns]
    return {
        "title": table.title,
        "note": table.note,
        "head": list(table.head),
        "head_notes": [n or 0 for n in table.head_notes] or [0] * count,
        "widths": list(table.widths)
        or _widths(table, [any(c.number is not None for c in column) for column in columns], numeric),
        "right": [at > 0 and numeric[at] for at in range(count)],
        "rows": [[{"text": c.text, "mark": c.mark, "note": c.note or 0} for c in row] for row in table.rows],
    }


def _amounts(column: list[Cell]) -> bool:
    """True where a column of words holds nothing but amounts, counts and shares."""
    texts = [c.text for c in column if c.text not in ("", "—", "-")]
    return bool(texts) and all(_AMOUNT.fullmatch(text) for text in texts)


def _widths(table: Table, numeric: list[bool], amounts: list[bool]) -> list[float]:
    """Shares of the line: figures all alike, words by what they need, with room for an amount to stay on its line."""
    if any(numeric):
        return [2.3, *[1.2] * (len(table.head) - 1)]
    columns = [[text, *(row[at].text for row in table.rows if at < len(row))] for at, text in enumerate(table.head)]
    needs = [float(min(26, max(6, *(_breadth(text) for text in column)))) for column in columns]
    return [need + WHOLE if kept else need for need, kept in zip(needs, amounts, strict=True)]


def _breadth(text: str) -> int:
    """How wide a text is, a Latin letter as one."""
    return sum(2 if ord(ch) > WIDE_FROM else 1 for ch in text)
