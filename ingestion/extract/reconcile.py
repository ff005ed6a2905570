"""Figures against one another after reading: identities, sizes; what fails lowers confidence and leaves figures unconfirmed.

Nothing is repaired and nothing is rescaled: the figures stay as printed and the problem says where to look.
"""

from collections.abc import Iterable, Mapping

from ingestion.check.plausible import cross_statement, group_and_parent, sizes_apart
from ingestion.check.rows import equity_parts, shifted_rows
from ingestion.check.statements import HARD, check_statements
from ingestion.model.fact import CheckResult, Fact, Problem
from ingestion.texts import Lang, say

DOUBTED, BROKEN = 0.7, 0.5


def reconciled(
    facts: list[Fact], sections: Mapping[str, str], indirect: list[CheckResult], lang: Lang
) -> tuple[list[Fact], list[CheckResult], list[Problem]]:
    """The facts with their confidence and state after the checks, the checks, and a problem for each break and odd size.

    `indirect` are the checks of indirect cash flows, whose rows are not all kept as facts.
    """
    dated = [f for f in facts if f.period_end is not None]
    known = {f.id for f in facts}
    flows = [c.model_copy(update={"facts": tuple(i for i in c.facts if i in known)}) for c in indirect]
    checks = [
        *flows,
        *check_statements(dated, sections),
        *equity_parts(dated, sections),
        *cross_statement(dated),
        *group_and_parent(dated),
    ]
    apart = sizes_apart(dated)
    shifted = shifted_rows(dated)
    columns = {(f.statement, f.period_end, f.basis, f.gaap, f.months) for f, _ in shifted}
    moved = [f for f in dated if (f.statement, f.period_end, f.basis, f.gaap, f.months) in columns]
    doubted = _doubted(checks, [*(f for pair in apart for f in pair), *moved])
    pages = {f.id: f.page for f in facts}
    problems = [_break(check, pages, lang) for check in checks if check.status == "break"]
    problems += [
        Problem(code="magnitude", page=b.page, message=say("problems.magnitude", lang, field=b.label or b.field or ""))
        for _, b in apart
    ]
    problems += [Problem(code="row_shift", page=f.page, message=say("problems.row_shift", lang)) for f, _ in shifted]
    return [_judged(f, doubted) for f in facts], checks, problems


def _doubted(checks: Iterable[CheckResult], odd: Iterable[Fact]) -> dict[str, float]:
    """Confidence that is left to each figure of a broken identity or of an odd size."""
    left: dict[str, float] = {f.id: BROKEN for f in odd}
    for check in checks:
        if check.status == "break":
            confidence = BROKEN if check.id in HARD else DOUBTED
            for fact_id in check.facts:
                left[fact_id] = min(confidence, left.get(fact_id, 1.0))
    return left


def _judged(fact: Fact, doubted: Mapping[str, float]) -> Fact:
    confidence = doubted.get(fact.id)
    if confidence is None or fact.state != "proposed":
        return fact
    state = "unconfirmed" if confidence <= BROKEN else fact.state
    return fact.model_copy(update={"confidence": min(fact.confidence, confidence), "state": state})


def _break(check: CheckResult, pages: Mapping[str, int], lang: Lang) -> Problem:
    page = next((pages[i] for i in check.facts if i in pages), None)
    message = say("problems.identity_break", lang, id=check.id, difference=check.difference)
    return Problem(code="identity_break", page=page, message=message)
