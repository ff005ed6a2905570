"""Tagged figures of inline XBRL as facts: by tag and dimensions, and under their canonical line where the table of tags knows it."""

import hashlib
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingestion.extract.context import Context
from ingestion.model.fact import Basis, Fact, Gaap, Identifier, Statement, Subject, UnitName
from ingestion.read.html import HtmlPaper
from ingestion.read.inline_xbrl import InlineXbrl, TagContext, TaggedFigure
from ingestion.taxonomy.taxonomy import Taxonomy

_FAMILIES: tuple[tuple[str, Gaap], ...] = (
    ("us-gaap", "us"),
    ("ifrs", "ifrs"),
    ("frc.org.uk", "uk"),
    ("xbrl.org/uk", "uk"),
)
_PARENT_MEMBER = re.compile(r":(?:SeparateMember|Company|CompanyOnly|ParentCompanyMember|Parent)$")
_GROUP_MEMBER = re.compile(r":(?:Consolidated|ConsolidatedMember|Group)$")
_NAME_TAGS = frozenset(
    {
        "EntityCurrentLegalOrRegisteredName",
        "EntityRegistrantName",
        "NameOfReportingEntityOrOtherMeansOfIdentification",
    }
)
_SCHEMES = (("companieshouse", "uk_crn"), ("sec.gov/CIK", "us_cik"), ("standards.iso.org/iso/17442", "lei"))
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class _Known:
    """A tag's line, and its rank among the tags of that line."""

    line: str
    rank: int


class TagTable:
    """Canonical lines by tag, and by tag with one dimension's member."""

    def __init__(self, text: str) -> None:
        self._plain: dict[str, _Known] = {}
        self._member: dict[tuple[str, str], _Known] = {}
        for line, entry in tomllib.loads(text).items():
            for rank, tag in enumerate(entry["tags"]):
                self._plain.setdefault(tag, _Known(line, rank))
            for tag, members in entry.get("members", {}).items():
                for member in members:
                    self._member[(tag, member)] = _Known(line, -1)

    def find(self, tag: str, members: tuple[str, ...]) -> _Known | None:
        """The line of a figure with these member local names (basis members left out)."""
        if not members:
            return self._plain.get(tag)
        return self._member.get((tag, members[0])) if len(members) == 1 else None


@cache
def tag_table() -> TagTable:
    """The product's table of tags."""
    return TagTable(files("ingestion.taxonomy").joinpath("tags.toml").read_text("utf-8"))


def tag_facts(tags: InlineXbrl, paper: HtmlPaper, terms: Taxonomy, context: Context) -> list[Fact]:
    """One fact a tagged figure, in document order; a line is given once a period and basis, to the first of its tags."""
    table = tag_table()
    known = [_line_of(figure, table) for figure in tags.figures]
    best: dict[tuple[object, ...], int] = {}
    for figure, entry in zip(tags.figures, known, strict=True):
        if entry and figure.context:
            key = (entry.line, *_when(figure.context), _basis(figure.context))
            best[key] = min(best.get(key, entry.rank), entry.rank)
    given: set[tuple[object, ...]] = set()
    facts: list[Fact] = []
    for figure, entry in zip(tags.figures, known, strict=True):
        line = None
        if entry and figure.context and figure.context.end:
            key = (entry.line, *_when(figure.context), _basis(figure.context))
            if key not in given and best[key] == entry.rank:
                given.add(key)
                line = entry.line
        facts.append(_fact(figure, line, paper, terms, context))
    return _with_equity_twin(facts)


def tagged_subject(tags: InlineXbrl) -> Subject:
    """Name and register number as tagged."""
    name = next((t.text for t in tags.texts if t.name.split(":")[-1] in _NAME_TAGS and t.text), None)
    found: dict[str, Identifier] = {}
    contexts = [*(f.context for f in tags.figures), *(t.context for t in tags.texts)]
    for context in contexts:
        scheme = next((code for part, code in _SCHEMES if context and part in (context.scheme or "")), None)
        if scheme and context and context.entity:
            found.setdefault(scheme, Identifier(scheme=scheme, value=context.entity, check="no_check", page=1))
    return Subject(name=name, identifiers=tuple(found.values()))


