"""Questions about something of a line that has no balance ("at which bank are the short-term loans?"): the premise corrected first."""

import re

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import concept_named
from assistant.chat.context import lexicon_of
from assistant.chat.draft import Draft
from assistant.chat.periods import chosen_periods
from assistant.chat.question import Question
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.values import Values
from assistant.workspace import CustomerData
from ingestion.store.split import words_of
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

_DETAIL = re.compile(
    r"利率|哪家|哪几家|哪些|向谁|由谁|谁提供|到期日|期限|抵押|担保方|票面|条款|interest rate|coupon|which bank|what bank|lender|who (?:lent|guarant)|maturity|collateral|covenant|how many days|多少天"
)
_LINES = (
    ("bonds_payable", re.compile(r"可转(?:换)?(?:公司)?债|公司债券?|应付债券|convertible (?:bond|note)s?|\bbonds?\b(?! payable)")),
    ("short_term_borrowings", re.compile(r"短期借款|短期贷款|短期银行(?:贷款|借款)|short-term (?:bank )?(?:loans?|borrowings?|debt)")),
    ("long_term_borrowings", re.compile(r"长期借款|长期贷款|long-term (?:bank )?(?:loans?|borrowings?)")),
    ("goodwill", re.compile(r"商誉|goodwill")),
    ("inventories", re.compile(r"存货|产成品|inventor(?:y|ies)|finished[- ]goods")),
)  # fmt: skip


def none_answer(question: Question, data: CustomerData) -> Answer | None:
    """That the line has no balance, with the place where it stands empty; None where it has one or the question asks otherwise."""
    if not _DETAIL.search(question.flat):
        return None
    field = next((name for name, pattern in _LINES if pattern.search(question.flat)), None)
    concept = concept_named(field) if field else None
    if field is None or concept is None:
        return None
    profile = data.profile()
    values = Values([*profile.facts, *lexicon_of(data).facts], profile.periods)
    periods = chosen_periods(question, profile, concept, values)
    found = values.fact(field, periods[0]) if periods else None
    if not periods or (found is not None and found.fact.amount != 0):
        return None
    named = next((m for _, pattern in _LINES if (m := pattern.search(question.flat))), None)
    if found is None and named is not None and data.mentions(words_of(named.group())):
        return None  # the papers speak of it under another caption
    draft = Draft(question, profile)
    draft.terms = [concept.zh, concept.en]
    draft.say(say("chat.none_on_line", question.lang, name=concept.name(question.lang), period=periods[0].period_end))
    blank = found or next((f for n in ("total_assets", "total_liabilities") if (f := values.fact(n, periods[0]))), None)
    if blank is not None:
        place_of_blank(draft, data, blank, profile, (concept.zh, concept.en))
    draft.say(say("chat.blank_line", question.lang))
    return draft.done("insufficient_evidence")


def place_of_blank(
    draft: Draft, data: CustomerData, item: ChosenFact, profile: CreditProfile, names: tuple[str, ...] = ()
) -> None:
    """The mark of an empty line: where the pages of the statement hold its caption without a figure."""
    fact = item.fact
    if fact.page and fact.nil == "dash":
        draft.cite(item)
        return
    line = concept_named(fact.field or "")
    wanted = [re.sub(r"\s+", "", plain(n)) for n in (names or ((line.zh, line.en) if line else ())) if n]
    pages = sorted(
        {
            f.fact.page
            for f in profile.facts
            if f.document == item.document and f.fact.statement == fact.statement and f.fact.page
        }
    )
    for page in pages:
        for text, box in data.page_lines(item.document, page):
            flat = re.sub(r"\s+", "", plain(text))
            if any(flat.startswith(n) for n in wanted) and not re.search(r"\d[\d,]{3,}", text):
                draft.place(f"{item.document}|{page}|{box}", item.file, item.document, page, box, text)
                return
