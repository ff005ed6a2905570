"""The bureau side of a paper: what kind it is, its `bureau` object, checks inside it, problems, and whom it is about."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.check.bureau import check_bureau
from ingestion.extract.bureau.cells import Row, rows_of_report
from ingestion.extract.bureau.confirmation import add_confirmation
from ingestion.extract.bureau.creditsafe_xml import is_creditsafe, read_creditsafe
from ingestion.extract.bureau.leaf import clean
from ingestion.extract.bureau.missing import missing_of
from ingestion.extract.bureau.person import add_personal_records
from ingestion.extract.bureau.reader import read_report
from ingestion.extract.bureau.recognise import Recognised, is_letter, recognised
from ingestion.extract.bureau.spec import spec_of
from ingestion.extract.bureau.text_cards import add_text_cards
from ingestion.extract.bureau.xml_report import completed, maker_of, read_xml_report
from ingestion.identity.schemes import check_identifier
from ingestion.model.fact import CheckResult, Identifier, Kind, KindEvidence, Problem, Subject
from ingestion.model.place import Line, Page
from ingestion.read.rulings import Rulings
from ingestion.read.xml_paper import XmlElement
from ingestion.texts import Lang, say

STATEMENT_KINDS = frozenset({"annual_report", "interim_report", "abstract", "audit_report", "financial_statements"})
OWN_FIGURES = frozenset(
    {
        "bureau_enterprise",
        "bureau_person",
        "bureau_commercial",
        "rating_report",
        "insurer_notice",
        "registry_extract",
        "business_licence",
        "court_document",
        "trade_reference",
    }
)
SURE_BESIDE_STATEMENTS = frozenset(
    {"bureau_enterprise", "bureau_person", "bureau_commercial", "rating_report", "insurer_notice"}
)
TOLD_BY_SIGNS = SURE_BESIDE_STATEMENTS | {
    "registry_extract",
    "business_licence",
    "court_document",
    "bank_statement",
    "trade_reference",
}
"""Kinds that a mention alone does not make: their own signs have to be there."""
MAX_PAGES = 120
REPORT_WORD = re.compile(
    r"信用报告|征信|资信|评级|credit report|credit rating|rating report|bureau|risk report|business report|creditworthiness",
    re.IGNORECASE,
)
TITLE = re.compile(r".{0,40}(?:报告|报告书|\breports?)(?:[（(].{0,12}[)）])?", re.IGNORECASE)
TITLE_LINES = 4
FEW_PAGES = 8
MIN_LABELS = 4
UNVERIFIED = 0.6


@dataclass(frozen=True, slots=True)
class BureauPart:
    """What the bureau readers make of a paper. `bureau` is None for papers of other kinds."""

    kind: Kind
    bureau: dict[str, Any] | None = None
    told: Recognised | None = None
    checks: tuple[CheckResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    subject: Subject | None = None
    period_end: str | None = None

    @property
    def evidence(self) -> KindEvidence | None:
        """What told the kind; None where a title alone or nothing did."""
        told = self.told
        return KindEvidence(confidence=told.confidence, words=told.reason, page=told.page) if told else None

    @property
    def own_figures(self) -> bool:
        """Figures of statements in this paper are the bureau's copy and belong to `bureau`."""
        return self.bureau is not None and self.kind in OWN_FIGURES


@dataclass(frozen=True, slots=True)
class BureauInput:
    """The pages read and the rules of each."""

    pages: Mapping[int, Page]
    lines: Mapping[int, list[Line]]
    rulings: Callable[[int], Rulings]
    count: int
    elements: tuple[XmlElement, ...] = ()


def bureau_part(told: BureauInput, kind: Kind, has_statements: bool, lang: Lang) -> BureauPart:
    """The kind by its signs and, where a layout fits, everything the paper says in the neutral form."""
    if told.count > MAX_PAGES:
        return BureauPart(kind)
    if told.elements:
        if not is_creditsafe(told.elements):
            return _xml_part(told.elements, lang)
        bureau = completed(read_creditsafe(told.elements), read_xml_report(told.elements, "creditsafe") or {})
        return _made(bureau, "bureau_commercial", None, (), lang)
    found = recognised(told.lines)
    if (
        found
        and kind in STATEMENT_KINDS
        and (found.kind not in SURE_BESIDE_STATEMENTS or not found.named)
        and (has_statements or told.count > FEW_PAGES)
    ):
        found = None
    if found is None:
        kind = "other" if kind in TOLD_BY_SIGNS else kind
        return _unknown_layout(told, kind, lang) if kind == "other" else BureauPart(kind)
    bureau = read_report(_rows(told, found.layout), told.count, found.layout)
    if found.layout in ("pboc_enterprise", "pboc_person"):
        add_text_cards(bureau, told.lines, found.layout)
    if found.layout == "pboc_person":
        add_personal_records(bureau, told.lines)
    if found.layout == "confirmation":
        add_confirmation(bureau, told.lines)
    damage = missing_of(bureau, told.lines, told.count, found.layout, lang)
    return _made(bureau, _kind_of(found, told, bureau), found, damage, lang)


