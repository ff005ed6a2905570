"""Workbooks, documents, tables and web pages that ask for much, and the makers of their parts: (file name, bytes)."""

import io
import struct
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from tests.builders.office import docx

Paper = Callable[[], tuple[str, bytes]]
ROWS: list[tuple[object, ...]] = [
    ("Consolidated Balance Sheets", None, None),
    ("(in thousands)", None, None),
    ("", "December 31, 2024", "December 31, 2023"),
    ("Cash and cash equivalents", 12340, 11220),
    ("Accounts receivable", 23450, 20110),
    ("Inventories", 8120, 7900),
    ("Total current assets", 43910, 39230),
    ("Property, plant and equipment, net", 50000, 48000),
    ("Total assets", 93910, 87230),
]
SPREAD = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"


def book(fill: Callable[[Workbook], None] = lambda book: None, rows: list[tuple[object, ...]] | None = None) -> bytes:
    """An honest balance sheet as a workbook, changed by `fill`."""
    made, out = Workbook(), io.BytesIO()
    sheet = made.active
    assert sheet is not None
    sheet.title = "BS"
    for row in ROWS if rows is None else rows:
        sheet.append(row)
    fill(made)
    made.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes], edits: dict[str, tuple[bytes, bytes]] | None = None) -> bytes:
    """The package with further parts, and with one text exchanged in some of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if edits and name in edits:
                before, after = edits[name]
                assert before in body, (name, body[:400])
                body = body.replace(before, after, 1)
            if name not in parts:
                new.writestr(name, body)
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def relations(*told: tuple[str, str, str]) -> bytes:
    """A part that names other parts or places: (kind, target, mode) each."""
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for i, (kind, target, mode) in enumerate(told, 1)
    )
    return f'<Relationships xmlns="{PACK}/relationships">{rows}</Relationships>'.encode()


def raw_book(sheet: bytes, shared: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose one sheet and shared strings are the bytes given."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACK}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
            '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
            '"/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
            '.sharedStrings+xml"/></Types>'
        ).encode(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "Internal")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SPREAD}" xmlns:r="{REL}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", "Internal"), ("sharedStrings", "sharedStrings.xml", "Internal")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{SPREAD}"/>'.encode(),
        **(more or {}),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def many_sheets(count: int) -> bytes:
    """A workbook that names one sheet `count` times."""
    named = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, count + 1))
    told = f'<workbook xmlns="{SPREAD}" xmlns:r="{REL}"><sheets>{named}</sheets></workbook>'
    return raw_book(_sheet("<row><c><v>1</v></c></row>"), more={"xl/workbook.xml": told.encode()})


def many_entries(count: int) -> bytes:
    """An archive whose directory lists `count` empty files that all lie in one place."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    listed = b"".join(entry + b"%05d" % (i % 100_000) for i in range(count))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count & 65535, count & 65535, len(listed), len(local), 0)
    return local + listed + end


