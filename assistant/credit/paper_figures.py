"""Figures about the papers themselves: identity, audit, age, completeness, conflicts between papers, restatements, tampering. Pure."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.credit.bureau_figures import credit_report, figure_words, year_end_balance
from assistant.credit.case_figures import CaseInputs, added, full_months, leaf_evidence, leaf_value
from assistant.credit.facts import PRIMARY, view_basis
from assistant.credit.figures import CaseFigure
from assistant.credit.profile_model import PeriodKey
from assistant.credit.risk_model import Evidence
from assistant.credit.strangers import REGISTRY_KINDS, STATEMENT_KINDS, name_key
from ingestion.identity.schemes import check_identifier
from ingestion.model.fact import Extraction, Fact, Identifier
from ingestion.taxonomy.taxonomy import taxonomy

MANDATORY_KINDS = (*STATEMENT_KINDS, *REGISTRY_KINDS, "bureau_enterprise")
MODIFIED = ("qualified", "adverse", "disclaimer")
BASIS_ORDER = ("audited", "reviewed", "unaudited", "tax_filing", "bureau_printed", "unknown")
MIN_CONFIDENCE = 0.85
FULL_YEAR, NINE_MONTHS = 12, 9
BUREAU_TOLERANCE = 10  # percent: dates and accrued interest differ
WORST_OPINIONS = ("disclaimer", "adverse", "qualified", "going_concern", "emphasis", "unmodified")


def paper_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The figures about the papers of the customer."""
    yield CaseFigure("papers", Decimal(len(inputs.extractions)))
    yield from _identity(inputs)
    yield from _statements(inputs)
    yield from _completeness(inputs)
    yield from _same_entity(inputs)
    yield from _conflicts(inputs)
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
        tuple(_place(f.fact, f.document, f.file) for f in weak),
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


def entity_period(inputs: CaseInputs) -> PeriodKey | None:
    """The column of the legal entity alone for the judged year: the parent's, or the only one where no group is said."""
    period = inputs.period
    if period is None:
        return None
    parent = period.model_copy(update={"basis": "parent"})
    if inputs.values.fact("total_assets", parent) is not None or inputs.values.fact("revenue", parent) is not None:
        return parent
    own = [f.fact.basis for f in inputs.facts if f.fact.period_end == period.period_end and f.fact.statement in PRIMARY]
    return period if own and "consolidated" not in own else None


