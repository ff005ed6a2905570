"""PDFs that carry what could run, open, send or fetch; PDFs under a password; files that are two things: (file name, bytes)."""

import io
import zipfile
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter

from tests.builders.bad_sheets import book
from tests.builders.hostile import Sheet
from tests.builders.hostile_papers import honest

Make = Callable[[], bytes]
SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _catalog(entries: str, objects: Callable[[Sheet], str] | None = None) -> Make:
    """The honest sheet with entries in its catalogue; `{x}` there is what `objects` adds."""

    def make() -> bytes:
        sheet = honest(False)
        sheet.catalog = entries.replace("{x}", objects(sheet) if objects else "")
        return sheet.bytes()

    return make


def _note(body: str, more: str = "", catalog: str = "") -> Make:
    """The honest sheet with one annotation."""

    def make() -> bytes:
        sheet = honest(False)
        number = sheet.pdf.add(f"<< /Type /Annot /Rect [60 60 200 90] {body} >>")
        sheet.page_entries = f"/Annots [{number} 0 R] {more}"
        sheet.catalog = catalog.replace("{n}", str(number))
        return sheet.bytes()

    return make


def _stream(data: bytes) -> Callable[[Sheet], str]:
    return lambda sheet: f"{sheet.pdf.stream(data)} 0 R"


def _attached(sheet: Sheet) -> str:
    file = sheet.pdf.stream(b"MZ fake", "/Type /EmbeddedFile")
    return f"{sheet.pdf.add(f'<< /Type /Filespec /F (a.exe) /EF << /F {file} 0 R >> >>')} 0 R"


def _in_object_stream(make: Make) -> Make:
    """The same paper with its objects inside deflated object streams, where a search of the bytes finds nothing."""

    def packed() -> bytes:
        writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(make()))), io.BytesIO()
        writer.compress_identical_objects()
        writer.write(out)
        return _objects_packed(out.getvalue())

    return packed


def _objects_packed(data: bytes) -> bytes:
    """All objects but streams moved into one object stream."""
    import re
    import zlib

    bodies = {int(n): body for n, body in re.findall(rb"(?s)(\d+) 0 obj\s(.*?)\sendobj", data)}
    root = int(re.findall(rb"/Root (\d+) 0 R", data)[-1])
    out, places = bytearray(b"%PDF-1.7\n"), {}
    plain = {n: body for n, body in bodies.items() if b"stream" not in body}
    for n, body in bodies.items():
        if n not in plain:
            places[n] = (1, len(out), 0)
            out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    holder, head, text = max(bodies) + 1, [], bytearray()
    for i, (n, body) in enumerate(plain.items()):
        head.append(b"%d %d" % (n, len(text)))
        text += body + b" "
        places[n] = (2, holder, i)
    first = b" ".join(head) + b" "
    inner = zlib.compress(first + text)
    places[holder] = (1, len(out), 0)
    out += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        holder, len(plain), len(first), len(inner),
    ) + inner + b"\nendstream\nendobj\n"  # fmt: skip
    own = holder + 1
    places[own] = (1, len(out), 0)
    rows = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + index.to_bytes(2, "big")
        for kind, where, index in (places.get(n, (0, 0, 0)) for n in range(own + 1))
    )
    table = zlib.compress(rows)
    start = len(out)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % (
        own, own + 1, root, len(table),
    ) + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start  # fmt: skip
    return bytes(out)


LINK = "/Subtype /Link /A "
PDF_ACTIVE: dict[str, tuple[str, Make]] = {
    "script on opening": ("javascript", _catalog(f"/OpenAction {SCRIPT}")),
    "script by name": ("javascript", _catalog(f"/Names << /JavaScript << /Names [(a) {SCRIPT}] >> >>")),
    "script after another action": ("javascript", _note(f"{LINK} << /S /GoTo /D [0 /Fit] /Next [{SCRIPT}] >>")),
    "script of a page": ("javascript", _note("/Subtype /Text", f"/AA << /O {SCRIPT} >>")),
    "script of a field": (
        "javascript",
        _note(
            f"/Subtype /Widget /FT /Tx /T (a) /AA << /K {SCRIPT} >>",
            catalog="/AcroForm << /Fields [{n} 0 R] >>",
        ),
    ),
    "script in a stream": (
        "javascript",
        _catalog("/OpenAction << /S /JavaScript /JS {x} >>", _stream(b"app.alert(1)")),
    ),
    "script with an escaped name": (
        "javascript",
        _catalog("/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"),
    ),
    "script in an object stream": ("javascript", _in_object_stream(_catalog(f"/OpenAction {SCRIPT}"))),
    "script in an outline": (
        "javascript",
        _catalog("/Outlines << /First << /Title (a) /A " + SCRIPT + " >> /Count 1 >>"),
    ),
    "launch": ("launch", _note(f"{LINK} << /S /Launch /F (calc.exe) >>")),
    "launch on opening": ("launch", _catalog("/OpenAction << /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>")),
    "outside link": ("uri", _note(f"{LINK} << /S /URI /URI (http://a.invalid/?q=1) >>")),
    "form sent": ("submit_form", _note(f"{LINK} << /S /SubmitForm /F (http://a.invalid/) >>")),
    "data fetched": ("import_data", _note(f"{LINK} << /S /ImportData /F (a.fdf) >>")),
    "attachment by name": (
        "embedded_file",
        _catalog("/Names << /EmbeddedFiles << /Names [(a) {x}] >> >>", _attached),
    ),
    "attachment by note": ("embedded_file", lambda: _file_note()),
    "associated file": ("embedded_file", _catalog("/AF [{x}]", _attached)),
    "rich media": ("rich_media", _note("/Subtype /RichMedia /RichMediaContent << >>")),
    "film": ("rich_media", _note("/Subtype /Movie /Movie << /F (a.avi) >>")),
    "screen": ("rich_media", _note("/Subtype /Screen /A << /S /Rendition /OP 0 /JS (x) >>")),
    "three dimensions": ("rich_media", _note("/Subtype /3D /3DD << >>")),
    "sound": ("rich_media", _note(f"{LINK} << /S /Sound /Sound << >> >>")),
    "XFA form": ("xfa", _catalog("/AcroForm << /XFA {x} /Fields [] >>", _stream(b"<xdp:xdp xmlns:xdp='x'/>"))),
    "other file": ("goto_remote", _note(f"{LINK} << /S /GoToR /F (\\\\\\\\a.invalid\\\\b.pdf) /D [0 /Fit] >>")),
    "embedded file opened": ("goto_remote", _note(f"{LINK} << /S /GoToE /T << /R /C /N (a) >> /D [0 /Fit] >>")),
}
"""Name of what must be reported, and the paper."""


