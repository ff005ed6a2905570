"""The memo as PDF through typst. Text goes in as JSON data, so nothing in a paper can be markup.

Each page ends with the papers and pages that its own figures stand on.
"""

import json
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.export.chart_svg import chart_svg
from assistant.export.memo_model import Memo, Table
from assistant.export.table_shape import column_shares, figure_columns
from ingestion.errors import XintanError


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
    return {
        "title": table.title,
        "note": table.note,
        "head": list(table.head),
        "head_notes": [n or 0 for n in table.head_notes] or [0] * len(table.head),
        "widths": column_shares(table),
        "right": figure_columns(table),
        "rows": [[{"text": c.text, "mark": c.mark, "note": c.note or 0} for c in row] for row in table.rows],
    }
