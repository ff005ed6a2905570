"""Further small PDFs that ask for much or go round in circles. Each maker takes how much."""

import zlib
from collections.abc import Callable

from tests.builders.bombs import FONT, _paper
from tests.builders.hostile import HEIGHT, HELVETICA, WIDTH, RawPdf

LINE = b"BT /F1 10 Tf 60 700 Td (An ordinary page with words to read) Tj ET "


def _with(
    content: bytes, entries: str = "", resources: str = "", catalog: str = "", page: str = "", plain: int = 1
) -> RawPdf:
    """A paper whose first page draws `content` (a stream with `entries`) and whose others hold a line each."""
    pdf = RawPdf()
    font = pdf.add(HELVETICA)
    first = pdf.stream(content, entries)
    line = pdf.stream(LINE)
    pages = len(pdf.objects) + plain + 2
    kids = [
        pdf.add(
            f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {first if not i else line} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> {resources if not i else ''} >> {page if not i else ''} >>"
        )
        for i in range(plain + 1)
    ]
    pdf.add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R {catalog} >>")
    return pdf


def flate_in_flate(size: int) -> bytes:
    """Twice deflated blanks."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    inner = b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()
    return _with(zlib.compress(inner, 9), "/Filter [/FlateDecode /FlateDecode]").bytes()


def hex_over_flate(size: int) -> bytes:
    """Deflated letters under a chain of text filters."""
    packed = zlib.compress(b"(a) Tj " * (size // 7), 9).hex().encode() + b">"
    return _with(packed, "/Filter [/ASCIIHexDecode /FlateDecode]").bytes()


def run_lengths(size: int) -> bytes:
    """Runs of 128 blanks for two bytes each, deflated."""
    return _with(
        zlib.compress(b"\x81 " * (size // 128) + b"\x80", 9), "/Filter [/FlateDecode /RunLengthDecode]"
    ).bytes()


def lzw_runs(size: int) -> bytes:
    """LZW codes that each stand for a longer row of blanks."""
    bits, value, out = 0, 0, bytearray()
    width, next_code, made, codes = 9, 258, 0, [256, 32]
    length = 1
    while made < size and next_code < 4090:
        codes.append(next_code)
        length += 1
        made += length
        next_code += 1
    for i, code in enumerate(codes):
        count = 258 + max(0, i - 1)
        width = 9 if count < 511 else 10 if count < 1023 else 11 if count < 2047 else 12
        value, bits = (value << width) | code, bits + width
        while bits >= 8:
            bits -= 8
            out.append((value >> bits) & 255)
    out.append((value << (8 - bits)) & 255)
    return _with(bytes(out), "/Filter /LZWDecode").bytes()


def wide_predictor(columns: int) -> bytes:
    """A predictor that declares rows of `columns` samples."""
    return _with(
        zlib.compress(b"\x02" * 4096, 9),
        f"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 32 /BitsPerComponent 16 /Columns {columns} >>",
    ).bytes()


def many_streams(times: int) -> bytes:
    """A page whose contents name one stream again and again."""
    pdf = _with(LINE, plain=1)
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    pdf.objects[at] = pdf.objects[at].replace(b"/Contents 2 0 R", b"/Contents [" + b"2 0 R " * times + b"]")
    return pdf.bytes()


def huge_picture(side: int) -> bytes:
    """A page that draws a one-bit picture of `side` by `side`, deflated to little, as a scan would."""
    packer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    pdf = _with(b"q 595 0 0 842 0 0 cm /Im Do Q")
    image = pdf.stream(
        data, f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 1 /ColorSpace /DeviceGray "
        "/Filter /FlateDecode"
    )  # fmt: skip
    return _give(pdf, f"/XObject << /Im {image} 0 R >>")


def _give(pdf: RawPdf, resources: str) -> bytes:
    """The file with more resources on its first page (objects are written in order, so late ones may be named)."""
    root = pdf.root or next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    pdf.objects[at] = pdf.objects[at].replace(b"/Resources <<", b"/Resources << " + resources.encode(), 1)
    pdf.root = root
    return pdf.bytes()


def false_picture(side: int) -> bytes:
    """A page with a picture that declares `side` by `side` pixels and holds none."""
    pdf = _with(b"q 595 0 0 842 0 0 cm /Im Do Q")
    image = pdf.stream(
        b"\x00" * 16,
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 16 /ColorSpace /DeviceCMYK",
    )
    return _give(pdf, f"/XObject << /Im {image} 0 R >>")


def fine_tiles(steps: int) -> bytes:
    """A page filled with a pattern whose step is a `steps`-th of a point, under a picture's size of drawing."""
    pdf = _with(LINE + b"/Pattern cs /P0 scn 0 0 595 842 re f")
    tile = pdf.stream(
        b"0 0 1 1 re f",
        f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep {1 / steps:.6f} "
        f"/YStep {1 / steps:.6f} /Resources << >>",
    )
    return _give(pdf, f"/Pattern << /P0 {tile} 0 R >>")


