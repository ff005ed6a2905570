"""Answers about risk: which factors fire, why one fires and what would settle it, what to check next."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.chat.answer_model import Answer, FollowupRef
from assistant.chat.concepts import companions
from assistant.chat.draft import Draft
from assistant.chat.intent import watching
from assistant.chat.question import Question
from assistant.chat.tell import Tell, of_profile
from assistant.chat.telling import joint, money, ratio
from assistant.credit.names import line_name
from assistant.credit.profile import judged_period, values_of
from assistant.credit.profile_model import CreditProfile
from assistant.credit.ratios import ratio as ratio_of
from assistant.credit.risk_model import FollowUp, RiskFactor
from assistant.credit.risks import followup_definitions
from assistant.workspace import CustomerData
from ingestion.texts import say

MAX_EXPLAINED = 2
MAX_LISTED = 12
MAX_CHECKS = 8
_ID = re.compile(r"RF-[A-Z]{2}-\d{2}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w-])[-−]?\d[\d,]*(?:\.\d+)?")
_IS_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_AN_ID = re.compile(r"(?:RF|BS|IS|CF|FU)-[A-Z0-9-]+")


def _of_factors(tell: Callable[[Draft, list[RiskFactor]], Answer | None]) -> Tell:
    """Told of the factors that the question names, by id or by what they watch."""

    def told(question: Question, data: CustomerData) -> Answer | None:
        profile = data.profile()
        factors = {r.id: r for r in profile.risk_factors}
        named = [i.upper() for i in _ID.findall(question.flat)] or watching(question.tags)
        chosen = [factors[n] for n in named if n in factors]
        return tell(Draft(question, profile), chosen) if chosen else None

    return told


def _explained(draft: Draft, factors: list[RiskFactor]) -> Answer:
    fired = [f for f in factors if f.state == "fired"] or factors
    for number, factor in enumerate(fired[:MAX_EXPLAINED]):
        draft.say("\n" if number else "")
        _head(draft, factor)
        _plain(draft, factor.explanation[draft.lang], factor)
        if factor.state == "fired":
            if factor.threshold:
                _plain(draft, say("chat.fires_at", draft.lang, threshold=_edge(factor)), factor)
            _evidence(draft, factor)
            _beside(draft, factor)
            _plain(draft, say("chat.counter", draft.lang, text=factor.counter_argument[draft.lang]), factor)
            _settle(draft, factor)
        else:
            _evidence(draft, factor)
    status = "insufficient_evidence" if all(f.state == "not_testable" for f in fired) else "answered"
    return _done(draft, fired[:MAX_EXPLAINED], status)


def _beside(draft: Draft, factor: RiskFactor) -> None:
    """Ratios that belong beside a factor for this year and the last, and lines whose change explains it."""
    row = next((r for r in companions().values() if r.get("factor") == factor.id), {})
    values = values_of(draft.profile)
    latest = judged_period(draft.profile.periods, draft.profile.facts)
    prior = values.prior(latest) if latest else None
    if latest is None or prior is None:
        return
    told = 0
    for name in row.get("ratios", ()):
        pair = [v for p in (latest, prior) if (v := ratio_of(name, p, values)).value is not None]
        for count, value in enumerate(pair):
            joint(draft, told if count == 0 else 1)
            draft.say(f"{value.names[draft.lang]} " if count == 0 else "").say(f"{value.period.period_end} ")
            ratio(draft, name, value.value or "0", value.unit)
            told += 1
    for name in row.get("moved", ()):
        now, before = values.fact(name, latest), values.fact(name, prior)
        if now is not None and before is not None and now.fact.amount != before.fact.amount:
            joint(draft, told).say(say("chat.moved_by", draft.lang, name=line_name(name, draft.lang)))
            money(draft, f"{name}_change", now.fact.amount - before.fact.amount, now.fact.currency)
            draft.cite(now).cite(before)
            told += 1
    draft.say(say("chat.stop", draft.lang) if told else "")


def _clearing(draft: Draft, factor: RiskFactor) -> Answer:
    if factor.state != "fired":
        draft.say(say("chat.premise_not_fired", draft.lang, id=factor.id))
    _head(draft, factor)
    _plain(draft, factor.explanation[draft.lang], factor)
    _evidence(draft, factor)
    _settle(draft, factor)
    own = set(factor.follow_ups)
    kin = [f for f in draft.profile.risk_factors if f.group and f.group == factor.group and f.state == "fired"]
    also = list(dict.fromkeys(n for f in kin for n in f.follow_ups if n not in own)) if factor.state == "fired" else []
    if also:
        draft.say(say("chat.same_group", draft.lang))
        _named(draft, also)
    near = [
        f for f in draft.profile.risk_factors if f.state == "fired" and f.id[:5] == factor.id[:5] and f is not factor
    ]
    if factor.state != "fired" and near:
        draft.say(say("chat.what_fired", draft.lang))
        _head(draft, near[0])
        _plain(draft, near[0].explanation[draft.lang], near[0])
        _evidence(draft, near[0])
    return _done(draft, [factor], "answered")


def _listed(draft: Draft, profile: CreditProfile) -> Answer:
    fired = [f for f in profile.risk_factors if f.state == "fired"]
    if not fired:
        draft.say(say("web.no_risks", draft.lang))
    for factor in fired[:MAX_LISTED]:
        draft.say("\n- " if factor is not fired[0] else "- ")
        _head(draft, factor)
        _plain(draft, factor.explanation[draft.lang], factor)
        _cite(draft, factor, 1)
    untested = sum(f.state == "not_testable" for f in profile.risk_factors)
    if untested:
        draft.say_count("chat.untested", "not_testable", untested)
    return _done(draft, fired, "answered")


def _checks(draft: Draft, profile: CreditProfile) -> Answer:
    factors = {f.id: f for f in profile.risk_factors}
    if not profile.followups:
        draft.say(say("web.no_risks", draft.lang))
    shown = _covering(profile) if draft.question.intents[:1] == ("talk",) else list(profile.followups[:MAX_CHECKS])
    for followup in shown:
        first = followup is shown[0]
        draft.say(
            ("" if first else "\n") + f"- {followup.id} {followup.names[draft.lang]} ({', '.join(followup.factors)})"
        )
        draft.say(
            say("chat.ask_whom", draft.lang, ask=followup.ask[draft.lang], document=followup.document[draft.lang])
        )
        _plain(draft, say("chat.clears_when", draft.lang, text=followup.clears_when[draft.lang]), None)
        _cite(draft, factors[followup.factors[0]], 1)
    return _done(draft, [factors[f.factors[0]] for f in shown], "answered")


def _covering(profile: CreditProfile) -> list[FollowUp]:
    """The fewest checks that touch every fired factor, the most telling first: what one conversation should bring up."""
    left = {f.id for f in profile.risk_factors if f.state == "fired"}
    out: list[FollowUp] = []
    open_ = list(profile.followups)
    while left and open_:
        best = max(open_, key=lambda c: (len(left & set(c.factors)), -open_.index(c)))
        if not left & set(best.factors):
            break
        out.append(best)
        open_.remove(best)
        left -= set(best.factors)
    return sorted(out, key=list(profile.followups).index)


def _head(draft: Draft, factor: RiskFactor) -> None:
    state = say(f"risk.state_{factor.state}", draft.lang)
    level = say(f"risk.severity_{factor.severity}", draft.lang) if factor.severity else ""
    told = ("，" if draft.lang == "zh" else ", ").join(part for part in (state, level) if part)
    open_, close = ("（", "）：") if draft.lang == "zh" else (" (", "): ")
    draft.say(f"{factor.id} {factor.names[draft.lang]}{open_}{told}{close}")
    if factor.dismissed:
        draft.say(say("risk.dismissed", draft.lang, reason=factor.dismissed.reason))


def _edge(factor: RiskFactor) -> str:
    mark = {"percent": "%", "pp": "pp", "x": "x"}.get(factor.unit or "", "")
    return f"{factor.threshold}{mark}"


def _plain(draft: Draft, text: str, factor: RiskFactor | None) -> None:
    """Say text whose numbers come from the catalogue or from code; each number is told as a figure."""
    at = 0
    ids = [m.span() for m in _AN_ID.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(a <= match.start() < b for a, b in ids):
            continue
        draft.say(text[at : match.start()])
        number = Decimal(match.group().replace(",", "").replace("−", "-"))
        is_value = factor is not None and factor.value is not None and abs(number) == abs(_shown(factor, number))
        name = (factor.id if factor else "followup") if is_value else f"threshold:{factor.id if factor else 'followup'}"
        unit = "percent" if text[match.end() : match.end() + 1] == "%" else (factor.unit if factor else None) or "count"
        draft.figure(name, number, match.group(), unit, facts=tuple(e.fact for e in factor.evidence) if factor else ())
        at = match.end()
    draft.say(text[at:])


def _shown(factor: RiskFactor, like: Decimal) -> Decimal:
    places = -int(like.as_tuple().exponent)
    return round(Decimal(factor.value or 0), max(places, 0))


def _evidence(draft: Draft, factor: RiskFactor) -> None:
    if not factor.evidence:
        return
    draft.say(say("chat.evidence", draft.lang))
    for number, item in enumerate(factor.evidence[:6]):
        draft.say(("；" if draft.lang == "zh" else "; ") if number else "")
        draft.say(f"{line_name(item.name, draft.lang)} {item.period_end or ''} ")
        if _IS_NUMBER.fullmatch(item.value):
            draft.figure(item.name, Decimal(item.value), item.printed, "money", item.period_end, facts=(item.fact,))
        else:
            draft.say(item.printed)
        draft.place(item.fact, item.file, item.document, item.page, item.box, f"{item.label} {item.printed}")
    draft.say(say("chat.stop", draft.lang))


def _cite(draft: Draft, factor: RiskFactor, count: int) -> None:
    for item in factor.evidence[:count]:
        draft.place(item.fact, item.file, item.document, item.page, item.box, f"{item.label} {item.printed}")


def _settle(draft: Draft, factor: RiskFactor) -> None:
    draft.say(say("chat.settle", draft.lang))
    _named(draft, factor.follow_ups)


def _named(draft: Draft, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        entry = followup_definitions()[name]
        draft.say(("；" if draft.lang == "zh" else "; ") if number else "")
        draft.say(f"{name} {entry['names'][draft.lang]}")
        _plain(draft, say("chat.clears_when", draft.lang, text=entry["clears_when"][draft.lang]), None)
    draft.say(say("chat.stop", draft.lang))


def _done(draft: Draft, factors: list[RiskFactor], status: str) -> Answer:
    names = dict.fromkeys(n for f in factors for n in f.follow_ups)
    refs = tuple(FollowupRef(id=n, title=followup_definitions()[n]["names"][draft.lang]) for n in names)
    return draft.done(status).model_copy(update={"followups": refs})


TELLS: dict[str, Tell] = {
    "factor_clear": _of_factors(lambda draft, factors: _clearing(draft, factors[0])),
    "factor_explain": _of_factors(_explained),
    "risk_subject": _of_factors(_explained),
    "risk_list": of_profile(_listed),
    "checks": of_profile(_checks),
    "talk": of_profile(_checks),
}
"""What each intent about risk is told by."""
