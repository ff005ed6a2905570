"""Answers about the file itself: which papers and figures are missing, drafts of memo sections, what a listing or paragraph means."""

from decimal import Decimal

from assistant.chat.answer_model import Answer, FollowupRef
from assistant.chat.bureau_answer import summary_into
from assistant.chat.commercial_answer import scores_into
from assistant.chat.draft import Draft
from assistant.chat.leaves import cite_leaf, value_of
from assistant.chat.score_answer import say_limit
from assistant.chat.tell import Tell, of_profile
from assistant.chat.telling import evidence, joint, number, plain_words, points
from assistant.credit.profile import values_of
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import followup_definitions
from assistant.policy.policy import house_policy
from ingestion.texts import say

RECORDS = {"means_dishonest": "dishonest_debtor", "means_abnormal": "abnormal_operation"}
MANDATORY = frozenset({"FU-21", "FU-33", "FU-04", "FU-29", "FU-34"})


def _untestable(profile: CreditProfile) -> list[str]:
    return [f.id for f in profile.risk_factors if f.state == "not_testable"]


def _missing(draft: Draft, profile: CreditProfile) -> Answer:
    lang = draft.lang
    draft.say(say("chat.missing_papers", lang))
    names: dict[str, list[str]] = {}
    for gap in profile.gaps:
        if gap.followup:
            names.setdefault(gap.followup, []).extend(b for b in gap.blocks if b not in names.get(gap.followup, []))
    visited = any(f.id == "FU-21" and f.state != "open" for f in profile.followups)
    if not visited:
        names.setdefault("FU-21", [])
    ordered = sorted(names, key=lambda n: (n not in MANDATORY, -len(names[n])))
    for count, name in enumerate(ordered[:8]):
        entry = followup_definitions()[name]
        joint(draft, count).say(f"{name} {entry['names'][lang]}")
        if names[name]:
            draft.say(say("chat.missing_blocks", lang, ids=", ".join(names[name][:3])))
    untested = _untestable(profile)
    draft.say(say("chat.not_testable", lang, ids=", ".join(untested[:10]))) if untested else draft.say(
        say("chat.stop", lang)
    )
    _cite_first(draft, profile)
    refs = tuple(FollowupRef(id=n, title=followup_definitions()[n]["names"][lang]) for n in ordered[:8])
    return draft.done("answered").model_copy(update={"followups": refs})


def _years(profile: CreditProfile) -> list[PeriodKey]:
    return [p for p in profile.periods if p.months == 12 and p.basis != "parent"]


def _cite_first(draft: Draft, profile: CreditProfile) -> None:
    for period in _years(profile)[:2]:
        found = values_of(profile).fact("total_assets", period) or values_of(profile).fact("revenue", period)
        if found is not None:
            draft.cite(found)


def _trend(draft: Draft, profile: CreditProfile) -> Answer | None:
    years = _years(profile)
    if not years:
        return None
    lang = draft.lang
    values = values_of(profile)
    full = [p for p in years if values.fact("revenue", p) and values.fact("total_liabilities", p)]
    latest = int(full[0].period_end[:4])
    have = {int(p.period_end[:4]) for p in full}
    gone = next((y for y in range(latest, latest - 4, -1) if y not in have), latest - 3)
    draft.say(say("chat.trend_missing", lang, year=gone, interim=latest + 1)).say(say("chat.have_years", lang))
    draft.say(
        "、".join(str(y) for y in sorted(have, reverse=True))
        if lang == "zh"
        else ", ".join(str(y) for y in sorted(have, reverse=True))
    )
    draft.say(say("chat.stop", lang))
    _cite_first(draft, profile)
    return draft.done("answered")


def _without_prior(draft: Draft, profile: CreditProfile) -> Answer | None:
    years = _years(profile)
    if len(years) < 2:
        return None
    lang = draft.lang
    named = [r for r in ratio_definitions().values() if "avg(" in r["formula"]]
    draft.say(say("chat.needs_prior", lang, year=years[1].period_end[:4]))
    names = [f"{r['names'][lang]}" for r in named[:12]]
    draft.say("、".join(names) if lang == "zh" else ", ".join(names))
    untested = [f for f in _untestable(profile) if f.startswith(("RF-LQ", "RF-CQ", "RF-PR"))]
    draft.say(say("chat.not_testable", lang, ids=", ".join(untested[:8]) or "-"))
    _cite_first(draft, profile)
    return draft.done("answered")


