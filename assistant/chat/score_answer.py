"""Answers about the judgement itself: grade and why, score by item, caps, what the next grade takes, the last review, the limit, models."""

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.tell import Tell, of_profile
from assistant.chat.telling import evidence, facts, joint, money, number, plain_words, points
from assistant.credit.judgement_model import GRADES, Limit, ModelScore, ScoreItem
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile
from ingestion.texts import say

TOP = 4
MOST_LACKING = 6
UNGRADED = "CA7"
_A_GRADE = re.compile(r"ca(\d)", re.IGNORECASE)
MODELS = ("altman_z", "altman_z2", "altman_z1", "beneish_8", "piotroski_f", "ohlson_o", "zmijewski")


def say_policy(draft: Draft, profile: CreditProfile) -> None:
    """Which rules made the grade."""
    if profile.grade is not None:
        plain_words(draft, say("chat.by_policy", draft.lang, version=profile.grade.policy_version))


def _items(profile: CreditProfile) -> list[ScoreItem]:
    return [i for i in (profile.scorecard.items if profile.scorecard else ()) if i.contribution is not None]


def _why_grade(draft: Draft, profile: CreditProfile) -> Answer | None:
    grade, card = profile.grade, profile.scorecard
    if grade is None or card is None or card.score is None:
        return None
    lang = draft.lang
    claimed = _A_GRADE.search(draft.question.text)
    if claimed and claimed.group().upper() != grade.grade:
        draft.say(say("chat.grade_differs", lang, asked=claimed.group().upper()))
    draft.say(say("chat.grade_is", lang, grade=f"{grade.grade} {grade.names[lang]}"))
    points(draft, "score", card.score)
    if grade.from_score:
        draft.say(say("chat.grade_from", lang, grade=grade.from_score))
        number(draft, "threshold:grade", _edge(grade.from_score), 0, "points")
    draft.say(say("chat.score_top", lang))
    _listed(draft, sorted(_items(profile), key=lambda i: -Decimal(i.contribution or 0))[:TOP], "contribution")
    draft.say(say("chat.score_lost", lang))
    _listed(draft, sorted(_items(profile), key=lambda i: -Decimal(i.lost or 0))[:TOP], "lost")
    draft.say("。" if lang == "zh" else ". ")
    _say_caps(draft, profile)
    say_policy(draft, profile)
    _inputs(draft, profile)
    return draft.done("answered")


def _edge(grade: str) -> Decimal:
    return grade_edges().get(grade, Decimal(0))


@cache
def grade_edges() -> dict[str, Decimal]:
    """The least score of each grade, from the policy."""
    read = tomllib.loads(files("assistant.policy").joinpath("grades.toml").read_text("utf-8"))
    return {
        name: Decimal(str(list(row["score"]["values"].values())[-1][0]))
        for name, row in read.items()
        if name in GRADES and "score" in row
    }


def _listed(draft: Draft, items: list[ScoreItem], what: str) -> None:
    for count, item in enumerate(items):
        joint(draft, count).say(f"{item.names[draft.lang]} ")
        points(draft, f"score:{item.id}", (item.contribution if what == "contribution" else item.lost) or "0")


def _inputs(draft: Draft, profile: CreditProfile) -> None:
    for item in sorted(_items(profile), key=lambda i: -Decimal(i.lost or 0)):
        for part in item.inputs[:1]:
            evidence(draft, part.evidence, 1)
            facts(draft, profile, part.facts, 1)


def _say_caps(draft: Draft, profile: CreditProfile) -> None:
    caps = profile.grade.caps if profile.grade else ()
    if not caps:
        draft.say(say("chat.no_caps", draft.lang))
    for cap in caps:
        draft.say(
            say(
                "chat.cap_is" if cap.factors else "chat.cap_plain",
                draft.lang,
                grade=cap.grade,
                name=cap.names.get(draft.lang, cap.rule),
                factors=", ".join(cap.factors),
            )
        )


def _caps(draft: Draft, profile: CreditProfile) -> Answer | None:
    if profile.grade is None:
        return None
    lang = draft.lang
    _say_caps(draft, profile)
    high = [f for f in profile.risk_factors if f.state == "fired" and f.severity in ("H", "C")]
    draft.say_count("chat.high_factors", "high_factors", len(high))
    for count, factor in enumerate(high):
        joint(draft, count).say(f"{factor.id} {factor.names[lang]}")
        evidence(draft, factor.evidence, 1)
    plain_words(draft, say("chat.cap_rule", lang))
    say_policy(draft, profile)
    return draft.done("answered")


