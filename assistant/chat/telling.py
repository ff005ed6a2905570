"""Numbers of the profile put into a draft: scores, ratios, money, with the places they rest on."""

import re
from collections.abc import Iterable
from decimal import Decimal

from assistant.chat.draft import Draft
from assistant.credit.judgement_model import Component
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.risk_model import Evidence
from assistant.credit.risks import followup_definitions, risk_definitions
from assistant.format import amount, grouped, ratio_text, rounded
from ingestion.texts import say

WAN = 10**4
_NUMBER = re.compile(r"(?<![\w.-])[-−]?\d[\d,]*(?:\.\d+)?")


def number(draft: Draft, name: str, value: str | Decimal, places: int = 2, unit: str = "x") -> Draft:
    """A plain number, rounded."""
    exact = Decimal(value)
    shown = grouped(rounded(exact, places))
    return draft.figure(name, exact, shown, unit)


def points(draft: Draft, name: str, value: str | Decimal) -> Draft:
    """Score points with one decimal."""
    return number(draft, name, value, 1, "points")


def money(draft: Draft, name: str, value: str | Decimal, currency: str | None) -> Draft:
    """An amount: in 万 of its currency in Chinese (and for yuan in English with millions beside it)."""
    exact = Decimal(value)
    scale = WAN if currency == "CNY" or draft.lang == "zh" else 10**6
    shown = rounded(exact / scale, 1) * scale
    return draft.figure(name, exact, amount(shown, currency, draft.lang, scale), "money", currency=currency)


def ratio(draft: Draft, name: str, value: str | Decimal, unit: str, places: int | None = None) -> Draft:
    """A ratio with its unit; days with one decimal and others with two unless `places` says."""
    exact = Decimal(value)
    shown = places if places is not None else 1 if unit == "days" else 2
    return draft.figure(name, exact, ratio_text(exact, unit, draft.lang, shown), unit)


def component(draft: Draft, item: Component) -> Draft:
    """A component of a score or limit in its own unit."""
    if item.value is None or not re.fullmatch(r"-?\d+(?:\.\d+)?", item.value):
        return draft.say(item.value or "-")
    if item.unit == "money":
        return money(draft, item.name, item.value, item.currency or "CNY")
    return ratio(draft, item.name, item.value, item.unit)


def plain_words(draft: Draft, text: str) -> Draft:
    """Words of a catalogue; every number in them is told as a figure."""
    at = 0
    for match in _NUMBER.finditer(text):
        draft.say(text[at : match.start()])
        value = Decimal(match.group().replace(",", "").replace("−", "-"))
        draft.figure("catalogue", value, match.group(), "count")
        at = match.end()
    return draft.say(text[at:])


def evidence(draft: Draft, items: Iterable[Evidence], count: int = 2) -> Draft:
    """The marks of places."""
    for item in list(items)[:count]:
        draft.place(
            f"{item.fact}|{item.page}|{item.box}",
            item.file,
            item.document,
            item.page,
            item.box,
            f"{item.label} {item.printed}".strip(),
        )
    return draft


def facts(draft: Draft, profile: CreditProfile, ids: Iterable[str], count: int = 2) -> Draft:
    """The marks of facts by id."""
    known: dict[str, ChosenFact] = {f.fact.id: f for f in profile.facts}
    for name in list(dict.fromkeys(ids))[:count]:
        if name in known:
            draft.cite(known[name])
    return draft


def joint(draft: Draft, count: int) -> Draft:
    """The sign between two entries of a list; nothing before the first."""
    return draft.say(("；" if draft.lang == "zh" else "; ") if count else "")


def raised(draft: Draft, name: str | None) -> None:
    """The risk factor that something raises, with its first checks; nothing without a name."""
    if name is None:
        return
    definition = risk_definitions()[name]
    checks = definition.get("followups", ())
    titles = [f"{c} {followup_definitions()[c]['names'][draft.lang]}" for c in checks[:2]]
    draft.say(
        say(
            "chat.raises",
            draft.lang,
            id=name,
            name=definition["names"][draft.lang],
            checks="、".join(titles) if draft.lang == "zh" else ", ".join(titles),
        )
    )
