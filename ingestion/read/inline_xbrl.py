"""Tagged figures of an inline XBRL file: name, value by its transformation, sign and scale, context, unit, path.

Follows Inline XBRL 1.0 and 1.1 and the transformation registries 1 to 5. Nothing is fetched: the taxonomy is not needed to read.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from ingestion.read.html import INLINE_XBRL

_INSTANCE = "{http://www.xbrl.org/2003/instance}"
_MEMBERS = "{http://xbrl.org/2006/xbrldi}"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ZERO_FORMATS = re.compile(r"zero-?dash|numdash|fixed-?zero|zerodashin")
_EMPTY_FORMATS = re.compile(r"nocontent|fixed-?empty")
_COMMA_DECIMAL = re.compile(r"numcommadecimal|num-comma-decimal|numdotcomma|numspacecomma|numcomma$|numcommadecimalin")
_UNIT_DECIMAL = re.compile(r"num-?unit-?decimal")
_DASHES = frozenset({"-", "–", "—", "−", "‐", "--", "nil", "Nil", "NIL"})
_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: n for n, word in enumerate(_ONES.split())} | {"no": 0, "none": 0, "nil": 0}
_TENS = {word: 10 * n for n, word in enumerate(_DECADES.split(), 2)}
MAX_SCALE = 15
MAX_FACTS = 50_000


@dataclass(frozen=True, slots=True)
class TagContext:
    """When and about what: `start` is None for a balance; `dimensions` are (dimension, member) as in the file, in its order."""

    entity: str | None
    scheme: str | None
    start: date | None
    end: date | None
    dimensions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TagUnit:
    """Local names of the measures, e.g. ("GBP", None) or ("GBP", "shares")."""

    measure: str
    per: str | None = None
    is_currency: bool = False


@dataclass(frozen=True, slots=True)
class TaggedFigure:
    """One `ix:nonFraction`. `value` is scaled and signed; `namespace` is that of the tag's prefix."""

    name: str
    namespace: str
    value: Decimal
    printed: str
    scale: int
    is_dash: bool
    context: TagContext | None
    unit: TagUnit | None
    element: Any


@dataclass(frozen=True, slots=True)
class TaggedText:
    """One `ix:nonNumeric` with its continuations joined."""

    name: str
    text: str
    context: TagContext | None


@dataclass(frozen=True, slots=True)
class InlineXbrl:
    """What the tags of a file say, in document order; `unread` counts figures whose transformation failed."""

    figures: tuple[TaggedFigure, ...]
    texts: tuple[TaggedText, ...]
    unread: int


def read_inline_xbrl(root: Any) -> InlineXbrl | None:
    """The tags under `root`; None for a file without any."""
    elements = [(element, match[1]) for element in root.iter() if (match := INLINE_XBRL.match(str(element.tag)))]
    if not any(kind in ("nonFraction", "nonNumeric", "fraction") for _, kind in elements):
        return None
    contexts = {c.get("id"): _context(c) for c in root.iter(f"{_INSTANCE}context")}
    units = {u.get("id"): _unit(u) for u in root.iter(f"{_INSTANCE}unit")}
    continuations = {element.get("id"): element for element, kind in elements if kind == "continuation"}
    figures: list[TaggedFigure] = []
    texts: list[TaggedText] = []
    unread = 0
    for element, kind in elements[:MAX_FACTS]:
        context = contexts.get(element.get("contextRef"))
        if kind in ("nonFraction", "fraction"):
            if element.get(_NIL) in ("true", "1"):
                continue
            figure = _figure(element, kind, context, units.get(element.get("unitRef")))
            unread += figure is None
            figures += [figure] if figure else []
        elif kind == "nonNumeric" and element.get("name"):
            texts.append(TaggedText(element.get("name"), _continued(element, continuations), context))
    return InlineXbrl(tuple(figures), tuple(texts), unread)


def _figure(element: Any, kind: str, context: TagContext | None, unit: TagUnit | None) -> TaggedFigure | None:
    name = element.get("name") or ""
    printed = " ".join(_text(element).split())
    value = _fraction(element) if kind == "fraction" else tagged_value(printed, element.get("format") or "")
    power = element.get("scale") or "0"
    if value is None or not name or not re.fullmatch(r"-?\d{1,2}", power) or abs(int(power)) > MAX_SCALE:
        return None
    value = value.scaleb(int(power))
    if element.get("sign") == "-":
        value = -value
    namespace = element.nsmap.get(name.split(":")[0], "") if ":" in name else ""
    is_dash = value == 0 and not any(ch.isdigit() for ch in printed)
    return TaggedFigure(name, namespace, value, printed, 10 ** max(int(power), 0), is_dash, context, unit, element)


