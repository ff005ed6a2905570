"""A credit request form (授信申请) to facts: label and value side by side in a table, or on a line with a colon.

The facts' fields are `request.<field of the request>`; a person's saved request goes over them.
"""

import hashlib
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.form_items import Item, RowItem, TextItem
from ingestion.extract.periods import dates_in
from ingestion.extract.units import unit_in
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Fact, UnitName
from ingestion.model.place import Box, Line

PREFIX = "request."
TITLE_LINES = 8
_AMOUNT = re.compile(
    r"^(?:人民币|rmb|cny|usd|us\$|[¥$€£])?\s*(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿|万|百万|千|million|thousand)?",
    re.IGNORECASE,
)
_SCALES = {"亿": 10**8, "万": 10**4, "百万": 10**6, "千": 10**3, "million": 10**6, "thousand": 10**3}
_CODES = (
    ("人民币", "CNY"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("美元", "USD"),
    ("usd", "USD"),
    ("港", "HKD"),
    ("hkd", "HKD"),
    ("欧元", "EUR"),
    ("eur", "EUR"),
    ("gbp", "GBP"),
)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("request_form.toml").read_text("utf-8"))


@cache
def _labels() -> dict[str, str]:
    return {label: field for field, labels in _words()["fields"].items() for label in labels}


def is_request_form(pages: Mapping[int, Sequence[Line]]) -> bool:
    """True where the first page's heading is that of a credit request."""
    first = next(iter(pages.values()), [])
    heads = [_flat(line.text) for line in first[:TITLE_LINES] if len(line.text) < 60]
    return any(word in head for head in heads for word in _words()["title"]["words"])


def request_facts(items: Iterable[Item], pages: Mapping[int, Sequence[Line]], sha: str) -> list[Fact]:
    """The facts of the form, one a field, the first of each."""
    scale, currency = _stated(pages)
    found: dict[str, Fact] = {}
    for field, text, page, box in _pairs(items):
        if field not in found and (fact := _fact(field, text, page, box, scale, currency, sha)):
            found[field] = fact
    code = found.get("currency")
    if code is not None:
        found = {n: f.model_copy(update={"currency": code.value}) if f.unit == "money" else f for n, f in found.items()}
    return list(found.values())


def _pairs(items: Iterable[Item]) -> Iterator[tuple[str, str, int, Box]]:
    for item in items:
        if isinstance(item, RowItem):
            cells = [cell for cell in item.cells if cell[0]]
            for (label, _), (text, box) in itertools.pairwise(cells):
                field = _field(label)
                if field and box is not None and _field(text) is None:
                    yield field, text, item.page, box
        elif isinstance(item, TextItem):
            for label, text in re.findall(
                r"([^:：,，;；]{2,30})[:：]\s*([^,，;；]{1,60}?)(?=\s{2,}|[;；]|$|[,，](?!\d))", item.text
            ):
                field = _field(label)
                if field:
                    yield field, text, item.page, item.box


def _field(label: str) -> str | None:
    flat = _flat(re.sub(r"[(（].*?[)）]", "", label))
    return _labels().get(flat)


def _fact(field: str, text: str, page: int, box: Box, scale: int, currency: str | None, sha: str) -> Fact | None:
    unit, value, own_scale = _value(field, text, scale)
    if value is None:
        return None
    return Fact(
        id=hashlib.sha256(f"{sha}|{PREFIX}{field}".encode()).hexdigest()[:16], field=PREFIX + field, statement="registry",
        value=value, unit=unit, currency=currency if unit == "money" else None, scale=own_scale, printed=text, label=field,
        page=page, box=tuple(round(v, 1) for v in box),
    )  # fmt: skip


def _value(field: str, text: str, scale: int) -> tuple[UnitName, str | None, int]:
    kind = next((k for k, names in _words()["kinds"].items() if field in names), "text")
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _AMOUNT.match(plain)
    if kind == "date":
        days = dates_in(plain)
        return "date", days[0].isoformat() if days else None, 1
    if kind == "text":
        return "text", _code(plain) if field == "currency" else plain, 1
    if match is None:
        return "text", None, 1
    number = Decimal(match["digits"].replace(",", ""))
    if kind == "money":
        named = _SCALES.get((match["unit"] or "").lower()) or (1 if "元" in plain or "yuan" in plain.lower() else scale)
        return "money", plain_decimal(number * named), named
    units: dict[str, UnitName] = {"days": "days", "percent": "percent", "x": "x"}
    return units[kind], plain_decimal(number), 1


def _stated(pages: Mapping[int, Sequence[Line]]) -> tuple[int, str | None]:
    """The form's unit and currency, where a line states them."""
    for lines in pages.values():
        for line in lines[:TITLE_LINES]:
            if re.search(r"单位|unit|amounts? in", line.text, re.IGNORECASE):
                unit = unit_in(line.text)
                if unit.scale or unit.currency:
                    return unit.scale or 1, unit.currency
    return 1, None


def _code(text: str) -> str | None:
    lower = text.lower()
    known = next((code for word, code in _CODES if word in lower), None)
    letters = re.search(r"\b[A-Z]{3}\b", text)
    return known or (letters.group() if letters else None)


def _flat(text: str) -> str:
    return re.sub(r"[\s:：·*.、/\-_()（）]", "", unicodedata.normalize("NFKC", text)).lower()
