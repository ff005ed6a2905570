"""Figures of our own side: ledger, credit request, contact log, and answers that people have recorded to follow-up checks. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.credit.case_definitions import case_definitions
from assistant.credit.case_figures import CaseInputs, months_before
from assistant.credit.case_model import CreditRequest
from assistant.credit.figures import CaseFigure
from assistant.credit.risk_model import Evidence

BROKEN = ("broken", "part_kept")
DEFAULT_VAT, DEFAULT_PEAK = Decimal(13), Decimal("1.2")
LEDGER = {
    "our_overdue": ("past_due",),
    "our_overdue_days": ("oldest_days_past_due",),
    "our_ar": ("total_ar",),
    "dbt_weighted_12m": ("dbt_weighted_12m", "dbt_weighted"),
    "paid_invoices_12m": ("paid_invoices_12m", "paid_invoices"),
    "dbt_last_6m": ("dbt_last_6m", "dbt_recent_6m", "dbt_weighted_6m"),
    "dbt_before_6m": ("dbt_before_6m", "dbt_prior_6m", "dbt_previous_6m"),
    "order_growth_3m": ("order_growth_3m",),
    "returned_bills_12m": ("returned_bills_12m",),
    "dishonoured_bills_12m": ("dishonoured_bills_12m",),
}
MONEY = ("our_overdue", "our_ar")


def own_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The figures of ledger, request and contacts."""
    yield from _ledger(inputs)
    yield from _request(inputs)
    if inputs.case.contacts or inputs.payment:
        since = months_before(inputs.as_of, 12)
        broken = [
            c for c in inputs.case.contacts
            if c.promise and c.promise.state in BROKEN and since <= c.promise.due_date[:10] <= inputs.as_of
        ]  # fmt: skip
        yield CaseFigure(
            "broken_promises_12m", Decimal(len(broken)), "; ".join(c.promise.due_date for c in broken if c.promise)
        )
    yield CaseFigure(
        "new_customer",
        Decimal(not inputs.payment and not (inputs.case.request and inputs.case.request.relationship_since)),
    )


def _ledger(inputs: CaseInputs) -> Iterator[CaseFigure]:
    payment = inputs.payment
    if not payment:
        return
    currency, metrics = ledger_metrics(payment, inputs.period.currency if inputs.period else None)
    places = _places(payment)
    for name, keys in LEDGER.items():
        value = next((v for key in keys if (v := _number(metrics.get(key))) is not None), None)
        if value is not None:
            yield CaseFigure(name, value, "", currency if name in MONEY else None, places)
    receivable, firm = _number(metrics.get("total_ar")), _number(inputs.case.our_total_receivables.get(currency or ""))
    if receivable is not None and firm:
        yield CaseFigure("our_ar_share_pct", receivable / firm * 100, "", None, places)
    sales = _number(metrics.get("sales_12m"))
    if sales is not None:
        vat = _number(inputs.case.request.vat_rate_pct) if inputs.case.request else None
        yield CaseFigure(
            "our_sales_ex_vat_12m", sales / (1 + (DEFAULT_VAT if vat is None else vat) / 100), "", currency, places
        )
    used = _utilisation(payment, metrics, inputs.case.request)
    if used is not None:
        yield CaseFigure("limit_utilisation_pct", used, "", None, places)


def ledger_metrics(payment: Mapping[str, Any], currency: str | None) -> tuple[str | None, Mapping[str, Any]]:
    """The metrics of one currency of a ledger: the judged one where the ledger has it, else the one with most receivable."""
    by_currency = payment.get("currencies")
    if not isinstance(by_currency, Mapping) or not by_currency:
        return currency, payment
    if currency in by_currency:
        return currency, by_currency[currency]
    best = max(by_currency, key=lambda c: _number(by_currency[c].get("total_ar")) or Decimal(0))
    return str(best), by_currency[best]


def _utilisation(
    payment: Mapping[str, Any], metrics: Mapping[str, Any], request: CreditRequest | None
) -> Decimal | None:
    """(receivable + unbilled + open orders − security) ÷ limit, in percent: as the ledger has it, else from the request."""
    limit = payment.get("limit")
    for found in (
        limit.get("limit_utilisation_pct") if isinstance(limit, Mapping) else None,
        metrics.get("limit_utilisation_pct"),
    ):
        if _number(found) is not None:
            return _number(found)
    current = _number(request.current_limit) if request else None
    receivable = _number(metrics.get("total_ar"))
    if request is None or not current or receivable is None:
        return None
    held = sum((_number(s.amount) or Decimal(0) for s in request.security_held), Decimal(0))
    exposure = receivable + (_number(request.unbilled) or 0) + (_number(request.open_orders) or 0) - held
    return exposure / current * 100


def _places(payment: Mapping[str, Any]) -> tuple[Evidence, ...]:
    rows = payment.get("evidence") or payment.get("places") or ()
    return tuple(Evidence(**row) if isinstance(row, Mapping) else row for row in rows if _is_place(row))


def _is_place(row: Any) -> bool:
    return isinstance(row, Evidence) or (
        isinstance(row, Mapping) and set(Evidence.model_fields) >= set(row) and "page" in row
    )


def _request(inputs: CaseInputs) -> Iterator[CaseFigure]:
    request = inputs.case.request
    if request is None:
        return
    currency = request.currency
    if (value := _number(request.requested_limit)) is not None:
        yield _asked("requested_limit", value, currency, request)
    amounts = [v for v in (_number(request.requested_limit), _number(request.current_limit)) if v is not None]
    if amounts:
        yield CaseFigure("asked_limit", max(amounts), "", currency)
    bought, days = _number(request.expected_purchases_12m), _number(request.requested_terms_days)
    if bought is not None and days is not None:
        yield _asked("request_purchases", bought, currency, request, "expected_purchases_12m")
        yield _asked("request_terms_days", days, None, request, "requested_terms_days")
        vat, peak = _number(request.vat_rate_pct), _number(request.peak_factor)
        yield _asked("request_vat_pct", DEFAULT_VAT if vat is None else vat, None, request, "vat_rate_pct")
        yield _asked("request_peak", DEFAULT_PEAK if peak is None else peak, None, request, "peak_factor")


def _asked(
    name: str, value: Decimal, currency: str | None, request: CreditRequest, field: str | None = None
) -> CaseFigure:
    place = request.places.get(field or name)
    found = (
        (
            Evidence(
                fact="", name=name, document=place.document, file=place.file, page=place.page, box=place.box, label="",
                printed=place.printed, value=str(value),
            ),
        )
        if place
        else ()
    )  # fmt: skip
    return CaseFigure(name, value, place.printed if place else "", currency, found)


def answered_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """Figures that a person has recorded as the answer to a check: `figures: {name: value}` of a follow-up's state."""
    for state in inputs.case.followup_states.values():
        for name, given in (state.get("figures") or {}).items():
            value = _number(given)
            if name in case_definitions() and value is not None:
                currency = (
                    inputs.period.currency if inputs.period and case_definitions()[name]["unit"] == "money" else None
                )
                yield CaseFigure(name, value, str(state.get("note", "")), currency, ())


def _number(value: Any) -> Decimal | None:
    try:
        return None if value is None or isinstance(value, (bool, Mapping)) else Decimal(str(value))
    except InvalidOperation:
        return None
