"""Bureau, registry, rating and insurer papers into the `bureau` object: one layout file a kind behind one interface."""

import re
from typing import Any

from ingestion.extract.bureau.amounts import SCALES, Unit, unit_of
from ingestion.extract.bureau.cells import Row
from ingestion.extract.bureau.days import order_of
from ingestion.extract.bureau.leaf import LeafMaker, Printed, clean
from ingestion.extract.bureau.legend import add_directions
from ingestion.extract.bureau.spec import Spec, fold, spec_of
from ingestion.extract.bureau.tables import NOWHERE
from ingestion.extract.bureau.walker import Walker

DECLARED = re.compile(
    r"(?:金额|货币)?单位|\ball (?:figures|amounts)\b|\bamounts? (?:are |shown |stated )?in\b|\bexpressed in\b",
    re.IGNORECASE,
)
MAX_TITLE = 60
NEAR_CONF = 0.999
TITLE_ROWS = 12
SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "₹": "INR"}
SHOWN_DIGITS = 4
RATED = re.compile(  # what a title says of the rated one
    r"(?<=公司|集团)(?:主体|相关|债项|公司债券|及其|与|和|信用).*$|^.*\b(?:affirms?|assigns?|upgrades?|downgrades?|withdraws?|rates|reaffirms?)\s+",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:公司|集团|企业|厂|合伙|合作社)(?:[（(][^（()）]*[)）])?$|\b(?:inc|incorporated|corp|corporation|company|co|ltd|limited|plc|llc|llp|l\.?p|gmbh|s\.?a|b\.?v|n\.?v|ag|pte|pty|group|holdings|s\.?p\.?a|s\.?r\.?l|ab|oy|as)\b\.?$",
    re.IGNORECASE,
)


def read_report(rows: list[Row], pages: int, kind: str) -> dict[str, Any]:
    """The `bureau` object of one report, read by the layout `kind`."""
    spec = spec_of(kind)
    declared = declared_unit(rows, spec)
    maker = LeafMaker(declared, spec.get("extractor"), spec.words, _day_first(rows, spec, declared.currency))
    near = any(c.conf < NEAR_CONF for row in rows for c in row.filled)
    walker = Walker(rows, spec, maker, near)
    body = walker.read()
    head: dict[str, Any] = {
        "provider": spec.get("provider"),
        "language": "zh" if _chinese(rows) else "en",
        "pages": pages,
    }
    unit = maker.unit
    if unit.currency:
        head["currency"] = unit.currency
    if unit.scale:
        head["amount_unit"] = unit.scale
    head |= title_leaves(rows, spec, maker)
    if (title := head.get("product")) is not None:
        head["page"] = title["page"]
    add_directions(body, rows, spec, maker)
    made = {**head, **body}
    if not (made.get("subject") or {}).get("name"):
        name = subject_of_title(rows, spec, maker)
        if name:
            made["subject"] = {"name": name, **made.get("subject", {})}
    return finished(made, spec)


def finished(made: dict[str, Any], spec: Spec) -> dict[str, Any]:
    """The object with what the whole paper says of its records: account, kind of tax, insurer; helpers of the reading left out."""
    account = made.pop("bank_account", None)
    for name in ("currency_word", "period", "opening_balance", "closing_balance"):
        made.pop(name, None)
    if account and account["value"]:
        digits = re.sub(r"\s", "", account["value"])
        masked = digits if "*" in digits else "*" * max(0, len(digits) - SHOWN_DIGITS) + digits[-SHOWN_DIGITS:]
        for month in made.get("bank_months", []):
            month["account_masked"] = {**account, "value": masked, "printed": masked}
    if "insurer_decisions" in made:
        made["insurer_decisions"] = _one_decision(made["insurer_decisions"])
    product = str((made.get("product") or {}).get("value") or "")
    for filing in made.get("tax_filings", []):
        filing.setdefault("kind", "cit" if "所得税" in product or "income tax" in product.casefold() else "vat")
    if "certificates" in made:
        made["certificates"] = [
            c for c in made["certificates"] if any((c.get(k) or {}).get("value") for k in ("number", "grade", "issued"))
        ]
    return {k: v for k, v in made.items() if v not in ([], {})}


