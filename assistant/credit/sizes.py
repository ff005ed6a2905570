"""Totals whose size does not fit another paper of the customer: unconfirmed, with a problem; nothing is rescaled."""

from collections.abc import Sequence

from ingestion.check.consistency import sizes_between
from ingestion.model.fact import Extraction, Fact, Problem
from ingestion.texts import Lang, say

BROKEN = 0.5


def with_odd_sizes(papers: Sequence[Extraction]) -> list[Extraction]:
    """The papers, both figures of each pair that lies 200 times apart unconfirmed, and a `magnitude` problem with the later paper.

    Figures that an analyst has confirmed or corrected keep their state.
    """
    pairs = sizes_between(papers)
    odd = {f.id for pair in pairs for f in pair}
    later = {b.id for _, b in pairs}
    return [_judged(paper, odd, [f for f in paper.facts if f.id in later]) for paper in papers] if odd else list(papers)


def _judged(paper: Extraction, odd: set[str], told: Sequence[Fact]) -> Extraction:
    lang: Lang = "zh" if paper.language.startswith("zh") else "en"
    facts = tuple(
        f.model_copy(update={"state": "unconfirmed", "confidence": min(f.confidence, BROKEN)})
        if f.id in odd and f.state == "proposed"
        else f
        for f in paper.facts
    )
    problems = tuple(
        Problem(code="magnitude", page=f.page, message=say("problems.magnitude", lang, field=f.label or f.field or ""))
        for f in told
    )
    return paper.model_copy(update={"facts": facts, "problems": (*paper.problems, *problems)})