def _contributions(draft: Draft, profile: CreditProfile) -> Answer | None:
    if profile.scorecard is None or profile.scorecard.score is None:
        return None
    draft.say(say("chat.score_is", draft.lang))
    points(draft, "score", profile.scorecard.score).say(say("chat.score_top", draft.lang))
    for count, item in enumerate(sorted(_items(profile), key=lambda i: -Decimal(i.contribution or 0))[:TOP]):
        joint(draft, count).say(f"{item.names[draft.lang]} ")
        points(draft, f"score:{item.id}", item.contribution or "0").say(say("chat.weight_points", draft.lang))
        number(draft, f"weight:{item.id}", item.weight, 0, "points").say(" × ")
        points(draft, f"points:{item.id}", item.points or "0")
    draft.say(say("chat.score_lost", draft.lang))
    _listed(draft, sorted(_items(profile), key=lambda i: -Decimal(i.lost or 0))[:TOP], "lost")
    draft.say(say("chat.stop", draft.lang))
    _inputs(draft, profile)
    return draft.done("answered")


def _reach(draft: Draft, profile: CreditProfile) -> Answer | None:
    match = _A_GRADE.search(draft.question.text)
    if match is None or profile.scorecard is None or profile.scorecard.score is None:
        return None
    goal, lang = match.group().upper(), draft.lang
    score, edge = Decimal(profile.scorecard.score), _edge(goal)
    draft.say(say("chat.goal_needs", lang, grade=goal))
    number(draft, f"threshold:{goal}", edge, 0, "points").say(say("chat.goal_now", lang))
    points(draft, "score", score).say(say("chat.goal_short", lang))
    points(draft, "short", max(edge - score, Decimal(0))).say(say("chat.score_lost", lang))
    lost = sorted(_items(profile), key=lambda i: -Decimal(i.lost or 0))[:3]
    _listed(draft, lost, "lost")
    together = sum((Decimal(i.lost or 0) for i in lost), Decimal(0))
    draft.say(say("chat.goal_together", lang))
    points(draft, "lost_together", together)
    draft.say(say("chat.goal_enough" if together >= edge - score else "chat.goal_not_enough", lang))
    _inputs(draft, profile)
    return draft.done("answered")


def _since_review(draft: Draft, profile: CreditProfile) -> Answer | None:
    changes = {(c.kind, c.id): c for c in profile.changes_since_last_review}
    score, grade = changes.get(("score", "score")), changes.get(("grade", "grade"))
    if score is None or score.before is None or score.after is None:
        return None
    lang = draft.lang
    now = profile.grade.grade if profile.grade else "-"
    before = grade.before if grade is not None and grade.before else now
    draft.say(say("chat.grade_same" if before == now else "chat.grade_moved", lang, before=before, after=now))
    points(draft, "score_before", score.before).say(" → ")
    points(draft, "score", score.after).say(" (" if lang == "en" else "（")
    points(draft, "score_change", score.delta or "0").say("): " if lang == "en" else "）：")
    moved = [c for c in profile.changes_since_last_review if c.kind == "item"]
    known = [c for c in moved if c.delta is not None]
    for count, item in enumerate(sorted(known, key=lambda c: Decimal(c.delta or 0))[:5]):
        joint(draft, count).say(f"{item.names[lang]} ")
        points(draft, f"change:{item.id}", item.delta or "0")
    for item in (c for c in moved if c.before is None and c.after is not None):
        joint(draft, 1).say(say("chat.newly_scored", lang, name=item.names[lang]))
        points(draft, f"score:{item.id}", item.after or "0")
    draft.say(say("chat.stop", lang))
    _say_caps(draft, profile)
    _inputs(draft, profile)
    return draft.done("answered")


def _limit(draft: Draft, profile: CreditProfile) -> Answer | None:
    if profile.limit is None or profile.limit.value is None or profile.limit.binding is None:
        return None
    say_limit(draft, profile)
    return draft.done("answered")


def say_limit(draft: Draft, profile: CreditProfile) -> None:
    """The proposed limit: what each method gives and which one binds."""
    limit, lang = profile.limit, draft.lang
    if limit is None or limit.value is None:
        return
    if profile.grade is not None and profile.grade.grade == UNGRADED:
        _say_no_limit(draft, profile, limit)
        return
    draft.say(say("chat.limit_is", lang))
    money(draft, "limit", limit.value, limit.currency).say(say("chat.limit_from", lang))
    told = [
        m
        for m in limit.methods
        if m.value is not None and (m.role in ("request", "need", "external") or m.id == limit.binding)
    ]
    for count, method in enumerate(told):
        joint(draft, count).say(f"{method.names[lang]} ")
        money(draft, f"limit:{method.id}", method.value or "0", limit.currency)
        if method.id == limit.binding and limit.grade_factor:
            draft.say(" × ")
            number(draft, "grade_factor", limit.grade_factor, 1)
        for part in method.inputs[:2]:
            facts(draft, profile, part.facts, 1)
    binding = next((m for m in limit.methods if m.id == limit.binding), None)
    if binding is not None:
        draft.say(say("chat.limit_binds", lang, name=f"{binding.names[lang]} ({binding.id})"))
    draft.say(say("chat.stop", lang))


