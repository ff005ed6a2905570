"""What-if: changed inputs recomputed to ratios, factors, score, grade and limit; and what would have to be true. Pure, never saved.

`what_if` takes changed lines or figures; the lines of `whatif.toml` that follow a change move with it, nothing else. `solve` finds by
bisection the value of a lever at which the grade changes or a factor fires or clears; it checks first that the way there is monotone.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.case_definitions import case_definitions
from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import CaseFigure, Figures
from assistant.credit.grading import grade_of, score_grade
from assistant.credit.judgement_model import GRADES, Component, FactorMove, Requirement, WhatIf
from assistant.credit.limits import limit_of
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risk_model import RiskFactor
from assistant.credit.risks import RiskReader, risk_definitions
from assistant.credit.scorecard import scorecard, unit_of
from assistant.credit.values import Values
from assistant.policy.policy import Policy, house_policy
from ingestion.model.decimals import plain_decimal
from ingestion.taxonomy.taxonomy import taxonomy

STEPS = 60
SAMPLES = 16
PRECISION = Decimal("1e-6")
Changes = Mapping[str, Decimal]


@cache
def whatif_definitions() -> dict[str, Any]:
    """`whatif.toml`."""
    return tomllib.loads(files(__package__).joinpath("whatif.toml").read_text("utf-8"))


class Bench:
    """One profile ready to be recomputed with changed inputs."""

    def __init__(self, profile: CreditProfile, policy: Policy | None = None) -> None:
        self.profile = profile
        self.period = next((p for p in profile.periods if p.key == profile.judged), None)
        self.policy = policy or house_policy().overlaid(profile.policy)
        self.case = {
            f.name: CaseFigure(f.name, None if f.value is None else Decimal(f.value), f.text, f.currency, f.evidence)
            for f in profile.case_figures
        }
        self.records = CaseRecords(request=profile.request)
        self._checked = {f.id: f for f in profile.risk_factors}
        self.base = self.figures({})

    def figures(self, changes: Changes) -> Figures:
        """Lookups with lines and case figures changed; a ratio by name is put in front of its formula."""
        case = dict(self.case)
        lines: dict[str, Decimal] = {}
        direct: dict[str, Decimal | None] = {}
        for name, value in changes.items():
            if name in case_definitions():
                old = case.get(name)
                case[name] = CaseFigure(name, value, "", old.currency if old else None)
                for text, word in whatif_definitions()["states"].get(name, {}).items() if value else ():
                    case[text] = CaseFigure(text, Decimal(1) if word else None, word)
            elif name in ratio_definitions():
                direct[name] = value
            else:
                lines[name] = value
        values = Values(self._facts(lines), self.profile.periods)
        return Figures(values, self.period, case, self.policy, self.profile.as_of, direct)

    def _facts(self, lines: Changes) -> Sequence[ChosenFact]:
        if not lines or self.period is None:
            return self.profile.facts
        known = Values(self.profile.facts, self.profile.periods)
        replaced = {f.fact.id: v for n, v in lines.items() if (f := known.fact(n, self.period)) is not None}
        return [
            item.model_copy(
                update={"fact": item.fact.model_copy(update={"value": plain_decimal(replaced[item.fact.id])})}
            )
            if item.fact.id in replaced
            else item
            for item in self.profile.facts
        ]

    def factors(self, figures: Figures) -> list[RiskFactor]:
        """The profile's factors with the states these figures give, without new words; checks of statements stay as read."""
        reader = RiskReader(figures)
        made = []
        for name, factor in self._checked.items():
            if "identities" in risk_definitions()[name]:
                made.append(factor)
                continue
            state, severity = reader.state(name)
            made.append(factor.model_copy(update={"state": state, "severity": severity}))
        return made


def carried(changes: Changes, base: Figures) -> dict[str, Decimal]:
    """The changes with the totals that follow them, unless those are changed themselves."""
    made = dict(changes)
    for name, value in changes.items():
        old = base.value(name)
        for line, factor in whatif_definitions()["carries"].get(name, ()):
            known = made.get(line, base.value(line))
            if old is not None and known is not None and line not in changes:
                made[line] = known + (value - old) * factor
    return made


def what_if(profile: CreditProfile, changes: Changes, policy: Policy | None = None) -> WhatIf:
    """The judgement with lines, ratios or case figures set to other values (units of currency, percent, days), before and after."""
    bench = Bench(profile, policy)
    full = carried(changes, bench.base)
    figures = bench.figures(full)
    before, after = bench.factors(bench.base), bench.factors(figures)
    old, new = scorecard(bench.base), scorecard(figures)
    old_grade, new_grade = grade_of(old, before, bench.base), grade_of(new, after, figures)
    moves = [
        FactorMove(id=a.id, names=a.names, before=_told(a), after=_told(b))
        for a, b in zip(before, after, strict=True) if _told(a) != _told(b)
    ]  # fmt: skip
    return WhatIf(
        changed=tuple(_pair(name, bench.base.value(name), value) for name, value in full.items()),
        carried=tuple(name for name in full if name not in changes),
        ratios=tuple(
            _pair(name, a, b) for name in ratio_definitions() if (a := bench.base.value(name)) != (b := figures.value(name))
        ),
        factors=tuple(moves),
        fired=tuple(f.id for f in after if f.state in ("fired", "disputed")),
        items=tuple(
            _pair(i.id, None if i.points is None else Decimal(i.points), None if j.points is None else Decimal(j.points), "points")
            for i, j in zip(old.items, new.items, strict=True) if i.points != j.points
        ),
        score_before=old.score, score_after=new.score, grade_before=old_grade.grade, grade_after=new_grade.grade,
        limit_before=limit_of(old_grade, before, bench.base, bench.records).value,
        limit_after=limit_of(new_grade, after, figures, bench.records).value,
        currency=figures.currency,
    )  # fmt: skip


