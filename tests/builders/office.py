"""Office files of the old and the new kind, written by hand or by python-docx."""

import io
import struct
from collections.abc import Sequence

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, LEAST_STREAM = 512, 4096
Rows = Sequence[Sequence[str | float]]


def ole_file(stream: str, body: bytes) -> bytes:
    """An OLE container with one stream: header, one table sector, one directory sector, the stream."""
    body = body.ljust(max(LEAST_STREAM, -(-len(body) // SECTOR) * SECTOR), b"\0")
    count = len(body) // SECTOR
    table = [FAT, END, *(2 + i + 1 for i in range(count - 1)), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, LEAST_STREAM, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack(f"<{SECTOR // 4}I", *table, *[FREE] * (SECTOR // 4 - len(table)))
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry(stream, 2, 2, len(body)) + _entry("", 0, 0, 0) * 2
    return header + fat + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le") if name else b""
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(sheets: Sequence[tuple[str, Rows]]) -> bytes:
    """A BIFF8 workbook of text and numbers."""
    bodies = [_sheet(rows) for _, rows in sheets]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name, _ in sheets]
    at = len(_record(0x0809, bytes(16))) + sum(4 + 6 + len(n) for n in names) + len(_record(0x000A, b""))
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    for name, body in zip(names, bodies, strict=True):
        out += _record(0x0085, struct.pack("<IBB", at, 0, 0) + name)
        at += len(body)
    return ole_file("Workbook", out + _record(0x000A, b"") + b"".join(bodies))


def _sheet(rows: Rows) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                out += _record(0x0204, struct.pack("<HHH", r, c, 0) + text) if value else b""
            else:
                out += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    return out + _record(0x000A, b"")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def docx(paragraphs: Sequence[str], tables: Sequence[Rows], hidden: str = "") -> bytes:
    """Paragraphs, then tables each under its title row, then a hidden run."""
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), max(len(row) for row in rows))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                table.cell(r, c).text = value if isinstance(value, str) else f"{value:,}"
    if hidden:
        document.add_paragraph().add_run(hidden).font.hidden = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
