"""How the customer pays us: the latest ledger's metrics, further values the judgement reads, trend and season. Pure.

`payment_behaviour` of a profile is a dict:

as_of, currency (of the largest balance), document, file, currencies and limit (as the ledger prints them, contract's names),
values: {name: {value, unit, currency, period_end, facts, evidence, reason, flags}}, months: [{month, sales, receipts, dbt}] oldest
first, trend: slower | steady | faster | None, season: [{month 1–12, share of a year's sales in percent}] where 12 months are there.

Names of `values` (money in units of the currency, x as fractions): our_ar, our_current, our_overdue, our_overdue_60,
oldest_days_past_due, overdue_ratio, dbt_weighted, dbt_weighted_12m, dbt_recent_6m, dbt_before_6m, dbt_change_6m, dso_simple,
dso_countback, best_possible_dso, cei, paid_invoices_12m, receipts_12m, sales_12m, sales_growth_3m, credit_note_ratio,
peak_exposure_12m, season_peak, limit_utilisation, our_limit, our_share_of_purchases, our_share_of_our_ar, broken_promises_12m.
A value that cannot be had is None with its `reason`; nothing missing counts as 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from assistant.credit.case_model import CaseRecords, Contact, CreditRequest
from assistant.credit.profile_model import RatioValue
from assistant.credit.risk_model import Evidence
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Extraction, Fact

PREFIX = "ledger_"
SEVERAL_CUSTOMERS = "ledger_several_customers"  # a book of many customers says nothing of one
SHOWN = 8  # printed rows a value carries; its facts open the rest
SLOWER_DAYS = 10  # RF-PB-02
DEFAULT_VAT = Decimal(13)
YEAR_MONTHS = 12
MONEY_NAMES = {
    "our_ar": "total_ar", "our_current": "current_ar", "our_overdue": "past_due", "our_overdue_60": "overdue_over_60",
    "receipts_12m": "receipts_12m", "sales_12m": "sales_12m", "peak_exposure_12m": "peak_exposure",
}  # fmt: skip
DAY_NAMES = {
    "oldest_days_past_due": "oldest_days_past_due", "dbt_weighted": "dbt_weighted", "dbt_weighted_12m": "dbt_weighted_12m",
    "dso_simple": "dso_simple", "dso_countback": "dso_countback", "best_possible_dso": "best_possible_dso",
}  # fmt: skip


def payment_behaviour(
    extractions: Sequence[Extraction],
    case: CaseRecords,
    purchases: RatioValue | None = None,
    preferred: str | None = None,
) -> dict[str, Any] | None:
    """The behaviour by the latest ledger of the papers; None where there is none.

    `purchases` are the customer's of a year; `preferred` is the currency to judge in, where the ledger has it.
    """
    ledgers = [e for e in extractions if e.ledger and not any(p.code == SEVERAL_CUSTOMERS for p in e.problems)]
    if not ledgers:
        return None
    latest = max(ledgers, key=lambda e: str((e.ledger or {}).get("as_of") or ""))
    ledger = latest.ledger or {}
    by_currency = ledger["currencies"]
    largest = max(by_currency, key=lambda c: abs(Decimal(by_currency[c]["total_ar"])), default=None)
    currency = preferred if preferred in by_currency else largest
    if currency is None:
        return None
    book = _Book(latest, currency, ledger)
    values = {
        **book.plain(), **book.ratios(), "limit_utilisation": utilisation(book, case.request),
        "our_limit": our_limit(book, case.request), **shares(book, case, purchases),
        "broken_promises_12m": broken_promises(case.contacts, book.as_of),
    }  # fmt: skip
    months = book.months()
    return {
        "as_of": ledger["as_of"], "currency": currency, "document": latest.sha256, "file": latest.file,
        "currencies": ledger["currencies"], "limit": ledger.get("limit"), "values": values, "months": months,
        "trend": _trend(values["dbt_change_6m"]), "season": _season(months),
    }  # fmt: skip


def value_of(behaviour: Mapping[str, Any] | None, name: str) -> Decimal | None:
    """A value of the behaviour as Decimal; None where there is no ledger or it cannot be had."""
    found = (behaviour or {}).get("values", {}).get(name)
    return None if found is None or found["value"] is None else Decimal(found["value"])


def evidence_of(behaviour: Mapping[str, Any] | None, name: str) -> tuple[Evidence, ...]:
    """The printed rows that a value rests on."""
    found = (behaviour or {}).get("values", {}).get(name) or {}
    return tuple(Evidence.model_validate(row) for row in found.get("evidence", ()))


@dataclass(frozen=True, slots=True)
class _Book:
    extraction: Extraction
    currency: str
    ledger: dict[str, Any]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.ledger["as_of"])

    def fact(self, name: str, months_end: str | None = None) -> Fact | None:
        """The fact of a metric in this book's currency."""
        found = (f for f in self.extraction.facts if f.field == PREFIX + name and self._is_own(f))
        return next((f for f in found if months_end is None or f.period_end == months_end), None)

    def facts(self, name: str) -> list[Fact]:
        """All facts of a name, as windows or months give them."""
        return [f for f in self.extraction.facts if f.field == PREFIX + name and self._is_own(f)]

    def _is_own(self, fact: Fact) -> bool:
        if fact.currency:
            return fact.currency == self.currency
        rows = [f for f in self.extraction.facts if f.id in set(fact.inputs[:1])]
        return not rows or rows[0].currency in (None, self.currency)

    def plain(self) -> dict[str, dict[str, Any]]:
        """Values that are a metric under another name."""
        out = {}
        for names, unit in (
            (MONEY_NAMES, "money"),
            (DAY_NAMES, "days"),
            ({"paid_invoices_12m": "paid_invoices_12m"}, "count"),
        ):
            for name, metric in names.items():
                fact = self.fact(metric)
                out[name] = self.value(
                    fact.amount if fact else None, unit, [fact], "no_receipts" if "dbt" in name else "not_in_ledger"
                )
        return out

    def ratios(self) -> dict[str, dict[str, Any]]:
        """Values worked out from metrics."""
        recent, before = self._windows("dbt_weighted_6m")
        sold, sold_before = self._windows("sales_3m")
        total, past, sales = self.fact("total_ar"), self.fact("past_due"), self.fact("sales_12m")
        credited, cei = self.fact("credit_notes_12m"), self.fact("cei")
        change = recent.amount - before.amount if recent and before else None
        months = [
            f.amount for f in self.facts("sales_month") if f.period_end and f.period_end > _year_before(self.as_of)
        ]
        usual = sum(months, Decimal(0)) / YEAR_MONTHS if months else None
        return {
            "overdue_ratio": self.value(_part(past, total), "x", [past, total], "no_receivables"),
            "dbt_recent_6m": self.value(recent.amount if recent else None, "days", [recent], "no_receipts"),
            "dbt_before_6m": self.value(before.amount if before else None, "days", [before], "no_receipts"),
            "dbt_change_6m": self.value(change, "days", [recent, before], "no_receipts"),
            "cei": self.value(cei.amount if cei else None, "percent", [cei], "not_in_ledger"),
            "credit_note_ratio": self.value(_part(credited, sales), "x", [credited, sales], "no_sales"),
            "sales_growth_3m": self.value(_growth(sold, sold_before), "x", [sold, sold_before], "no_sales"),
            "season_peak": self.value(
                max(months) / usual if usual else None, "x", self.facts("sales_month"), "no_sales"
            ),
        }

    def _windows(self, name: str) -> tuple[Fact | None, Fact | None]:
        """A window to the ledger's day, and the same window before it."""
        found = sorted(self.facts(name), key=lambda f: f.period_end or "")
        recent = next((f for f in found if f.period_end == self.ledger["as_of"]), None)
        return recent, next((f for f in found if f.period_end != self.ledger["as_of"]), None)

    def months(self) -> list[dict[str, Any]]:
        """Sales, receipts and days beyond terms by month, oldest first."""
        rows: dict[str, dict[str, Any]] = {}
        for name, key in (("sales_month", "sales"), ("receipts_month", "receipts"), ("dbt_month", "dbt")):
            for fact in self.facts(name):
                rows.setdefault(fact.period_end or "", {})[key] = fact.value
        return [{"month": end[:7], "sales": None, "receipts": None, "dbt": None, **rows[end]} for end in sorted(rows)]

    def value(
        self,
        value: Decimal | None,
        unit: str,
        facts: Iterable[Fact | None],
        reason: str | None = None,
        flags: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """One entry of `values`."""
        held = [f for f in facts if f is not None]
        return {
            "value": None if value is None else plain_decimal(value), "unit": unit,
            "currency": self.currency if unit == "money" else None, "period_end": self.ledger["as_of"],
            "facts": [f.id for f in held], "evidence": [e.model_dump(mode="json") for e in self.rows(held)],
            "reason": reason if value is None else None, "flags": list(flags),
        }  # fmt: skip

    def rows(self, facts: Iterable[Fact]) -> list[Evidence]:
        """The printed rows that facts rest on, the first few."""
        known = {f.id: f for f in self.extraction.facts}
        found: dict[str, Fact] = {}
        queue = list(facts)
        while queue and len(found) < SHOWN:
            fact = queue.pop(0)
            if fact.method != "derived":
                found.setdefault(fact.id, fact)
            queue += [known[i] for i in fact.inputs if i in known]
        return [_evidence(self.extraction, fact) for fact in found.values()]


def utilisation(book: _Book, request: CreditRequest | None) -> dict[str, Any]:
    """(receivables + deliveries not invoiced + open orders − security) ÷ limit; by the ledger's sheet, else by the request."""
    limit = book.ledger.get("limit")
    fact = book.fact("limit_utilisation_pct")
    if limit and limit.get("limit_utilisation_pct") is not None:
        return book.value(Decimal(limit["limit_utilisation_pct"]) / 100, "x", [fact])
    total = book.fact("total_ar")
    if request is None or request.current_limit is None or total is None:
        return book.value(None, "x", [total], "no_limit")
    if request.currency not in (None, book.currency):
        return book.value(None, "x", [total], "other_currency")
    flags = tuple(f"{name}_not_given" for name in ("unbilled", "open_orders") if getattr(request, name) is None)
    used = total.amount + Decimal(request.unbilled or 0) + Decimal(request.open_orders or 0)
    used -= sum((Decimal(s.amount) for s in request.security_held), Decimal(0))
    below = Decimal(request.current_limit)
    return book.value(_four(used / below) if below else None, "x", [total], "no_limit", flags)


def our_limit(book: _Book, request: CreditRequest | None) -> dict[str, Any]:
    """The limit in force: the ledger's sheet, else the request."""
    limit = book.ledger.get("limit")
    if limit:
        return {
            **book.value(Decimal(limit["limit"]), "money", [book.fact("limit_limit")]),
            "currency": limit["currency"],
        }
    given = request.current_limit if request else None
    return book.value(Decimal(given) if given else None, "money", [], "no_limit")


def shares(book: _Book, case: CaseRecords, purchases: RatioValue | None) -> dict[str, dict[str, Any]]:
    """Our share of what the customer buys in a year (our sales without VAT), and its share of all our receivables."""
    sales, total = book.fact("sales_12m"), book.fact("total_ar")
    rate = Decimal(case.request.vat_rate_pct) if case.request and case.request.vat_rate_pct else None
    flags = () if rate is not None else ("vat_13_assumed",)
    bought = Decimal(purchases.value) if purchases and purchases.value else None
    share = None
    if sales and bought and bought > 0 and purchases and purchases.currency in (None, book.currency):
        share = _four(sales.amount / (1 + (rate if rate is not None else DEFAULT_VAT) / 100) / bought)
    ours = case.our_total_receivables.get(book.currency)
    of_ours = _four(total.amount / Decimal(ours)) if total and ours and Decimal(ours) else None
    return {
        "our_share_of_purchases": book.value(share, "x", [sales], "purchases_unknown", flags),
        "our_share_of_our_ar": book.value(of_ours, "x", [total], "our_receivables_unknown"),
    }


def broken_promises(contacts: Sequence[Contact], as_of: date) -> dict[str, Any]:
    """Promises of the last 12 months that were broken or kept in part; None where no promise was ever recorded."""
    first = _year_before(as_of)
    promised = [c for c in contacts if c.promise and c.promise.state != "cancelled"]
    count = sum(
        c.promise.state in ("broken", "part_kept") and c.promise.due_date > first for c in promised if c.promise
    )
    return {
        "value": str(count) if promised else None, "unit": "count", "currency": None, "period_end": as_of.isoformat(),
        "facts": [], "evidence": [], "reason": None if promised else "no_promises",
        "flags": [], "contacts": [c.id for c in promised],
    }  # fmt: skip


def _evidence(extraction: Extraction, fact: Fact) -> Evidence:
    return Evidence(
        fact=fact.id, name=fact.field or "", document=extraction.sha256, file=extraction.file, page=fact.page, box=fact.box,
        locator=fact.locator, label=fact.label, printed=fact.printed, value=fact.value, period_end=fact.period_end,
    )  # fmt: skip


def _part(above: Fact | None, below: Fact | None) -> Decimal | None:
    return _four(above.amount / below.amount) if above and below and below.amount else None


def _growth(recent: Fact | None, before: Fact | None) -> Decimal | None:
    return _four(recent.amount / before.amount - 1) if recent and before and before.amount else None


def _four(value: Decimal) -> Decimal:
    """A fraction with six decimals: a percentage of it keeps the ledger's four."""
    return value.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)


def _year_before(day: date) -> str:
    return f"{day.year - 1}{day.isoformat()[4:]}"


def _trend(change: Mapping[str, Any]) -> str | None:
    if change["value"] is None:
        return None
    days = Decimal(change["value"])
    return "slower" if days >= SLOWER_DAYS else "faster" if days <= -SLOWER_DAYS else "steady"


def _season(months: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Share of each calendar month in the sales of the last 12 months, where all have sales."""
    last = [m for m in months if m["sales"] is not None][-YEAR_MONTHS:]
    total = sum((Decimal(m["sales"]) for m in last), Decimal(0))
    if len(last) < YEAR_MONTHS or not total:
        return []
    return [
        {
            "month": int(m["month"][5:]),
            "share_pct": plain_decimal((Decimal(m["sales"]) / total * 100).quantize(Decimal("0.01"))),
        }
        for m in last
    ]
