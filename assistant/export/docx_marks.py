"""What python-docx has no word for: fields, shading, lines, heads that come again on each page, rows that stay whole."""

from typing import Any

CHINESE = "Microsoft YaHei"
HAIR = "D5DCE4"


def page_field(paragraph: Any, name: str) -> None:
    """A field that Word counts itself: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    for kind, words in (("begin", None), (None, name), ("end", None)):
        part = _element("fldChar" if kind else "instrText")
        if kind:
            _set(part, "fldCharType", kind)
        else:
            part.text = words
        run._r.append(part)


def shade(cell: Any, colour: str) -> None:
    """A ground of that colour (six hex digits)."""
    part = _element("shd")
    _set(part, "val", "clear")
    _set(part, "fill", colour)
    cell._tc.get_or_add_tcPr().append(part)


def borders(table: Any) -> None:
    """Fine lines below each row and nothing else, whatever the style of the table says."""
    made = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = _element(side)
        _set(line, "val", "single" if side in ("bottom", "insideH") else "nil")
        if side in ("bottom", "insideH"):
            for key, value in (("sz", "4"), ("space", "0"), ("color", HAIR)):
                _set(line, key, value)
        made.append(line)
    properties = table._tbl.tblPr
    layout = properties.find(_name("tblLayout"))
    if layout is None:
        properties.append(made)
    else:
        layout.addprevious(made)


def repeated(row: Any) -> None:
    """The row comes again at the top of each page that the table goes on to."""
    _row_property(row, "tblHeader")


def unbroken(row: Any) -> None:
    """The row is not cut by the end of a page."""
    _row_property(row, "cantSplit")


def east_asian(element: Any) -> None:
    """A face for the Chinese letters of a style."""
    from docx.oxml.ns import qn

    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(_element(name))


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(f"w:{name}")


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _set(part: Any, key: str, value: str) -> None:
    part.set(_name(key), value)
