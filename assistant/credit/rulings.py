"""The analyst's word on top of what was read: figures confirmed or corrected, the unit of a statement, factors dismissed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from assistant.credit.risk_model import Dismissal
from ingestion.check.plausible import cross_statement, group_and_parent
from ingestion.check.rows import resummed
from ingestion.check.statements import rechecked
from ingestion.extract.closure import recomputed
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Extraction, Fact, Frozen

RulingKind = Literal["confirm", "correct", "unit", "dismiss", "bind", "seen"]


TAKEN_BACK = ""


class Ruling(Frozen):
    """One word of an analyst. `target`: a fact id, `sha256/statement` for a unit, a factor id for a dismissal.

    `value` is the corrected amount in full units (decimal string; empty takes the word on the figure back); for `unit` the scale;
    for `bind` the line that the row is (empty takes it back); for `seen` what the page printed at the time. The latest word on a
    target counts.
    """

    kind: RulingKind
    target: str
    value: str | None = None
    reason: str = ""
    actor: str = "local"
    at: str = ""


def apply_rulings(extractions: Iterable[Extraction], rulings: Iterable[Ruling]) -> list[Extraction]:
    """The extractions with the analyst's word put over the reading; derived figures and checks follow."""
    words = {(r.kind, r.target): r for r in rulings}
    on_facts = {r.target: r for r in rulings if r.kind in ("confirm", "correct")}
    return [_applied(e, words, on_facts) for e in extractions] if words else list(extractions)


def dismissals_of(rulings: Iterable[Ruling]) -> dict[str, Dismissal]:
    """The dismissed factors; an empty reason takes a dismissal back."""
    latest = {r.target: r for r in rulings if r.kind == "dismiss"}
    return {t: Dismissal(by=r.actor, at=r.at, reason=r.reason) for t, r in latest.items() if r.reason}


def _applied(
    extraction: Extraction, words: dict[tuple[RulingKind, str], Ruling], on_facts: dict[str, Ruling]
) -> Extraction:
    changed: set[str] = set()
    facts: list[Fact] = []
    for fact in extraction.facts:
        new = _rescaled(fact, words.get(("unit", f"{extraction.sha256}/{fact.statement}")))
        new = _ruled(new, on_facts.get(fact.id))
        facts.append(new)
        if new.value != fact.value:
            changed.add(fact.id)
    if all(new is old for new, old in zip(facts, extraction.facts, strict=True)):
        return extraction
    facts = recomputed(facts, changed)
    checks = [
        *rechecked(facts, extraction.checks),
        *resummed(extraction.checks, facts),
        *cross_statement(facts),
        *group_and_parent(facts),
    ]
    return extraction.model_copy(update={"facts": tuple(facts), "checks": tuple(checks)})


def _rescaled(fact: Fact, ruling: Ruling | None) -> Fact:
    """A money figure in the unit the analyst set; derived ones are recomputed from their inputs."""
    if ruling is None or ruling.value is None or fact.unit != "money" or fact.method == "derived":
        return fact
    scale = int(ruling.value)
    value = fact.amount / fact.scale * scale
    return fact.model_copy(update={"value": plain_decimal(value), "scale": scale, "confidence": 1.0})


def _ruled(fact: Fact, ruling: Ruling | None) -> Fact:
    if ruling is None or ruling.value == TAKEN_BACK:
        return fact
    if ruling.kind == "confirm" or ruling.value is None:
        return fact.model_copy(update={"state": "confirmed", "confidence": 1.0})
    value = plain_decimal(Decimal(ruling.value))
    nil = fact.nil if value == "0" else None
    return fact.model_copy(update={"value": value, "state": "corrected", "confidence": 1.0, "nil": nil})
