"""Which way a score runs, and its scale, from the legend that the paper prints; nothing is told without one."""

import re
from collections.abc import Iterator
from typing import Any

from ingestion.extract.bureau.cells import Row
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import Spec, fold, target
from ingestion.extract.bureau.tables import NOWHERE
from ingestion.model.place import union
from ingestion.taxonomy.captions import plain

NEAR_PT = 90.0
MIN_NAME = 4
_CHANCE = r"(?: the)?(?: credit| default| failure| payment)?[- ](?:risk|likelihood|probability|chance)"
_GOOD = rf"better|best|safer|stronger|(?:lower|less|lowest|minimal|reduced){_CHANCE}|less likely|more creditworthy|good"
_BAD = rf"worse|worst|weaker|riskier|(?:higher|greater|more|highest|increased){_CHANCE}|more likely|poor"
_GAP, _ZH_GAP = r"[^.;。；]{0,45}?", "[^。；;]{0,12}?"
_ZH_GOOD = "越好|越优|越强|风险越(?:低|小)|信用越(?:好|佳|优)|违约可能性?越(?:低|小)"
_ZH_BAD = "越差|越弱|风险越(?:高|大)|信用越差|违约可能性?越(?:高|大)"
_ZH_HIGH, _ZH_LOW = "(?:分|数|值|评|级)[值数分]?越(?:高|大)", "(?:分|数|值|评|级)[值数分]?越(?:低|小)"
UPWARD = re.compile(
    rf"(?:\bhigher|\bhigh) (?!risk|likel|probab|chance){_GAP}\b(?:{_GOOD})\b|\blower (?!risk|likel|probab|chance){_GAP}\b(?:{_BAD})\b"
    rf"|\blow(?:er)? risk{_GAP}\bhigh(?:er)? (?:number|score|value)|{_ZH_HIGH}{_ZH_GAP}(?:{_ZH_GOOD})|{_ZH_LOW}{_ZH_GAP}(?:{_ZH_BAD})"
)
DOWNWARD = re.compile(
    rf"(?:\bhigher|\bhigh) (?!risk|likel|probab|chance){_GAP}\b(?:{_BAD})\b|\blower (?!risk|likel|probab|chance){_GAP}\b(?:{_GOOD})\b"
    rf"|\blow(?:er)? risk{_GAP}\blow(?:er)? (?:number|score|value)|{_ZH_HIGH}{_ZH_GAP}(?:{_ZH_BAD})|{_ZH_LOW}{_ZH_GAP}(?:{_ZH_GOOD})"
)
_BEST = r"best|(?:very )?low(?:est)? risk|least risk|minimal risk|exceptional|strongest|excellent|最好|最优|最佳|风险最低|最低风险|风险最小"
_WORST = r"worst|(?:very )?high(?:est)? risk|most risk|severe risk|in default|default|bankrupt\w*|weakest|failed"
_WORST += "|最差|风险最高|最高风险|风险最大|违约"
_END = r"(?<![\d./-])(?<!\d,)(?P<n>\d{1,4})\s*(?:=|[（(]|:|：|\bis\b|\bmeans\b|\bbeing\b|为|表示|代表|是)\s*(?:the )?"
TOP, BOTTOM = re.compile(rf"{_END}(?:{_BEST})"), re.compile(rf"{_END}(?:{_WORST})")
OF_CLASS = re.compile(r"\bclass\b|\bpercentile\b|百分位|类别")


