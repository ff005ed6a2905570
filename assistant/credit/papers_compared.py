"""Papers of one customer held against one another: bureau and bank borrowings, tax returns and revenue, figures told twice."""

from collections.abc import Iterator
from decimal import Decimal

from assistant.credit.bureau_figures import credit_report, year_end_balance
from assistant.credit.case_figures import CaseInputs, added, full_months, leaf_value
from assistant.credit.facts import PRIMARY, view_basis
from assistant.credit.figures import CaseFigure
from assistant.credit.profile_model import PeriodKey
from assistant.credit.risk_model import Evidence
from assistant.credit.strangers import STATEMENT_KINDS
from ingestion.model.fact import Extraction, Fact

BUREAU_TOLERANCE = 10  # percent: dates and accrued interest differ
FULL_YEAR = 12


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


def same_entity(inputs: CaseInputs) -> Iterator[CaseFigure]:
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
                (place_of(revenue.fact, revenue.document, revenue.file),),
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
        tuple(place_of(f.fact, f.document, f.file) for f in parts),
    )


def place_of(fact: Fact, document: str, file: str) -> Evidence:
    """Where a figure of a paper stands."""
    return Evidence(
        fact=fact.id, name=fact.field or fact.label, document=document, file=file, page=fact.page, box=fact.box, label=fact.label,
        printed=fact.printed, value=fact.value, period_end=fact.period_end,
    )  # fmt: skip


def conflicts(inputs: CaseInputs) -> Iterator[CaseFigure]:
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
                    worst = (gap, (place_of(fact, paper.sha256, paper.file), place_of(other, where.sha256, where.file)))
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
    places = tuple(place_of(f, e.sha256, e.file) for a in rows for f, e in ((a[0], a[1]), (a[2], a[3]))) or tuple(
        place_of(f.fact, f.document, f.file) for f in labelled[:6]
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