def _file_note() -> bytes:
    sheet = honest(False)
    spec = _attached(sheet)
    number = sheet.pdf.add(f"<< /Type /Annot /Rect [60 60 200 90] /Subtype /FileAttachment /FS {spec} >>")
    sheet.page_entries = f"/Annots [{number} 0 R]"
    return sheet.bytes()


def encrypted(user: str, owner: str, algorithm: str = "AES-256") -> bytes:
    """The honest sheet under passwords."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(honest(False).bytes()))), io.BytesIO()
    writer.encrypt(user, owner, algorithm=algorithm)
    writer.write(out)
    return out.getvalue()


def _handler(name: str) -> bytes:
    sheet = honest(False)
    data = sheet.bytes()
    return data.replace(
        b"trailer\n<< ", f"trailer\n<< /Encrypt << /Filter /{name} /V 4 /Length 128 >> /ID [(a) (a)] ".encode(), 1
    )


def _broken_keys() -> bytes:
    data = honest(False).bytes()
    entry = b"/Encrypt << /Filter /Standard /V 5 /R 6 /O (a) /U (b) /OE () /UE () /P -4 /Length 256 >> /ID [(a) (a)] "
    return data.replace(b"trailer\n<< ", b"trailer\n<< " + entry, 1)


LOCKED: dict[str, tuple[Make, bool]] = {
    "word needed, AES": (lambda: encrypted("secret", "owner"), False),
    "word needed, RC4": (lambda: encrypted("secret", "owner", "RC4-128"), False),
    "word needed, AES-128": (lambda: encrypted("geheim", "owner", "AES-128"), False),
    "empty word": (lambda: encrypted("", "owner"), True),
    "owner's word only, RC4-40": (lambda: encrypted("", "owner", "RC4-40"), True),
    "handler nobody has": (lambda: _handler("Vendor.Secure"), False),
    "handler of certificates": (lambda: _handler("Adobe.PubSec"), False),
    "broken keys": (_broken_keys, False),
}
"""The paper, and whether it can be read without a word."""


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


DOUBLE: dict[str, Callable[[], tuple[str, bytes]]] = {
    "web page, then PDF": lambda: ("a.html", b"<html><script>x()</script>\n" + honest(False).bytes()),
    "PDF, then archive": lambda: ("a.pdf", honest(False).bytes() + _zip("a.txt", b"Total assets 987,654")),
    "archive named PDF": lambda: ("a.pdf", _zip("a.txt", b"Total assets 987,654")),
    "PDF named picture": lambda: ("a.jpg", honest(False).bytes()),
    "workbook named PDF": lambda: ("a.pdf", book()),
    "PDF named workbook": lambda: ("a.xlsx", honest(False).bytes()),
    "web page named table": lambda: ("a.csv", b"<html><body><script>1</script>Total assets 1,000</body></html>"),
    "program named PDF": lambda: ("a.pdf", b"MZ" + bytes(2000)),
    "program with two names": lambda: ("statement.pdf.exe", b"MZ" + bytes(2000)),
    "words before a PDF": lambda: ("a.pdf", b"x" * 900 + b"\n" + honest(False).bytes()),
    "much before a PDF": lambda: ("a.pdf", b"x" * 5000 + b"\n" + honest(False).bytes()),
    "picture, then PDF": lambda: ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50) + honest(False).bytes()),
    "letter": lambda: ("a.eml", b"From: a@a.invalid\r\nTo: b@b.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nTotal assets 1,000\r\n"),
    "old document": lambda: ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    "rar": lambda: ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(200)),
    "rar named zip": lambda: ("a.zip", b"Rar!\x1a\x07\x01\x00" + bytes(200)),
    "ofd": lambda: ("a.ofd", _zip("OFD.xml", b"<ofd/>")),
    "archive in an archive": lambda: ("a.zip", _zip("b.zip", _zip("c.txt", b"Total assets 1,000"))),
    "archive that climbs": lambda: ("a.zip", _zip("../../../tmp/x.txt", b"Total assets 1,000 thousand at the end")),
    "archive with an absolute name": lambda: ("a.zip", _zip("/etc/x.txt", b"Total assets 1,000 thousand at the end")),
    "archive under a word": lambda: ("a.zip", _locked_zip()),
    "cut archive": lambda: ("a.zip", _zip("a.txt", b"Total assets")[:-30]),
    "cut workbook": lambda: ("a.xlsx", book()[:-300]),
    "svg": lambda: ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script><text>Total assets 1</text></svg>"),
}  # fmt: skip
"""Files that are another thing than their name says, or two."""


def _locked_zip() -> bytes:
    data = bytearray(_zip("a.txt", b"Total assets 1,000"))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)
