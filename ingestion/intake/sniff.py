"""What a file is, by its bytes; its name decides only between kinds of plain text."""

from pathlib import PurePath

HEAD = 2048
SHEETS = frozenset({"xlsx", "csv"})
MARKUP = frozenset({"html", "htm", "xhtml"})
PICTURES = frozenset({"jpg", "png", "tif", "webp"})
READABLE = SHEETS | PICTURES | {"pdf", "html"}
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc/xls"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)


def paper_type(data: bytes, name: str) -> str:
    """`pdf`, or the name of another type for the refusal."""
    head = data[:HEAD]
    if b"%PDF" in head:
        return "pdf"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if b"<html" in head.lower() or b"<!doctype html" in head.lower() or (suffix in MARKUP and b"<" in head):
        return "html"
    if head.startswith(b"PK\x03\x04"):
        return suffix if suffix in {"xlsx", "docx", "ofd", "pptx"} else "zip"
    if suffix == "pdf" and (b"obj" in data[:65536] or b"trailer" in data[-4096:]):
        return "pdf"  # the header is lost; readers find the rest
    return suffix[:12] or "unknown"