def _xml_part(elements: Sequence[XmlElement], lang: Lang) -> BureauPart:
    """A report in XML of another make, read by the names of its elements and marked as not verified."""
    layout = maker_of(elements)
    bureau = read_xml_report(elements, layout) if layout else None
    if bureau is None:
        return BureauPart("other")
    leaves = _leaves(bureau)
    problem = Problem(
        code="unverified_layout", page=1, message=say("problems.unverified_layout", lang, count=len(leaves))
    )
    return _made(bureau, "bureau_commercial", None, (problem,), lang)


def _rows(told: BureauInput, layout: str) -> list[Row]:
    spec = spec_of(layout)
    return rows_of_report([(page, told.lines[n]) for n, page in told.pages.items()], told.rulings, spec.heads_a_table)


def _kind_of(found: Recognised, told: BureauInput, bureau: dict[str, Any]) -> Kind:
    """A licence is a registry paper of one page; a certificate is a tax paper without a filing."""
    top = clean("".join(line.text for lines in list(told.lines.values())[:1] for line in lines[:8]))
    if found.layout == "registry" and "营业执照" in top and "公示报告" not in top:
        return "business_licence"
    if found.layout == "tax" and not bureau.get("tax_filings"):
        return "tax_certificate"
    return found.kind


def _unknown_layout(told: BureauInput, kind: Kind, lang: Lang) -> BureauPart:
    """A credit paper of no known layout: labels are read by the common vocabulary and marked as not verified."""
    first = [line.text for lines in list(told.lines.values())[:1] for line in lines[:12]]
    if is_letter(told.lines) or not REPORT_WORD.search(" ".join(first)):
        return BureauPart(kind)
    titled = any(TITLE.fullmatch(clean(text)) and REPORT_WORD.search(text) for text in first[:TITLE_LINES])
    bureau = read_report(_rows(told, "generic"), told.count, "generic")
    leaves = _leaves(bureau)
    if len(leaves) < (1 if titled else MIN_LABELS):
        unread = Problem(code="layout_unread", page=1, message=say("problems.layout_unread", lang))
        return BureauPart(kind, problems=(unread,) if titled else ())
    for leaf in leaves:
        leaf["confidence"] = round(leaf["confidence"] * UNVERIFIED, 3)
    problem = Problem(
        code="unverified_layout", page=1, message=say("problems.unverified_layout", lang, count=len(leaves))
    )
    return _made(bureau, kind, None, (problem,), lang)


def _made(
    bureau: dict[str, Any], kind: Kind, found: Recognised | None, problems: Sequence[Problem], lang: Lang
) -> BureauPart:
    checks = check_bureau(bureau)
    broken = [c for c in checks if c.status == "break"]
    told = [
        Problem(code="bureau_check", message=say("problems.bureau_check", lang, id=c.id, difference=c.difference))
        for c in broken
    ]
    return BureauPart(kind, bureau, found, tuple(checks), (*problems, *told), _subject(bureau), _period_end(bureau))


def _subject(bureau: dict[str, Any]) -> Subject:
    subject = bureau.get("subject") or {}
    codes = tuple(
        Identifier(
            scheme=i["scheme"],
            value=str(i["value"]["value"]),
            check=check_identifier(i["scheme"], str(i["value"]["value"])),
            page=i["value"]["page"],
        )
        for i in subject.get("identifiers", [])
        if i["value"]["value"]
    )
    name = (subject.get("name") or {}).get("value")
    return Subject(name=name, identifiers=codes)


def _period_end(bureau: dict[str, Any]) -> str | None:
    """The last day that a tax or bank paper covers."""
    ends = [v for r in bureau.get("tax_filings", []) if (v := (r.get("period_end") or {}).get("value"))]
    months = [v for r in bureau.get("bank_months", []) if (v := (r.get("month") or {}).get("value"))]
    if ends:
        return str(max(ends))
    if months:
        from calendar import monthrange

        last = str(max(months))
        return last if len(last) > 7 else f"{last}-{monthrange(int(last[:4]), int(last[5:7]))[1]:02d}"
    return None


def _leaves(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node] if "printed" in node else [leaf for v in node.values() for leaf in _leaves(v)]
    return [leaf for v in node for leaf in _leaves(v)] if isinstance(node, list) else []