def _told(factor: RiskFactor) -> str:
    return f"{factor.state} {factor.severity}" if factor.severity else factor.state


def _pair(name: str, before: Decimal | None, after: Decimal | None, unit: str | None = None) -> Component:
    return Component(
        name=name, names={"zh": line_name(name, "zh"), "en": line_name(name, "en")}, unit=unit or unit_of(name),
        value=None if after is None else plain_decimal(after), before=None if before is None else plain_decimal(before),
    )  # fmt: skip


def solve(profile: CreditProfile, lever: str, reached: str, policy: Policy | None = None) -> Requirement:
    """How far a lever must move until `reached`: `grade CA1`, `score 86`, `fires RF-LV-05` or `clears RF-CQ-04`.

    The value nearest to today's at which it holds; None with `reason` where no value of the lever's range does
    (`out_of_range`). The flag `not_monotone` warns that it is lost again further on. `best` is the best score within the range.
    """
    bench = Bench(profile, policy)
    definition = whatif_definitions()["levers"][lever]
    base = bench.base.number(definition["base"])
    ends = [bench.base.number(definition[end]) for end in ("low", "high")]
    common = {
        "lever": lever,
        "names": definition["names"],
        "unit": definition["unit"],
        "goal": reached,
        "currency": bench.base.currency,
    }
    if not isinstance(base, Decimal) or not all(isinstance(e, Decimal) for e in ends):
        return Requirement(**common, reason="missing")

    def at(x: Decimal) -> Figures:
        return bench.figures(_lever_changes(definition, x, bench.base))

    holds = _goal(reached, bench, at)
    today = plain_decimal(base)
    if holds(base):
        return Requirement(**common, today=today, value=today)
    ways = [_nearest(base, end, holds) for end in ends if isinstance(end, Decimal)]
    found = [way for way in ways if way is not None]
    tried = [scorecard(at(end)).score for end in ends if isinstance(end, Decimal)]
    best = max((Decimal(s) for s in tried if s is not None), default=None)
    told = None if best is None else plain_decimal(best)
    if not found:
        return Requirement(**common, today=today, reason="out_of_range", best=told)
    value, monotone = min(found, key=lambda way: abs(way[0] - base))
    return Requirement(
        **common, today=today, value=plain_decimal(value), delta=plain_decimal(value - base), best=told,
        flags=() if monotone else ("not_monotone",),
    )  # fmt: skip


def is_known(name: str) -> bool:
    """Whether a what-if can set this name: a line, a ratio or a figure of the case."""
    return name in taxonomy().items or name in ratio_definitions() or name in case_definitions()


def is_goal(text: str) -> bool:
    """Whether a text is a goal `solve` knows."""
    kind, _, name = text.partition(" ")
    if kind in ("fires", "clears"):
        return name in risk_definitions()
    if kind == "grade":
        return name in GRADES
    return kind == "score" and name.replace(".", "", 1).isdigit()


def _lever_changes(definition: Mapping[str, Any], x: Decimal, base: Figures) -> dict[str, Decimal]:
    figures = base.with_changes({"x": x})
    made = {}
    for line, formula in definition["changes"]:
        value = figures.number(formula)
        if isinstance(value, Decimal):
            made[line] = value
    return made


def _goal(reached: str, bench: Bench, at: Callable[[Decimal], Figures]) -> Callable[[Decimal], bool]:
    kind, _, name = reached.partition(" ")

    def holds(x: Decimal) -> bool:
        figures = at(x)
        if kind in ("fires", "clears"):
            state = RiskReader(figures).state(name)[0]
            return state == "fired" if kind == "fires" else state == "clear"
        card = scorecard(figures)
        if kind == "score":
            return card.score is not None and Decimal(card.score) >= Decimal(name)
        base = score_grade(card.score, bench.policy, figures.day)
        if base is None or (GRADES.index(base) > GRADES.index(name)):
            return False
        return grade_of(card, bench.factors(figures), figures).grade == name

    return holds


def _nearest(start: Decimal, end: Decimal, holds: Callable[[Decimal], bool]) -> tuple[Decimal, bool] | None:
    """(the value nearest to `start` on the way to `end` at which it holds, whether it goes on holding to the end).

    The way is walked in steps; the first step that reaches the goal is bisected.
    """
    steps = [start + (end - start) * step / SAMPLES for step in range(SAMPLES + 1)]
    truths = [False, *(holds(x) for x in steps[1:])]
    if True not in truths:
        return None
    at = truths.index(True)
    low, high = steps[at - 1], steps[at]
    for _ in range(STEPS):
        if abs(high - low) <= PRECISION * max(Decimal(1), abs(high)):
            break
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high, all(truths[at:])