def _sheet(inner: str, before: str = "", dimension: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{SPREAD}">{dimension}<sheetData>{inner}</sheetData></worksheet>'.encode()


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def _blown_sheet(size: int) -> tuple[str, bytes]:
    row = "<row>" + "<c t='n'><v>1</v></c>" * 1000 + "</row>"
    return "a.xlsx", raw_book(_sheet(row * (size // len(row))))


def _blown_strings(size: int) -> tuple[str, bytes]:
    item = "<si><t>" + "a" * 1000 + "</t></si>"
    shared = f'<sst xmlns="{SPREAD}">{item * (size // len(item))}</sst>'.encode()
    return "a.xlsx", raw_book(_sheet("<row><c t='s'><v>0</v></c></row>"), shared)


def _shared_again(times: int) -> tuple[str, bytes]:
    """One long string that a hundred thousand cells name."""
    shared = f'<sst xmlns="{SPREAD}"><si><t>{"long word " * 3000}</t></si></sst>'.encode()
    return "a.xlsx", raw_book(_sheet("<row><c t='s'><v>0</v></c></row>" * times), shared)


def _far_cell(row: int) -> tuple[str, bytes]:
    cell = f"<row r='1'><c r='A1'><v>1</v></c></row><row r='{row}'><c r='XFD{row}'><v>2</v></c></row>"
    return "a.xlsx", raw_book(_sheet(cell, dimension="<dimension ref='A1:XFD1048576'/>"))


def _cells_past_the_end(_: int) -> tuple[str, bytes]:
    return "a.xlsx", raw_book(_sheet("<row r='99999999'><c r='ZZZZZZ99999999'><v>1</v></c></row>"))


def _many_merges(times: int) -> tuple[str, bytes]:
    merges = "".join(f"<mergeCell ref='A{i}:XFD{i + 1}'/>" for i in range(1, 2 * times, 2))
    body = (
        f'<worksheet xmlns="{SPREAD}"><sheetData><row><c><v>1</v></c></row></sheetData>'
        f"<mergeCells count='{times}'>{merges}</mergeCells></worksheet>"
    )
    return "a.xlsx", raw_book(body.encode())


def _many_columns(count: int) -> tuple[str, bytes]:
    return "a.csv", b"1," * count + b"1\n"


def _open_quote(size: int) -> tuple[str, bytes]:
    return "a.csv", b'Total assets,"1,000\n' + b"a,b,c\n" * (size // 6)


def _many_rows(count: int) -> tuple[str, bytes]:
    return "a.csv", b"Total assets,1\n" * count


def _deep_elements(deep: int) -> tuple[str, bytes]:
    return "a.xml", b"<r>" + b"<a>" * deep + b"1" + b"</a>" * deep + b"</r>"


def _deep_page(deep: int) -> tuple[str, bytes]:
    return "a.html", b"<html><body>" + b"<div><table><tr><td>" * deep + b"Total assets 1,000"


def _wide_spans(times: int) -> tuple[str, bytes]:
    row = b"<tr>" + b"<td colspan='100000' rowspan='100000'>1</td>" * 30 + b"</tr>"
    return "a.html", b"<html><body><table>" + row * times + b"</table></body></html>"


def _stored_twice(size: int) -> tuple[str, bytes]:
    """An archive whose entries all lie over one body."""
    body = zipfile_body(size)
    return "a.zip", body


def zipfile_body(size: int) -> bytes:
    """An archive of 150 names for the same deflated blanks of `size` bytes."""
    first = io.BytesIO()
    with zipfile.ZipFile(first, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", b" " * size)
    data = first.getvalue()
    start = data.rindex(b"PK\x01\x02")
    entry = data[start : data.rindex(b"PK\x05\x06")]
    entries = entry * 150
    return data[:start] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 150, 150, len(entries), start, 0)


BOMBS: dict[str, tuple[Callable[[int], tuple[str, bytes]], int, int]] = {
    "sheet blown up": (_blown_sheet, 200_000, 1_000_000_000),
    "strings blown up": (_blown_strings, 200_000, 1_000_000_000),
    "one long string in many cells": (_shared_again, 50, 300_000),
    "a cell in the last corner": (_far_cell, 20_000, 1_048_576),
    "cells past the end": (_cells_past_the_end, 0, 0),
    "many merged ranges": (_many_merges, 20, 200_000),
    "laughs in a sheet": (lambda _: ("a.xlsx", raw_book(_sheet("<row><c t='str'><v>&i;</v></c></row>", LAUGHS))), 0, 0),
    "laughs in strings": (
        lambda _: (
            "a.xlsx",
            raw_book(
                _sheet("<row><c t='s'><v>0</v></c></row>"),
                f'{LAUGHS}<sst xmlns="{SPREAD}"><si><t>&i;</t></si></sst>'.encode(),
            ),
        ),
        0,
        0,
    ),
    "laughs in a document": (
        lambda _: (
            "a.docx",
            with_parts(
                docx(["Total assets"], []),
                {"word/document.xml": f"{LAUGHS}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>".encode()},
            ),
        ),
        0,
        0,
    ),
    "laughs in xml": (lambda _: ("a.xml", f"{LAUGHS}<x>&i;</x>".encode()), 0, 0),
    "laughs in a web page": (
        lambda _: ("a.xhtml", f"<?xml version='1.0'?>{LAUGHS}<html xmlns='http://www.w3.org/1999/xhtml'><body>&i;</body></html>".encode()),
        0,
        0,
    ),
    "outside entity": (lambda _: ("a.xml", f"{OUTSIDE}<x>&a;</x>".encode()), 0, 0),
    "many columns": (_many_columns, 5000, 10_000_000),
    "quote left open": (_open_quote, 6000, 60_000_000),
    "many rows": (_many_rows, 300, 6_000_000),
    "deep elements": (_deep_elements, 300, 3_000_000),
    "deep web page": (_deep_page, 50, 300_000),
    "wide spans": (_wide_spans, 3, 3000),
    "many sheets": (lambda n: ("a.xlsx", many_sheets(n)), 5, 500_000),
    "many entries": (lambda n: ("a.zip", many_entries(n)), 300, 1_900_000),
    "entries over each other": (_stored_twice, 10_000, 500_000_000),
}  # fmt: skip
"""A maker, how much for a test, how much for a measurement."""
