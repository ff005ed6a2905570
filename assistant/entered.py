"""Values as people type them into a form or on the command line, brought to the form that records keep."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.credit.case_model import Promise, Security
from assistant.format import UNIT_SCALES, parsed_number
from ingestion.errors import UsageError
from ingestion.extract.periods import dates_in
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Frozen

MONEY = frozenset(
    {"requested_limit", "expected_purchases_12m", "current_limit", "unbilled", "open_orders", "cost", "amount"}
)
NUMBERS = frozenset({"vat_rate_pct", "peak_factor"})
DAYS = frozenset({"requested_terms_days", "current_terms_days", "max_age_d", "rebuy_after_d"})
DATES = frozenset(
    {"limit_valid_to", "request_date", "verified_at", "next_contact", "obtained_on", "data_as_of", "next_due", "signed_on",
     "valid_until", "withdrawn_on", "due_date", "valid_to", "until"}
)  # fmt: skip
_AMOUNT = re.compile(r"^\s*(?P<number>[-(（]?[\d,，. ]+[)）]?)\s*(?P<unit>[^\d\s.,].*)?$")
_STAMP = re.compile(r"^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T[\d:+.Z-]+$")
_SHORT_UNITS = {"万": 10**4, "亿": 10**8, "千": 10**3, "k": 10**3, "m": 10**6, "": 1}


def entered_values(model: type[Frozen], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `model` in `values`, normalised: money and numbers as plain decimals, dates in ISO.

    Raises:
        UsageError: a field is unknown, or its value cannot be read.
    """
    unknown = sorted(set(values) - set(model.model_fields))
    if unknown:
        raise UsageError("record.unknown_field", field=unknown[0], known=", ".join(model.model_fields))
    return {name: _normal(name, value) for name, value in values.items() if value is not None}


def money_of(text: str) -> Decimal:
    """An amount with or without a unit word: `10,000,000`, `1000万`, `1.2 million`.

    Raises:
        UsageError: it is no amount.
    """
    match = _AMOUNT.match(text)
    if match is None:
        raise UsageError("problems.not_a_number", text=text)
    unit = (match["unit"] or "").strip().removesuffix("人民币").strip().lower()
    scale = _SHORT_UNITS.get(unit) or UNIT_SCALES.get(unit)
    if scale is None:
        raise UsageError("problems.not_a_number", text=text)
    return parsed_number(match["number"].replace(" ", "")) * scale


def _normal(name: str, value: Any) -> Any:
    if isinstance(value, Promise | Security):
        return value
    if isinstance(value, Mapping):
        return {key: _normal(key, inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return tuple(_normal("", inner) for inner in value)
    text = str(value).strip()
    if not text:
        return ""
    if name in MONEY | NUMBERS | DAYS:
        try:
            return _counted(name, text)
        except UsageError as err:
            raise UsageError("record.bad_number", field=name, text=text) from err
    if name == "at":  # day with or without time
        return text if _STAMP.match(text) else _day(name, text)
    if name in DATES:
        return _day(name, text)
    return text


def _counted(name: str, text: str) -> str | int:
    if name in MONEY:
        return plain_decimal(money_of(text))
    if name in NUMBERS:
        return plain_decimal(parsed_number(text.rstrip("%")))
    return int(parsed_number(re.sub(r"\s*(?:天|日|days?)$", "", text, flags=re.IGNORECASE)))


def _day(name: str, text: str) -> str:
    found = dates_in(text)
    if not found:
        raise UsageError("record.bad_date", field=name, text=text)
    return found[0].isoformat()
