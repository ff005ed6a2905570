"""What the judgement says: model scores, scorecard, grade, limit, the same fact three ways, changes. Frozen, money as decimal strings."""

from typing import Any, Literal

from pydantic import Field

from assistant.credit.risk_model import Evidence
from ingestion.model.fact import Frozen

Names = dict[str, str]
"""{"zh": …, "en": …}"""
GradeName = Literal["CA1", "CA2", "CA3", "CA4", "CA5", "CA6", "CA7"]
GRADES: tuple[GradeName, ...] = ("CA1", "CA2", "CA3", "CA4", "CA5", "CA6", "CA7")


class Component(Frozen):
    """One named value inside a model score, score item or limit method, with the fact ids it rests on."""

    name: str
    names: Names = Field(default_factory=dict)
    value: str | None = None
    unit: str = "x"
    currency: str | None = None
    facts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    before: str | None = None  # what-if: the value before the change


class ModelScore(Frozen):
    """A distress or manipulation model for one year. `value` is None with `reason` and `missing` where it cannot be had."""

    id: str
    names: Names
    period_end: str | None
    value: str | None
    zone: str | None = None  # safe | grey | distress | flagged | clear | strong | middle | weak
    zone_names: Names = Field(default_factory=dict)
    probability: str | None = None  # a model score, never a calibrated default probability
    components: tuple[Component, ...] = ()
    formula: str = ""
    cuts: tuple[Component, ...] = ()
    reason: str | None = None
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    note: Names = Field(default_factory=dict)


class ScoreItem(Frozen):
    """One row of the scorecard. `points` 0–100, None where missing (`reason`); `contribution` = weight × points / Σ present weight."""

    id: str
    names: Names
    weight: str
    points: str | None
    contribution: str | None = None
    lost: str | None = None
    inputs: tuple[Component, ...] = ()
    source: str | None = None  # which alternative was used: ledger | index | neutral …
    reason: str | None = None
    flags: tuple[str, ...] = ()
    bands: str = ""
    reason_code: str | None = None


class Scorecard(Frozen):
    """The weighted score, 0–100, unrounded as text; None where too little is present."""

    items: tuple[ScoreItem, ...] = ()
    score: str | None = None
    present_weight: str = "0"
    flags: tuple[str, ...] = ()
    reason_codes: tuple[str, ...] = ()


class Cap(Frozen):
    """Something that holds the grade down: the grade it caps at, and the factor or rule that does it."""

    grade: GradeName
    rule: str
    factors: tuple[str, ...] = ()
    names: Names = Field(default_factory=dict)


class Grade(Frozen):
    """The grade after caps; `from_score` is the grade the score alone would give."""

    grade: GradeName
    from_score: GradeName | None = None
    score: str | None = None
    caps: tuple[Cap, ...] = ()
    names: Names = Field(default_factory=dict)
    advice: Names = Field(default_factory=dict)
    policy_version: str = ""
    policy_hash: str = ""


class LimitMethod(Frozen):
    """One way to a limit, in units of currency; None with `missing` where it cannot be had."""

    id: str
    names: Names
    value: str | None
    role: Literal["request", "need", "capacity", "external", "shown"] = "shown"
    formula: str = ""
    inputs: tuple[Component, ...] = ()
    missing: tuple[str, ...] = ()


class Limit(Frozen):
    """The proposed limit: what each method gives, which one binds, what could be lost."""

    value: str | None
    currency: str | None = None
    methods: tuple[LimitMethod, ...] = ()
    binding: str | None = None
    grade_factor: str | None = None
    expected_loss: str | None = None
    pd_pct: str | None = None
    lgd_pct: str | None = None
    flags: tuple[str, ...] = ()
    approver: Names = Field(default_factory=dict)


class Terms(Frozen):
    """Payment terms and security that go with the grade."""

    days: int | None = None
    names: Names = Field(default_factory=dict)
    security: Names = Field(default_factory=dict)


class SidedView(Frozen):
    """Ability or willingness to pay: what speaks for, what against, what is missing."""

    supports: tuple[Component, ...] = ()
    weakens: tuple[Component, ...] = ()
    missing: tuple[Component, ...] = ()
    summary: Names = Field(default_factory=dict)


class SourceValue(Frozen):
    """One source's value of a fact told three ways."""

    source: Literal["statements", "bureau", "ledger", "registry", "tax", "bank", "request", "other"]
    value: str | None
    unit: str = "money"
    currency: str | None = None
    date: str | None = None
    basis: str | None = None
    evidence: tuple[Evidence, ...] = ()
    stale: bool = False
    missing: tuple[str, ...] = ()  # lines of a sum that no paper prints


class ThreeWayRow(Frozen):
    """The same fact in several sources: the gap and what explains it."""

    id: str
    names: Names
    values: tuple[SourceValue, ...] = ()
    gap: str | None = None
    gap_pct: str | None = None
    tolerance_pct: str | None = None
    verdict: Literal[
        "agrees", "date", "scope", "unit", "vat", "gross_net", "currency", "unexplained", "not_comparable", "one_source"
    ] = "one_source"
    tests: tuple[dict[str, Any], ...] = ()  # {"test": …, "result": …, "names": {…}}
    factor: str | None = None


class Change(Frozen):
    """What moved since the last review. `kind`: score | grade | limit | item | factor | figure | restated."""

    kind: str
    id: str
    names: Names
    before: str | None = None
    after: str | None = None
    delta: str | None = None
    unit: str = "x"
    currency: str | None = None
    period_end: str | None = None


class CaseValue(Frozen):
    """A figure that no statement prints, with its places: what a what-if starts from. `text`: what is printed, where that is a word."""

    name: str
    names: Names
    value: str | None = None
    text: str = ""
    unit: str = "count"
    currency: str | None = None
    evidence: tuple[Evidence, ...] = ()


class FactorMove(Frozen):
    """A factor whose state or severity a what-if changes: `clear`, `fired M` …"""

    id: str
    names: Names
    before: str
    after: str


class WhatIf(Frozen):
    """A judgement recomputed with changed inputs; hypothetical, never saved. `carried`: totals that moved with a change."""

    hypothetical: Literal[True] = True
    changed: tuple[Component, ...] = ()
    carried: tuple[str, ...] = ()
    ratios: tuple[Component, ...] = ()
    items: tuple[Component, ...] = ()
    factors: tuple[FactorMove, ...] = ()
    fired: tuple[str, ...] = ()
    score_before: str | None = None
    score_after: str | None = None
    grade_before: str | None = None
    grade_after: str | None = None
    limit_before: str | None = None
    limit_after: str | None = None
    currency: str | None = None


class Requirement(Frozen):
    """How far a lever must move until a goal holds: `value` nearest to `today`, or `reason` why no value of its range does."""

    lever: str
    names: Names
    goal: str
    unit: str = "x"
    currency: str | None = None
    today: str | None = None
    value: str | None = None
    delta: str | None = None
    best: str | None = None  # the highest score within the lever's range
    reason: str | None = None  # missing | out_of_range
    flags: tuple[str, ...] = ()  # not_monotone: further on the goal is lost again