def self_calling_form(_: int) -> bytes:
    """A form that draws itself twice."""
    pdf = _with(LINE + b"/Fm Do")
    number = len(pdf.objects) + 1
    pdf.stream(
        b"/Fm Do /Fm Do",
        f"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /Fm {number} 0 R >> >>",
    )
    return _give(pdf, f"/XObject << /Fm {number} 0 R >>")


def self_showing_face(_: int) -> bytes:
    """A sign of a drawn face that shows itself."""
    pdf = _with(LINE + b"BT /T3 10 Tf 60 600 Td (aaaa) Tj ET")
    number = len(pdf.objects) + 2
    proc = pdf.stream(b"600 0 d0 BT /T3 1 Tf (aa) Tj ET")
    pdf.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 /Widths [600] "
        f"/Encoding << /Differences [97 /a] >> /CharProcs << /a {proc} 0 R >> /Resources << /Font << /T3 {number} 0 R >> >> >>"
    )
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    pdf.objects[at] = pdf.objects[at].replace(b"/F1 1 0 R", b"/F1 1 0 R /T3 %d 0 R" % number, 1)
    pdf.root = next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    return pdf.bytes()


def huge_map(codes: int) -> bytes:
    """A map to Unicode with one range of `codes` codes, and a hundred more like it."""
    pdf = _with(LINE)
    table = pdf.stream(
        b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange 100 beginbfrange\n"
        + b"".join(b"<00000000> <%08x> <0020>\n" % codes for _ in range(100))
        + b"endbfrange"
    )
    pdf.objects[0] = HELVETICA.replace(" >>", f" /ToUnicode {table} 0 R >>").encode()
    pdf.root = next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    return pdf.bytes()


def many_widths(times: int) -> bytes:
    """A composite face whose list of widths declares ranges of two thousand million codes."""
    pdf = _with(b"BT /F1 10 Tf 60 700 Td <00410042> Tj ET")
    inner = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        f"/Supplement 0 >> /DW 1000 /W [{'0 2000000000 500 ' * times}] >>"
    )
    pdf.objects[0] = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{inner} 0 R] >>".encode()
    )
    pdf.root = next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    return pdf.bytes()


def many_notes(times: int) -> bytes:
    """A page with `times` annotations."""
    pdf = _with(LINE)
    notes = " ".join(
        "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://a.invalid/) >> >>"
        for _ in range(times)
    )
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    pdf.objects[at] = pdf.objects[at].replace(b"/Type /Page ", b"/Type /Page /Annots [" + notes.encode() + b"] ", 1)
    return pdf.bytes()


