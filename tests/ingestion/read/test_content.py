"""The second reader's own taking apart of a page's content: as pypdf does it, or left to pypdf."""

import io

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject

from ingestion.read.content import SHOWING, operations_of
from ingestion.read.second import SecondReader
from tests.builders.pdf import Paper

PLAIN = [
    rb"BT /F1 12 Tf 1 0 0 1 72 700 Tm (Total assets) Tj 0 -14.5 Td [(46)-3.5(,455)]TJ T* <34362C34> Tj ET",
    rb"q .5 0 0 -.5 0 +792 cm 0 0 m 10 10 l S /P <</MCID 0 /Alt (a b)>> BDC BT (x) ' ET EMC Q",
    rb"BT(escaped \) \\ \053 \n)Tj 2 Tr 3 Ts(nested (one) level)Tj/Im0 Do ET",
    rb"[3 2] 0 d 1 0 0 RG BT [(A) 120 <42>] TJ 12 TL 0 Tc ET",
]


def by_pypdf(data: bytes) -> list[tuple[list[object], bytes]]:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return [(list(operands), op) for operands, op in ContentStream(stream, None, "bytes").operations if op in SHOWING]


@pytest.mark.parametrize("data", PLAIN)
def test_a_plain_stream_gives_the_operations_that_pypdf_gives(data: bytes) -> None:
    assert operations_of(data) == by_pypdf(data)


@pytest.mark.parametrize(
    "data",
    [
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT (a) Tj ET",
        b"BT % a word\n(a) Tj ET",
        b"BT (never closed Tj ET",
        b"BT 1.2.3 0 Td (a) Tj ET",
        b"BT [(a) null] TJ ET",
    ],
)
def test_what_is_not_plain_is_left_to_pypdf(data: bytes) -> None:
    assert operations_of(data) is None


def test_a_font_used_on_two_pages_gives_both_their_texts() -> None:
    paper = Paper(612, 792, chinese=False).page().centred(60, "Cash 1,234")
    data = paper.page().centred(60, "Debt 5,678").bytes()
    reader = SecondReader(data, (), 5.0)
    assert [reader.text(n) for n in (1, 2)] == [p.extract_text() for p in PdfReader(io.BytesIO(data)).pages]
