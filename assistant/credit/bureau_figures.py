"""Figures of bureau, commercial and insurer reports: debts, overdue, lines, lenders, inquiries, payment indices, scores, cover. Pure."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.case_figures import (
    CaseInputs,
    Report,
    added,
    counted,
    day_evidence,
    days_between,
    from_leaf,
    leaf_evidence,
    leaf_number,
    leaf_value,
    months_before,
    report_day,
)
from assistant.credit.figures import CaseFigure

CREDIT_PARTS = ("credit_summary", "credit_matrix", "credit_accounts", "liability_history")
REPORT_PARTS = (*CREDIT_PARTS, "credit_lines", "repayment_liabilities", "inquiries", "utility_accounts")
HISTORY_MONTHS = 24
POOR = {
    "creditsafe_score": ("<", 30),
    "intelliscore_plus": ("<=", 25),
    "coface_dra": ("<=", 3),
    "allianz_grade": (">=", 8),
}
DNB_CLASSES = ("dnb_delinquency", "dnb_failure")
POOR_CLASS = 4
COMMERCIAL = ("credit_summary", "payment_indices", "scores", "credit_accounts", "liability_history")


@cache
def figure_words() -> dict[str, dict[str, list[str]]]:
    """`figure_words.toml`."""
    return tomllib.loads(files(__package__).joinpath("figure_words.toml").read_text("utf-8"))


def says(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of the words."""
    low = text.lower()
    return any(w.lower() in low for w in words)


