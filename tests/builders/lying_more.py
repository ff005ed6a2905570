"""Further papers on which a program reads another figure than a person: stand-ins, maps, outlines, covers, revisions."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pypdfium2
from fontTools.ttLib import TTFont

from tests.builders.hostile import HEIGHT, WIDTH, RawPdf, Sheet, _face
from tests.builders.hostile_papers import FALSE_FIGURE, ROWS, Maker, _with_total, honest

TRUE_TOTAL = "93,910"


def _total(draw: Callable[[Sheet], object], resources: str = "") -> Maker:
    """A balance sheet whose total assets are drawn by `draw`."""

    def make(chinese: bool) -> bytes:
        def total(sheet: Sheet) -> None:
            sheet.resources = resources
            draw(sheet)

        return _with_total(chinese, total).bytes()

    return make


def _parent_stand_in(sheet: Sheet) -> None:
    sheet.draw(f"/Div << /ActualText ({FALSE_FIGURE}) >> BDC /Span BMC")
    sheet.text(330, 620, TRUE_TOTAL).draw("EMC EMC")


def _named_stand_in(sheet: Sheet) -> None:
    sheet.draw("/Span /P0 BDC").text(330, 620, TRUE_TOTAL).draw("EMC")


def _last_digit_stand_in(sheet: Sheet) -> None:
    """Only the last digits have a stand-in."""
    sheet.text(330, 620, "93,9").draw("/Span << /ActualText (87) >> BDC")
    sheet.text(330 + sheet.width("93,9"), 620, "10").draw("EMC")


def _one_digit_over(sheet: Sheet) -> None:
    sheet.text(330, 620, "98,910").text(330, 620, TRUE_TOTAL)


def _white_box_between(sheet: Sheet) -> None:
    sheet.text(330, 620, FALSE_FIGURE).draw("q 1 g 328 616 40 14 re f Q").text(330, 620, TRUE_TOTAL)


def _first_digit_covered(sheet: Sheet) -> None:
    """193,910 with a white field over the 1: a person sees 93,910."""
    sheet.text(330 - 5.56, 620, "193,910").draw("q 1 g 323 617 7 11 re f Q")


def _last_digits_covered(sheet: Sheet) -> None:
    sheet.text(330, 620, "93,910,000").draw("q 1 g 360.6 616 30 13 re f Q")


def _first_digit_white(sheet: Sheet) -> None:
    digit = sheet.show("1")
    rest = sheet.show("93,910")
    sheet.draw(f"BT /F1 10 Tf 324.44 620 Td 1 g {digit} Tj 0 g {rest} Tj ET")


def _white_minus(sheet: Sheet) -> None:
    sign, rest = sheet.show("-"), sheet.show(TRUE_TOTAL)
    sheet.draw(f"BT /F1 10 Tf 326.7 620 Td 1 g {sign} Tj 0 g {rest} Tj ET")


def _drawn_digit(sheet: Sheet) -> None:
    """A 1 drawn as a path before 93,910: a person sees 193,910."""
    sheet.text(330, 620, TRUE_TOTAL).draw("q 0 g 326.2 620 1 7 re f 324.6 625.4 m 326.2 627 l 326.2 625.6 l f Q")


def _digit_picture(sheet: Sheet) -> None:
    """A picture of a 1 before 93,910."""
    sheet.text(330, 620, TRUE_TOTAL)
    bits = "".join(chr(v) for v in (0x18, 0x38, 0x78, 0x18, 0x18, 0x18, 0x18, 0x7E))
    sheet.draw(f"q 0 g 5.5 0 0 7.2 324.4 620 cm BI /W 8 /H 8 /BPC 1 /IM true /D [1 0] ID {bits} EI Q")


def _exchanged_outlines(_: bool) -> bytes:
    """The face's own 1 draws an 8 and its 8 a 1; maps and names are all right."""
    program, codes, _ = _face()
    font = TTFont(BytesIO(program))
    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    names = font.getGlyphOrder()
    one, eight = names[codes["1"]], names[codes["8"]]
    for name in (one, eight):
        strings[name].decompile()
    strings[one].program, strings[eight].program = strings[eight].program, strings[one].program
    out = BytesIO()
    font.save(out)
    sheet = honest(True)
    file = sheet.bytes()
    packed = zlib.compress(out.getvalue())
    lied = RawPdf(list(sheet.pdf.objects), sheet.pdf.root)
    at = next(i for i, body in enumerate(lied.objects) if b"/OpenType" in body)
    lied.objects[at] = (
        b"<< /Length %d /Filter /FlateDecode /Subtype /OpenType /Length1 %d >>\nstream\n"
        % (len(packed), len(out.getvalue()))
        + packed
        + b"\nendstream"
    )
    assert len(file) > 0
    return lied.bytes()


