"""The credit profile from what the papers say: chosen facts, periods, ratios, gaps. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.credit.case_figures import CaseInputs, case_figures
from assistant.credit.case_model import CaseRecords, IdentityCard
from assistant.credit.completeness import completeness, paper_gaps
from assistant.credit.facts import choose_facts, periods_of
from assistant.credit.figures import Figures
from assistant.credit.freshness import stale_marked, with_freshness
from assistant.credit.gaps import case_gaps, case_values
from assistant.credit.identity import feeding
from assistant.credit.judgement import judge
from assistant.credit.judgement_model import Change
from assistant.credit.memory import with_memory
from assistant.credit.payment import payment_behaviour
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
from assistant.credit.review import changes_since, snapshot
from assistant.credit.risks import RiskReader
from assistant.credit.rulings import Ruling, apply_rulings, dismissals_of
from assistant.credit.sizes import with_odd_sizes
from assistant.credit.strangers import own_reports
from assistant.credit.three_way import three_way_rows
from assistant.credit.three_way_sources import Sources
from assistant.credit.values import Values
from assistant.policy.policy import house_policy
from ingestion.check.consistency import between_papers
from ingestion.model.fact import Extraction
from ingestion.taxonomy.taxonomy import taxonomy

MAX_PERIODS = 8
FULL_PERIOD = 12  # figures
FULL_YEAR = 12  # months
PURCHASES = "cost_of_sales + inventories - prior(inventories)"


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
    papers = apply_rulings(with_memory(extractions, rulings), rulings)
    extractions = with_odd_sizes(feeding(papers, case.identity))
    doubted = {e.sha256: e for e in extractions}
    papers = [doubted.get(p.sha256, p) for p in papers]
    chosen = choose_facts(documents, extractions)
    periods = periods_of(chosen)
    values = Values(chosen, periods)
    shown = periods[:MAX_PERIODS]
    checks = [*(check for e in extractions for check in e.checks), *between_papers(extractions)]
    dismissed = dismissals_of(rulings)
    judged = judged_period(periods, chosen)
    documents = with_freshness(documents, papers, as_of, case.sources)
    stale = frozenset(d.sha256 for d in documents if d.freshness and d.freshness.state == "stale")
    ours = (*case.policy.get("our_names", ()), *case.our_names)
    three_way = three_way_rows(Sources(values, judged, periods, chosen, extractions, stale, ours))
    payment = payment_behaviour(extractions, case, _purchases(judged, values), judged.currency if judged else None)
    bureau = tuple({"document": e.sha256, "file": e.file, **e.bureau} for e in extractions if e.bureau)
    policy = house_policy().overlaid(case.policy)
    inputs = CaseInputs(
        own_reports(bureau, case, extractions),
        payment,
        case,
        tuple(documents),
        tuple(extractions),
        tuple(chosen),
        values,
        judged,
        as_of,
        policy.number("limits.parameters.vat_rate_pct", as_of),
    )
    figures = Figures(values, judged, case_figures(inputs), policy, as_of)
    ratios = all_ratios(shown, values)
    factors = stale_marked(RiskReader(figures, chosen, checks, dismissed).all(), stale)
    judgement = judge(figures, factors, case)
    profile = CreditProfile(
        id=customer,
        customer=_subject(papers, case.identity),
        name=name,
        as_of=as_of,
        documents=tuple(documents),
        periods=tuple(periods),
        facts=tuple(chosen),
        ratios=tuple(ratios),
        request=case.request,
        identity=case.identity,
        contacts=case.contacts,
        three_way=tuple(three_way),
        judged=judged.key if judged else None,
        case_figures=tuple(case_values(figures)),
        policy=dict(case.policy),
        models=judgement.models,
        bureau=bureau,
        payment_behaviour=payment,
        risk_factors=tuple(factors),
        followups=judgement.followups,
        ability=judgement.ability,
        willingness=judgement.willingness,
        scorecard=judgement.scorecard,
        grade=judgement.grade,
        limit=judgement.limit,
        terms=judgement.terms,
        review_due=judgement.review_due,
        gaps=(*_gaps(shown, values, ratios), *paper_gaps(completeness(documents, case, as_of)), *case_gaps(factors)),
        problems=tuple(_problems(papers)),
    )
    return profile.model_copy(update={"changes_since_last_review": tuple(_changes(profile, judged, values, case))})


def _changes(profile: CreditProfile, judged: PeriodKey | None, values: Values, case: CaseRecords) -> list[Change]:
    """What moved since the last locked review."""
    if not case.reviews:
        return []
    names = {f.id: f.names for f in profile.risk_factors}
    names |= {i.id: i.names for i in profile.scorecard.items} if profile.scorecard else {}
    return changes_since(case.reviews[-1], snapshot(profile, judged, values), names, values)


def _purchases(period: PeriodKey | None, values: Values) -> RatioValue | None:
    """What the customer bought in the judged year: cost of sales and what went into stock."""
    if period is None or period.months != FULL_YEAR:
        return None
    return compute("purchases", {"zh": "采购额", "en": "Purchases"}, PURCHASES, "money", period, values)


def judged_period(periods: Sequence[PeriodKey], facts: Iterable[ChosenFact]) -> PeriodKey | None:
    """The period that risk is judged on: the group's latest full year with more than a few key figures, else the latest."""
    counts = Counter(f.fact.period_end for f in facts)
    group = [p for p in periods if p.basis != "parent"] or list(periods)
    full = [p for p in group if counts[p.period_end] >= FULL_PERIOD] or group
    return next((p for p in full if p.months == FULL_YEAR), full[0] if full else None)


def values_of(profile: CreditProfile) -> Values:
    """Lookups over the profile's facts."""
    return Values(profile.facts, profile.periods)


def _subject(extractions: Iterable[Extraction], card: IdentityCard | None) -> SubjectView:
    names = Counter(e.subject.name for e in extractions if e.subject.name)
    seen = tuple(name for name, _ in names.most_common())
    if card is None:
        return SubjectView(name=next(iter(names), None), names_seen=seen)
    return SubjectView(
        name=card.name,
        state="confirmed" if card.state == "confirmed" else "proposed",
        identifiers=card.identifiers,
        names_seen=seen,
        conflicts=card.conflicts,
    )


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
