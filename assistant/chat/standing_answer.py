"""Questions about the customer as such: are its codes right, is it loss-making, do group and parent differ."""

from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.tell import Tell, of_profile
from assistant.credit.names import line_name
from assistant.credit.profile import judged_period, values_of
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.ratios import ratio
from assistant.format import amount, period_text, ratio_text
from assistant.workspace import CustomerData
from ingestion.model.fact import Extraction, Identifier
from ingestion.texts import say

LINES = ("revenue", "total_assets", "net_income")
MAX_CODES, MAX_PAPERS = 4, 3


def _codes(draft: Draft, data: CustomerData) -> Answer | None:
    """Every code printed, once each with the result of its check digit and the papers that print it; failing ones first."""
    printed: dict[tuple[str, str], list[tuple[Extraction, Identifier]]] = {}
    for extraction in data.extractions():
        for code in extraction.subject.identifiers:
            printed.setdefault((code.scheme, code.value), []).append((extraction, code))
    ordered = sorted(printed.values(), key=lambda places: (places[0][1].check != "invalid_check", -len(places)))[
        :MAX_CODES
    ]
    for number, places in enumerate(ordered):
        code = places[0][1]
        named = ("、" if draft.lang == "zh" else ", ").join(dict.fromkeys(e.file for e, _ in places[:MAX_PAPERS]))
        draft.say("\n" if number else "").say(say(f"chat.code_{code.check}", draft.lang, value=code.value, file=named))
        for extraction, found in _one_a_kind(places):
            lines = data.page_lines(extraction.sha256, found.page)
            text, box = next(
                ((t, b) for t, b in lines if found.value in t.replace(" ", "")), ("", (0.0, 0.0, 0.0, 0.0))
            )
            draft.place(
                f"code|{found.value}|{extraction.sha256}", extraction.file, extraction.sha256, found.page, box, text
            )
    factor = next((f for f in data.profile().risk_factors if f.id == "RF-ID-03" and f.state == "fired"), None)
    if factor is not None:
        draft.say(f"\n{factor.id} {factor.names[draft.lang]}")
    return draft.done("answered") if ordered else None


def _one_a_kind(places: list[tuple[Extraction, Identifier]]) -> list[tuple[Extraction, Identifier]]:
    """One paper of each kind, official ones first: registry and bureau before reports."""
    rank = {"business_licence": 0, "registry_extract": 1, "bureau_enterprise": 2}
    by_kind = {e.kind: (e, c) for e, c in reversed(places)}
    return sorted(by_kind.values(), key=lambda p: rank.get(p[0].kind, 9))[:3]


def _not_a_loss(draft: Draft, profile: CreditProfile) -> Answer | None:
    """Corrects the premise where every year shown made a profit."""
    values = values_of(profile)
    latest = judged_period(profile.periods, profile.facts)
    years = [p for p in (latest, values.prior(latest) if latest else None) if p]
    found = [(p, f) for p in years if (f := values.fact("net_income", p))]
    if not found or any(f.fact.amount < 0 for _, f in found):
        return None
    draft.say(say("chat.not_a_loss", draft.lang))
    for number, (period, item) in enumerate(found):
        fact = item.fact
        draft.say(("，" if draft.lang == "zh" else ", ") if number else "").say(_when(period, draft) + " ")
        shown = amount(fact.amount, fact.currency, draft.lang, fact.scale)
        draft.figure("net_income", fact.amount, shown, "money", period.period_end, facts=(fact.id,)).cite(item)
    return draft.say(say("chat.stop", draft.lang)).done("answered")


def _bases(draft: Draft, profile: CreditProfile) -> Answer | None:
    """Group and parent side by side for the lines that matter, and the liabilities ratio."""
    values = values_of(profile)
    group = judged_period(profile.periods, profile.facts)
    same = [p for p in profile.periods if group and p.basis == "parent" and p.period_end == group.period_end]
    parent = next((p for p in same if group and p.months == group.months), next(iter(same), None))
    if group is None or parent is None:
        return None
    draft.say(say("chat.bases_differ", draft.lang, period=_when(group, draft)))
    for name in LINES:
        pair = [values.fact(name, p) for p in (group, parent)]
        if pair[0] is None or pair[1] is None:
            continue
        draft.say(f"\n- {line_name(name, draft.lang)} ")
        for number, item in enumerate(i for i in pair if i):
            fact = item.fact
            shown = amount(fact.amount, fact.currency, draft.lang, fact.scale)
            draft.say(" / " if number else "")
            draft.figure(name, fact.amount, shown, "money", fact.period_end, basis=fact.basis, facts=(fact.id,)).cite(
                item
            )
    both = [ratio("debt_to_assets", p, values) for p in (group, parent)]
    if all(r.value for r in both):
        draft.say(f"\n- {both[0].names[draft.lang]} ")
        for number, value in enumerate(both):
            draft.say(" / " if number else "")
            draft.figure(
                "debt_to_assets",
                Decimal(value.value or 0),
                ratio_text(Decimal(value.value or 0), "percent", draft.lang),
                "percent",
                value.period.period_end,
                basis=value.period.basis,
            )
    return draft.say("\n" + say("chat.obligor", draft.lang)).done("answered")


def _when(period: PeriodKey, draft: Draft) -> str:
    return period_text(period.period_end, period.months, draft.lang)


TELLS: dict[str, Tell] = {
    "codes": lambda question, data: _codes(Draft(question, data.profile()), data),
    "not_a_loss": of_profile(_not_a_loss),
    "bases": of_profile(_bases),
}
"""What each intent about the customer as such is told by."""