def add_directions(body: dict[str, Any], rows: list[Row], spec: Spec, maker: LeafMaker) -> None:
    """Put `higher_is_better`, `scale_min` and `scale_max` into the scores whose legend says them."""
    scores = [s for s in body.get("scores", []) if s.get("value") or s.get("class_value")]
    told: dict[str, set[bool]] = {}
    leaves: dict[str, tuple[Leaf, dict[int, bool]]] = {}
    for text, row in _sentences(rows) if scores else ():
        up, ends = direction_of(text)
        score = _score_of(text, row, scores, spec) if up is not None else None
        if score is None or up is None:
            continue
        cells = [c.box for c in row.filled if c.box]
        leaf = maker.leaf("text", Printed(row.text, row.page, union(cells) if cells else NOWHERE))
        told.setdefault(score["name"], set()).add(up)
        leaves.setdefault(score["name"], (leaf, ends))
    for score in scores:
        if len(told.get(score["name"], ())) != 1:
            continue  # no legend, or two that disagree
        leaf, ends = leaves[score["name"]]
        score["higher_is_better"] = {**leaf, "value": told[score["name"]] == {True}}
        if len(ends) > 1:
            score.setdefault("scale_min", {**leaf, "value": str(min(ends))})
            score.setdefault("scale_max", {**leaf, "value": str(max(ends))})


def direction_of(text: str) -> tuple[bool | None, dict[int, bool]]:
    """(higher is better or None, ends of the scale that are named with whether each is the good one) of a legend."""
    flat = plain(clean(text))
    ends: dict[int, bool] = {}
    for pattern, good in ((TOP, True), (BOTTOM, False)):
        for match in pattern.finditer(flat):
            if not OF_CLASS.search(flat[max(0, match.start() - 12) : match.start()]):
                ends.setdefault(int(match["n"]), good)
    up, down = bool(UPWARD.search(flat)), bool(DOWNWARD.search(flat))
    if OF_CLASS.search(flat) and not re.search(r"\bscore|分[值数]|评分", flat):
        up = down = False
    if set(ends.values()) == {True, False}:
        tops = [n for n, good in ends.items() if good]
        lows = [n for n, good in ends.items() if not good]
        up, down = up or min(tops) > max(lows), down or max(tops) < min(lows)
    return (None if up == down else up), ends


def _sentences(rows: list[Row]) -> Iterator[tuple[str, Row]]:
    """Each row as it stands, and with the next line where the sentence goes on there."""
    for i, row in enumerate(rows):
        yield row.text, row
        below = rows[i + 1] if i + 1 < len(rows) else None
        if below and below.page == row.page and not row.table and len(row.filled) == 1 and len(below.filled) == 1:
            yield f"{row.text} {below.text}", row


def _score_of(text: str, row: Row, scores: list[dict[str, Any]], spec: Spec) -> dict[str, Any] | None:
    """The score that the legend names; else the one on its line, the one right above, or the only one of the paper."""
    named = _named(text, spec)
    if named:
        return next((s for s in scores if s["name"] in named), None) if len(named) == 1 else None
    if len(scores) == 1:
        return scores[0]
    beside = [s for s in scores if (at := _place(s)) and at[0] == row.page and at[1] < row.bottom and at[2] > row.top]
    if beside:
        return beside[0] if len(beside) == 1 else None
    above = [(at[2], s) for s in scores if (at := _place(s)) and at[0] == row.page and 0 <= row.top - at[2] < NEAR_PT]
    last = max((bottom for bottom, _ in above), default=None)
    nearest = [s for bottom, s in above if last is not None and last - bottom < 3]
    return nearest[0] if len(nearest) == 1 else None


def _named(text: str, spec: Spec) -> set[str]:
    """Names of the scores whose label stands in the text; a longer label hides the shorter ones inside it."""
    key = fold(text)
    found: dict[str, str] = {}
    for label, meaning in spec.labels.exact():
        goal = target(meaning)
        if goal and len(label) >= MIN_NAME and goal.path.startswith(("scores[", "payment_indices[")) and label in key:
            found[label] = goal.path.split("[")[1].split("]")[0]
    return {name for label, name in found.items() if not any(label != other and label in other for other in found)}


def _place(score: dict[str, Any]) -> tuple[int, float, float] | None:
    leaf = score.get("value") or score.get("class_value")
    return (leaf["page"], leaf["box"][1], leaf["box"][3]) if isinstance(leaf, dict) and leaf.get("box") else None
