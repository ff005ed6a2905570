"""The same figure in several papers: both values, the gap, what explains it, the factor it raises; names and dates likewise."""

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import Record, cite_leaf
from assistant.chat.question import Question
from assistant.chat.score_answer import asked_words
from assistant.chat.telling import evidence, joint, money, number, ratio
from assistant.credit.judgement_model import SourceValue, ThreeWayRow
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile
from assistant.credit.risks import followup_definitions, risk_definitions
from assistant.workspace import CustomerData
from ingestion.model.fact import Extraction, Fact
from ingestion.texts import say

ROWS = {"borrowings": "bank_borrowings", "guarantees": "guarantees", "tax_revenue": "tax_revenue"}
MAX_NAMES = 6

_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")


def sources_answer(question: Question, data: CustomerData) -> Answer | None:
    """The comparison; None where none is asked or only one source has the figure."""
    topic = next((name for name, pattern in asked_words("figures").items() if pattern.search(question.flat)), None)
    if topic is None:
        return None
    profile = data.profile()
    draft = Draft(question, profile)
    if topic in ROWS:
        row = next((r for r in profile.three_way if r.id == ROWS[topic]), None)
        return _row(draft, profile, row) if row is not None and len([v for v in row.values if v.value]) > 1 else None
    tells: dict[str, Callable[[], Answer | None]] = {
        "english": lambda: _translation(draft, data), "names": lambda: _names(draft, data), "bureaus": lambda: _bureaus(draft, profile),
        "paydex": lambda: _paydex(draft, profile),
    }  # fmt: skip
    return tells[topic]()


def _row(draft: Draft, profile: CreditProfile, row: ThreeWayRow) -> Answer:
    lang = draft.lang
    known = [v for v in row.values if v.value is not None]
    draft.say(say("chat.no" if row.verdict == "unexplained" else "chat.yes", lang) if draft.question.yes_no else "")
    draft.say(f"{row.names[lang]}: " if lang == "en" else f"{row.names[lang]}：")
    for count, value in enumerate(known):
        joint(draft, count)
        _value(draft, value)
    if row.gap is not None:
        draft.say(say("chat.gap_is", lang))
        money(draft, f"gap:{row.id}", row.gap, known[0].currency)
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
    _factor(draft, row.factor)
    return draft.done("answered")


def _value(draft: Draft, value: SourceValue) -> None:
    lang = draft.lang
    basis = {"parent": ("母公司", "parent"), "consolidated": ("合并", "consolidated")}.get(value.basis or "", ("", ""))[
        lang == "en"
    ]
    told = " ".join(part for part in (say(f"chat.source_{value.source}", lang), basis, value.date or "") if part)
    draft.say(f"{told} ")
    money(draft, f"source:{value.source}", value.value or "0", value.currency)
    evidence(draft, value.evidence, 2)


def _factor(draft: Draft, name: str | None) -> None:
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


def _names(draft: Draft, data: CustomerData) -> Answer | None:
    """The name that each paper gives its subject, and codes that differ."""
    papers = [e for e in data.extractions() if e.subject.name]
    if len(papers) < 2:
        return None
    names = dict.fromkeys(e.subject.name or "" for e in papers)
    lang = draft.lang
    chinese = [n for n in names if not n.isascii()]
    draft.say(say("chat.yes" if len(chinese) == 1 else "chat.no", lang))
    for count, name in enumerate(names):
        holders = [e.file for e in papers if e.subject.name == name]
        joint(draft, count).say(f"{name} ")
        draft.say_count("chat.papers_named", "papers", len(holders))
        for extraction in [e for e in papers if e.subject.name == name][:MAX_NAMES]:
            _place_of(draft, data, extraction, name)
    for extraction in papers:
        for code in extraction.subject.identifiers:
            if code.check == "invalid_check":
                draft.say("；" if lang == "zh" else "; ").say(
                    say("chat.code_invalid_check", lang, value=code.value, file=extraction.file)
                )
    return draft.say(say("chat.stop", lang)).done("answered")