def tagged_value(printed: str, transformation: str) -> Decimal | None:
    """The number that `printed` stands for under a transformation's name (with or without prefix); None where it is none.

    Brackets and currency signs inside the element do not make it negative: the sign is the element's own attribute.
    """
    form = transformation.split(":")[-1].lower()
    if _ZERO_FORMATS.search(form) or printed in _DASHES:
        return Decimal(0)
    if _EMPTY_FORMATS.search(form):
        return None
    if "numwords" in form:
        return _words_value(printed)
    if _UNIT_DECIMAL.search(form):
        whole = re.findall(r"\d[\d,.' \u00a0]*", printed)
        parts = [re.sub(r"\D", "", part) for part in whole]
        return Decimal(f"{parts[0]}.{parts[1].zfill(2)}") if len(parts) == 2 else None
    text = re.sub(r"[\s\u00a0\u2009\u202f'’`()（）$£€¥%]", "", printed)
    text = text.replace(".", "").replace(",", ".") if _COMMA_DECIMAL.search(form) else text.replace(",", "")
    try:
        return Decimal(text) if re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?", text) else None
    except InvalidOperation:
        return None


def _words_value(printed: str) -> Decimal | None:
    """English number words up to the thousands."""
    total = part = 0
    for word in re.findall(r"[a-z]+", printed.lower()):
        if word in _WORDS:
            part += _WORDS[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "hundred":
            part *= 100
        elif word in ("thousand", "million"):
            total, part = total + part * (1000 if word == "thousand" else 10**6), 0
        elif word != "and":
            return None
    return Decimal(total + part)


def _fraction(element: Any) -> Decimal | None:
    values: dict[str, Decimal] = {}
    for child in element.iter():
        match = INLINE_XBRL.match(str(child.tag))
        if match and match[1] in ("numerator", "denominator"):
            value = tagged_value(" ".join(_text(child).split()), child.get("format") or "")
            if value is not None:
                values[match[1]] = value
    if len(values) == 2 and values["denominator"]:
        return values["numerator"] / values["denominator"]
    return None


def _text(element: Any) -> str:
    """All text inside, without what is excluded."""
    parts: list[str] = []
    skipped: Any = None
    for event, child in etree.iterwalk(element, events=("start", "end")):
        match = INLINE_XBRL.match(str(child.tag))
        if event == "start":
            if skipped is None and match and match[1] == "exclude":
                skipped = child
            if skipped is None and isinstance(child.tag, str):
                parts.append(child.text or "")
            continue
        if skipped is child:
            skipped = None
        if skipped is None and child is not element:
            parts.append(child.tail or "")
    return "".join(parts)


def _continued(element: Any, continuations: dict[str | None, Any]) -> str:
    parts: list[str] = []
    seen: set[str] = set()
    current: Any = element
    while current is not None:
        parts.append(_text(current))
        following = current.get("continuedAt")
        if not following or following in seen:
            break
        seen.add(following)
        current = continuations.get(following)
    return " ".join("".join(parts).split())


def _context(element: Any) -> TagContext:
    identifier = element.find(f"{_INSTANCE}entity/{_INSTANCE}identifier")
    start = _day(element.find(f"{_INSTANCE}period/{_INSTANCE}startDate"), end=False)
    end = _day(element.find(f"{_INSTANCE}period/{_INSTANCE}endDate"), end=True)
    instant = _day(element.find(f"{_INSTANCE}period/{_INSTANCE}instant"), end=True)
    dimensions: list[tuple[str, str]] = []
    for member in element.iter(f"{_MEMBERS}explicitMember", f"{_MEMBERS}typedMember"):
        value = "".join(member.itertext()).strip()
        dimensions.append(((member.get("dimension") or "").strip(), value))
    entity = (identifier.text or "").strip() if identifier is not None else None
    scheme = identifier.get("scheme") if identifier is not None else None
    return TagContext(entity or None, scheme, start, end or instant, tuple(dimensions))


def _day(element: Any, end: bool) -> date | None:
    """A date of a context; an end at midnight belongs to the day before."""
    text = (element.text or "").strip() if element is not None else ""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(T00:00:00)?", text)
    if not match:
        return None
    try:
        made = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return made - timedelta(days=1) if end and match[4] else made


def _unit(element: Any) -> TagUnit | None:
    per = element.find(f"{_INSTANCE}divide/{_INSTANCE}unitDenominator/{_INSTANCE}measure")
    measure = next(iter(element.iter(f"{_INSTANCE}measure")), None)
    if measure is None or not measure.text:
        return None
    prefix, _, name = measure.text.strip().rpartition(":")
    is_currency = "iso4217" in (prefix.lower() + element.nsmap.get(prefix, "")) and len(name) == 3
    return TagUnit(name, per.text.strip().rpartition(":")[2] if per is not None and per.text else None, is_currency)
