"""The operations of a page's content stream for the second reader, taken apart by one expression instead of sign by sign.

pypdf's own parser is right about everything and takes most of the time of its text. What is plain (numbers, strings, names, arrays
of strings and numbers, marked content with a flat dictionary) is taken apart here; at the first thing that is not, and for very long
streams, the whole stream is left to pypdf. Only operations that place or show text are kept.
"""

import io
import re
from typing import Any

from pypdf.generic import ArrayObject, ContentStream, NameObject, read_string_from_stream

MAX_BYTES = 2 * 1024 * 1024
SHOWING = frozenset(
    (b"BT", b"ET", b"q", b"Q", b"cm", b"Tz", b"Tc", b"Tw", b"TL", b"Tf", b"Td", b"Tm", b"T*", b"Tj", b"TJ", b"TD", b"Do", b"'", b'"')
)  # fmt: skip
LEFT_TO_PYPDF = frozenset((b"BI", b"R"))  # an image in the stream; a reference, which belongs to the operands
_NUMBER = rb"[+-]?(?:\d+\.?\d*|\.\d+)"
_HEX = rb"[0-9A-Fa-f\s]*"
_SPACES = rb"[\s\x00]*+"
_TOKEN = re.compile(
    _SPACES + rb"(?:"
    rb"(?P<numbers>" + _NUMBER + rb"(?:\s++" + _NUMBER + rb")*+)(?![+\-,.\d])"
    rb"|(?P<operator>[A-Za-z'\"][^\s()<>\[\]{}/%]*+)"
    rb"|\((?P<plain>[^()\\]*+)\)"
    rb"|(?P<string>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\))"
    rb"|<(?P<hex>" + _HEX + rb")>"
    rb"|/(?P<name>[^\s()<>\[\]{}/%#\x00\x7f-\xff]*+)"
    rb"|\[(?P<array>(?:[\s+\-.\d]|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)|<" + _HEX + rb">)*+)\]"
    rb"|(?P<dictionary><<(?:[^<>()]|\((?:[^()\\]|\\.)*+\)|<" + _HEX + rb">)*+>>)"
    rb"|(?P<end>\Z)"
    rb"|(?P<other>.))",
    re.DOTALL,
)  # fmt: skip
_ELEMENT = re.compile(
    rb"\s*+(?:(?P<number>" + _NUMBER + rb")(?![+\-,.\d])|\((?P<plain>[^()\\]*+)\)"
    rb"|(?P<string>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\))|<(?P<hex>" + _HEX + rb")>|(?P<end>\Z)|(?P<other>.))",
    re.DOTALL,
)  # fmt: skip

_ESCAPE = re.compile(rb"\\([()\\])")
_ODD_ESCAPE = re.compile(rb"\\(?:[()\\]\\)*+[^()\\]")  # codes of signs, line ends and what pypdf makes of others


class PageContent(ContentStream):
    """The content of a page, parsed quickly where it is plain."""

    def _parse_content_stream(self, stream: Any) -> None:
        data = stream.getvalue()
        operations = operations_of(data) if len(data) <= MAX_BYTES else None
        if operations is None:
            super()._parse_content_stream(stream)
        else:
            self._operations = operations


def operations_of(data: bytes) -> list[tuple[Any, bytes]] | None:
    """(operands, operator) of the operations that place or show text; None where the stream holds something else than plain parts."""
    operations: list[tuple[Any, bytes]] = []
    operands: list[Any] = []
    for match in _TOKEN.finditer(data):
        kind = match.lastgroup
        if kind == "operator":
            operator = match["operator"]
            if operator in SHOWING:
                operations.append((operands, operator))
            elif operator in LEFT_TO_PYPDF:
                return None
            operands = []
        elif kind == "numbers":
            operands += map(float, match["numbers"].split())
        elif kind == "plain":
            operands.append(match["plain"])
        elif kind == "name":
            operands.append(NameObject("/" + match["name"].decode("ascii")))
        elif kind == "array":
            elements = _elements(match["array"])
            if elements is None:
                return None
            operands.append(elements)
        elif kind in ("string", "hex"):
            operands.append(_text(match))
        elif kind == "dictionary":
            operands.append(None)
        elif kind == "other":
            return None
    return operations


def _elements(array: bytes) -> ArrayObject | None:
    out = ArrayObject()
    for match in _ELEMENT.finditer(array):
        kind = match.lastgroup
        if kind == "number":
            out.append(float(match["number"]))
        elif kind == "plain":
            out.append(match["plain"])
        elif kind in ("string", "hex"):
            out.append(_text(match))
        elif kind == "other":
            return None
    return out


def _text(match: re.Match[bytes]) -> bytes:
    """The bytes of a string with escapes, or of one in hexadecimal digits."""
    if match.lastgroup == "string" and not _ODD_ESCAPE.search(match["string"]):
        return _ESCAPE.sub(rb"\1", match["string"][1:-1])
    if match.lastgroup == "string":
        held = read_string_from_stream(io.BytesIO(match["string"]), "bytes")
        return held if isinstance(held, bytes) else b""
    digits = b"".join(match["hex"].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
