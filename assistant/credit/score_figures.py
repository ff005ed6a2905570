"""Figures of scores, payment indices, insurers' decisions and recommended limits of commercial reports. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assistant.credit.case_figures import (
    Report,
    counted,
    from_leaf,
    leaf_evidence,
    leaf_number,
    leaf_value,
    report_day,
)
from assistant.credit.figures import CaseFigure

POOR = {
    "creditsafe_score": ("<", 30),
    "intelliscore_plus": ("<=", 25),
    "coface_dra": ("<=", 3),
    "allianz_grade": (">=", 8),
}
DNB_CLASSES = ("dnb_delinquency", "dnb_failure")
POOR_CLASS = 4
UPWARD = {
    "creditsafe_score": True, "intelliscore_plus": True, "coface_dra": True, "allianz_grade": False, "dnb_delinquency": True,
    "dnb_failure": True,
}  # fmt: skip
"""Which way each vendor's score runs by its own publication; a printed legend goes before it."""
SCALE_TOP = {"creditsafe_score": 100, "intelliscore_plus": 100, "coface_dra": 10, "allianz_grade": 10}


def score_figures(reports: tuple[Report, ...]) -> Iterator[CaseFigure]:
    """Payment indices, scores and their moves, insurers' cover and recommended limits."""
    yield from _indices(reports)
    yield from _scores(reports)
    yield from _cover(reports)


def _indices(reports: tuple[Report, ...]) -> Iterator[CaseFigure]:
    names = {"paydex": "paydex", "dbt": "bureau_dbt", "equifax_payment_index": "payment_index"}
    for kind, name in names.items():
        rows = [(r, i) for r in reports for i in r.get("payment_indices", ()) if i.get("kind") == kind]
        if rows:
            report, index = max(rows, key=lambda row: report_day(row[0]))
            figure = from_leaf(name, index.get("value"), report)
            if figure:
                yield figure


def _scores(reports: tuple[Report, ...]) -> Iterator[CaseFigure]:
    rows = [(r, s) for r in reports for s in r.get("scores", ()) if s.get("name") in {*POOR, *DNB_CLASSES}]
    if not rows:
        return
    yield counted("scores_seen", rows, ("value", "class_value"), ())
    poor = [(r, s) for r, s in rows if _is_poor(s)]
    shown = tuple(e for r, s in rows for e in leaf_evidence("poor_scores", s.get("class_value") or s.get("value"), r))
    yield counted("poor_scores", poor, ("class_value", "value"), shown)
    classes = [
        (v, r, s)
        for r, s in rows
        if s.get("name") == "dnb_failure" and (v := leaf_number(s.get("class_value"))) is not None
    ]
    if classes:
        worst, report, score = max(classes, key=lambda c: c[0])
        yield CaseFigure(
            "worst_failure_class", worst, "", None, leaf_evidence("worst_failure_class", score["class_value"], report)
        )
    yield from _score_moves(rows)


def _is_poor(score: Mapping[str, Any]) -> bool:
    """Poor by the vendor's published bands; never where the printed legend or scale is not the one the bands belong to."""
    name = str(score.get("name"))
    if name in DNB_CLASSES:
        return (leaf_number(score.get("class_value")) or 0) >= POOR_CLASS
    value, top = leaf_number(score.get("value")), leaf_number(score.get("scale_max"))
    printed = leaf_value(score.get("higher_is_better"))
    if (printed is not None and printed is not UPWARD[name]) or (top is not None and top != SCALE_TOP[name]):
        return False
    side, edge = POOR[name]
    if value is None:
        return False
    return {"<": value < edge, "<=": value <= edge, ">=": value >= edge}[side]


def _score_moves(rows: list[tuple[Report, Mapping[str, Any]]]) -> Iterator[CaseFigure]:
    """The fall of a score against its earlier value; classes lost against the earlier class."""
    falls, rises = [], []
    for report, score in rows:
        now, before = leaf_number(score.get("value")), leaf_number(score.get("previous"))
        trend = [v for point in score.get("trend", ()) if (v := leaf_number(point.get("value"))) is not None]
        before = before if before is not None else (trend[0] if trend else None)
        if now is not None and before:
            printed = leaf_value(score.get("higher_is_better"))
            up = printed if printed is not None else UPWARD.get(str(score.get("name")))
            falls.append(((before - now if up else now - before) / before * 100, report, score))
        worse, old = leaf_number(score.get("class_value")), leaf_number(score.get("previous_class"))
        if worse is not None and old is not None:
            rises.append((worse - old, report, score))
    for name, moves, leaf in (("score_drop_pct", falls, "value"), ("class_rise", rises, "class_value")):
        if moves:
            most, report, score = max(moves, key=lambda m: m[0])
            yield CaseFigure(name, most, "", None, leaf_evidence(name, score.get(leaf), report))


def _cover(reports: tuple[Report, ...]) -> Iterator[CaseFigure]:
    decisions = [(r, d) for r in reports for d in r.get("insurer_decisions", ())]
    if decisions:
        report, last = max(decisions, key=lambda d: str(leaf_value(d[1].get("valid_from")) or report_day(d[0])))
        word = leaf_value(last.get("decision"))
        refused = word in ("refused", "withdrawn")
        yield CaseFigure(
            "insurer_refused",
            Decimal(refused),
            str(word or ""),
            None,
            leaf_evidence("insurer_refused", last.get("decision"), report),
        )
        asked, granted = leaf_number(last.get("requested")), leaf_number(last.get("approved"))
        if granted is None and refused:
            granted = Decimal(0)
        if granted is not None:
            currency = (
                str(last["approved"].get("currency") or report.get("currency") or "") if last.get("approved") else None
            )
            yield CaseFigure(
                "insurer_approved",
                granted,
                "",
                currency,
                leaf_evidence("insurer_approved", last.get("approved"), report),
            )
        if asked and granted is not None:
            yield CaseFigure(
                "insurer_approved_pct",
                granted / asked * 100,
                "",
                None,
                leaf_evidence("insurer_approved_pct", last.get("approved"), report),
            )
    caps = [
        (r, x)
        for r in reports
        for x in r.get("limit_recommendations", ())
        if x.get("kind") in ("max_credit", "credit_limit", "contract_limit")
    ]
    if caps:
        report, row = max(caps, key=lambda c: (c[1].get("kind") == "max_credit", report_day(c[0])))
        figure = from_leaf("max_credit", row.get("amount"), report)
        if figure:
            yield figure