def _type3_lie(chinese: bool) -> bytes:
    """Signs drawn as paths whose map to Unicode takes 3 for 8 and 8 for 3 (a bar code of strokes stands for each digit)."""
    sheet = honest(chinese, rows=ROWS[chinese][:-1])
    sheet.text(60, 620, ROWS[chinese][-1][0])
    shapes = {
        "9": "60 0 m 500 0 l 500 700 l 60 700 l 60 340 l 500 340 l S",
        "3": "60 0 m 500 0 l 500 700 l 60 700 l S 60 350 m 500 350 l S",
        "1": "280 0 m 280 700 l S",
        "0": "60 0 440 700 re S",
        ",": "100 0 m 60 -120 l S",
    }
    procs, names, rows = [], [], []
    for i, (sign, shape) in enumerate(shapes.items(), 1):
        number = sheet.pdf.stream(f"556 0 0 -200 556 800 d1 60 w {shape}".encode())
        procs.append(f"/g{i} {number} 0 R")
        names.append(f"/g{i}")
        rows.append(f"<{i:02x}> <{ord({'3': '8', '8': '3'}.get(sign, sign)):04x}>")
    table = sheet.pdf.stream(
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(rows)} beginbfchar\n".encode()
        + "\n".join(rows).encode()
        + b"\nendbfchar"
    )
    face = sheet.pdf.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 556 800] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 "
        f"/LastChar 5 /Widths [556 556 556 556 278] /Encoding << /Differences [1 {' '.join(names)}] >> "
        f"/CharProcs << {' '.join(procs)} >> /Resources << >> /ToUnicode {table} 0 R >>"
    )
    sheet.fonts = f"/F9 {face} 0 R"
    return sheet.draw("BT /F9 10 Tf 330 620 Td <010205010304> Tj ET").bytes()


def _lying_scan(chinese: bool) -> bytes:
    """A page picture with an invisible text layer that tells another total."""
    picture = pypdfium2.PdfDocument(honest(chinese).bytes())[0].render(scale=150 / 72, grayscale=True).to_pil()
    data = BytesIO()
    picture.save(data, "JPEG", quality=70)
    sheet = honest(chinese, rows=ROWS[chinese][:-1])
    sheet.text(60, 620, ROWS[chinese][-1][0]).text(330, 620, "98,910")
    layer = ["3 Tr " + part if part.startswith("BT") else part.replace("0 Tr", "3 Tr") for part in sheet.parts]
    image = sheet.pdf.stream(
        data.getvalue(),
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Filter /DCTDecode",
    )
    sheet.resources = f"/XObject << /Im {image} 0 R >>"
    sheet.parts = [f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im Do Q", *layer]
    return sheet.bytes()


def _unit_covered(chinese: bool) -> bytes:
    """The unit that is read lies under a field; the unit that is seen stands on it."""
    sheet = honest(chinese)
    sheet.draw("q 1 g 55 755 120 16 re f Q")
    return sheet.text(60, 760, "单位：元" if chinese else "(in dollars)").bytes()


def _annotated_total(chinese: bool) -> bytes:
    """An annotation's appearance shows another total over the page's own."""
    sheet = honest(chinese)
    words = sheet.show(FALSE_FIGURE)

    def late(font: int) -> int:
        look = sheet.pdf.stream(
            f"1 g 0 0 60 16 re f 0 g BT /F1 10 Tf 2 4 Td {words} Tj ET".encode(),
            f"/Type /XObject /Subtype /Form /BBox [0 0 60 16] /Resources << /Font << /F1 {font} 0 R >> >>",
        )
        sheet.page_entries = (
            f"/Annots [<< /Type /Annot /Subtype /Stamp /Rect [326 616 386 632] /F 4 /AP << /N {look} 0 R >> >>]"
        )
        return look

    sheet.late = late
    return sheet.bytes()


def _field_total(chinese: bool) -> bytes:
    """A form field lies over the total: its value is what a person sees."""
    sheet = honest(chinese)
    words = sheet.show(FALSE_FIGURE)

    def late(font: int) -> int:
        look = sheet.pdf.stream(
            f"/Tx BMC 1 g 0 0 60 16 re f 0 g BT /F1 10 Tf 2 4 Td {words} Tj ET EMC".encode(),
            f"/Type /XObject /Subtype /Form /BBox [0 0 60 16] /Resources << /Font << /F1 {font} 0 R >> >>",
        )
        field = sheet.pdf.add(
            f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (total) /V ({FALSE_FIGURE}) /Rect [326 616 386 632] /F 4 "
            f"/DA (/F1 10 Tf 0 g) /AP << /N {look} 0 R >> >>"
        )
        sheet.page_entries = f"/Annots [{field} 0 R]"
        sheet.catalog = f"/AcroForm << /Fields [{field} 0 R] /DA (/F1 10 Tf) >>"
        return look

    sheet.late = late
    return sheet.bytes()


def _revised_by_stream(chinese: bool) -> bytes:
    """A revision told by a cross-reference stream replaces the page's contents."""
    first = _with_total(chinese, lambda sheet: _put(sheet, TRUE_TOTAL))
    before = first.bytes()
    second = _with_total(chinese, lambda sheet: _put(sheet, "83,910"))
    second.bytes()
    number = next(i for i, body in enumerate(second.pdf.objects, 1) if b"BT /F1" in body)
    at = len(before)
    added = b"%d 0 obj\n" % number + second.pdf.objects[number - 1] + b"\nendobj\n"
    own, place = len(second.pdf.objects) + 1, at + len(added)
    rows = b"".join(b"\x01" + where.to_bytes(4, "big") + b"\x00" for where in (at, place))
    packed = zlib.compress(rows)
    table = (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 1] /Index [%d 1 %d 1] /Root %d 0 R /Prev %d /Length %d /Filter "
        b"/FlateDecode >>\nstream\n"
        % (own, own + 1, number, own, second.pdf.root, before.rindex(b"xref\n0 "), len(packed))
        + packed
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % place
    )
    return before + added + table