def _say_no_limit(draft: Draft, profile: CreditProfile, limit: Limit) -> None:
    """Why nothing is proposed for a customer that cannot be graded, what the methods give, and what they still lack."""
    lang = draft.lang
    grade = profile.grade
    named = f"{grade.grade} {grade.names[lang]}" if grade else "-"
    draft.say(say("chat.no_limit", lang, grade=named))
    _say_caps(draft, profile)
    for count, method in enumerate(m for m in limit.methods if m.value is not None):
        draft.say("" if count else say("chat.limit_methods", lang))
        joint(draft, count).say(f"{method.names[lang]} ")
        money(draft, f"limit:{method.id}", method.value or "0", limit.currency)
        for part in method.inputs[:2]:
            facts(draft, profile, part.facts, 1)
    if any(m.value is not None for m in limit.methods):
        draft.say(say("chat.stop", lang))
    lacking = list(dict.fromkeys(name for m in limit.methods for name in m.missing))
    if lacking:
        names = [line_name(name, lang) for name in lacking[:MOST_LACKING]]
        draft.say(say("chat.limit_lacks", lang, names=("、" if lang == "zh" else ", ").join(names)))


def _model(draft: Draft, profile: CreditProfile, name: str) -> Answer | None:
    found = next((m for m in profile.models if m.id == name), None)
    if found is None:
        return None
    if found.value is None:
        return _model_absent(draft, profile, found)
    lang = draft.lang
    draft.say(say("chat.model_is", lang, name=found.names[lang], period=found.period_end or ""))
    number(draft, found.id, found.value, 0 if found.id == "piotroski_f" else 2, "points")
    draft.say(say("chat.model_zone", lang, zone=found.zone_names.get(lang, found.zone or "-")))
    for count, cut in enumerate(found.cuts):
        draft.say(" – " if count else "")
        number(draft, f"threshold:{found.id}", cut.value or "0", len((cut.value or "").partition(".")[2]), "points")
    draft.say("）：" if lang == "zh" else "): ")
    failing = found.id == "piotroski_f"
    shown = [c for c in found.components if not failing or c.value == "0"]
    draft.say(say("chat.failing", lang) if failing else "")
    for count, part in enumerate(shown):
        joint(draft, count).say(part.names.get(lang, part.name) if failing else f"{part.name} ")
        if not failing:
            number(draft, part.name, part.value or "0", 3)
        facts(draft, profile, _oldest_first(profile, part.facts) if failing else part.facts, 2)
    draft.say(say("chat.stop", lang))
    plain_words(draft, found.note.get(lang, ""))
    return draft.done("answered")


def _oldest_first(profile: CreditProfile, ids: Sequence[str]) -> list[str]:
    """A test that compares years rests on its oldest figure."""
    ends = {f.fact.id: f.fact.period_end or "" for f in profile.facts}
    return sorted(ids, key=lambda name: ends.get(name, "9"))


def _model_absent(draft: Draft, profile: CreditProfile, found: ModelScore) -> Answer:
    lang = draft.lang
    others = [m for m in profile.models if m.id.startswith(found.id.split("_")[0]) and m.value is not None]
    draft.say(
        say(
            "chat.model_absent",
            lang,
            name=found.names[lang],
            why=found.note.get(lang, ""),
            missing=("、" if lang == "zh" else ", ").join(line_name(name, lang) for name in found.missing),
        )
    )
    if not others:
        return draft.done("insufficient_evidence")
    draft.say(say("chat.model_instead", lang))
    for count, other in enumerate(others[:2]):
        joint(draft, count).say(f"{other.names[lang]} ")
        number(draft, other.id, other.value or "0", 2, "points")
        facts(draft, profile, [f for c in other.components for f in c.facts], 2)
    draft.say(say("chat.stop", lang))
    return draft.done("answered")


def _of_model(name: str) -> Tell:
    return of_profile(lambda draft, profile: _model(draft, profile, name))


TELLS: dict[str, Tell] = {
    "reach": of_profile(_reach),
    "since_review": of_profile(_since_review),
    "caps": of_profile(_caps),
    "contributions": of_profile(_contributions),
    "why_grade": of_profile(_why_grade),
    "limit": of_profile(_limit),
    **{f"model_{name}": _of_model(name) for name in MODELS},
}
"""What each intent about the judgement is told by."""