def _same_entity(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """What a paper about the legal entity is compared with: its own revenue and bank borrowings; and what tax returns declare."""
    period = entity_period(inputs)
    if period is not None:
        revenue = inputs.values.fact("revenue", period)
        if revenue is not None:
            yield CaseFigure(
                "entity_revenue",
                Decimal(revenue.fact.value),
                "",
                revenue.fact.currency,
                (_place(revenue.fact, revenue.document, revenue.file),),
            )
        yield from _borrowings(inputs, period)
    year = inputs.period.period_end[:4] if inputs.period else ""
    rows = [
        (r, f) for r in inputs.bureau for f in r.get("tax_filings", ())
        if leaf_value(f.get("kind")) == "vat" and str(leaf_value(f.get("period_end")) or "")[:4] == year
    ]  # fmt: skip
    whole = [row for row in rows if _filing_months(row[1]) == FULL_YEAR]
    rows = whole[:1] or list({str(leaf_value(f.get("period_start"))): (r, f) for r, f in rows}.values())
    months = sum(_filing_months(f) for _, f in rows)
    if rows and months == FULL_YEAR:
        sales = added(
            "tax_revenue", [(r, f.get("taxable_sales")) for r, f in rows], str(rows[0][0].get("currency") or "")
        )
        if sales:
            yield sales


def _filing_months(filing: dict[str, object]) -> int:
    start, end = leaf_value(filing.get("period_start")), leaf_value(filing.get("period_end"))
    return full_months(str(start), str(end)) + 1 if start and end else FULL_YEAR


def _borrowings(inputs: CaseInputs, period: PeriodKey) -> Iterator[CaseFigure]:
    parts = []
    for names in (
        ("short_term_borrowings",),
        ("loans_due_within_1y", "noncurrent_liabilities_due_within_1y"),
        ("long_term_borrowings",),
    ):
        found = next((f for n in names if (f := inputs.values.fact(n, period)) is not None), None)
        if found is None:
            return
        parts.append(found)
    total = sum((Decimal(f.fact.value) for f in parts), Decimal(0))
    yield CaseFigure(
        "entity_bank_borrowings",
        total,
        "",
        parts[0].fact.currency,
        tuple(_place(f.fact, f.document, f.file) for f in parts),
    )


def _place(fact: Fact, document: str, file: str) -> Evidence:
    return Evidence(
        fact=fact.id, name=fact.field or fact.label, document=document, file=file, page=fact.page, box=fact.box, label=fact.label,
        printed=fact.printed, value=fact.value, period_end=fact.period_end,
    )  # fmt: skip


def _conflicts(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The largest difference of one line between two papers of its own year, and what a later paper's comparative column restates."""
    facts: dict[str, tuple[Fact, Extraction]] = {f.id: (f, e) for e in inputs.extractions for f in e.facts}
    worst: tuple[Decimal, tuple[Evidence, ...]] = (Decimal(0), ())
    compared = False
    restated: list[tuple[Fact, Extraction, Fact, Extraction]] = []
    statement_papers = {f.document for f in inputs.facts if f.fact.statement in PRIMARY}
    for item in inputs.facts:
        fact = item.fact
        if fact.unit != "money" or fact.statement not in PRIMARY:
            continue
        paper = facts[fact.id][1] if fact.id in facts else None
        for other_id in item.alternatives:
            other, where = facts.get(other_id, (None, None))
            if (
                other is None
                or where is None
                or paper is None
                or where.sha256 == paper.sha256
                or other.statement not in PRIMARY
            ):
                continue
            if view_basis(other) != view_basis(fact) or other.currency != fact.currency:
                continue
            compared = True
            if abs(Decimal(other.value)) == abs(Decimal(fact.value)):
                continue  # the same figure; a loss may be printed with or without its sign
            own = (paper.period_end == fact.period_end, where.period_end == other.period_end)
            if own == (True, True):
                base = abs(Decimal(fact.value))
                gap = abs(Decimal(other.value) - Decimal(fact.value)) / base * 100 if base else Decimal(100)
                if gap > worst[0]:
                    worst = (gap, (_place(fact, paper.sha256, paper.file), _place(other, where.sha256, where.file)))
            elif any(own):
                restated.append((fact, paper, other, where))
    x7 = _bureau_gap(inputs)
    if x7 is not None:
        compared = True
        if x7[0] > worst[0]:
            worst = x7
    if compared or len(statement_papers) > 1:
        yield CaseFigure("conflict_pct", worst[0], "", None, worst[1])
    yield from _restatement(inputs, restated)


def _bureau_gap(inputs: CaseInputs) -> tuple[Decimal, tuple[Evidence, ...]] | None:
    """Bureau balance of the period-end month against the legal entity's bank borrowings, in percent; counts above 10%."""
    period = entity_period(inputs)
    credit = credit_report(inputs)
    if period is None or credit is None:
        return None
    ours = next(iter(_borrowings(inputs, period)), None)
    theirs = next(iter(year_end_balance(credit, inputs)), None)
    if ours is None or theirs is None or not ours.value or theirs.value is None or ours.currency != theirs.currency:
        return None
    gap = abs(theirs.value - ours.value) / ours.value * 100
    return (gap if gap > BUREAU_TOLERANCE else Decimal(0)), ours.evidence + theirs.evidence


def _restatement(inputs: CaseInputs, rows: list[tuple[Fact, Extraction, Fact, Extraction]]) -> Iterator[CaseFigure]:
    labelled = [f for f in inputs.facts if f.fact.restated]
    two_years = {e.period_end for e in inputs.extractions if e.kind in STATEMENT_KINDS and e.period_end}
    if not rows and not labelled and len(two_years) < 2:
        return
    names = list(dict.fromkeys(f.field or f.label for f, _, _, _ in rows)) or list(
        dict.fromkeys(f.fact.field or "" for f in labelled)
    )
    places = tuple(_place(f, e.sha256, e.file) for a in rows for f, e in ((a[0], a[1]), (a[2], a[3]))) or tuple(
        _place(f.fact, f.document, f.file) for f in labelled[:6]
    )
    yield CaseFigure("restated_lines", Decimal(len(names)), ", ".join(names), None, places)
    effect = Decimal(0)
    for fact, _, other, _ in rows:
        if fact.field in ("net_income", "total_equity"):
            income = _income_of(inputs, fact)
            gap = abs(Decimal(fact.value) - Decimal(other.value))
            effect = max(effect, gap / abs(income) * 100 if income else Decimal(100))
    yield CaseFigure("restated_effect_pct", effect, "", None, places)


def _income_of(inputs: CaseInputs, fact: Fact) -> Decimal | None:
    found = next(
        (
            f
            for f in inputs.facts
            if f.fact.field == "net_income"
            and f.fact.period_end == fact.period_end
            and view_basis(f.fact) == view_basis(fact)
        ),
        None,
    )
    return Decimal(found.fact.value) if found else None


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
