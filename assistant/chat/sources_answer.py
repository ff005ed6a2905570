"""The same figure in several papers: both values, the gap, what explains it, the factor it raises."""

import re
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import cite_leaf, say_amount, value_of
from assistant.chat.question import Question
from assistant.chat.tell import Tell
from assistant.chat.telling import evidence, joint, money, number, raised, ratio
from assistant.credit.judgement_model import SourceValue, ThreeWayRow
from assistant.credit.names import line_name
from assistant.credit.risks import followup_definitions
from assistant.workspace import CustomerData
from ingestion.model.fact import Extraction, Fact
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

MAX_DEBTORS = 3
ASK_NEXT = {"bank_borrowings": ("FU-10", "FU-11")}
"""Papers that would explain a gap, beside the factor's own checks."""

_ASKS_APART = re.compile(
    r"差异|差别|差额|差距|出入|不同|不一[致样]|对不上|矛盾|缺口|differ|discrepan|\bgap|mismatch|conflict|deviat"
)
"""Words of a question that asks whether sources are apart, not whether they agree."""
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")


def _compared(row_id: str) -> Tell:
    def told(question: Question, data: CustomerData) -> Answer | None:
        row = next((r for r in data.profile().three_way if r.id == row_id), None)
        if row is None or len([v for v in row.values if v.value]) < 2:
            return None
        return _row(Draft(question, data.profile()), data, row)

    return told


def _row(draft: Draft, data: CustomerData, row: ThreeWayRow) -> Answer:
    lang = draft.lang
    known = [v for v in row.values if v.value is not None]
    apart = row.verdict != "agrees"
    holds = apart if _ASKS_APART.search(draft.question.flat) else not apart
    draft.say(say("chat.yes" if holds else "chat.no", lang) if draft.question.yes_no else "")
    draft.say(f"{row.names[lang]}: " if lang == "en" else f"{row.names[lang]}：")
    for count, value in enumerate(known):
        joint(draft, count)
        _value(draft, value)
    if row.gap is not None:
        draft.say(say("chat.gap_is", lang))
        _amount(draft, f"gap:{row.id}", row.gap, known[0].currency)
        if row.gap_pct is not None:
            draft.say(" = ")
            ratio(draft, f"gap_pct:{row.id}", row.gap_pct, "percent")
        if row.tolerance_pct is not None:
            draft.say(say("chat.gap_tolerance", lang))
            ratio(draft, f"threshold:{row.id}", row.tolerance_pct, "percent")
    draft.say(say("chat.gap_verdict", lang, verdict=say(f"chat.verdict_{row.verdict}", lang)))
    scope = next((t for t in row.tests if t["test"] == "scope" and t.get("detail")), None)
    if scope is not None and (amount := str(scope["detail"]).split()[-1]).isdigit():
        draft.say(say("chat.other_scope", lang))
        money(draft, "other_scope", amount, known[0].currency).say(say("chat.stop", lang))
    if row.id == "guarantees":
        _unnamed_debtors(draft, data, row)
    raised(draft, row.factor)
    asks = [f"{n} {followup_definitions()[n]['names'][lang]}" for n in ASK_NEXT.get(row.id, ())]
    if asks and row.verdict == "unexplained":
        draft.say(say("chat.ask_next", lang, checks="、".join(asks) if lang == "zh" else ", ".join(asks)))
    return draft.done("answered")


def _unnamed_debtors(draft: Draft, data: CustomerData, row: ThreeWayRow) -> None:
    """Guaranteed debtors of the bureau report that the pages of the notes do not name."""
    pages = {(e.document, e.page) for v in row.values if v.source in ("statements", "notes") for e in v.evidence}
    printed = "".join(
        t for d, p in pages for near in (p - 1, p, p + 1) if near > 0 for t, _ in data.page_lines(d, near)
    ).replace(" ", "")
    rows = [(r, g) for r in draft.profile.bureau for g in r.get("repayment_liabilities") or () if value_of(g, "debtor")]
    gone = [(r, g) for r, g in rows if plain(value_of(g, "debtor")) not in plain(printed)]
    for count, (report, debt) in enumerate(gone[:MAX_DEBTORS] if pages else ()):
        draft.say(say("chat.not_in_notes", draft.lang) if count == 0 else "；" if draft.lang == "zh" else "; ")
        draft.say(f"{value_of(debt, 'debtor')} ")
        say_amount(draft, "repayment_liability", Decimal(value_of(debt, "amount") or 0), debt["amount"])
        cite_leaf(draft, report, debt["amount"])
    draft.say(say("chat.stop", draft.lang) if gone and pages else "")