def _one_decision(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, those together that say different things of one decision: its country above, its amounts below."""
    out: list[dict[str, Any]] = []
    for record in records:
        if out and not (set(record) & set(out[-1]) - {"page"}):
            out[-1] = {**record, **out[-1]}
        else:
            out.append(record)
    return out


def declared_unit(rows: list[Row], spec: Spec) -> Unit:
    """What the paper declares for all its amounts, else the kind's default; a unit that is nowhere printed stays None."""
    currency = spec.get("currency") or (spec.get("home_currency") if _chinese(rows) else None)
    for row in rows:
        text = clean(row.text)
        if DECLARED.search(text) and len(text) < 160:
            found = unit_of(text)
            if found.scale:
                return Unit(found.scale, found.currency or currency)
            currency = found.currency or currency
    default = spec.get("unit")
    return Unit(SCALES.get(default, default) if default else None, currency)


def title_leaves(rows: list[Row], spec: Spec, maker: LeafMaker) -> dict[str, Any]:
    """Product and version, from the first short line that names them."""
    made: dict[str, Any] = {}
    for row in rows:
        text = clean(row.text)
        cell = next((c for c in row.filled), None)
        if cell is None or len(text) > MAX_TITLE:
            continue
        place = Printed(text, row.page, cell.box or NOWHERE, cell.conf)
        product = next(
            (p for p in sorted(spec.get("products", []), key=len, reverse=True) if fold(p) in fold(text)), None
        )
        if product and "product" not in made:
            made["product"] = {**maker.leaf("text", place), "value": product, "printed": product}
        for printed, word in spec.words.get("version", {}).items():
            if printed in text and "version" not in made:
                made["version"] = {**maker.leaf("text", place), "value": word, "printed": printed}
    return made


def subject_of_title(rows: list[Row], spec: Spec, maker: LeafMaker) -> dict[str, Any] | None:
    """The name that stands beside or under the title where no label gives it; papers that print their issuer there have none."""
    if spec.get("title_names") == "issuer":
        return None
    for i, row in enumerate(rows[:TITLE_ROWS]):
        text = clean(row.text)
        product = next(
            (p for p in sorted(spec.get("products", []), key=len, reverse=True) if fold(p) in fold(text)), None
        )
        if product is None or len(text) > 2 * MAX_TITLE or not row.filled[0].box:
            continue
        beside = re.split(re.escape(product), text, maxsplit=1, flags=re.IGNORECASE)
        for part in (p.strip(" -–—:：|·") for p in reversed(beside)):
            part = re.sub(r"\s*(?:19|20)\d\d\s*年?度?$|^(?:19|20)\d\d\s*年度?\s*", "", part)
            part = RATED.sub("", part)
            if NAMED.search(part) and len(part) < MAX_TITLE:
                return {**maker.leaf("text", Printed(part, row.page, row.filled[0].box, row.filled[0].conf))}
        for below in rows[i + 1 : i + 5]:
            told = clean(below.text)
            plain = len(below.filled) == 1 and ":" not in told and "：" not in told and len(told) < MAX_TITLE
            known = (
                spec.sections.find(fold(told))
                or spec.labels.find(fold(told))
                or any(fold(p) in fold(told) for p in spec.get("products", []))
            )
            if (
                plain
                and not known
                and below.filled[0].box
                and not re.search(r"\d{4}", told)
                and (NAMED.search(told) or told.isupper())
            ):
                return maker.leaf("text", Printed(told, below.page, below.filled[0].box, below.filled[0].conf))
    return None


def _day_first(rows: list[Row], spec: Spec, currency: str | None) -> bool | None:
    """The order of dates such as 02/05/2026: as one of them proves; else the kind's, or where it has none the currency's
    (the American dollar writes the month first); None where nothing tells."""
    proven = order_of([c.text for row in rows for c in row.filled])
    if proven is not None:
        return proven
    if any(sign in row.text.casefold() for sign in spec.get("month_first_signs", ()) for row in rows[:TITLE_ROWS]):
        return False
    if not spec.get("order_by_currency"):
        return bool(spec.get("day_first", False))
    told = {currency} - {None, spec.get("home_currency")} or {
        code for sign, code in SIGNS.items() if any(sign in row.text for row in rows)
    }
    return None if len(told) != 1 else told != {"USD"}


def _chinese(rows: list[Row]) -> bool:
    text = "".join(row.text for row in rows[:200])
    return len(re.findall("[\u3400-\u9fff]", text)) > 0.2 * max(1, sum(ch.isalpha() for ch in text))
