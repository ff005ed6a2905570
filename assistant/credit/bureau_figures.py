"""Figures of credit reports: debts, overdue, lines, guarantees, lenders, inquiries, utilities, age; those of scores follow. Pure."""

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
from assistant.credit.score_figures import score_figures

CREDIT_PARTS = ("credit_summary", "credit_matrix", "credit_accounts", "liability_history")
REPORT_PARTS = (*CREDIT_PARTS, "credit_lines", "repayment_liabilities", "inquiries", "utility_accounts")
HISTORY_MONTHS = 24
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
    yield from score_figures(inputs.bureau)
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
