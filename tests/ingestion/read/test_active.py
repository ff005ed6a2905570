import zlib

import pytest

from ingestion.extract.paper import read_paper
from ingestion.read.active import active_content
from tests.builders.hostile import Sheet

ACTIONS = {
    "JavaScript": ("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", ""),
    "Launch": ("/OpenAction << /S /Launch /F (calc.exe) >>", ""),
    "SubmitForm": ("", "/AA << /O << /S /SubmitForm /F (http://example.invalid/) >> >>"),
    "GoToR": ("/OpenAction << /S /GoToR /F (other.pdf) /D [0 /Fit] >>", ""),
    "EmbeddedFile": ("/Names << /EmbeddedFiles << /Names [] >> >>", ""),
    "RichMedia": ("", "/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]"),
    "XFA": ("/AcroForm << /XFA [(template) 1 0 R] /Fields [] >>", ""),
    "ImportData": ("/OpenAction << /S /ImportData /F (x.fdf) >>", ""),
}


def paper(catalog: str = "", page: str = "") -> bytes:
    sheet = Sheet(False).text(60, 700, "Plain words of a letter to read")
    sheet.catalog, sheet.page_entries = catalog, page
    return sheet.bytes()


@pytest.mark.parametrize("kind", ACTIONS)
def test_active_content_is_told_and_the_words_are_read_all_the_same(kind: str) -> None:
    extraction = read_paper(paper(*ACTIONS[kind]), "a.pdf").extraction
    assert [p.message for p in extraction.problems if p.code == "active_content" and kind in p.message]
    assert (extraction.status, extraction.text) == ("ok", "digital")


def test_links_to_outside_are_told_apart_from_what_would_run() -> None:
    link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.invalid/) >> >>]"
    codes = {p.code for p in read_paper(paper(page=link), "a.pdf").extraction.problems}
    assert "outside_links" in codes and "active_content" not in codes


def test_names_hidden_in_object_streams_or_by_escapes_are_found() -> None:
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (x) >>")
    stream = b"7 0 obj << /Type /ObjStm /Filter /FlateDecode /Length 99 >>\nstream\n" + packed + b"\nendstream"
    assert active_content(stream) == ["JavaScript"]
    assert active_content(b"<< /S /L#61unch /F (x) >>") == ["Launch"]
    assert active_content(b"<< /Length 20 >>\nstream\n/S /Launch /JS (x)\nendstream") == []


def test_an_ordinary_paper_has_none() -> None:
    assert active_content(paper()) == []
