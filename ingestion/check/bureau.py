"""Checks inside a bureau report, BR-1 … BR-10: sums, counts, dates, classes that must hold on the printed page. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import CheckResult

Report = Mapping[str, Any]
Status = Literal["ok", "minor", "break", "not_testable"]
PCT_SLACK, DBT_SLACK, LATE_MONTHS = Decimal(1), Decimal(1), 4
NEAR = Decimal("0.02")
BAD = frozenset({"sub", "doubt", "loss", "default"})
MIDDLES = {"current": 0, "d1_30": 15, "d31_60": 45, "d61_90": 75, "d91_plus": 105}
LOANS = ("medium_long_loan", "short_loan", "revolving_overdraft", "discount")
COUNTED = {
    "judgment": "judgment",
    "enforcement": "enforcement",
    "tax_arrears": "tax_arrears",
    "admin_penalty": "admin_penalty",
}


def check_bureau(report: Report) -> list[CheckResult]:
    """All checks that the report has figures for; those without are left out."""
    groups = (
        _cards_and_matrix,
        _matrix_sums,
        _prompt_and_matrix,
        _lines,
        _counts,
        _history,
        _ownership,
        _classes,
        _buckets,
        _dates,
    )
    return [result for group in groups for result in group(report)]


def _result(
    name: str, difference: Decimal, slack: Decimal, paths: Sequence[str], day: str | None = None
) -> CheckResult:
    off = abs(difference)
    status: Status = "ok" if off <= slack else "minor" if off <= 2 * slack else "break"
    return CheckResult(
        id=name,
        period_end=day,
        status=status,
        difference=plain_decimal(difference),
        facts=tuple(f"bureau.{p}" for p in paths),
    )


def _number(leaf: Any) -> Decimal | None:
    value = leaf.get("value") if isinstance(leaf, Mapping) else leaf
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _word(leaf: Any) -> str | None:
    value = leaf.get("value") if isinstance(leaf, Mapping) else leaf
    return None if value is None else str(value)


def _unit(report: Report) -> Decimal:
    """What the last printed digit is worth: a hundredth of the unit, at least a cent."""
    return max(Decimal(str(report.get("amount_unit") or 1)) / 100, Decimal("0.01"))


def _matrix(report: Report) -> dict[tuple[str, str], tuple[int, Decimal]]:
    found: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for i, row in enumerate(report.get("credit_matrix", [])):
        category, balance = _word(row.get("category")), _number(row.get("balance"))
        if category and balance is not None:
            found.setdefault((category, _word(row.get("class")) or "total"), (i, balance))
    return found


def _cards_and_matrix(report: Report) -> Iterable[CheckResult]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    count: dict[str, int] = defaultdict(int)
    for account in report.get("credit_accounts", []):
        category, balance = _word(account.get("category")), _number(account.get("balance"))
        if category and balance is not None and _word(account.get("is_settled")) != "True":
            sums[category] += balance
            count[category] += 1
    for (category, word), (i, balance) in _matrix(report).items():
        if word == "total" and category in sums:
            yield _result(
                "BR-1", sums[category] - balance, count[category] * _unit(report), [f"credit_matrix[{i}].balance"]
            )


def _matrix_sums(report: Report) -> Iterable[CheckResult]:
    found = _matrix(report)
    by_category: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (category, word), (_, balance) in found.items():
        by_category[category][word] = balance
    for category, words in by_category.items():
        if {"pass", "sm", "npl", "total"} <= set(words):
            gap = words["total"] - words["pass"] - words["sm"] - words["npl"]
            yield _result("BR-2", gap, 3 * _unit(report), [f"credit_matrix[{found[category, 'total'][0]}].balance"])


def _prompt_and_matrix(report: Report) -> Iterable[CheckResult]:
    balance = _number(report.get("credit_summary", {}).get("loan_balance"))
    found = _matrix(report)
    parts = [found[c, "total"][1] for c in LOANS if (c, "total") in found]
    if balance is not None and len(parts) > 1:
        recourse = _number(report.get("credit_summary", {}).get("recourse_balance")) or Decimal(0)
        gap = balance - sum(parts, Decimal(0))
        best = min((gap, gap - recourse), key=abs)
        yield _result("BR-3", best, len(parts) * _unit(report), ["credit_summary.loan_balance"])


def _lines(report: Report) -> Iterable[CheckResult]:
    for kind in ("revolving", "non_revolving"):
        line = report.get("credit_summary", {}).get(kind) or {}
        total, used, free = (_number(line.get(name)) for name in ("total", "used", "available"))
        if total is not None and used is not None and free is not None:
            yield _result("BR-4", total - used - free, 2 * _unit(report), [f"credit_summary.{kind}.total"])


def _counts(report: Report) -> Iterable[CheckResult]:
    details: dict[str, int] = defaultdict(int)
    for event in report.get("legal_events", []):
        details[str(event.get("kind"))] += 1
    for i, row in enumerate(report.get("record_counts", [])):
        kind, count = COUNTED.get(str(row.get("kind"))), _number(row.get("count"))
        if kind and count is not None and (details[kind] or not count):
            yield _result("BR-5", count - details[kind], Decimal(0), [f"record_counts[{i}].count"])


def _history(report: Report) -> Iterable[CheckResult]:
    months = [
        (m, _number(row.get("total")), i)
        for i, row in enumerate(report.get("liability_history", []))
        if (m := _word(row.get("month")))
    ]
    known = [m for m in months if m[1] is not None]
    balance = _number(report.get("credit_summary", {}).get("loan_balance"))
    if known and balance is not None:
        month, total, i = max(known)
        slack = max(NEAR * balance, _unit(report))
        yield _result("BR-6", balance - (total or Decimal(0)), slack, [f"liability_history[{i}].total"], month)


def _ownership(report: Report) -> Iterable[CheckResult]:
    shares = [p for row in report.get("shareholders", []) if (p := _number(row.get("pct"))) is not None]
    if len(shares) > 1:
        yield _result("BR-7", sum(shares, Decimal(0)) - 100, PCT_SLACK, ["shareholders"])


def _classes(report: Report) -> Iterable[CheckResult]:
    for i, account in enumerate(report.get("credit_accounts", [])):
        months, word = _number(account.get("overdue_months")), _word(account.get("five_class"))
        if months is not None and word is not None:
            wrong = months >= LATE_MONTHS and word not in BAD
            if wrong:
                yield CheckResult(
                    id="BR-8",
                    period_end=None,
                    status="break",
                    difference=plain_decimal(months),
                    facts=(f"bureau.credit_accounts[{i}].five_class",),
                )
    if any(_number(a.get("overdue_months")) is not None for a in report.get("credit_accounts", [])):
        yield CheckResult(id="BR-8", period_end=None, status="ok")


def _buckets(report: Report) -> Iterable[CheckResult]:
    weighted = whole = Decimal(0)
    for i, line in enumerate(report.get("trade_lines", [])):
        amounts = {n: v for n in MIDDLES if (v := _number(line.get(n))) is not None}
        shares = {n: v for n in MIDDLES if (v := _number(line.get(f"{n}_pct"))) is not None}
        balance = _number(line.get("balance"))
        if len(amounts) == len(MIDDLES) and balance is not None:
            yield _result(
                "BR-9",
                balance - sum(amounts.values(), Decimal(0)),
                Decimal(len(MIDDLES)),
                [f"trade_lines[{i}].balance"],
            )
        if len(shares) == len(MIDDLES):
            yield _result("BR-9", sum(shares.values(), Decimal(0)) - 100, Decimal(2), [f"trade_lines[{i}].current_pct"])
        if balance is not None and (len(shares) == len(MIDDLES) or len(amounts) == len(MIDDLES)):
            own = {n: balance * v / 100 for n, v in shares.items()} if shares else amounts
            weighted += sum((MIDDLES[n] * v for n, v in own.items()), Decimal(0))
            whole += balance
    dbt = next((_number(p.get("value")) for p in report.get("payment_indices", []) if p.get("kind") == "dbt"), None)
    total = _number(report.get("trade_summary", {}).get("balance_total"))
    if dbt is not None and whole and total is not None and abs(total - whole) <= total / 100:
        yield _result("BR-9", (dbt - weighted / whole).quantize(Decimal("0.01")), DBT_SLACK, ["payment_indices.dbt"])


def _dates(report: Report) -> Iterable[CheckResult]:
    """No record is later than the report."""
    day = _word(report.get("report_date")) or _word(report.get("report_time"))
    if day is None:
        return
    late = [
        f"{name}[{i}].{leaf}"
        for name, leaves in (
            ("credit_accounts", ("open_date", "last_pay_date")),
            ("legal_events", ("filed", "decided")),
            ("inquiries", ("date",)),
        )
        for i, record in enumerate(report.get(name, []))
        for leaf in leaves
        if (told := _word(record.get(leaf))) and told[:10] > day[:10]
    ]
    yield CheckResult(
        id="BR-10",
        period_end=day[:10],
        status="break" if late else "ok",
        difference=str(len(late)),
        facts=tuple(f"bureau.{p}" for p in late),
    )
