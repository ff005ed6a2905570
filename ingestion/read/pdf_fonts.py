"""A font for Chinese, Japanese and Korean papers that embed none.

Without the outline of a sign the engine takes its width for nothing and drops it where it stands alone (a 0, a 9, 是) from the
text of such papers. So every machine gives the engine the product's own font for these scripts and reads the same words.
"""

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw

CHARSETS = frozenset({128, 129, 134, 136})  # Japanese, Korean, simplified and traditional Chinese
HANDLE = 1
_kept: list[object] = []  # the engine keeps the pointers


def use_bundled_font() -> None:
    """Tell the engine to ask here for fonts that a paper names and does not embed."""
    path = _font()
    if path is None:
        return
    info = raw.FPDF_SYSFONTINFO()
    info.version = 1
    for name, answer in (
        ("MapFont", _map_font),
        ("GetFontData", _font_data),
        ("DeleteFont", _nothing),
        ("Release", _nothing),
        ("EnumFonts", _nothing),
    ):
        kind = dict(raw.FPDF_SYSFONTINFO._fields_)[name]
        setattr(info, name, kind(answer))
    _kept.append(info)
    raw.FPDF_SetSystemFontInfo(ctypes.byref(info))


def _map_font(this: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
    return HANDLE if charset in CHARSETS else None


def _font_data(this: Any, handle: Any, table: int, buffer: Any, size: int) -> int:
    """The whole file where no table is named; 0 for a single table, which the engine then reads from the file."""
    if table:
        return 0
    data = _data()
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _nothing(*_: Any) -> None:
    return None


@cache
def _data() -> bytes:
    path = _font()
    return path.read_bytes() if path else b""


def _font() -> Path | None:
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    if spec is None or not spec.submodule_search_locations:
        return None
    return next(Path(next(iter(spec.submodule_search_locations))).glob("*.otf"), None)
