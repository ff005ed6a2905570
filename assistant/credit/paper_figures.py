"""Figures about the papers themselves: identity, audit, age, completeness, conflicts between papers, restatements, tampering. Pure."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.credit.bureau_figures import figure_words
from assistant.credit.case_figures import CaseInputs, full_months, leaf_evidence, leaf_value
from assistant.credit.facts import PRIMARY
from assistant.credit.figures import CaseFigure
from assistant.credit.papers_compared import conflicts, place_of, same_entity
from assistant.credit.risk_model import Evidence
from assistant.credit.strangers import REGISTRY_KINDS, STATEMENT_KINDS, name_key
from ingestion.identity.schemes import check_identifier
from ingestion.model.fact import Extraction, Identifier
from ingestion.taxonomy.taxonomy import taxonomy

MANDATORY_KINDS = (*STATEMENT_KINDS, *REGISTRY_KINDS, "bureau_enterprise")
MODIFIED = ("qualified", "adverse", "disclaimer")
BASIS_ORDER = ("audited", "reviewed", "unaudited", "tax_filing", "bureau_printed", "unknown")
MIN_CONFIDENCE = 0.85
FULL_YEAR, NINE_MONTHS = 12, 9
WORST_OPINIONS = ("disclaimer", "adverse", "qualified", "going_concern", "emphasis", "unmodified")


def paper_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The figures about the papers of the customer."""
    yield CaseFigure("papers", Decimal(len(inputs.extractions)))
    yield from _identity(inputs)
    yield from _statements(inputs)
    yield from _completeness(inputs)
    yield from same_entity(inputs)
    yield from conflicts(inputs)
    yield from _file_signs(inputs)


def is_verified(inputs: CaseInputs) -> bool:
    """Whether the identity is verified: confirmed by a person, or a registry paper and the statements name the same entity."""
    card = inputs.case.identity
    if card is not None and (card.state in ("verified", "confirmed") or card.sources):
        return card.state in ("verified", "confirmed")
    names: dict[str, set[str]] = {"registry": set(), "statements": set()}
    for paper in inputs.extractions:
        side = "registry" if paper.kind in REGISTRY_KINDS else "statements" if paper.kind in STATEMENT_KINDS else ""
        name = paper.subject.name or str(leaf_value(((paper.bureau or {}).get("subject") or {}).get("name")) or "")
        if side and name:
            names[side].add(name_key(name))
    return bool(names["registry"] & names["statements"])


def _identity(inputs: CaseInputs) -> Iterator[CaseFigure]:
    yield CaseFigure("identity_verified", Decimal(is_verified(inputs)))
    bad = {e.file: e for e in inputs.extractions if any(_is_failing(i) for i in e.subject.identifiers)}
    places = [_code_place(e) for e in bad.values()]
    request = inputs.case.request
    if (
        request is not None
        and request.code_as_printed
        and check_identifier("cn_uscc", request.code_as_printed).startswith("invalid")
    ):
        place = request.places.get("code_as_printed")
        name = place.file if place else "request"
        if name not in bad:
            bad[name] = None  # type: ignore[assignment]
            if place:
                places.append(
                    Evidence(
                        fact="", name="identifier", document=place.document, file=place.file, page=place.page, box=place.box,
                        label="", printed=place.printed or request.code_as_printed, value=request.code_as_printed,
                    )
                )  # fmt: skip
    told = "; ".join(
        [*(p.printed for p in places)]
        or ([request.code_as_printed] if bad and request and request.code_as_printed else [])
    )
    if any(e.subject.identifiers for e in inputs.extractions) or (request and request.code_as_printed):
        yield CaseFigure("invalid_code_papers", Decimal(len(bad)), told, None, tuple(places))
        contract = [e for e in bad.values() if e is not None and e.kind == "contract"]
        yield CaseFigure("invalid_code_contract", Decimal(len(contract)), told, None, tuple(places))
    card = inputs.case.identity
    if card is not None and card.sources:
        different = [s for s in card.sources if s.verdict == "different"]
        unclear = [s for s in card.sources if s.verdict == "undetermined" and s.kind in MANDATORY_KINDS and s.name]
        yield CaseFigure(
            "different_papers", Decimal(len(different)), "; ".join(f"{s.file}: {s.name}" for s in different)
        )
        yield CaseFigure(
            "undetermined_papers", Decimal(len(unclear)), "; ".join(f"{s.file}: {s.name}" for s in unclear)
        )