def _place_of(draft: Draft, data: CustomerData, extraction: Extraction, words: str) -> None:
    for page in range(1, 4):
        for text, box in data.page_lines(extraction.sha256, page):
            if words.replace(" ", "") in text.replace(" ", ""):
                draft.place(f"{extraction.sha256}|{page}|{box}", extraction.file, extraction.sha256, page, box, text)
                return


def _dated(report: Record) -> str:
    leaf = report.get("report_time") or report.get("report_date") or {}
    return str(leaf.get("value") or "")[:10]


def _bureaus(draft: Draft, profile: CreditProfile) -> Answer | None:
    dated = sorted(
        (r for r in profile.bureau if _dated(r) and r.get("provider") not in ("cn_registry", "other")),
        key=_dated,
        reverse=True,
    )
    if len(dated) < 2:
        return None
    lang = draft.lang
    draft.say(say("chat.newer_report", lang, file=dated[0]["file"], date=_dated(dated[0])))
    leaf = dated[0].get("report_time") or dated[0].get("report_date")
    if leaf and leaf.get("page"):
        cite_leaf(draft, dated[0], leaf)
    for other in dated[1:3]:
        draft.say(say("chat.older_report", lang, file=other["file"], date=_dated(other)))
        leaf = other.get("report_time") or other.get("report_date")
        if leaf and leaf.get("page"):
            cite_leaf(draft, other, leaf)
    scores = [
        (r, s["name"], s["value"])
        for r in dated
        for s in r.get("scores") or ()
        if isinstance(s.get("value"), dict) and s["value"].get("value") is not None
    ]
    draft.say(say("chat.scores_differ" if scores else "chat.scores_none", lang))
    for count, (report, name, leaf) in enumerate(scores[:3]):
        joint(draft, count).say(f"{name} ")
        if _NUMERIC.fullmatch(str(leaf["value"])):
            number(draft, name, str(leaf["value"]), 0, "score")
        else:  # a rating in letters: the quote beside it carries its digits
            draft.say(str(leaf["printed"]))
        cite_leaf(draft, report, leaf)
    return draft.say(say("chat.stop", lang)).done("answered")


def _paydex(draft: Draft, profile: CreditProfile) -> Answer | None:
    for report in profile.bureau:
        found = next(((k, v) for k, v in _leaves(report) if "paydex" in k and v.get("value") is not None), None)
        if found is None:
            continue
        lang, leaf = draft.lang, found[1]
        draft.say(say("chat.paydex_is", lang))
        number(draft, "paydex", str(leaf["value"]), 0, "score")
        cite_leaf(draft, report, leaf)
        draft.say(say("chat.paydex_means", lang, date=_dated(report)))
        factor = next((f for f in profile.risk_factors if f.id == "RF-PB-05"), None)
        if factor is not None and factor.state == "fired":
            _factor(draft, factor.id)
        return draft.done("answered")
    return None


def _leaves(record: object, path: str = "") -> list[tuple[str, Record]]:
    out: list[tuple[str, Record]] = []
    if isinstance(record, dict):
        if "value" in record and "printed" in record:
            return [(path, record)]
        for key, value in record.items():
            out += _leaves(value, f"{path}.{key}")
    elif isinstance(record, list | tuple):
        for item in record:
            out += _leaves(item, path)
    return out


def scores_into(draft: Draft, profile: CreditProfile) -> bool:
    """The scores of commercial reports with their places, written into a draft; False where none is printed."""
    told = 0
    for report in profile.bureau:
        for path, leaf in _leaves(report):
            if ("score" not in path and "paydex" not in path) or not str(leaf.get("value") or "").replace(
                ".", ""
            ).isdigit():
                continue
            joint(draft, told).say(f"{path.rpartition('.')[2].replace('_', ' ')} ")
            number(draft, path.rpartition(".")[2], str(leaf["value"]), 0, "score")
            cite_leaf(draft, report, leaf)
            told += 1
    return told > 0