def deep_tree(deep: int) -> bytes:
    """A page tree `deep` nodes deep with one page at its end."""
    pdf = RawPdf()
    font = pdf.add(HELVETICA)
    line = pdf.stream(LINE)
    first = len(pdf.objects) + 1
    for i in range(deep):
        pdf.add(
            f"<< /Type /Pages /Count 1 /Kids [{first + i + 1} 0 R] {f'/Parent {first + i - 1} 0 R' if i else ''} >>"
        )
    pdf.add(
        f"<< /Type /Page /Parent {first + deep - 1} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {line} 0 R {FONT.format(font=font)} >>"
    )
    pdf.root = pdf.add(f"<< /Type /Catalog /Pages {first} 0 R >>")
    return pdf.bytes()


def deep_nesting(deep: int) -> bytes:
    """An object of `deep` arrays and dictionaries inside each other, hung on the catalogue."""
    pdf = _with(LINE)
    odd = pdf.add(b"[" * deep + b"]" * deep)
    other = pdf.add(b"<< /A " * deep + b"1" + b" >>" * deep)
    at = next(i for i, body in enumerate(pdf.objects) if b"/Catalog" in body)
    pdf.objects[at] = pdf.objects[at].replace(b">>", b"/Names %d 0 R /AcroForm %d 0 R >>" % (other, odd))
    pdf.root = at + 1
    return pdf.bytes()


def names_loop(_: int) -> bytes:
    """A name tree, a thread list and a form field that each are their own child."""
    pdf = _with(LINE)
    tree = len(pdf.objects) + 1
    pdf.add(f"<< /Kids [{tree} 0 R {tree} 0 R] /Limits [(a) (z)] >>")
    bead = pdf.add(f"<< /Type /Bead /N {tree + 1} 0 R /V {tree + 1} 0 R >>")
    thread = pdf.add(f"<< /Type /Thread /F {bead} 0 R >>")
    field = pdf.add(f"<< /FT /Tx /T (a) /Kids [{tree + 3} 0 R {tree + 3} 0 R] >>")
    at = next(i for i, body in enumerate(pdf.objects) if b"/Catalog" in body)
    pdf.objects[at] = pdf.objects[at].replace(
        b">>",
        f"/Names << /JavaScript {tree} 0 R /EmbeddedFiles {tree} 0 R /Dests {tree} 0 R >> /Threads [{thread} 0 R] "
        f"/AcroForm << /Fields [{field} 0 R] >> >>".encode(),
    )
    pdf.root = at + 1
    return pdf.bytes()


def length_loop(_: int) -> bytes:
    """Streams whose length is told by each other."""
    pdf = _with(LINE)
    own = len(pdf.objects) + 1
    pdf.add(b"<< /Length %d 0 R >>\nstream\n%s\nendstream" % (own + 1, LINE))
    pdf.add(b"<< /Length %d 0 R >>\nstream\n%s\nendstream" % (own, LINE))
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    pdf.objects[at] = pdf.objects[at].replace(b"/Contents 2 0 R", b"/Contents [%d 0 R %d 0 R]" % (own, own + 1))
    pdf.root = next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    return pdf.bytes()


def previous_loop(_: int) -> bytes:
    """Two cross-reference tables that name each other as the one before."""
    plain = _with(LINE).bytes()
    first = plain.rindex(b"xref\n0 ")
    tail = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 7 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    body = plain.replace(b"trailer\n<< ", b"trailer\n<< /Prev %010d " % (len(plain) + 18), 1)
    return body + tail % (first, len(body))


def huge_table(size: int) -> bytes:
    """A cross-reference stream that declares `size` objects and fields of no width."""
    plain = _with(LINE).bytes()
    at = plain.rindex(b"xref\n0 ")
    body = plain[:at]
    return body + (
        b"99 0 obj\n<< /Type /XRef /Size %d /W [0 0 0] /Index [0 %d] /Root 7 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, size, len(body))
    )


def huge_object_stream(count: int) -> bytes:
    """An object stream that declares `count` objects."""
    pdf = _with(LINE)
    odd = pdf.stream(
        zlib.compress(b"0 0 " * 1000 + b"null", 9), f"/Type /ObjStm /N {count} /First 4000 /Filter /FlateDecode"
    )
    at = next(i for i, body in enumerate(pdf.objects) if b"/Catalog" in body)
    pdf.objects[at] = pdf.objects[at].replace(b">>", b"/Names %d 0 R >>" % odd)
    pdf.root = at + 1
    return pdf.bytes()


