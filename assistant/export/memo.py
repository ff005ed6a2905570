"""The memo of a profile: the sections of the credit memo in their order, each from its own part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.credit.decision_model import Decision
from assistant.credit.profile_model import CreditProfile
from assistant.credit.values import Values
from assistant.export import parts_case, parts_figures, parts_judgement
from assistant.export.memo_model import Cell, Memo, Notes, Section, Stamp, Table
from assistant.export.sections import SECTIONS
from assistant.export.words import money_text
from assistant.format import Lang, grouped
from ingestion.texts import say

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Draft:
    """What the parts write from."""

    profile: CreditProfile
    values: Values
    notes: Notes
    lang: Lang
    decisions: tuple[Decision, ...] = ()

    def word(self, key: str, **values: object) -> str:
        """A word of the memo."""
        return say(f"memo.{key}", self.lang, **values)


def build_memo(
    profile: CreditProfile,
    lang: Lang,
    stamp: Stamp | None = None,
    decisions: Iterable[Decision] = (),
    sections: Iterable[str] = SECTIONS,
    mask: Mask | None = None,
) -> Memo:
    """The memo in one language; sections with nothing to say say so. `mask` hides personal data in every text."""
    stamp = stamp or Stamp()
    draft = Draft(profile, Values(profile.facts, profile.periods), Notes(), lang, tuple(decisions))
    wanted = set(sections)
    made = [PARTS[key](draft) for key in SECTIONS if key in wanted and key != "annex"]
    if "annex" in wanted:
        made.append(parts_case.annex(draft))
    name = (profile.identity.name if profile.identity else None) or profile.customer.name or profile.name
    footer = say("memo.footer", lang, version=stamp.version or "—", policy=stamp.policy or "—")
    state = say(f"memo.state_{stamp.state}", lang, by="、".join(stamp.decided_by))
    memo = Memo(
        say("memo.title", lang, name=name), say("memo.subtitle", lang, as_of=profile.as_of), lang, state, footer, tuple(made),
        tuple(draft.notes.listed), _glance(profile, lang, draft.decisions),
    )  # fmt: skip
    return masked_memo(memo, mask) if mask else memo


def _glance(profile: CreditProfile, lang: Lang, decisions: tuple[Decision, ...]) -> tuple[tuple[str, str], ...]:
    """Grade, score, limit, terms and review: the decision's where one stands, else what the engine proposes."""
    standing = next((d for d in decisions if d.state in ("approved", "conditional")), None)
    grade = standing.grade if standing else profile.grade.grade if profile.grade else None
    if grade is None:
        return ()
    score = profile.grade.score if profile.grade else None
    limit = standing.limit if standing else profile.limit.value if profile.limit else None
    currency = standing.currency if standing else profile.limit.currency if profile.limit else None
    days = standing.terms_days if standing else profile.terms.days if profile.terms else None
    review = (standing.review_date if standing else None) or profile.review_due or "—"
    return (
        (say("web.grade", lang), grade),
        (say("web.score", lang), grouped(Decimal(score), 1) if score else "—"),
        (say("web.approved_limit" if standing else "web.limit", lang), money_text(limit, currency, lang)),
        (say("memo.terms", lang), f"{days} {say('web.unit_days', lang)}" if days is not None else "—"),
        (say("web.review_due", lang), review),
    )


PARTS: dict[str, Callable[[Draft], Section]] = {
    "summary": parts_case.summary,
    "request": parts_case.request,
    "identity": parts_case.identity,
    "business": parts_case.business,
    "internal": parts_case.internal,
    "financial": parts_figures.financial,
    "bureau": parts_judgement.bureau,
    "legal": parts_judgement.legal,
    "scores": parts_judgement.scores,
    "risks": parts_judgement.risks,
    "followups": parts_judgement.followups,
    "limit": parts_judgement.limit,
    "recommendation": parts_case.recommendation,
    "quality": parts_figures.quality,
    "approval": parts_case.approval,
}


def masked_memo(memo: Memo, mask: Mask) -> Memo:
    """The memo with every text passed through `mask`; figures stay."""

    def cell(c: Cell) -> Cell:
        return c if c.number is not None else replace(c, text=mask(c.text), quote=mask(c.quote))

    def table(t: Table) -> Table:
        rows = tuple(tuple(cell(c) for c in row) for row in t.rows)
        return replace(t, rows=rows)

    sections = tuple(
        replace(s, paragraphs=tuple(mask(p) for p in s.paragraphs), tables=tuple(table(t) for t in s.tables))
        for s in memo.sections
    )
    return replace(memo, sections=sections)
