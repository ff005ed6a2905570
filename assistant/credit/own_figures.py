"""Figures of our own side: ledger, credit request, contact log, and answers that people have recorded to follow-up checks. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.credit.case_definitions import case_definitions
from assistant.credit.case_figures import CaseInputs, months_before
from assistant.credit.case_model import CreditRequest
from assistant.credit.figures import CaseFigure
from assistant.credit.risk_model import Evidence

BROKEN = ("broken", "part_kept")
LEDGER = {  # figure -> (name among the behaviour's values, what percentages need)
    "our_overdue": ("our_overdue", 1), "our_overdue_days": ("oldest_days_past_due", 1), "our_ar": ("our_ar", 1),
    "dbt_weighted_12m": ("dbt_weighted_12m", 1), "paid_invoices_12m": ("paid_invoices_12m", 1), "dbt_last_6m": ("dbt_recent_6m", 1),
    "dbt_before_6m": ("dbt_before_6m", 1), "limit_utilisation_pct": ("limit_utilisation", 100),
    "our_ar_share_pct": ("our_share_of_our_ar", 100), "order_growth_3m": ("order_growth_3m", 100),
    "returned_bills_12m": ("returned_bills_12m", 1), "dishonoured_bills_12m": ("dishonoured_bills_12m", 1),
}  # fmt: skip


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
    values: Mapping[str, Any] = (inputs.payment or {}).get("values") or {}
    for name, (key, times) in LEDGER.items():
        figure = _metric(name, values.get(key), times)
        if figure is not None:
            yield figure
    sales = _metric("our_sales_ex_vat_12m", values.get("sales_12m"), 1)
    if sales is not None and sales.value is not None:
        vat = _number(inputs.case.request.vat_rate_pct) if inputs.case.request else None
        yield replace(sales, value=sales.value / (1 + (inputs.vat_pct if vat is None else vat) / 100))


def _metric(name: str, found: Mapping[str, Any] | None, times: int) -> CaseFigure | None:
    value = _number((found or {}).get("value"))
    if found is None or value is None:
        return None
    places = tuple(Evidence.model_validate(row) for row in found.get("evidence", ()))
    return CaseFigure(name, value * times, "", found.get("currency"), places)


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
        for name, field in (("request_vat_pct", "vat_rate_pct"), ("request_peak", "peak_factor")):
            given = _number(getattr(request, field))
            if given is not None:
                yield _asked(name, given, None, request, field)


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