def _revised_by_page(chinese: bool) -> bytes:
    """A revision gives the page new contents under a new number."""
    first = _with_total(chinese, lambda sheet: _put(sheet, TRUE_TOTAL))
    before = first.bytes()
    second = _with_total(chinese, lambda sheet: _put(sheet, "83,910"))
    second.bytes()
    contents = next(i for i, body in enumerate(second.pdf.objects, 1) if b"BT /F1" in body)
    page = next(i for i, body in enumerate(second.pdf.objects, 1) if b"/Type /Page " in body)
    own = len(second.pdf.objects) + 1
    body = second.pdf.objects[page - 1].replace(b"/Contents %d 0 R" % contents, b"/Contents %d 0 R" % own)
    one = b"%d 0 obj\n" % own + second.pdf.objects[contents - 1] + b"\nendobj\n"
    two = b"%d 0 obj\n" % page + body + b"\nendobj\n"
    at = len(before)
    table = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (page, at + len(one), own, at)
    return (
        before + one + two + table
        + b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (own + 1, second.pdf.root, before.rindex(b"xref\n0 "), at + len(one) + len(two))
    )  # fmt: skip


def _put(sheet: Sheet, text: str) -> None:
    sheet.text(330, 620, text)


LIES_MORE: dict[str, Maker] = {
    "stand-in on a parent": _total(_parent_stand_in),
    "stand-in by name": _total(_named_stand_in, f"/Properties << /P0 << /ActualText ({FALSE_FIGURE}) >> >>"),
    "stand-in for two digits": _total(_last_digit_stand_in),
    "one digit over another": _total(_one_digit_over),
    "a white box between two figures": _total(_white_box_between),
    "first digit covered": _total(_first_digit_covered),
    "last digits covered": _total(_last_digits_covered),
    "first digit white": _total(_first_digit_white),
    "white minus": _total(_white_minus),
    "a digit drawn as a path": _total(_drawn_digit),
    "a digit as a picture": _total(_digit_picture),
    "outlines exchanged": _exchanged_outlines,
    "map of drawn signs lies": _type3_lie,
    "text layer of a scan lies": _lying_scan,
    "unit covered": _unit_covered,
    "annotation over the total": _annotated_total,
    "form field over the total": _field_total,
    "revision by a stream": _revised_by_stream,
    "revision by a new page": _revised_by_page,
}
"""Nineteen further lies."""
