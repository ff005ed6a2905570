"""Annotations and form fields that lie on a page: what they cover, and their own text, which is no text of the page."""

import ctypes
import re
from typing import Any, NamedTuple

import pypdfium2.raw as raw

MAX_NOTES = 200
MAX_TEXT = 400
UNDRAWN = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP})
THROUGH = frozenset(
    {raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_SQUIGGLY}
)
DRAWN_WITHOUT_LOOK = frozenset({raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON})
UNSEEN_FLAGS = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_SHOWN = re.compile(r"\(((?:[^()\\]|\\.)*)\)\s*(?:Tj|'|\")|\[((?:[^\]\\]|\\.)*)\]\s*TJ")
_PIECE = re.compile(r"\(((?:[^()\\]|\\.)*)\)")


class Note(NamedTuple):
    """What one annotation says; `box` in user space; `covers` where it is painted over the page; `is_field` of a form."""

    text: str
    box: tuple[float, float, float, float]
    covers: bool
    is_field: bool


def notes_on(page: Any) -> list[Note]:
    """The annotations of a pdfium page that hold text or cover some of it, the first `MAX_NOTES` of them."""
    found = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_NOTES)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            if note := _note(annotation):
                found.append(note)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _note(annotation: Any) -> Note | None:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    rect = raw.FS_RECTF()
    if kind in UNDRAWN or not raw.FPDFAnnot_GetRect(annotation, rect):
        return None
    look = _appearance(annotation)
    text = _string(annotation, b"V" if kind == raw.FPDF_ANNOT_WIDGET else b"Contents") or _drawn_text(look)
    seen = not raw.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS
    covers = (bool(look) or kind in DRAWN_WITHOUT_LOOK) and seen and kind not in THROUGH
    box = (
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
    )
    return (
        Note(" ".join(text.split())[:MAX_TEXT], box, covers, kind == raw.FPDF_ANNOT_WIDGET)
        if text.strip() or covers
        else None
    )


def _string(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _appearance(annotation: Any) -> str:
    """The operators that draw the annotation; empty where nothing does."""
    size = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    out = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, out, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _drawn_text(operators: str) -> str:
    shown = [one or "".join(_PIECE.findall(many)) for one, many in _SHOWN.findall(operators[:20_000])]
    return " ".join(shown)