def _is_failing(identifier: Identifier) -> bool:
    """Whether a code fails its check; the number of a person is no code of a company."""
    return identifier.check.startswith("invalid") and not is_person_number(identifier.value)


def is_person_number(text: str) -> bool:
    """Whether a text is a Chinese resident identity number (GB 11643: 18 characters, modulus 11)."""
    if re.fullmatch(r"\d{17}[\dXx]", text) is None:
        return False
    total = sum(int(ch) * (2 ** (17 - at) % 11) for at, ch in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()


def _code_place(paper: Extraction) -> Evidence:
    code = next(i for i in paper.subject.identifiers if _is_failing(i))
    return Evidence(
        fact="", name="identifier", document=paper.sha256, file=paper.file, page=code.page, label=code.scheme,
        printed=code.value, value=code.value,
    )  # fmt: skip


def _statements(inputs: CaseInputs) -> Iterator[CaseFigure]:
    papers = [e for e in inputs.extractions if e.kind in STATEMENT_KINDS and e.status != "failed"]
    end = inputs.period.period_end if inputs.period else None
    own = [e for e in papers if e.period_end == end]
    holders = {f.document for f in inputs.facts if f.fact.period_end == end and f.fact.statement in PRIMARY}
    scored = [e for e in inputs.extractions if e.sha256 in holders] or own
    if scored:
        basis = min((e.source_basis for e in scored), key=BASIS_ORDER.index)
        yield CaseFigure("source_basis", Decimal(1), basis)
        yield CaseFigure("unaudited", Decimal(basis in ("unaudited", "tax_filing")), basis)
    opinions = [(e, e.audit) for e in own if e.audit]
    if opinions:
        paper, audit = min(
            opinions, key=lambda o: WORST_OPINIONS.index(o[1].opinion) if o[1].opinion in WORST_OPINIONS else 9
        )
        place = (
            Evidence(
                fact="",
                name="audit_opinion",
                document=paper.sha256,
                file=paper.file,
                page=audit.page or 1,
                label="",
                printed="",
                value=audit.opinion,
            ),
        )
        for name, hit in (
            ("audit_opinion", True), ("opinion_modified", audit.opinion in MODIFIED),
            ("opinion_severe", audit.opinion in ("adverse", "disclaimer")),
        ):  # fmt: skip
            yield CaseFigure(name, Decimal(hit), audit.opinion, None, place)
        if audit.opinion == "going_concern" or not _doubts(own):
            yield CaseFigure("going_concern", Decimal(audit.opinion == "going_concern"), audit.opinion, None, place)
    doubts = _doubts(own)
    if doubts and not any(audit.opinion == "going_concern" for _, audit in opinions):
        yield CaseFigure("going_concern", Decimal(1), "going_concern", None, doubts)
    yield from _auditors(papers)
    latest = max((e.period_end for e in papers if e.period_end), default=None)
    if latest:
        yield CaseFigure("statement_age_months", Decimal(full_months(latest, inputs.as_of)), latest)


def _doubts(papers: list[Extraction]) -> tuple[Evidence, ...]:
    """Where the papers' own notes say that going on is materially uncertain."""
    return tuple(
        Evidence(
            fact="", name="going_concern", document=paper.sha256, file=paper.file, page=text.page, box=text.box, label=text.heading,
            printed=text.text, value="going_concern",
        )
        for paper in papers
        for text in paper.texts
        if text.what == "going_concern" and not text.none
    )  # fmt: skip


def _auditors(papers: list[Extraction]) -> Iterator[CaseFigure]:
    """Changes of the audit firm over the years whose report is at hand (two at least)."""
    rows = sorted(
        (e.period_end, name_key(e.audit.firm), e.audit.opinion)
        for e in papers
        if e.audit and e.audit.firm and e.period_end
    )
    years = {end: (firm, opinion) for end, firm, opinion in rows}
    if len(years) > 1:
        told = [years[end] for end in sorted(years)][-4:]
        moved = [(a, b) for a, b in itertools.pairwise(told) if a[0] != b[0]]
        yield CaseFigure("auditor_changes_3y", Decimal(len(moved)))
        yield CaseFigure("auditor_left_modified", Decimal(sum(a[1] in MODIFIED for a, _ in moved)))


def _completeness(inputs: CaseInputs) -> Iterator[CaseFigure]:
    period = inputs.period
    if period is None:
        return
    lines = [line for line in taxonomy().items.values() if line.need == "mandatory"]
    missing = [line.id for line in lines if inputs.values.get(line.id, period).value is None]
    seen = {f.fact.statement for f in inputs.facts if f.fact.period_end == period.period_end}
    yield CaseFigure("missing_mandatory", Decimal(len(missing)), ", ".join(missing))
    yield CaseFigure(
        "missing_statements",
        Decimal(sum(s not in seen for s in PRIMARY)),
        ", ".join(s for s in PRIMARY if s not in seen),
    )
    read = [f for line in lines if (f := inputs.values.fact(line.id, period)) is not None]
    weak = [f for f in read if f.fact.confidence < MIN_CONFIDENCE and f.fact.state not in ("confirmed", "corrected")]
    yield CaseFigure(
        "low_confidence",
        Decimal(len(weak)),
        ", ".join(f.fact.label for f in weak),
        None,
        tuple(place_of(f.fact, f.document, f.file) for f in weak),
    )
    flows = {f.fact.months for f in read if f.fact.months}
    yield CaseFigure("scope_mixed", Decimal(len(flows) > 1))
    nine = _nine_months(inputs)
    year = inputs.values.get("revenue", period).value
    if nine is not None and year and Decimal(year) > 0 and period.months == FULL_YEAR:
        yield CaseFigure("q4_share_pct", (Decimal(year) - nine) / Decimal(year) * 100)


def _nine_months(inputs: CaseInputs) -> Decimal | None:
    """Revenue of the first nine months of the judged year."""
    period = inputs.period
    for item in inputs.facts:
        fact = item.fact
        if (
            period
            and fact.field == "revenue"
            and fact.months == NINE_MONTHS
            and fact.period_end
            and fact.period_end[:4] == period.period_end[:4]
        ):
            return Decimal(fact.value)
    return None


def _file_signs(inputs: CaseInputs) -> Iterator[CaseFigure]:
    words = figure_words()["tamper"]
    for name, codes in (("tamper_signs", words["codes"]), ("instruction_papers", words["instruction"])):
        hits = [(e, p) for e in inputs.extractions for p in e.problems if p.code in codes]
        places = tuple(
            Evidence(
                fact="",
                name=name,
                document=e.sha256,
                file=e.file,
                page=p.page or 1,
                label=p.code,
                printed=p.message,
                value=p.code,
            )
            for e, p in hits
        )
        yield CaseFigure(
            name,
            Decimal(len({e.sha256 for e, _ in hits})),
            "; ".join(f"{e.file} p.{p.page or 1}" for e, p in hits),
            None,
            places,
        )
    notes = [(r, n) for r in inputs.bureau for n in r.get("dispute_notes", ())]
    yield CaseFigure(
        "dispute_notes",
        Decimal(len(notes)),
        "; ".join(str(leaf_value(n.get("text")) or "") for _, n in notes),
        None,
        tuple(e for r, n in notes for e in leaf_evidence("dispute_notes", n.get("text"), r)),
    )