def tagged_gaap(tags: InlineXbrl) -> Gaap | None:
    """The accounting rules whose tags the file uses most."""
    named = Counter(gaap for f in tags.figures for part, gaap in _FAMILIES if part in f.namespace)
    return named.most_common(1)[0][0] if named else None


def _line_of(figure: TaggedFigure, table: TagTable) -> _Known | None:
    if figure.context is None or (figure.unit and figure.unit.measure.lower() == "shares"):
        return None
    if figure.namespace and not any(part in figure.namespace for part, _ in _FAMILIES):
        return None
    members = tuple(
        member.split(":")[-1]
        for _, member in figure.context.dimensions
        if not (_PARENT_MEMBER.search(member) or _GROUP_MEMBER.search(member))
    )
    return table.find(figure.name.split(":")[-1], members)


def _basis(context: TagContext) -> Basis:
    members = [member for _, member in context.dimensions]
    if any(_PARENT_MEMBER.search(m) for m in members):
        return "parent"
    return "consolidated" if any(_GROUP_MEMBER.search(m) for m in members) else "unknown"


def _when(context: TagContext) -> tuple[str | None, int | None]:
    """Period end and months (None for a balance)."""
    end = context.end.isoformat() if context.end else None
    if context.start is None or context.end is None:
        return end, None
    return end, max(1, round(((context.end - context.start).days + 1) / DAYS_A_MONTH))


def _fact(figure: TaggedFigure, line: str | None, paper: HtmlPaper, terms: Taxonomy, context: Context) -> Fact:
    item = terms.items[line] if line else None
    end, months = _when(figure.context) if figure.context else (None, None)
    start = figure.context.start if figure.context else None
    path = paper.path(figure.element)
    box = paper.box_of(figure.element)
    unit = _unit_name(figure)
    currency = figure.unit.measure if figure.unit and figure.unit.is_currency else None
    statement: Statement = item.statement if item else "notes"  # type: ignore[assignment]
    body = f"{context.sha256}|{path}|{figure.name}|{figure.printed}"
    value = figure.value
    if item and item.sign == "contra":
        value = abs(value)
    text = format(value.normalize(), "f") if value else "0"
    return Fact(
        id="t" + hashlib.sha256(body.encode()).hexdigest()[:15],
        field=line,
        statement=statement,
        period_end=end,
        period_start=start.isoformat() if start and months else None,
        months=months,
        basis=_basis(figure.context) if figure.context else "unknown",
        gaap=context.gaap,
        value=text,
        unit=unit,
        currency=currency,
        scale=figure.scale,
        printed=figure.printed,
        label=_label(figure, paper),
        page=1,
        box=tuple(round(v, 1) for v in box) if box else (),
        locator={"xpath": path},
        method="tag",
        nil="dash" if figure.is_dash else None,
        tag=figure.name,
        dimensions=figure.context.dimensions if figure.context else (),
        confidence=0.99 if end else 0.5,
    )


def _unit_name(figure: TaggedFigure) -> UnitName:
    unit = figure.unit
    if unit is None:
        return "count"
    if unit.is_currency:
        return "per_share" if (unit.per or "").lower() == "shares" else "money"
    if unit.measure.lower() == "shares":
        return "shares"
    return "count" if figure.value == figure.value.to_integral_value() else "x"


def _label(figure: TaggedFigure, paper: HtmlPaper) -> str:
    """The caption of the row the figure stands in; the tag's own words where it stands in none."""
    row = figure.element
    while row is not None and row.tag is not None and not str(row.tag).endswith("}tr") and row.tag != "tr":
        row = row.getparent()
    if row is not None:
        for cell in row:
            text = " ".join("".join(cell.itertext()).split()) if isinstance(cell.tag, str) else ""
            if text and any(ch.isalpha() for ch in text):
                return text[:200]
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+", figure.name.split(":")[-1]))


def _with_equity_twin(facts: list[Fact]) -> list[Fact]:
    """Without non-controlling interest the owners' equity is the total equity: one figure under two names."""
    fields = {f.field for f in facts}
    if "total_equity" in fields or "minority_interest" in fields or "equity_attributable_to_parent" not in fields:
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "total_equity"})
        for f in facts
        if f.field == "equity_attributable_to_parent"
    ]
    return [*facts, *twins]
