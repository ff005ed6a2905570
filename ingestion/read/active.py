"""What in a PDF would act on opening or a click: found by name in its dictionaries, told, never run and never followed."""

import re
import zlib
from collections.abc import Iterator

OUTSIDE_LINK = "URI"
ACTIVE = {
    b"JavaScript": "JavaScript",
    b"JS": "JavaScript",
    b"Launch": "Launch",
    b"SubmitForm": "SubmitForm",
    b"ImportData": "ImportData",
    b"GoToR": "GoToR",
    b"GoToE": "GoToE",
    b"EmbeddedFile": "EmbeddedFile",
    b"EmbeddedFiles": "EmbeddedFile",
    b"FileAttachment": "EmbeddedFile",
    b"RichMedia": "RichMedia",
    b"Movie": "RichMedia",
    b"Rendition": "RichMedia",
    b"3D": "RichMedia",
    b"3DD": "RichMedia",
    b"Sound": "RichMedia",
    b"XFA": "XFA",
    b"URI": OUTSIDE_LINK,
}
_STREAM = re.compile(rb"stream\r?\n")
_STREAM_END = b"endstream"
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n", re.DOTALL)
_NAME = re.compile(rb"/([A-Za-z0-9#][A-Za-z0-9#]{1,30})(?=[\s/<>\[\]()%]|$)")
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
MAX_SCANNED = 120 * 1024 * 1024
MAX_UNPACKED = 8 * 1024 * 1024
MAX_STREAMS = 4_000


def active_content(data: bytes) -> list[str]:
    """Kinds of active content, sorted; names inside compressed object streams and names written with #xx included."""
    if len(data) > MAX_SCANNED:
        return []
    found = _names_in(b" ".join(_outside_streams(data)))
    left, whole = MAX_UNPACKED, memoryview(data)
    for count, match in enumerate(_OBJECT_STREAM.finditer(data)):
        if count >= MAX_STREAMS or left <= 0:
            break
        try:
            unpacked = zlib.decompressobj().decompress(whole[match.end() : match.end() + MAX_UNPACKED], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        found |= _names_in(unpacked)
    return sorted(found)


def _outside_streams(data: bytes) -> Iterator[bytes]:
    """What stands before, between and after the streams of a file."""
    at = 0
    while begin := _STREAM.search(data, at):
        end = data.find(_STREAM_END, begin.end())
        if end < 0:
            break
        yield data[at : begin.start()]
        at = end + len(_STREAM_END)
    yield data[at:]


def _names_in(text: bytes) -> set[str]:
    names = {name if b"#" not in name else _plain(name) for name in _NAME.findall(text)}
    return {ACTIVE[name] for name in names if name in ACTIVE}


def _plain(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), name)
