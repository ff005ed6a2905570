"""The credit profile from what the papers say: chosen facts, periods, ratios, gaps. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.credit.case_model import CaseRecords
from assistant.credit.facts import choose_facts, periods_of
from assistant.credit.freshness import with_freshness
from assistant.credit.profile_model import (
    ChosenFact,
    CreditProfile,
    DocumentView,
    Gap,
    PeriodKey,
    RatioValue,
    SubjectView,
)
from assistant.credit.ratios import all_ratios, compute
from assistant.credit.risks import RiskReader, followups_of
from assistant.credit.rulings import Ruling, apply_rulings, dismissals_of
from assistant.credit.three_way import three_way_rows
from assistant.credit.three_way_sources import Sources
from assistant.credit.values import Values
from ingestion.model.fact import Extraction, Identifier
from ingestion.taxonomy.taxonomy import taxonomy

MAX_PERIODS = 8
FULL_PERIOD = 12  # figures
FULL_YEAR = 12  # months


def build_profile(
    customer: str,
    name: str,
    documents: list[DocumentView],
    extractions: list[Extraction],
    as_of: str,
    rulings: Sequence[Ruling] = (),
    case: CaseRecords | None = None,
) -> CreditProfile:
    """Everything known of the customer on `as_of` (ISO date), the analyst's word put over the reading."""
    case = case or CaseRecords()
    extractions = apply_rulings(extractions, rulings)
    chosen = choose_facts(documents, extractions)
    periods = periods_of(chosen)
    values = Values(chosen, periods)
    shown = periods[:MAX_PERIODS]
    ratios = all_ratios(shown, values)
    checks = [check for e in extractions for check in e.checks]
    dismissed = dismissals_of(rulings)
    judged = judged_period(periods, chosen)
    documents = with_freshness(documents, extractions, as_of, case.sources)
    stale = frozenset(d.sha256 for d in documents if d.freshness and d.freshness.state == "stale")
    ours = tuple(case.policy.get("our_names", ()))
    three_way = three_way_rows(Sources(values, judged, periods, chosen, extractions, stale, ours))
    factors = RiskReader(values, judged, chosen, checks, dismissed).all() if judged else []
    return CreditProfile(
        id=customer,
        customer=_subject(extractions),
        name=name,
        as_of=as_of,
        documents=tuple(documents),
        periods=tuple(periods),
        facts=tuple(chosen),
        ratios=tuple(ratios),
        request=case.request,
        identity=case.identity,
        contacts=case.contacts,
        bureau=tuple({"document": e.sha256, "file": e.file, **e.bureau} for e in extractions if e.bureau),
        three_way=tuple(three_way),
        risk_factors=tuple(factors),
        followups=tuple(followups_of(factors)),
        gaps=tuple(_gaps(shown, values, ratios)),
        problems=tuple(_problems(extractions)),
    )


def judged_period(periods: Sequence[PeriodKey], facts: Iterable[ChosenFact]) -> PeriodKey | None:
    """The period that risk is judged on: the group's latest full year with more than a few key figures, else the latest."""
    counts = Counter(f.fact.period_end for f in facts)
    group = [p for p in periods if p.basis != "parent"] or list(periods)
    full = [p for p in group if counts[p.period_end] >= FULL_PERIOD] or group
    return next((p for p in full if p.months == FULL_YEAR), full[0] if full else None)


def values_of(profile: CreditProfile) -> Values:
    """Lookups over the profile's facts."""
    return Values(profile.facts, profile.periods)


def find_fact(profile: CreditProfile, field: str, period: PeriodKey) -> ChosenFact | None:
    """The chosen value of a line for a period."""
    return values_of(profile).fact(field, period)


def evaluate_expression(profile: CreditProfile, formula: str, unit: str, period: PeriodKey) -> RatioValue:
    """An ad-hoc formula over line items for one period, with its inputs.

    Raises:
        ValueError: the formula is not of the grammar.
    """
    return compute("expression", {"zh": "", "en": ""}, formula, unit, period, values_of(profile))


def _subject(extractions: Iterable[Extraction]) -> SubjectView:
    names = [e.subject.name for e in extractions if e.subject.name]
    identifiers: dict[tuple[str, str], Identifier] = {}
    for extraction in extractions:
        for identifier in extraction.subject.identifiers:
            identifiers.setdefault((identifier.scheme, identifier.value), identifier)
    seen = tuple(name for name, _ in Counter(names).most_common())
    return SubjectView(name=names[0] if names else None, identifiers=tuple(identifiers.values()), names_seen=seen)


def _gaps(periods: list[PeriodKey], values: Values, ratios: list[RatioValue]) -> list[Gap]:
    """Mandatory lines of the latest period that no paper gives, with the ratios each one stops."""
    if not periods:
        return []
    latest = periods[0]
    blocked: dict[str, list[str]] = {}
    for item in ratios:
        if item.period == latest:
            for name in item.missing:
                blocked.setdefault(name, []).append(item.id)
    gaps = []
    for line in taxonomy().items.values():
        if (line.need == "mandatory" or line.id in blocked) and values.get(line.id, latest).value is None:
            names = {"zh": line.name_zh or line.name_en, "en": line.name_en}
            gaps.append(
                Gap(what=line.id, names=names, blocks=tuple(blocked.get(line.id, ())), document_kind="annual_report")
            )
    return sorted(gaps, key=lambda gap: -len(gap.blocks))


def _problems(extractions: Iterable[Extraction]) -> list[dict[str, object]]:
    return [{"file": e.file, "document": e.sha256, **p.model_dump()} for e in extractions for p in e.problems]
