"""Whether a reader of a web page would see an element: its own style, its attributes and the page's simple style rules."""

import re
from typing import Any

from lxml import etree

MAX_RULES = 5_000
FAINT, FAR_PX, SMALL_PX, ALIKE = 0.06, 900.0, 1.5, 40
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PRINT = re.compile(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_AT = re.compile(r"@(?:media|supports|layer)[^{;]*\{", re.IGNORECASE)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)$")
_NUMBER = re.compile(r"-?\d*\.?\d+")
_LENGTH = re.compile(r"^\s*(-?\d*\.?\d+)\s*(px|pt|em|rem|vw|vh|in|cm|mm|%)?\s*$")
_HUNDRED = {"em": 16.0, "rem": 16.0, "pt": 1.33, "in": 96.0, "cm": 38.0, "mm": 3.8, "vw": 10.0, "vh": 8.0, "%": 0.16}
NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240), "red": (255, 0, 0),
         "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "navy": (0, 0, 128), "blue": (0, 0, 255), "gray": (128,) * 3,
         "yellow": (255, 255, 0), "silver": (192,) * 3, "lightgray": (211,) * 3, "lightgrey": (211,) * 3, "green": (0, 128, 0)}  # fmt: skip
Colour = tuple[int, ...]


class Styles:
    """The styles of one page; asks each element once."""

    def __init__(self, root: Any) -> None:
        self._by_last: dict[str, list[tuple[list[str], dict[str, str]]]] = {}
        for sheet in root.iter():
            if isinstance(sheet.tag, str) and etree.QName(sheet).localname.lower() == "style":
                self._learn("".join(sheet.itertext()))
        self._colours: dict[Any, tuple[Colour | None, Colour | None]] = {}

    def _learn(self, text: str) -> None:
        plain = _AT.sub("", _PRINT.sub("", _COMMENT.sub("", text)))
        for selectors, body in _RULE.findall(plain)[:MAX_RULES]:
            declared = _declarations(body)
            for selector in selectors.split(",") if declared else ():
                parts = [p for p in re.split(r"[\s>+~]+", selector.strip()) if p]
                if parts and all(_SIMPLE.match(part) for part in parts):
                    self._by_last.setdefault(_key(parts[-1]), []).append((parts, declared))

    def of(self, element: Any) -> dict[str, str]:
        """The declarations that hold for an element itself, its own style last."""
        found: dict[str, str] = {}
        if self._by_last:
            names = [
                _name(element),
                "*",
                *(f".{c}" for c in str(element.get("class", "")).split()),
                f"#{element.get('id')}",
            ]
            for name in names:
                for parts, declared in self._by_last.get(name, ()):
                    if _matches(element, parts):
                        found |= declared
        own = element.get("style")
        return found | _declarations(own) if own else found

    def hides(self, element: Any) -> bool:
        """True where nothing of the element is shown."""
        if element.get("hidden") is not None:
            return True
        style = self.of(element)
        if not style:
            return False
        value = style.get
        if (
            value("display") == "none"
            or value("visibility") in ("hidden", "collapse")
            or value("content-visibility") == "hidden"
        ):
            return True
        if _first(value("opacity"), 1.0) <= FAINT or _length(value("font-size"), SMALL_PX * 9) <= SMALL_PX:
            return True
        if any(
            abs(_length(value(side), 0.0)) >= FAR_PX
            for side in ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top")
        ):
            return True
        flat = any(_length(value(side), 99.0) <= 1 for side in ("height", "max-height", "width", "max-width"))
        cut = "hidden" in (value("overflow"), value("overflow-x"), value("overflow-y"))
        clipped = (
            re.sub(r"[\s,]|px", "", value("clip") or "") in ("rect(0000)", "rect(1111)")
            or "inset(50%" in (value("clip-path") or "")
            or "inset(100%" in (value("clip-path") or "")
        )
        moved = value("transform") or ""
        shrunk = (
            bool(re.search(r"scale[xy]?\(\s*0?\.?0*\d?\s*[,)]", moved, re.IGNORECASE))
            and _first(moved[moved.find("scale") :], 1.0) < FAINT
        )
        return (flat and cut) or clipped or shrunk

    def is_faint(self, element: Any) -> bool:
        """True where the element's print has the colour of its ground, or none."""
        ink, ground = self._inks(element)
        if ink is None:
            return False
        if len(ink) == 4:
            return True
        return max(abs(a - b) for a, b in zip(ink, ground or NAMED["white"], strict=True)) <= ALIKE

    def _inks(self, element: Any) -> tuple[Colour | None, Colour | None]:
        """(ink, ground) as inherited; None where nothing was declared. A fully transparent ink has four numbers."""
        chain = []
        while element is not None and element not in self._colours:
            chain.append(element)
            element = element.getparent()
        ink, ground = self._colours[element] if element is not None else (None, None)
        for item in reversed(chain):
            style = self.of(item)
            ink = _colour(style.get("color") or item.get("color") or "") or ink
            field = style.get("background-color") or style.get("background") or item.get("bgcolor") or ""
            tint = _colour(field) or (None if not field else _colour(field.split()[0]))
            if tint is not None and len(tint) == 3:
                ground = tint
            elif "url(" in field or "gradient" in field:
                ground = (128, 128, 128)  # a picture: not known, and no reason for doubt
            self._colours[item] = (ink, ground)
        return ink, ground


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _key(part: str) -> str:
    match = _SIMPLE.match(part)
    marks = re.findall(r"[.#][\w-]+", match[2]) if match else []
    return marks[-1] if marks else part.lower()


def _matches(element: Any, parts: list[str]) -> bool:
    """True where the last part is the element and the others stand above it in order."""
    if not _is(element, parts[-1]):
        return False
    above = element.getparent()
    for part in reversed(parts[:-1]):
        while above is not None and not _is(above, part):
            above = above.getparent()
        if above is None:
            return False
        above = above.getparent()
    return True


def _is(element: Any, part: str) -> bool:
    match = _SIMPLE.match(part)
    if match is None or (match[1] and match[1] != "*" and match[1].lower() != _name(element)):
        return False
    classes = str(element.get("class", "")).split()
    return all(
        mark[1:] in classes if mark[0] == "." else mark[1:] == element.get("id")
        for mark in re.findall(r"[.#][\w-]+", match[2])
    )


def _declarations(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _first(text: str | None, default: float) -> float:
    match = _NUMBER.search(text or "")
    return float(match.group()) if match else default


def _length(text: str | None, default: float) -> float:
    """Pixels, roughly; `default` where it is no length."""
    match = _LENGTH.match(text or "")
    return float(match[1]) * _HUNDRED.get(match[2] or "px", 1.0) if match else default


def _colour(text: str) -> Colour | None:
    text = text.strip().lower()
    if text == "transparent":
        return (0, 0, 0, 0)
    if text in NAMED:
        return NAMED[text]
    if match := re.match(r"#([0-9a-f]{3,8})$", text):
        digits = match[1]
        if len(digits) in (3, 4):
            digits = "".join(d * 2 for d in digits)
        return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4)) if len(digits) >= 6 else None
    if text.startswith("rgb"):
        parts = [float(v) for v in _NUMBER.findall(text)]
        if len(parts) == 4 and parts[3] <= FAINT:
            return (0, 0, 0, 0)
        return tuple(min(int(v), 255) for v in parts[:3]) if len(parts) >= 3 else None
    return None
