"""The second reader: pypdf's own words of a page, and whether a font's map to Unicode contradicts its encoding.

Independent of pdfium on purpose. Runs in the reading worker on pages that hold figures; whatever it trips over is no news about the paper.
"""

import io
import re
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pypdf
from pypdf._text_extraction._text_extractor import TextExtraction
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject
from pypdf.generic._font import Font

from ingestion.read.content import PageContent
from ingestion.read.show_text import Shown, ShownText

TRIPS = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError, MemoryError, ArithmeticError,
         NotImplementedError, AssertionError, RuntimeError)  # fmt: skip
MAX_BYTES = 60 * 1024 * 1024
MAX_FONTS = 60
MAX_NODES = 4_000
GARBLED = 0.02
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
BASE_ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding"})
BASE_FONTS = ("Helvetica", "Times", "Courier", "Arial", "TimesNewRoman", "CourierNew")
_CHAR = re.compile(rb"<([0-9a-fA-F]{1,4})>\s*<([0-9a-fA-F]{4,8})>")
_RANGE = re.compile(rb"<([0-9a-fA-F]{1,4})>\s*<([0-9a-fA-F]{1,4})>\s*<([0-9a-fA-F]{4})>")
_FUSED = re.compile(r"\d,\d{3}\d")  # 5,0004,600: columns run together, as on pages set sideways
MANY_FUSED = 3
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


class SecondReader:
    """pypdf over the same bytes, opened when first asked; stops for good once its time is used up."""

    def __init__(self, data: bytes, passwords: tuple[str, ...], seconds: float) -> None:
        self._data = data
        self._passwords = passwords
        self._left = seconds
        self._reader: Any = None
        self._failed = len(data) > MAX_BYTES
        self._texts: dict[int, str | None] = {}
        self._fonts = _FontsOnce()
        self._lying: dict[int, tuple[Any, bool]] = {}  # by the identity of a font, which is kept beside it

    def text(self, number: int) -> str | None:
        """The page's text with no white space around signs normalised; None where this reader cannot say."""
        if number not in self._texts:
            self._texts[number] = self._timed(self._text, number)
        return self._texts[number]

    def lying_fonts(self, number: int) -> bool:
        """True where a font of the page with a known encoding maps digits or letters to others."""
        return bool(self._timed(self._lies, number))

    def pages_in_tree(self) -> int:
        """Pages that hang on the tree's first level and below, whatever its counts say; 0 where this reader cannot say."""
        return int(self._timed(_leaves, 0) or 0)

    def _timed(self, work: Any, number: int) -> Any:
        if self._failed or self._left <= 0:
            return None
        started = time.process_time()
        try:
            if self._reader is None:
                self._reader = self._opened()
            return work(self._reader.pages[number - 1] if number else self._reader)
        except TRIPS:
            return None
        finally:
            self._left -= time.process_time() - started

    def _opened(self) -> Any:
        reader = pypdf.PdfReader(io.BytesIO(self._data))
        if reader.is_encrypted and not any(reader.decrypt(p) for p in ("", *self._passwords)):
            self._failed = True
        return reader

    def _text(self, page: Any) -> str | None:
        if "/Contents" in page:
            page[NameObject("/Contents")] = PageContent(page["/Contents"], page.pdf, "bytes")
        with self._fonts.standing_in():
            text = page.extract_text()
        if text.count("\x00") > GARBLED * len(text):
            return None  # two-byte codes taken apart: it cannot read this font
        return unicodedata.normalize("NFKC", text)

    def _lies(self, page: Any) -> bool:
        fonts = _resolved(_resolved(page.get("/Resources", {})).get("/Font", {}))
        return any(self._font_lies(_resolved(font)) for font in list(fonts.values())[:MAX_FONTS])

    def _font_lies(self, font: Any) -> bool:
        known = self._lying.get(id(font))
        if known is None:
            known = self._lying[id(font)] = (font, _lies(font))
        return known[1]


