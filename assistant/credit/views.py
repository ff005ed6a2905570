"""Ability and willingness to pay as two views: what speaks for, what against, what is missing. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.credit.judgement_model import Component, Scorecard, ScoreItem, SidedView
from assistant.credit.names import line_name
from assistant.credit.risk_model import RiskFactor
from ingestion.texts import say

ABILITY = ("liquidity", "leverage", "coverage", "cash_quality", "profitability", "activity", "history_scale")
WILLINGNESS = ("payment_record", "bureau_record", "legal_record", "transparency")
ABILITY_FACTORS = ("LQ", "LV", "CQ", "PR", "AM", "CN", "MI")
WILLINGNESS_FACTORS = ("PB", "BR", "LT", "GV", "ID", "OW")
GOOD_POINTS = 60
FIRED = ("fired", "disputed")


def ability_of(card: Scorecard, factors: Sequence[RiskFactor]) -> SidedView:
    """Whether the customer can pay: the financial items and their factors."""
    return _view("ability", ABILITY, ABILITY_FACTORS, card, factors)


def willingness_of(card: Scorecard, factors: Sequence[RiskFactor]) -> SidedView:
    """Whether the customer does pay: the records of payment, banks and courts, and how open the papers are."""
    return _view("willingness", WILLINGNESS, WILLINGNESS_FACTORS, card, factors)


def _view(
    name: str, items: Sequence[str], categories: Sequence[str], card: Scorecard, factors: Sequence[RiskFactor]
) -> SidedView:
    rows = [i for i in card.items if i.id in items]
    own = [f for f in factors if f.category in categories]
    good = [i for i in rows if i.points is not None and Decimal(i.points) >= GOOD_POINTS]
    weak = [i for i in rows if i.points is not None and Decimal(i.points) < GOOD_POINTS]
    fired = [f for f in own if f.state in FIRED and f.dismissed is None]
    supports = [*map(_item, sorted(good, key=lambda i: -Decimal(i.points or 0)))]
    weakens = [*map(_factor, fired), *map(_item, sorted(weak, key=lambda i: Decimal(i.points or 0)))]
    missing = [*(_item(i) for i in rows if i.points is None), *_missing(own)]
    words = {
        lang: say(
            f"judge.view_{name}", lang, good=_told(good, lang), weak=_told(weak, lang), fired=len(fired),
            missing=len(missing),
        )
        for lang in ("zh", "en")
    }  # fmt: skip
    return SidedView(supports=tuple(supports), weakens=tuple(weakens), missing=tuple(missing), summary=words)


def _told(items: Iterable[ScoreItem], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(i.names[lang] for i in items) or "—"


def _item(item: ScoreItem) -> Component:
    first = item.inputs[0] if item.inputs else None
    return Component(
        name=item.id, names=item.names, value=item.points, unit="points",
        facts=tuple(f for c in item.inputs for f in c.facts), evidence=first.evidence if first else (),
    )  # fmt: skip


def _factor(factor: RiskFactor) -> Component:
    return Component(
        name=factor.id, names=factor.names, value=factor.value, unit=factor.unit or "x",
        facts=tuple(e.fact for e in factor.evidence if e.fact), evidence=factor.evidence[:3],
    )  # fmt: skip


def _missing(factors: Iterable[RiskFactor]) -> list[Component]:
    names = dict.fromkeys(n for f in factors if f.state == "not_testable" for n in f.missing)
    return [Component(name=n, names={"zh": line_name(n, "zh"), "en": line_name(n, "en")}, unit="text") for n in names]
