"""A section of the memo drafted on request: its figures with their places, its factors with their evidence, its gaps said.

The sections are those of the exported memo, and parts of its financial analysis that stand alone (`memo_drafts.toml`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from assistant.chat.answer_model import Answer, FollowupRef
from assistant.chat.draft import MAX_IN_DRAFT, Draft
from assistant.chat.figures import printed_inputs
from assistant.chat.joined import joined
from assistant.chat.leaves import Record, cite_leaf
from assistant.chat.periods import own_periods
from assistant.chat.question import Question
from assistant.chat.tell import Tell
from assistant.chat.telling import evidence, facts, joint, money, plain_words, ratio
from assistant.credit.names import line_name
from assistant.credit.profile import values_of
from assistant.credit.profile_model import CreditProfile, PeriodKey, RatioValue
from assistant.credit.ratios import ratio as ratio_of
from assistant.credit.risk_model import Evidence, RiskFactor
from assistant.credit.risks import followup_definitions
from assistant.export.parts_case import REGISTRY
from assistant.export.words import bureau_leaf
from assistant.format import period_text
from assistant.workspace import CustomerData
from ingestion.texts import say, word_of

YEARS, MOST_FACTORS, MOST_LISTED = 2, 5, 8
LEDGER_WORDS = {"limit_utilisation": "web.ledger_limit_utilisation_pct"}
_ASKS = re.compile(
    r"起草|起个?稿|打个?草稿|出个?稿|写个?稿|拟稿|草拟|撰写|编写|拟(?:一|个|份|写|段|下|稿|出)|帮忙拟|(?<![函里中上面书])写(?!着|明|到|错|在|成|道|的|了)|"
    r"\b(?:draft(?!s)|writ(?:e|ing)(?! ?-?(?:off|down))|compose|put together|word)\b"
)
_ASKS_PART = re.compile(
    r"总结|概括|归纳|小结|提炼|整理|来一[段版份节章]|来[段版份]|出一[段版份节章]|给我.{0,3}[段版份节章]|[整弄搞做]一?[段版份节章个]|"
    r"\b(?:summari[sz]e|summary|sum up|prepare|produce|outline|give me|need|do|knock out|rough out|put)\b"
)
_A_PART = re.compile(
    r"(?:一|这|那|该)?(?:[一这那]块|节|章|段落?|章节|部分)|备忘录|报告里|报告的|放进报告|\b(?:section|paragraph|part|memo|chapter|write-?up|narrative|commentary)\b"
)


@dataclass(frozen=True, slots=True)
class MemoSection:
    """What a drafted section is made of; see `memo_drafts.toml`."""

    id: str
    names: Mapping[str, str]
    asked: re.Pattern[str]
    lines: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@cache
def memo_sections() -> dict[str, MemoSection]:
    """The sections by id."""
    read = tomllib.loads(files(__package__).joinpath("memo_drafts.toml").read_text("utf-8"))
    lists = ("lines", "ratios", "values", "factors", "told")
    return {
        name: MemoSection(
            name,
            row["names"],
            re.compile(f"{row['asked']['zh']}|\\b(?:{row['asked']['en']})\\b"),
            *(tuple(row.get(key, ())) for key in lists),
        )
        for name, row in read.items()
    }


def section_asked(question: Question) -> MemoSection | None:
    """The section that is to be drafted; None where none is."""
    flat = question.flat
    asks = _ASKS.search(flat) or (_ASKS_PART.search(flat) and _A_PART.search(flat))
    if not asks or "letter" in question.tags:
        return None
    whole = memo_sections()["summary"] if re.search(r"备忘录|报告|\bmemo\b", flat) else None
    return section_named(flat) or whole


def section_named(flat: str) -> MemoSection | None:
    """The section that a plain text names; the whole memo only where it names no part."""
    bare = _A_PART.sub(" ", flat)
    found = [(s, m) for s in memo_sections().values() if (m := s.asked.search(bare)) is not None]
    if not found:
        return None
    return max(found, key=lambda e: (e[0].id != "summary", len(e[1].group()), -e[1].start()))[0]


def section_answer(question: Question, data: CustomerData, tells: Mapping[str, Tell]) -> Answer | None:
    """The drafted section; None where no section is asked for. `tells` are what the intents are told by."""
    section = section_asked(question)
    return _drafted(section, question, data, tells) if section is not None else None


def financial_section(question: Question, data: CustomerData, tells: Mapping[str, Tell]) -> Answer:
    """The drafted financial analysis."""
    return _drafted(memo_sections()["financial"], question, data, tells)


def _drafted(section: MemoSection, question: Question, data: CustomerData, tells: Mapping[str, Tell]) -> Answer:
    asked = replace(question, tags=question.tags | {"draft"}, yes_no=False)
    profile = data.profile()
    draft = Draft(asked, profile)
    draft.say(say("chat.draft_head", draft.lang, title=section.names[draft.lang]))
    _figures(draft, profile, section)
    if section.id == "request":
        _request(draft, profile)
    if section.id == "business":
        _business(draft, profile)
    _ledger(draft, profile, section)
    parts = [a for name in section.told if (a := _told(name, asked, data, tells)) is not None]
    head = draft.done("answered")
    factors = _factors(asked, profile, section)
    whole = joined(head, [*parts, *([factors] if factors is not None else [])], MAX_IN_DRAFT)
    if not (whole.figures or whole.citations):
        return _nothing(asked, profile, section)
    return whole


def _told(name: str, asked: Question, data: CustomerData, tells: Mapping[str, Tell]) -> Answer | None:
    """What an intent says, without the head of a draft of its own."""
    answer = tells[name](replace(asked, read_as=name), data)
    if answer is None or answer.status not in ("answered", "partial"):
        return None
    first, _, rest = answer.answer.partition("\n")
    marks = (say("chat.draft_head", lang, title="") for lang in ("zh", "en"))
    if not rest or not first.startswith(tuple(marks)):
        return answer
    cut = len(answer.answer) - len(rest)
    moved = [f.model_copy(update={"spans": tuple((a - cut, b - cut) for a, b in f.spans)}) for f in answer.figures]
    return answer.model_copy(update={"answer": rest, "figures": tuple(moved)})


def _years(question: Question, profile: CreditProfile) -> list[PeriodKey]:
    own = own_periods(question, profile)
    whole = [p for p in own if p.months == 12]
    return (whole or [p for p in own if p.months is not None])[:YEARS]


def _figures(draft: Draft, profile: CreditProfile, section: MemoSection) -> None:
    """Lines and ratios of the last years; what cannot be told is said."""
    years, values, lang = _years(draft.question, profile), values_of(profile), draft.lang
    absent: list[str] = []
    for name in section.lines:
        found = [(p, f) for p in years if (f := values.fact(name, p)) is not None and f.fact.nil != "closure"]
        if not found:
            absent.append(line_name(name, lang))
            continue
        draft.say(f"\n- {line_name(name, lang)}{say('chat.colon', lang)}")
        for count, (period, item) in enumerate(found):
            draft.say(" / " if count else "").say(f"{period_text(period.period_end, period.months, lang)} ")
            money(draft, name, item.fact.amount, item.fact.currency).cite(item)
    for name in section.ratios:
        told = [(p, v) for p in years if (v := ratio_of(name, p, values)).value is not None]
        if not told:
            absent.append(ratio_of(name, years[0], values).names[lang] if years else name)
            continue
        draft.say(f"\n- {told[0][1].names[lang]}{say('chat.colon', lang)}")
        for count, (period, value) in enumerate(told):
            draft.say(" / " if count else "").say(f"{period_text(period.period_end, period.months, lang)} ")
            _ratio(draft, profile, value)
    if absent and (section.lines or section.ratios):
        draft.say("\n").say(say("chat.draft_absent", lang, names=_list(absent[:MOST_LISTED], lang)))


def _ratio(draft: Draft, profile: CreditProfile, value: RatioValue) -> None:
    ratio(draft, value.id, value.value or "0", value.unit)
    facts(draft, profile, [i.fact for i in printed_inputs(value.inputs) if i.fact], 2)
    if value.band:
        open_, close = ("（", "）") if draft.lang == "zh" else (" (", ")")
        draft.say(f"{open_}{say(f'web.band_{value.band}', draft.lang)}{close}")


def _request(draft: Draft, profile: CreditProfile) -> None:
    """What was asked for, each with its place in the form."""
    asked, lang = profile.request, draft.lang
    if asked is None:
        return
    for name, value in asked.model_dump(exclude={"places", "security_held"}).items():
        if value is None or name == "currency":
            continue
        draft.say(f"\n- {say(f'web.request_{name}', lang)}{say('chat.colon', lang)}")
        if name in ("requested_limit", "current_limit", "expected_purchases_12m", "unbilled", "open_orders"):
            money(draft, f"request:{name}", str(value), asked.currency)
        else:
            plain_words(draft, str(value))
        place = asked.places.get(name)
        document = next((d.sha256 for d in profile.documents if place is not None and d.file == place.file), None)
        if place is not None and document is not None:
            draft.place(f"request|{name}", place.file, document, place.page, place.box, place.printed)


def _business(draft: Draft, profile: CreditProfile) -> None:
    """What registers and reports print of the business, each wording once with its places."""
    printed: dict[tuple[str, str], list[tuple[Record, Record]]] = {}
    for report in profile.bureau:
        for name in REGISTRY:
            leaf = (report.get("subject") or {}).get(name)
            if isinstance(leaf, dict) and leaf.get("value") is not None and "box" in leaf:
                printed.setdefault((name, bureau_leaf(leaf, draft.lang)), []).append((report, leaf))
    for (name, words), places in sorted(printed.items(), key=lambda e: REGISTRY.index(e[0][0])):
        draft.say(f"\n- {word_of('bureau', name, draft.lang)}{say('chat.colon', draft.lang)}")
        plain_words(draft, words)
        for report, leaf in places[:2]:
            cite_leaf(draft, report, leaf)


def _ledger(draft: Draft, profile: CreditProfile, section: MemoSection) -> None:
    """Values of our own ledger."""
    values = (profile.payment_behaviour or {}).get("values", {})
    for name in section.values:
        item = values.get(name)
        if item is None or item["value"] is None:
            continue
        title = say(LEDGER_WORDS[name], draft.lang) if name in LEDGER_WORDS else line_name(name, draft.lang)
        draft.say(f"\n- {title}{say('chat.colon', draft.lang)}")
        exact, unit = Decimal(item["value"]), item["unit"]
        if unit == "money":
            money(draft, name, exact, item["currency"])
        else:
            ratio(draft, name, exact * 100 if unit == "x" else exact, "percent" if unit == "x" else unit)
        evidence(draft, [Evidence.model_validate(e) for e in item["evidence"]], 1)


def _factors(asked: Question, profile: CreditProfile, section: MemoSection) -> Answer | None:
    """The section's fired factors with evidence, what speaks against them and what settles them; those that could not be tested."""
    own = [f for f in profile.risk_factors if section.factors and f.id.startswith(section.factors)]
    fired = [f for f in own if f.state == "fired" and not f.dismissed]
    untested = [f.id for f in own if f.state == "not_testable"]
    clear = [f.id for f in own if f.state == "clear"]
    if not own:
        return None
    draft, lang = Draft(asked, profile), asked.lang
    for factor in fired[:MOST_FACTORS]:
        _factor(draft, factor)
    if not fired:
        draft.say(say("chat.draft_none_fired", lang))
    if clear:
        draft.say(say("chat.draft_clear", lang, ids=_list(clear[:MOST_LISTED], lang)))
    if untested:
        draft.say(say("chat.draft_untested", lang, ids=_list(untested[:MOST_LISTED], lang)))
    names = list(dict.fromkeys(n for f in fired for n in f.follow_ups))[:MOST_LISTED]
    for count, name in enumerate(names):
        draft.say(say("chat.draft_settle", lang) if not count else "")
        joint(draft, count).say(f"{name} {followup_definitions()[name]['names'][lang]}")
    draft.say(say("chat.stop", lang) if names else "")
    refs = tuple(FollowupRef(id=n, title=followup_definitions()[n]["names"][lang]) for n in names)
    return draft.done("answered").model_copy(update={"followups": refs})


def _factor(draft: Draft, factor: RiskFactor) -> None:
    lang = draft.lang
    level = say(f"risk.severity_{factor.severity}", lang) if factor.severity else ""
    open_, close = ("（", "）") if lang == "zh" else (" (", ")")
    draft.say(f"- {factor.id} {factor.names[lang]}{open_}{level}{close}{say('chat.colon', lang)}")
    plain_words(draft, factor.explanation[lang])
    evidence(draft, factor.evidence, 2)
    plain_words(draft, say("chat.counter", lang, text=factor.counter_argument[lang])).say("\n")


def _nothing(asked: Question, profile: CreditProfile, section: MemoSection) -> Answer:
    """Said where no paper holds anything of the section."""
    draft = Draft(asked, profile)
    draft.say(say("chat.draft_nothing", asked.lang, title=section.names[asked.lang])).say_searched()
    return draft.done("insufficient_evidence")


def _list(names: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(names)