def bureau_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The figures that the reports of the customer give."""
    credit = credit_report(inputs)
    held = credit if credit and any(credit.get(part) for part in CREDIT_PARTS) else None
    yield CaseFigure("bureau_reports", Decimal(held is not None), "", None, day_evidence(held) if held else ())
    if credit:
        yield from _debts(credit)
        yield from _overdue(credit)
        yield from _lines(credit)
        yield from _guarantees(credit)
        yield from _lenders(credit, inputs.as_of)
        yield from year_end_balance(credit, inputs)
        yield from _utilities(credit)
    yield from _indices(inputs.bureau)
    yield from _scores(inputs.bureau)
    yield from _cover(inputs.bureau)
    yield from _age(inputs)


def credit_report(inputs: CaseInputs) -> Report | None:
    """The newest report of a credit register."""
    return newest([r for r in inputs.bureau if any(r.get(part) for part in REPORT_PARTS)])


def newest(reports: list[Report]) -> Report | None:
    """The report with the latest date."""
    return max(reports, key=report_day, default=None)


def _debts(report: Report) -> Iterator[CaseFigure]:
    summary = report.get("credit_summary", {})
    bad = [(report, summary.get(key)) for key in ("npl_balance", "recourse_balance", "advances_balance")]
    currency = str(report.get("currency") or "")
    figure = added("bad_debt", bad, currency)
    if figure:
        yield figure
    for name in ("special_mention_balance", "loan_balance", "active_lender_count"):
        printed = from_leaf(name, summary.get(name), report)
        if printed:
            yield printed


def _overdue(report: Report) -> Iterator[CaseFigure]:
    printed = from_leaf("bureau_overdue", report.get("credit_summary", {}).get("overdue_total"), report)
    if printed:
        yield printed
    accounts = [a for a in report.get("credit_accounts", ()) if not leaf_value(a.get("is_settled"))]
    months = [(v, a) for a in accounts if (v := leaf_number(a.get("overdue_months"))) is not None]
    if months:
        most, account = max(months, key=lambda m: m[0])
        yield CaseFigure(
            "bureau_overdue_months",
            most,
            "",
            None,
            leaf_evidence("bureau_overdue_months", account["overdue_months"], report),
        )
    elif printed:
        yield CaseFigure("bureau_overdue_months", Decimal(1 if printed.value else 0), "", None, printed.evidence)
    rows = report.get("liability_history", ())
    if rows and report_day(report):
        since = months_before(report_day(report), HISTORY_MONTHS)[:7]
        late = [
            r
            for r in rows
            if str(leaf_value(r.get("month")) or "") >= since and (leaf_number(r.get("overdue_total")) or 0) > 0
        ]
        yield counted("past_overdue_months", [(report, r) for r in late], ("month",), day_evidence(report))
    if report.get("credit_accounts"):
        words = figure_words()["special"]
        for name, kinds in (
            ("special_events", words["other"] + words["severe"]),
            ("severe_special_events", words["severe"]),
        ):
            hits = [
                (report, {"event": e})
                for a in report["credit_accounts"]
                for e in a.get("special_events", ())
                if says(str(leaf_value(e)), kinds)
            ]
            yield counted(name, hits, ("event",), day_evidence(report))


def _lines(report: Report) -> Iterator[CaseFigure]:
    rows = [r for r in report.get("credit_lines", ()) if leaf_number(r.get("limit")) is not None]
    currency = str(report.get("currency") or "")
    if rows:
        total = added("line_total", [(report, r.get("limit")) for r in rows], currency)
        used = added("line_used", [(report, r.get("used")) for r in rows], currency)
    else:
        summary = report.get("credit_summary", {})
        parts = [summary.get("revolving") or {}, summary.get("non_revolving") or {}]
        total = added("line_total", [(report, p.get("total")) for p in parts], currency)
        used = added("line_used", [(report, p.get("used")) for p in parts], currency)
        if used is None and total is not None and total.value is not None:
            free = added("line_used", [(report, p.get("available")) for p in parts], currency)
            if free is not None and free.value is not None:
                used = CaseFigure("line_used", total.value - free.value, "", currency, total.evidence + free.evidence)
    yield from (f for f in (total, used) if f)


def _guarantees(report: Report) -> Iterator[CaseFigure]:
    rows = [r for r in report.get("repayment_liabilities", ()) if leaf_value(r.get("role")) in ("guarantor", None)]
    summary = report.get("credit_summary", {})
    currency = str(report.get("currency") or "")
    given = added("external_guarantee_amount", [(report, r.get("amount")) for r in rows], currency) or from_leaf(
        "external_guarantee_amount", summary.get("external_guarantee_amount"), report
    )
    if given:
        yield given
        bad = [
            (report, r.get("balance"))
            for r in rows
            if leaf_value(r.get("five_class")) in ("sub", "doubt", "loss", "npl", "default")
        ]
        printed = from_leaf("external_guarantee_npl", summary.get("external_guarantee_npl"), report)
        npl = added("external_guarantee_npl", bad, currency) or printed
        yield npl or CaseFigure("external_guarantee_npl", Decimal(0), "", currency, given.evidence[:1])
        watch = [(report, r) for r in rows if leaf_value(r.get("five_class")) == "sm"]
        yield counted("guaranteed_special_mention", watch, ("debtor",), given.evidence[:1])


def _lenders(report: Report, as_of: str) -> Iterator[CaseFigure]:
    accounts = [
        a
        for a in report.get("credit_accounts", ())
        if not leaf_value(a.get("is_settled")) and leaf_value(a.get("lender"))
    ]
    if accounts:
        words = figure_words()["lenders"]
        seen: dict[str, Mapping[str, Any]] = {}
        for account in accounts:
            lender = str(leaf_value(account["lender"]))
            if says(lender, words["non_bank"]) and not says(lender, words["bank"]):
                seen.setdefault(lender, account)
        yield counted(
            "non_bank_lenders",
            [(report, a) for a in seen.values()],
            ("lender",),
            leaf_evidence("non_bank_lenders", accounts[0]["lender"], report),
        )
    rows = report.get("inquiries", ())
    if rows:
        since = months_before(as_of, 3)
        asked = [
            (report, r) for r in rows
            if since <= str(leaf_value(r.get("date")) or "") <= as_of
            and not says(f"{leaf_value(r.get('institution'))}{leaf_value(r.get('reason'))}", figure_words()["inquiries"]["own"])
        ]  # fmt: skip
        yield counted("lender_inquiries_3m", asked, ("institution", "date"), day_evidence(report))


def year_end_balance(report: Report, inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The balance of the month of the judged period's end; else that of the report, when it is within a month."""
    if inputs.period is None:
        return
    month = inputs.period.period_end[:7]
    row = next((r for r in report.get("liability_history", ()) if leaf_value(r.get("month")) == month), None)
    leaf = row.get("total") if row else None
    if leaf is None and report_day(report) and abs(days_between(inputs.period.period_end, report_day(report))) <= 31:
        leaf = report.get("credit_summary", {}).get("loan_balance")
    figure = from_leaf("bureau_loans_at_year_end", leaf, report)
    if figure:
        yield figure


def _utilities(report: Report) -> Iterator[CaseFigure]:
    rows = report.get("utility_accounts", ())
    if rows:
        owing = [
            (report, r)
            for r in rows
            if (leaf_number(r.get("arrears")) or 0) > 0 or leaf_value(r.get("status")) == "arrears"
        ]
        yield counted("utility_arrears_months", owing, ("provider", "kind", "status"), day_evidence(report))


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
    name = str(score.get("name"))
    if name in DNB_CLASSES:
        return (leaf_number(score.get("class_value")) or 0) >= POOR_CLASS
    value = leaf_number(score.get("value"))
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
            up = leaf_value(score.get("higher_is_better"))
            falls.append(((before - now if up is not False else now - before) / before * 100, report, score))
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


def _age(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The age of the oldest of the newest reports, one of each provider."""
    newest_of: dict[str, Report] = {}
    for report in inputs.bureau:
        if any(report.get(part) for part in COMMERCIAL) and report_day(report):
            key = str(report.get("provider"))
            if key not in newest_of or report_day(newest_of[key]) < report_day(report):
                newest_of[key] = report
    if newest_of:
        oldest = min(newest_of.values(), key=report_day)
        yield CaseFigure(
            "report_age_days",
            Decimal(days_between(report_day(oldest), inputs.as_of)),
            report_day(oldest),
            None,
            day_evidence(oldest),
        )