def _head(draft: Draft, key: str) -> None:
    draft.say(say("chat.draft_head", draft.lang, title=say(f"chat.{key}", draft.lang))).say("\n")


def _conclusion(draft: Draft, profile: CreditProfile) -> Answer | None:
    grade, card = profile.grade, profile.scorecard
    if grade is None or card is None or card.score is None:
        return None
    lang = draft.lang
    _head(draft, "draft_conclusion")
    draft.say(say("chat.grade_is", lang, grade=f"{grade.grade} {grade.names[lang]}"))
    points(draft, "score", card.score).say(say("chat.stop", lang)).say("\n")
    say_limit(draft, profile)
    if profile.terms is not None:
        draft.say("\n")
        plain_words(draft, f"{profile.terms.names.get(lang, '')}; {profile.terms.security.get(lang, '')}")
    draft.say("\n").say(say("chat.conditions", lang))
    checks = list(profile.followups)[:3]
    for count, check in enumerate(checks):
        joint(draft, count).say(f"{check.id} {check.names[lang]}")
    if profile.review_due:
        draft.say(say("chat.review_by", lang, date=profile.review_due))
    _cite_first(draft, profile)
    return draft.say(say("chat.stop", lang)).done("answered")


def _bureau(draft: Draft, profile: CreditProfile) -> Answer | None:
    _head(draft, "draft_bureau")
    told = summary_into(draft, profile)
    draft.say("\n")
    told = scores_into(draft, profile) or told
    return draft.done("answered") if told else None


def _letter(draft: Draft, profile: CreditProfile) -> Answer | None:
    if profile.scorecard is None:
        return None
    lang = draft.lang
    _head(draft, "draft_letter")
    draft.say(say("chat.no_decline", lang))
    items = sorted(
        (i for i in profile.scorecard.items if i.reason_code and i.lost), key=lambda i: -Decimal(i.lost or 0)
    )[:4]
    for count, item in enumerate(items):
        words = house_policy().text("reasons").get(item.reason_code or "", {}).get("names", {})
        joint(draft, count).say(f"{item.reason_code} {words.get(lang, item.names[lang])}")
        for part in item.inputs[:1]:
            evidence(draft, part.evidence, 1)
    _cite_first(draft, profile)
    return draft.say(say("chat.stop", lang)).done("answered")


def _meaning(draft: Draft, profile: CreditProfile, key: str) -> Answer:
    lang = draft.lang
    plain_words(draft, say(f"chat.{key}", lang)) if key != "going_concern" else draft.say(say(f"chat.{key}", lang))
    kind = RECORDS.get(key)
    if kind is not None:
        _record(draft, profile, kind)
    return draft.done("answered")


def _record(draft: Draft, profile: CreditProfile, kind: str) -> None:
    """How many records of a kind the latest search shows, to which day; that nobody has searched where there is none."""
    counts = [(r, c) for r in profile.bureau for c in r.get("record_counts") or () if c.get("kind") == kind]
    if not counts:
        draft.say(say("chat.record_unknown", draft.lang))
        return
    report, row = max(counts, key=lambda found: str((found[0].get("report_date") or {}).get("value") or ""))
    leaf = row["count"]
    draft.say(
        say("chat.record_count", draft.lang, date=value_of(report, "data_as_of") or value_of(report, "report_date"))
    )
    number(draft, f"records:{kind}", str(leaf.get("value") or 0), 0, "count")
    cite_leaf(draft, report, leaf)
    draft.say(say("chat.stop", draft.lang))


TELLS: dict[str, Tell] = {
    "means_going_concern": of_profile(lambda draft, profile: _meaning(draft, profile, "going_concern")),
    "means_dishonest": of_profile(lambda draft, profile: _meaning(draft, profile, "means_dishonest")),
    "means_abnormal": of_profile(lambda draft, profile: _meaning(draft, profile, "means_abnormal")),
    "draft_letter": of_profile(_letter),
    "draft_bureau": of_profile(_bureau),
    "draft_conclusion": of_profile(_conclusion),
    "trend_missing": of_profile(_trend),
    "untestable_ratios": of_profile(_without_prior),
    "missing_papers": of_profile(_missing),
}
"""What each intent about the file is told by."""
