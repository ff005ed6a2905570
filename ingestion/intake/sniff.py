"""What a file is, by its bytes; its name decides only between kinds of plain text."""

import io
import zipfile
from pathlib import PurePath

HEAD = 2048
SHEETS = frozenset({"xlsx", "xls", "csv"})
FLOWS = frozenset({"docx", "txt"})
MARKUP = frozenset({"html", "htm", "xhtml"})
PICTURES = frozenset({"jpg", "png", "tif", "webp"})
READABLE = SHEETS | FLOWS | PICTURES | {"pdf", "html", "xml"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted office"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_ZIP_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("OFD.xml", "ofd"),
    ("ppt/presentation.xml", "pptx"),
)
MOST_ENTRIES = 65_535  # of a zip that needs no extension of the format
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
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
    if suffix == "xml" or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        return "xml"
    if head.startswith(_OLE):
        return _ole_type(data, suffix)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "heic"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(data, suffix)
    if suffix == "pdf" and (b"obj" in data[:65536] or b"trailer" in data[-4096:]):
        return "pdf"  # the header is lost; readers find the rest
    return suffix[:12] or "unknown"


def entries_in(data: bytes) -> int:
    """How many entries an archive's directory may have, those of archives inside it counted too; nothing is unpacked."""
    return data.count(b"PK\x01\x02")


def _ole_type(data: bytes, suffix: str) -> str:
    """What an old office container holds, by the names of its streams; WPS keeps its own names in the suffix."""
    if suffix in {"wps", "et", "dps", "msg"}:
        return suffix
    return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data), suffix[:12] or "doc")


def _zip_type(data: bytes, suffix: str) -> str:
    """What a zip container is, by the part that makes it one; else an archive of papers."""
    if entries_in(data) > MOST_ENTRIES:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return suffix if suffix in {kind for _, kind in _ZIP_PARTS} else "zip"
    return next((kind for part, kind in _ZIP_PARTS if part in names), "zip")