def _value(draft: Draft, value: SourceValue) -> None:
    lang = draft.lang
    basis = {"parent": ("母公司", "parent"), "consolidated": ("合并", "consolidated")}.get(value.basis or "", ("", ""))[
        lang == "en"
    ]
    told = " ".join(part for part in (say(f"chat.source_{value.source}", lang), basis, value.date or "") if part)
    draft.say(f"{told} ")
    _amount(draft, f"source:{value.source}", value.value or "0", value.currency)
    evidence(draft, value.evidence, 2)


def _amount(draft: Draft, name: str, value: str, currency: str | None) -> None:
    """Money in its currency; a count (heads) as it is."""
    if currency is None:
        number(draft, name, value, 0, "count")
    else:
        money(draft, name, value, currency)


def _translation(draft: Draft, data: CustomerData) -> Answer | None:
    """The Chinese and the English report line by line, for the same date and basis."""
    papers = [e for e in data.extractions() if e.kind in ("annual_report", "financial_statements", "audit_report")]
    chinese = next((e for e in papers if e.language.startswith("zh")), None)
    english = next((e for e in papers if e.language == "en"), None)
    if chinese is None or english is None:
        return None
    ours, theirs = _lines(chinese), _lines(english)
    shared = ours.keys() & theirs.keys()
    apart = [k for k in ours if k in shared and ours[k].amount != theirs[k].amount]
    lang = draft.lang
    draft.say(say("chat.no" if apart else "chat.yes", lang))
    draft.say(say("chat.lines_compared", lang))
    number(draft, "lines_compared", Decimal(len(shared)), 0, "count").say(say("chat.lines_apart", lang))
    number(draft, "lines_apart", Decimal(len(apart)), 0, "count")
    for key in apart[:4]:
        one, other = ours[key], theirs[key]
        draft.say("\n- ").say(f"{line_name(key[0], lang)} {key[1]} ")
        money(draft, key[0], one.amount, one.currency)
        draft.place(one.id, chinese.file, chinese.sha256, one.page, one.box, f"{one.label} {one.printed}").say(" / ")
        money(draft, key[0], other.amount, other.currency)
        draft.place(other.id, english.file, english.sha256, other.page, other.box, f"{other.label} {other.printed}")
        if one.amount:
            draft.say(" (")
            ratio(
                draft,
                "apart",
                abs(one.amount - other.amount) / abs(one.amount) * 100,
                "percent",
            ).say(")")
    breaks = [c for c in english.checks if c.status == "break"]
    if breaks:
        draft.say(say("chat.translation_breaks", lang, ids=", ".join(dict.fromkeys(c.id for c in breaks[:3]))))
        difference = Decimal(breaks[0].difference)
        money(draft, "difference", abs(difference), "CNY")
    return draft.say(say("chat.stop", lang)).done("answered")


def _lines(extraction: Extraction) -> dict[tuple[str, str, int | None], Fact]:
    return {
        (f.field, f.period_end or "", f.months): f
        for f in extraction.facts
        if f.field
        and f.unit == "money"
        and f.method != "derived"
        and f.basis != "parent"
        and f.statement != "key_data"
        and f.nil is None
    }


TELLS: dict[str, Tell] = {
    "compare_borrowings": _compared("bank_borrowings"),
    "compare_guarantees": _compared("guarantees"),
    "compare_capital": _compared("registered_capital"),
    "compare_paid_in": _compared("paid_in_capital"),
    "compare_headcount": _compared("headcount"),
    "compare_receipts": _compared("bank_receipts"),
    "compare_tax_revenue": _compared("tax_revenue"),
    "compare_translation": lambda question, data: _translation(Draft(question, data.profile()), data),
}
"""What each intent about several sources is told by."""
