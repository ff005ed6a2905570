"""Pictures that ask for much or say what they are not: (file name, bytes)."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw

from tests.builders.hostile_papers import honest
from tests.builders.scan import drawn


def _png(width: int, height: int, body: bytes, depth: int = 1, kind: int = 0, extra: bytes = b"") -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + extra + part(b"IDAT", body) + part(b"IEND", b"")


def _true_png(side: int) -> bytes:
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * (side // 8 + (side % 8 > 0))
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return _png(side, side, data)


def _text_png(size: int) -> bytes:
    words = b"Comment\x00\x00" + zlib.compress(b"a" * size, 9)
    extra = struct.pack(">I", len(words)) + b"zTXt" + words + struct.pack(">I", zlib.crc32(b"zTXt" + words))
    return _png(8, 8, zlib.compress(b"\x00\xff" * 8), extra=extra)


def _sheet(dpi: int = 150) -> Image.Image:
    return drawn(honest(False).bytes(), dpi=dpi)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def frames(count: int, kind: str) -> bytes:
    made = []
    for i in range(count):  # like frames would be kept once
        words = Image.new("L", (200, 60), 255)
        ImageDraw.Draw(words).text((10, 20), f"Total assets {1000 + i:,}", fill=0)
        made.append(words)
    return _saved(made[0], kind, save_all=True, append_images=made[1:])


def many_frames(count: int) -> bytes:
    """A TIFF file of `count` frames of 8 by 8 pixels that share their pixels; a directory each."""
    tags = [
        (256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1),
        (278, 4, 1, 8), (279, 4, 1, 64),
    ]  # fmt: skip
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    first, size = 72, len(body) + 4
    frames = b"".join(body + struct.pack("<I", first + size * (i + 1) if i + 1 < count else 0) for i in range(count))
    return struct.pack("<2sHI", b"II", 42, first) + b"\xff" * 64 + frames


def _jpeg_size(width: int, height: int) -> bytes:
    data = bytearray(_saved(_sheet(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _looping_tiff() -> bytes:
    """A directory that is its own next one."""
    data = bytearray(_saved(Image.new("L", (40, 40), 255), "TIFF"))
    order = "<" if data[:2] == b"II" else ">"
    at = struct.unpack_from(order + "I", data, 4)[0]
    count = struct.unpack_from(order + "H", data, at)[0]
    struct.pack_into(order + "I", data, at + 2 + 12 * count, at)
    return bytes(data)


def _tiff_of(side: int) -> bytes:
    """A directory that declares side by side pixels over one strip of nothing."""
    tags = [
        (256, 4, 1, side),
        (257, 4, 1, side),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, side),
        (279, 4, 1, 16),
    ]
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + struct.pack("<I", 0)
    return struct.pack("<2sHI", b"II", 42, 24) + bytes(16) + body  # fmt: skip


BOMBS: dict[str, tuple[Callable[[int], tuple[str, bytes]], int, int]] = {
    "declared size": (lambda n: ("a.png", _png(n, n, zlib.compress(b"\x00"))), 30_000, 30_000),
    "largest declared size": (lambda n: ("a.png", _png(n, n, zlib.compress(b"\x00"))), 2**31 - 1, 2**31 - 1),
    "true size, one bit": (lambda n: ("a.png", _true_png(n)), 300, 30_000),
    "words blown up": (lambda n: ("a.png", _text_png(n)), 10_000, 500_000_000),
    "many frames of a tiff": (lambda n: ("a.tif", many_frames(n)), 3, 900_000),
    "moving web picture": (lambda n: ("a.webp", frames(n, "WEBP")), 3, 300),
    "moving png": (lambda n: ("a.png", frames(n, "PNG")), 3, 300),
    "tiff in a loop": (lambda _: ("a.tif", _looping_tiff()), 0, 0),
    "tiff of nothing": (lambda n: ("a.tif", _tiff_of(n)), 1000, 60_000),
    "long thin": (lambda n: ("a.png", _saved(Image.new("L", (n, 2), 255), "PNG")), 2000, 500_000),
}
"""A maker, how much for a test, how much for a measurement."""

ODD: dict[str, Callable[[], tuple[str, bytes]]] = {
    "jpeg, size too large": lambda: ("a.jpg", _jpeg_size(65500, 65500)),
    "jpeg, size somewhat wrong": lambda: ("a.jpg", _jpeg_size(1240, 3000)),
    "jpeg cut": lambda: ("a.jpg", _saved(_sheet(), "JPEG")[:20_000]),
    "png cut": lambda: ("a.png", _saved(_sheet(), "PNG")[:9_000]),
    "jpeg without an end": lambda: ("a.jpg", _saved(_sheet(), "JPEG")[:-400]),
    "jpeg of nothing": lambda: ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200)),
    "webp of nothing": lambda: ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(40)),
    "tiff of bytes": lambda: ("a.tif", b"II*\x00\x08\x00\x00\x00" + b"\xff" * 200),
}
"""Pictures that are damaged: each ends in a reason, or is read with one."""

PLAIN: dict[str, Callable[[], tuple[str, bytes]]] = {
    "turned by its mark": lambda: ("a.jpg", _turned_by_mark()),
    "four inks": lambda: ("a.jpg", _saved(_sheet().convert("CMYK"), "JPEG")),
    "sixteen bits": lambda: ("a.png", _saved(_sheet().convert("L").convert("I;16").point(lambda v: v * 257), "PNG")),
    "see-through paper": lambda: ("a.png", _see_through()),
    "few colours": lambda: ("a.png", _saved(_sheet().convert("P"), "PNG")),
    "one bit, fax": lambda: ("a.tif", _saved(_of_two_tones(), "TIFF", compression="group4")),
    "dark side out": lambda: ("a.png", _saved(_sheet().convert("L").point(lambda v: 255 - v), "PNG")),
}  # fmt: skip
"""Unusual pictures of the honest balance sheet that a person reads at once."""


def _of_two_tones() -> Image.Image:
    return _sheet(200).convert("L").point(lambda v: 255 * (v > 128)).convert("1")


def _turned_by_mark() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _saved(_sheet().rotate(90, expand=True), "JPEG", exif=exif)


def _see_through() -> bytes:
    grey = _sheet().convert("L")
    picture = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    picture.putalpha(grey.point(lambda v: 255 - v))
    return _saved(picture, "PNG")