class _FontsOnce:
    """Stands in for pypdf's class of fonts while a page is read: a font that many pages use is taken apart once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Font]] = {}
        self._shown: dict[tuple[int, bytes], Shown] = {}

    def from_font_resource(self, resource: Any) -> Font:
        """The font of a resource, as pypdf makes it."""
        known = self._known.get(id(resource))
        if known is None:
            known = self._known[id(resource)] = (resource, Font.from_font_resource(resource))
        return known[1]

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """For the time of one reading; with it our own way of putting shown strings together."""
        pypdf._page.Font = self  # type: ignore[assignment,attr-defined]
        pypdf._page.TextExtraction = partial(ShownText, self._shown)  # type: ignore[assignment,attr-defined]
        try:
            yield
        finally:
            pypdf._page.Font = Font  # type: ignore[attr-defined]
            pypdf._page.TextExtraction = TextExtraction  # type: ignore[attr-defined]


def _leaves(reader: Any) -> int:
    """Leaves of the page tree, walked in width, a node once."""
    seen: set[int] = set()
    waiting = [reader.trailer["/Root"].raw_get("/Pages")]
    leaves = 0
    while waiting and len(seen) < MAX_NODES:
        kid = waiting.pop()
        if isinstance(kid, IndirectObject):
            if kid.idnum in seen:
                continue
            seen.add(kid.idnum)
        node = _resolved(kid)
        if not isinstance(node, DictionaryObject):
            continue
        kids = _resolved(node.get("/Kids"))
        if isinstance(kids, ArrayObject):
            waiting += list(kids)
        elif "/Contents" in node or node.get("/Type") == "/Page":
            leaves += 1
    return leaves


def has_number(text: str, printed: str) -> bool:
    """True where the digits of `printed` stand in `text` as a whole number, in order; neighbours run together do not hide it."""
    wanted = re.sub(r"[^\d.,]", "", unicodedata.normalize("NFKC", printed)).strip(".,")
    if not wanted:
        return True
    if any(m.group() == wanted for m in _NUMBER.finditer(text)):
        return True
    spaced = re.sub(r"(?<=[\d.,])\s+(?=[\d.,])", "", text)  # kerned apart, or fused with its neighbour
    return (len(wanted) >= 4 or len(_FUSED.findall(text)) >= MANY_FUSED) and wanted in spaced


def _resolved(item: Any) -> Any:
    return item.get_object() if isinstance(item, IndirectObject) else item


def _lies(font: Any) -> bool:
    if not isinstance(font, DictionaryObject) or "/ToUnicode" not in font or font.get("/Subtype") == "/Type0":
        return False
    known = _encoded(font)
    if not known:
        return False
    mapped = _to_unicode(_resolved(font["/ToUnicode"]).get_data())
    wrong = [sign for code, sign in known.items() if code in mapped and mapped[code] != sign]
    return any(sign.isdigit() for sign in wrong) or len(wrong) >= 3


def _encoded(font: Any) -> dict[int, str]:
    """Code to sign for digits and letters, where the font says so by a standard encoding or by names of glyphs."""
    encoding = _resolved(font.get("/Encoding"))
    name = str(font.get("/BaseFont", "")).lstrip("/").split("+")[-1]
    standard = {code: chr(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
    if isinstance(encoding, DictionaryObject):
        based = encoding.get("/BaseEncoding") in BASE_ENCODINGS
        known = dict(standard) if based else {}
        known |= _differences(_resolved(encoding.get("/Differences", [])))
        return {code: sign for code, sign in known.items() if sign}
    if encoding in BASE_ENCODINGS or (encoding is None and name.startswith(BASE_FONTS)):
        return standard
    return {}


def _differences(entries: Any) -> dict[int, str]:
    """Codes that are named anew: digits and single letters with their sign, others with none."""
    out: dict[int, str] = {}
    code = 0
    for entry in entries if isinstance(entries, ArrayObject) else []:
        if isinstance(entry, int):
            code = int(entry)
            continue
        name = str(entry).lstrip("/")
        out[code] = str(DIGITS.index(name)) if name in DIGITS else name if len(name) == 1 and name.isalpha() else ""
        code += 1
    return out


def _to_unicode(data: bytes) -> dict[int, str]:
    """Code to sign; single entries outweigh ranges."""
    out: dict[int, str] = {}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for low, high, start in _RANGE.findall(part):
            first = int(low, 16)
            for code in range(first, min(int(high, 16), first + 255) + 1):
                out[code] = chr(int(start, 16) + code - first)
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, sign in _CHAR.findall(part):
            out[int(code, 16)] = bytes.fromhex(sign.decode()).decode("utf-16-be", "replace")
    return out
