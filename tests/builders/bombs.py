"""Small files that ask for much: each maker takes how much, so that tests use little and a measurement uses all."""

import zlib
from collections.abc import Callable

from tests.builders.hostile import HEIGHT, HELVETICA, WIDTH, RawPdf

FONT = "/Resources << /Font << /F1 {font} 0 R >> >>"


def _paper(
    content: bytes, media: str = f"0 0 {WIDTH} {HEIGHT}", more_pages: int = 0, count: int | None = None
) -> bytes:
    """A paper whose first page draws `content`; the others hold a line each."""
    pdf = RawPdf()
    font = pdf.add(HELVETICA)
    first = pdf.stream(zlib.compress(content, 9), "/Filter /FlateDecode")
    plain = pdf.stream(b"BT /F1 10 Tf 60 700 Td (An ordinary page with words to read) Tj ET")
    kids = []
    pages = len(pdf.objects) + more_pages + 2
    for number in range(more_pages + 1):
        stream = plain if number else first
        kids.append(
            pdf.add(
                f"<< /Type /Page /Parent {pages} 0 R /MediaBox [{media}] /Contents {stream} 0 R {FONT.format(font=font)} >>"
            )
        )
    pdf.add(f"<< /Type /Pages /Count {count or len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
    return pdf.bytes()


def many_shows(times: int) -> bytes:
    """One stream that shows a letter `times` times."""
    return _paper(b"BT /F1 10 Tf " + b"(a) Tj " * times + b"ET", more_pages=2)


def many_texts(times: int) -> bytes:
    """One stream of `times` text objects."""
    return _paper(b"BT /F1 9 Tf (a) Tj ET " * times, more_pages=2)


def long_comment(size: int) -> bytes:
    """One stream that unpacks to `size` bytes of comment."""
    return _paper(b"%" + b"a" * size + b"\n", more_pages=2)


def blanks(size: int) -> bytes:
    """One stream that unpacks to `size` blanks."""
    return _paper(b" " * size, more_pages=2)


def forms_in_forms(deep: int) -> bytes:
    """Forms that each draw the next ten times, `deep` levels."""
    pdf = RawPdf()
    font = pdf.add(HELVETICA)
    inner = pdf.stream(
        b"BT /F1 10 Tf 60 700 Td (a) Tj ET",
        f"/Type /XObject /Subtype /Form /BBox [0 0 600 900] {FONT.format(font=font)}",
    )
    for _ in range(deep):
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X {inner} 0 R >> >>"
        inner = pdf.stream(b"/X Do " * 10, entries)
    content = pdf.stream(b"/X Do")
    pages = len(pdf.objects) + 2
    page = pdf.add(
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 600 900] /Contents {content} 0 R "
        f"/Resources << /XObject << /X {inner} 0 R >> >> >>"
    )
    pdf.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>")
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
    return pdf.bytes()


def saved_states(times: int) -> bytes:
    """Graphics states saved and never given back."""
    return _paper(b"q " * times, more_pages=2)


def open_arrays(times: int) -> bytes:
    """Arrays that open and never close."""
    return _paper(b"[" * times, more_pages=2)


def many_strokes(times: int) -> bytes:
    """A picture of `times` curves: nothing to read, much to draw."""
    return _paper(b"0 0 m 100 500 300 10 590 840 c S " * times)


def huge_page(points: int) -> bytes:
    """A page `points` wide and high."""
    return _paper(b"BT /F1 10 Tf 60 700 Td (Words on a large sheet of paper) Tj ET", media=f"0 0 {points} {points}")


def many_pages(count: int) -> bytes:
    """`count` pages, a line each."""
    return _paper(b"BT /F1 10 Tf 60 700 Td (The first page of very many) Tj ET", more_pages=count - 1)


def false_count(count: int) -> bytes:
    """One page, `count` declared."""
    return _paper(b"BT /F1 10 Tf 60 700 Td (One page that says it is many) Tj ET", count=count)


def page_tree_loop(_: int) -> bytes:
    """A page tree that holds itself."""
    pdf = RawPdf()
    pdf.add("<< /Type /Pages /Count 2 /Kids [1 0 R 2 0 R] >>")
    pdf.add("<< /Type /Page /Parent 1 0 R /MediaBox [0 0 600 900] >>")
    pdf.root = pdf.add("<< /Type /Catalog /Pages 1 0 R >>")
    return pdf.bytes()


def xref_loop(_: int) -> bytes:
    """A cross-reference table that names itself as its predecessor."""
    data = _paper(b"BT /F1 10 Tf 60 700 Td (Words behind a loop of tables) Tj ET")
    start = data.rindex(b"xref\n0 ")
    return data.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d " % start)


def outline_loop(_: int) -> bytes:
    """Outline entries that follow one another in a circle."""
    data = _paper(b"BT /F1 10 Tf 60 700 Td (Words beside a circle of entries) Tj ET")
    return data.replace(b"/Type /Catalog", b"/Type /Catalog /Outlines << /First 99 0 R /Last 99 0 R >>", 1)


BOMBS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "many shows": (many_shows, 3_000_000),
    "many texts": (many_texts, 10_000_000),
    "long comment": (long_comment, 1_000_000_000),
    "blanks": (blanks, 1_000_000_000),
    "forms in forms": (forms_in_forms, 7),
    "saved states": (saved_states, 3_000_000),
    "open arrays": (open_arrays, 2_000_000),
    "many strokes": (many_strokes, 1_000_000),
    "huge page": (huge_page, 100_000_000),
    "many pages": (many_pages, 100_000),
    "false count": (false_count, 2_000_000_000),
    "page tree loop": (page_tree_loop, 0),
    "xref loop": (xref_loop, 0),
    "outline loop": (outline_loop, 0),
}
"""Maker and full size of each."""
