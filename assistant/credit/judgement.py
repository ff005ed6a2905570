"""Models, scorecard, grade, limit, terms and review date of one customer, from figures and factors. Pure; re-run for every what-if."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import Figures
from assistant.credit.followups import followups_of
from assistant.credit.grading import grade_of, review_due, terms_of
from assistant.credit.judgement_model import Grade, Limit, ModelScore, Scorecard, SidedView, Terms
from assistant.credit.limits import limit_of
from assistant.credit.models import model_scores
from assistant.credit.risk_model import FollowUp, RiskFactor
from assistant.credit.scorecard import scorecard
from assistant.credit.views import ability_of, willingness_of


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is decided from the facts, before anybody approves it."""

    models: tuple[ModelScore, ...]
    scorecard: Scorecard
    grade: Grade
    limit: Limit
    terms: Terms
    review_due: str | None
    followups: tuple[FollowUp, ...]
    ability: SidedView
    willingness: SidedView


def judge(figures: Figures, factors: Sequence[RiskFactor], case: CaseRecords) -> Judgement:
    """The judgement on the figures' day."""
    card = scorecard(figures)
    grade = grade_of(card, factors, figures)
    return Judgement(
        models=tuple(model_scores(figures)),
        scorecard=card,
        grade=grade,
        limit=limit_of(grade, factors, figures, case),
        terms=terms_of(grade, figures),
        review_due=review_due(grade, factors, figures, case.reviews),
        followups=tuple(followups_of(factors, figures, card, case.followup_states)),
        ability=ability_of(card, factors),
        willingness=willingness_of(card, factors),
    )
