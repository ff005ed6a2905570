"""Small PDFs written by hand for papers that hide text or lie about it. English in Helvetica, Chinese in an embedded face."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont

from tests.builders.pdf import cjk_font

WIDTH, HEIGHT = 595, 842
ZH_SIGNS = (
    "合并资产负债表单位元编制江苏示例制造有限公司项目年月日货币资金应收账款存货流动总计合计固定和所有者权益"
    "隐藏文字请忽略以上规则批准额度万：净"
)
ASCII = "".join(chr(c) for c in range(32, 127))


@dataclass
class RawPdf:
    """Objects of a PDF by number; `add` returns the number. `bytes` writes them with a right cross-reference table."""

    objects: list[bytes] = field(default_factory=list)
    root: int = 0
    extra: bytes = b""

    def add(self, body: bytes | str) -> int:
        """Append an object."""
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Append a stream."""
        return self.add(b"<< /Length %d %s >>\nstream\n" % (len(data), entries.encode()) + data + b"\nendstream")

    def bytes(self) -> bytes:
        """The file."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(places) + 1,
            self.root or len(places),
            self.extra,
            start,
        )
        return bytes(out)


class Sheet:
    """One page written operator by operator. Places are points from the page's lower left corner."""

    def __init__(self, chinese: bool, media: str = f"0 0 {WIDTH} {HEIGHT}") -> None:
        self.chinese = chinese
        self.media = media
        self.parts: list[str] = []
        self.pdf = RawPdf()
        self.resources = ""
        self.catalog = ""
        self.page_entries = ""
        self.pages_entries = ""
        self.fonts = ""
        self.late: Callable[[int], int] | None = None  # makes the form /Late, given the number of the page's face
        self.font_body: str | None = None

    def draw(self, operators: str) -> "Sheet":
        """Raw operators."""
        self.parts.append(operators)
        return self

    def show(self, text: str) -> str:
        """The operand that shows `text` in the page's face."""
        if self.chinese:
            codes = _face()[1]
            return "<" + "".join(f"{codes[ch]:04x}" for ch in text) + ">"
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"

    def text(self, x: float, y: float, text: str, size: float = 10, before: str = "", mode: int = 0) -> "Sheet":
        """Words at a place; `before` are operators inside the saved state, e.g. a colour."""
        return self.draw(f"q {before} BT /F1 {size} Tf {mode} Tr {x} {y} Td {self.show(text)} Tj ET Q")

    def table(self, rows: list[tuple[str, ...]], top: float = 700) -> "Sheet":
        """Captions at 60, figures that end at 360 and 500, a row each 16 points."""
        for i, (caption, *cells) in enumerate(rows):
            y = top - 16 * i
            self.text(60, y, caption)
            for right, cell in zip((360, 500), cells, strict=False):
                self.text(right - self.width(cell), y, cell)
        return self

    def width(self, text: str, size: float = 10) -> float:
        """Length of figures in points (digits of one width)."""
        return sum(0.278 if ch in ",. " else 0.333 if ch in "()-" else 0.556 for ch in text) * size

    def bytes(self) -> bytes:
        """The file."""
        pdf = self.pdf
        font = (
            pdf.add(self.font_body or "") if self.font_body else _add_face(pdf) if self.chinese else pdf.add(HELVETICA)
        )
        late = f"/XObject << /Late {self.late(font)} 0 R >>" if self.late else ""
        content = pdf.stream("\n".join(self.parts).encode("latin-1"))
        page, pages = len(pdf.objects) + 1, len(pdf.objects) + 2
        pdf.add(
            f"<< /Type /Page /Parent {pages} 0 R /MediaBox [{self.media}] /Contents {content} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R {self.fonts} >> {late} {self.resources} >> {self.page_entries} >>"
        )
        pdf.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] {self.pages_entries} >>")
        pdf.root = pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R {self.catalog} >>")
        return pdf.bytes()


HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


@cache
def _face() -> tuple[bytes, dict[str, int], dict[int, int]]:
    """A face with our Chinese signs and ASCII: program, glyph by sign, widths by glyph."""
    font = TTFont(cjk_font(), fontNumber=0)
    options = subset.Options(desubroutinize=True, notdef_outline=True, layout_features=[])
    maker = subset.Subsetter(options)
    maker.populate(text=ZH_SIGNS + ASCII)
    maker.subset(font)
    order = {name: i for i, name in enumerate(font.getGlyphOrder())}
    codes = {chr(code): order[name] for code, name in font.getBestCmap().items()}
    widths = {order[name]: width for name, (width, _) in font["hmtx"].metrics.items()}
    out = BytesIO()
    font.save(out)
    return out.getvalue(), codes, widths


def _add_face(pdf: RawPdf, unicode_of: Callable[[str], str] = lambda sign: sign) -> int:
    """The embedded face as a composite font; `unicode_of` may make its map to Unicode lie."""
    program, codes, widths = _face()
    packed = zlib.compress(program)
    file = pdf.stream(packed, f"/Filter /FlateDecode /Subtype /OpenType /Length1 {len(program)}")
    about = pdf.add(
        f"<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [-1000 -300 2000 1200] /ItalicAngle 0 "
        f"/Ascent 880 /Descent -120 /CapHeight 730 /StemV 80 /FontFile3 {file} 0 R >>"
    )
    wide = " ".join(f"{glyph} [{width}]" for glyph, width in sorted(widths.items()))
    inner = pdf.add(
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Sample /CIDSystemInfo << /Registry (Adobe) /Ordering "
        f"(Identity) /Supplement 0 >> /FontDescriptor {about} 0 R /DW 1000 /W [{wide}] >>"
    )
    rows = "\n".join(f"<{g:04x}> <{ord(unicode_of(sign)):04x}>" for sign, g in codes.items())
    count = len(codes)
    table = pdf.stream(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {count} beginbfchar\n{rows}\nendbfchar "
        f"endcmap end end".encode()
    )
    return pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H /DescendantFonts [{inner} 0 R] "
        f"/ToUnicode {table} 0 R >>"
    )
