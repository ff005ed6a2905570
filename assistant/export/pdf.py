"""The memo as PDF through typst. Text goes in as JSON data, so nothing in a paper can be markup."""

import json
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.export.memo import Memo
from ingestion.errors import XintanError


class FontMissingError(XintanError):
    """The font with Chinese characters is not installed."""

    key = "export.font_missing"


def to_pdf(memos: list[Memo]) -> bytes:
    """One PDF with the memo in each language given."""
    import typst

    fonts = find_spec("cvttf_NotoSansCJK_Regular")
    if fonts is None or not fonts.submodule_search_locations:
        raise FontMissingError
    data = json.dumps({"memos": [_plain(m) for m in memos]}, ensure_ascii=False)
    with as_file(files(__package__).joinpath("memo.typ")) as template:
        made = typst.compile(
            str(template),
            font_paths=[str(Path(p)) for p in fonts.submodule_search_locations],
            sys_inputs={"data": data},
        )
    return bytes(made)


def _plain(memo: Memo) -> dict[str, Any]:
    return {
        "title": memo.title,
        "subtitle": memo.subtitle,
        "sources_title": "来源" if memo.lang == "zh" else "Sources",
        "sections": [
            {
                "title": s.title,
                "paragraphs": list(s.paragraphs),
                "tables": [
                    {
                        "title": t.title,
                        "note": t.note,
                        "words": not any(c.number is not None for row in t.rows for c in row),
                        "head": list(t.head),
                        "rows": [
                            [{"text": c.text, "mark": c.mark, "source": str(c.source or "")} for c in row]
                            for row in t.rows
                        ],
                    }
                    for t in s.tables
                ],
            }
            for s in memo.sections
        ],
        "sources": [{"n": str(s.number), "text": f"{s.file}, p.{s.page}: {s.quote}"} for s in memo.sources],
    }
