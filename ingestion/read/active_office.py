"""What in a workbook, document, web page or XML file would act or fetch when opened by others: told, never run and never followed."""

import io
import re
import zipfile
from typing import Any

from ingestion.intake.sniff import paper_type
from ingestion.read.active import active_content
from ingestion.read.html import local_name, parse_markup

PARTS: tuple[tuple[str, str], ...] = (
    ("vbaproject", "Macro"),
    ("/macrosheets/", "Macro"),
    ("/activex/", "ActiveX"),
    ("/embeddings/", "EmbeddedFile"),
    ("connections.xml", "DataConnection"),
    ("/querytables/", "DataConnection"),
    ("/webextensions/", "WebExtension"),
    ("afchunk", "EmbeddedFile"),
)
MAX_PART = 4 * 1024 * 1024
MAX_PARTS = 400
_TARGET = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_TYPE, _HREF = re.compile(rb"""\bType\s*=\s*["']([^"']*)"""), re.compile(rb"""\bTarget\s*=\s*["']([^"']*)""")
_DDE = re.compile(
    rb"<(?:\w+:)?ddeLink\b|DDEAUTO|<w:instrText[^>]*>\s*DDE\b|<(?:\w+:)?f\b[^>]*>[^<]*\|[^<]*![^<]*<", re.IGNORECASE
)
_FETCH = re.compile(rb"\b(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER\.ID)\s*\(|INCLUDEPICTURE|INCLUDETEXT", re.IGNORECASE)
_SHEET = re.compile(rb"<\?xml-stylesheet")
_SAFE = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)
_ODD = re.compile(r"^[a-z][a-z0-9+.-]*:|^\\\\|^//", re.IGNORECASE)
_FORMULA_PARTS = re.compile(r"(?:xl/(?:worksheets/[^/]*|externalLinks/[^/]*|workbook)|word/[^/]*)\.xml$")
FRAMES = {
    "iframe": "Frame",
    "frame": "Frame",
    "object": "Object",
    "embed": "Object",
    "applet": "Object",
    "form": "SubmitForm",
}
LOADS = {"img": "src", "link": "href", "video": "src", "audio": "src", "source": "src", "input": "src", "image": "href"}


def active_in_package(data: bytes) -> list[str]:
    """Kinds of active content in a workbook or document, sorted; `URI` where it only links outside."""
    found: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[:MAX_PARTS]:
                name = entry.filename.lower()
                found |= {kind for part, kind in PARTS if part in f"/{name}"}
                if name.endswith(".rels") or _FORMULA_PARTS.search(entry.filename):
                    with archive.open(entry) as file:
                        found |= _in_part(name, file.read(MAX_PART))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return sorted(found)
    return sorted(found)


def _in_part(name: str, body: bytes) -> set[str]:
    found = set()
    if not name.endswith(".rels"):
        if _DDE.search(body):
            found.add("DDE")
        if _FETCH.search(body):
            found.add("RemoteData")
        return found
    for match in _TARGET.finditer(body):
        relation = match.group()
        kind, target = _TYPE.search(relation), _HREF.search(relation)
        if b"External" not in relation or not kind or not target:
            continue
        what = kind[1].rsplit(b"/", 1)[-1].decode("ascii", "replace")
        if what == "hyperlink":
            found |= _of_link(target[1].decode("utf-8", "replace"))
        else:
            found.add(
                {"attachedTemplate": "RemoteTemplate", "externalLinkPath": "ExternalWorkbook"}.get(
                    what, "RemoteContent"
                )
            )
    return found


def _of_link(target: str) -> set[str]:
    plain = re.sub(r"[\x00-\x20]", "", target)
    if _SAFE.match(plain):
        return {"URI"}
    if plain.lower().startswith(("javascript:", "vbscript:", "data:")):
        return {"JavaScript"}
    return {"Launch"} if _ODD.match(plain) else set()


def active_in_markup(root: Any) -> list[str]:
    """Kinds of active content in a web page or XML file, sorted; `URI` where it only links outside."""
    found: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            if getattr(element, "target", None) == "xml-stylesheet":
                found.add("RemoteContent")
            continue
        name = local_name(element)
        if name == "script":
            found.add("JavaScript")
        elif name in FRAMES:
            found.add(FRAMES[name])
        elif name == "meta" and str(element.get("http-equiv", "")).lower() == "refresh":
            found.add("Refresh")
        if name in LOADS and re.match(r"\s*(?:https?:)?//", str(element.get(LOADS[name], "")), re.IGNORECASE):
            found.add("RemoteContent")
        for key, value in element.attrib.items():
            plain = str(key).rpartition("}")[2].lower()
            if plain.startswith("on") and len(plain) > 4:
                found.add("JavaScript")
            elif plain in ("href", "action", "xlink:href") and name in ("a", "area", "form"):
                found |= _of_link(str(value))
    for sheet in root.iter():
        if local_name(sheet) == "style" and re.search(
            r"@import|url\(\s*['\"]?(?:https?:)?//", sheet.text or "", re.IGNORECASE
        ):
            found.add("RemoteContent")
    return sorted(found)


def active_in(data: bytes, name: str) -> list[str]:
    """Kinds of active content of a paper of any carrier, sorted; none where there can be none."""
    kind = paper_type(data, name)
    if kind == "pdf":
        return active_content(data)
    if kind in ("xlsx", "docx"):
        return active_in_package(data)
    if kind in ("html", "xml"):
        head = {"RemoteContent"} if _SHEET.search(data[:4096]) else set()
        return sorted(head | set(active_in_markup(parse_markup(data))))
    return []
