"""Papers that open and hold nothing to read, and papers of which a part is broken: (file name, bytes)."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from PIL import Image

from tests.builders.hostile import HEIGHT, HELVETICA, WIDTH, RawPdf
from tests.builders.hostile_papers import _lure
from tests.builders.office import docx, xls


def pages_pdf(contents: list[bytes | None], media: str = f"0 0 {WIDTH} {HEIGHT}", entries: str = "") -> bytes:
    """A PDF of one page for each of `contents` (None: a page without contents)."""
    pdf = RawPdf()
    font = pdf.add(HELVETICA)
    streams = [pdf.stream(content, entries) if content is not None else None for content in contents]
    pages = len(pdf.objects) + len(contents) + 1
    kids = [
        pdf.add(
            f"<< /Type /Page /Parent {pages} 0 R /MediaBox [{media}] /Resources << /Font << /F1 {font} 0 R >> >> "
            f"{f'/Contents {number} 0 R' if number else ''} >>"
        )
        for number in streams
    ]
    pdf.add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
    return pdf.bytes()


WORDS = b"BT /F1 10 Tf 60 700 Td (An ordinary page with words that can be read) Tj ET"


def _picture(kind: str, colour: int = 255, mode: str = "L") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (600, 800), colour).save(out, kind)
    return out.getvalue()


def _gradient() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 700)).save(out, "JPEG")
    return out.getvalue()


def _workbook(fill: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book, out = Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def _blanks(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    for row in range(1, 20):
        sheet.cell(row, 2, "   ")


def _archive(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in names.items():
            packed.writestr(name, data)
    return out.getvalue()


def _scan_page_pdf(picture: bytes, width: int, height: int) -> bytes:
    pdf = RawPdf()
    image = pdf.stream(
        picture,
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode",
    )
    content = pdf.stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    pages = len(pdf.objects) + 2
    page = pdf.add(
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
        f"/Resources << /XObject << /Im {image} 0 R >> >> >>"
    )
    pdf.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>")
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
    return pdf.bytes()


def _only_hidden() -> bytes:
    from tests.builders.hostile import Sheet

    return _lure(Sheet(False), mode=3).bytes()


EMPTY: dict[str, Callable[[], tuple[str, bytes]]] = {
    "blank pages": lambda: ("a.pdf", pages_pdf([b"", b"q Q", None])),
    "page of blanks": lambda: ("a.pdf", pages_pdf([b"BT /F1 10 Tf 60 700 Td (          ) Tj ET"])),
    "page of rules": lambda: ("a.pdf", pages_pdf([b"60 700 m 500 700 l S 60 600 400 50 re S"])),
    "only hidden text": lambda: ("a.pdf", _only_hidden()),
    "broken contents": lambda: ("a.pdf", pages_pdf([b"\x78\x9c broken"], entries="/Filter /FlateDecode")),
    "no pages": lambda: ("a.pdf", pages_pdf([])),
    "scan of white paper": lambda: ("a.pdf", _scan_page_pdf(_picture("JPEG"), 600, 800)),
    "white picture": lambda: ("a.png", _picture("PNG")),
    "black picture": lambda: ("a.jpg", _picture("JPEG", 0)),
    "picture without text": lambda: ("a.jpg", _gradient()),
    "one pixel": lambda: ("a.png", _one_pixel()),
    "empty element": lambda: ("a.xml", b"<?xml version='1.0'?><report/>"),
    "elements without text": lambda: ("a.xml", b"<r><a/><b><c/></b></r>"),
    "empty web page": lambda: ("a.html", b"<!doctype html><html><head><title></title></head><body></body></html>"),
    "web page of script": lambda: ("a.html", b"<html><body><script>document.write('Total assets 1,000')</script></body></html>"),
    "web page of hidden words": lambda: ("a.html", b"<html><body><div style='display:none'>Total assets 987,654</div></body></html>"),
    "empty sheet": lambda: ("a.xlsx", _workbook()),
    "sheet of blanks": lambda: ("a.xlsx", _workbook(_blanks)),
    "empty old sheet": lambda: ("a.xls", xls([("Sheet1", [])])),
    "empty text": lambda: ("a.txt", b""),
    "text of blanks": lambda: ("a.txt", b" \n\t\r\n \xc2\xa0 \n"),
    "text of zeros": lambda: ("a.txt", bytes(500)),
    "only a mark": lambda: ("a.csv", b"\xef\xbb\xbf"),
    "only separators": lambda: ("a.csv", b",,,,\n,,,,\n;;\n"),
    "empty document": lambda: ("a.docx", docx([], [])),
    "document of blanks": lambda: ("a.docx", docx(["  ", " "], [])),
    "empty archive": lambda: ("a.zip", _archive({})),
    "archive of folders": lambda: ("a.zip", _archive({"a/": b"", "b/": b""})),
    "archive of empty papers": lambda: ("a.zip", _archive({"a.txt": b"", "b.pdf": pages_pdf([b""])})),
}  # fmt: skip
"""Nothing to read in any of these: each must fail, or be partly read, with its reason."""


def _one_pixel() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1, 1), 0).save(out, "PNG")
    return out.getvalue()


def _damaged(edit: Callable[[list[bytes]], None]) -> Callable[[], tuple[str, bytes]]:
    """Three pages of words of which the second is damaged by `edit` of the objects (5, 6, 7 are the pages; 2, 3, 4 the contents)."""

    def make() -> tuple[str, bytes]:
        pdf = RawPdf()
        font = pdf.add(HELVETICA)
        for _ in range(3):
            pdf.stream(WORDS)
        for i in range(3):
            pdf.add(
                f"<< /Type /Page /Parent 8 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 {font} 0 R >> >> "
                f"/Contents {i + 2} 0 R >>"
            )
        pdf.add("<< /Type /Pages /Count 3 /Kids [5 0 R 6 0 R 7 0 R] >>")
        pdf.root = pdf.add("<< /Type /Catalog /Pages 8 0 R >>")
        edit(pdf.objects)
        return "a.pdf", pdf.bytes()

    return make


def _swap(number: int, old: bytes, new: bytes) -> Callable[[list[bytes]], None]:
    def edit(objects: list[bytes]) -> None:
        assert old in objects[number - 1]
        objects[number - 1] = objects[number - 1].replace(old, new)

    return edit


def _put(number: int, body: bytes) -> Callable[[list[bytes]], None]:
    def edit(objects: list[bytes]) -> None:
        objects[number - 1] = body

    return edit


MEDIA = f"[0 0 {WIDTH} {HEIGHT}]".encode()
PARTLY_BROKEN: dict[str, Callable[[], tuple[str, bytes]]] = {
    "contents cut": _damaged(
        _put(3, b"<< /Length 30 /Filter /FlateDecode >>\nstream\n\x78\x9cbroken broken broken broken\nendstream")
    ),
    "contents gone": _damaged(_put(3, b"null")),
    "contents a number": _damaged(_put(3, b"42")),
    "contents elsewhere": _damaged(_swap(6, b"/Contents 3 0 R", b"/Contents 99 0 R")),
    "no contents": _damaged(_swap(6, b"/Contents 3 0 R", b"")),
    "face gone": _damaged(_swap(6, b"/F1 1 0 R", b"/F1 99 0 R")),
    "no resources": _damaged(_swap(6, b"/Resources", b"/NoResources")),
    "page gone": _damaged(_put(6, b"null")),
    "page a number": _damaged(_put(6, b"7")),
    "page a list": _damaged(_put(6, b"[1 2 3]")),
    "kid nowhere": _damaged(_swap(8, b"6 0 R", b"99 0 R")),
    "kid null": _damaged(_swap(8, b"6 0 R", b"null")),
    "kid twice": _damaged(_swap(8, b"6 0 R", b"5 0 R")),
    "box in an illegal form": _damaged(_swap(6, MEDIA, b"[0 0 1e9 1e9]")),
    "box of letters": _damaged(_swap(6, MEDIA, b"[/a /b /c /d]")),
    "box of nothing": _damaged(_swap(6, MEDIA, b"[0 0 0 0]")),
    "box upside down": _damaged(_swap(6, MEDIA, b"[595 842 0 0]")),
    "no box": _damaged(_swap(6, b"/MediaBox", b"/NoBox")),
    "text outside": _damaged(_swap(3, b"60 700 Td", b"60 7000 Td")),
    "count too small": _damaged(_swap(8, b"/Count 3", b"/Count 1")),
    "count too large": _damaged(_swap(8, b"/Count 3", b"/Count 30")),
    "turned oddly": _damaged(_swap(6, b"/Type /Page", b"/Rotate 45 /Type /Page")),
    "unit of a mile": _damaged(_swap(6, b"/Type /Page", b"/UserUnit 100000 /Type /Page")),
    "face that is none": _damaged(_swap(6, b"/F1 1 0 R", b"/F1 3 0 R")),
}
"""Three pages went in: three are read, or told of."""