def long_path(segments: int) -> bytes:
    """One path of `segments` curves, dashed finely."""
    return _paper(b"[0.001 0.001] 0 d 0 0 m " + b"9 9 300 800 590 20 c " * segments + b"S " + LINE, more_pages=1)


def many_forms_flat(times: int) -> bytes:
    """A page that draws one form of a hundred words `times` times."""
    pdf = _with(b"/Fm Do " * times)
    form = pdf.stream(
        b"BT /F1 9 Tf " + b"(word) Tj " * 100 + b"ET",
        f"/Type /XObject /Subtype /Form /BBox [0 0 600 900] {FONT.format(font=1)}",
    )
    return _give(pdf, f"/XObject << /Fm {form} 0 R >>")


def clip_stack(times: int) -> bytes:
    """`times` clips laid on each other before each of many words."""
    return _paper(b"0 0 500 500 re W n " * times + LINE * 200, more_pages=1)


def false_faces(times: int) -> bytes:
    """A page that names `times` faces, each with a broken program."""
    pdf = _with(LINE)
    broken = pdf.stream(zlib.compress(b"\x00" * 5_000_000, 9), "/Filter /FlateDecode /Length1 5000000")
    about = pdf.add(f"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 {broken} 0 R >>")
    faces = [
        pdf.add(f"<< /Type /Font /Subtype /TrueType /BaseFont /X{i} /FontDescriptor {about} 0 R >>")
        for i in range(times)
    ]
    at = next(i for i, body in enumerate(pdf.objects) if b"/Type /Page " in body)
    names = " ".join(f"/X{i} {n} 0 R" for i, n in enumerate(faces))
    pdf.objects[at] = pdf.objects[at].replace(b"/F1 1 0 R", b"/F1 1 0 R " + names.encode(), 1)
    show = b" ".join(b"BT /X%d 9 Tf 60 500 Td (abc) Tj ET" % i for i in range(times))
    pdf.objects[1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(show), show)
    pdf.root = next(i for i, body in enumerate(pdf.objects, 1) if b"/Catalog" in body)
    return pdf.bytes()


BOMBS_MORE: dict[str, tuple[Callable[[int], bytes], int, int]] = {
    "flate in flate": (flate_in_flate, 2 << 20, 4 << 30),
    "hex over flate": (hex_over_flate, 70_000, 140_000_000),
    "run lengths": (run_lengths, 1 << 20, 2 << 30),
    "lzw runs": (lzw_runs, 50_000, 8_000_000),
    "wide predictor": (wide_predictor, 1000, 500_000_000),
    "many streams": (many_streams, 100, 400_000),
    "huge picture": (huge_picture, 400, 60_000),
    "false picture": (false_picture, 1000, 60_000),
    "fine tiles": (fine_tiles, 4, 1000),
    "form that draws itself": (self_calling_form, 0, 0),
    "sign that shows itself": (self_showing_face, 0, 0),
    "huge map": (huge_map, 1000, 0xFFFFFFFF),
    "many widths": (many_widths, 3, 20_000),
    "many notes": (many_notes, 200, 200_000),
    "deep tree": (deep_tree, 50, 60_000),
    "deep nesting": (deep_nesting, 100, 1_000_000),
    "names loop": (names_loop, 0, 0),
    "length loop": (length_loop, 0, 0),
    "previous loop": (previous_loop, 0, 0),
    "huge table": (huge_table, 1000, 2_000_000_000),
    "huge object stream": (huge_object_stream, 1000, 1_000_000_000),
    "long path": (long_path, 100, 1_000_000),
    "many forms": (many_forms_flat, 20, 200_000),
    "stack of clips": (clip_stack, 50, 200_000),
    "false faces": (false_faces, 3, 400),
}
"""A maker, how much for a test, how much for a measurement."""
