"""One cell to a fact: its sign, scale and kind, with its places."""

import hashlib
import re
from decimal import Decimal

from ingestion.extract.context import (
    FLOWS,
    LIABILITY_SECTIONS,
    PER_SHARE,
    PER_SHARE_HEAD,
    SHARES,
    Bound,
    ColumnBinding,
    Context,
    first_value,
    line_of,
)
from ingestion.extract.instances import Instance
from ingestion.extract.units import Unit, unit_in_caption
from ingestion.model.fact import Fact, Statement, UnitName
from ingestion.model.table import Cell
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.taxonomy import LineItem

_SHARES_APART = re.compile(
    r"except\b[^)]*\bshares?\b", re.IGNORECASE
)  # of a unit line: counts of shares are not scaled
_A_SHARE = re.compile(r"\bper(?: \w+){0,2} shares?\b", re.IGNORECASE)
_HUNDREDTHS = re.compile(
    r"(?<!per)(?<![a-z])cents?(?![a-z])|centscents|pence|\(p\)|港仙|美分|[(（]仙[)）]", re.IGNORECASE
)
_RATE = re.compile(
    r"^(?!.*\b(?:effects?|impact|changes?|gains?|loss|differences?|movements?)\b).*\b(?:exchange|FX|conversion) rates?\b"
    r"|(?:平均|期末|折算)汇率",
    re.IGNORECASE,
)
"""A rate of exchange printed among amounts."""
_LOSS_NEGATIVE = re.compile(
    r"损失以|亏损以|以\"?-|loss(?:es)? (?:is|are|shown)? ?(?:in|within) (?:brackets|parentheses)|\"-\" for loss"
)
_BENEFIT_FIRST = re.compile(
    r"^(?:income tax )?\s*(?:\(?provision\)? )?benefit|\(provision\)|benefit \(|\(expense\)|credit \("
    r"|\(charge\)|^所得税抵免|\(开支\)/?抵免",
    re.IGNORECASE,
)
_INCOME_ORDER = re.compile(
    r"(?P<expense_up>\(income\)\s*/?\s*expenses?|expenses?\s*/?\s*\(income\))|income\s*/?\s*\(expenses?\)|\(expenses?\)\s*/?\s*income",
    re.IGNORECASE,
)
"""Whether a net line prints what is paid, or what is earned, without brackets."""
_PLAIN_COSTS = re.compile(r"\s*finance (?:costs?|expenses?)\b(?!.*(?:income|net))", re.IGNORECASE)
_COST_ROW = re.compile(r"\b(?:expenses?|costs?|materials)\b(?!.*(?:income|net|tax|before|after))", re.IGNORECASE)
UNDATED = 0.5  # confidence in a figure that stands under no date
SURE = 0.9  # a figure whose words the recogniser believes in less is unconfirmed
LIABILITY_TOTALS = frozenset({"total_current_liabilities", "total_noncurrent_liabilities", "total_liabilities"})
LOSS_LINES = frozenset({"credit_impairment_loss", "asset_impairment_loss"})
MAIN_COSTS = frozenset({"cost_of_sales", "admin_expenses", "sga_expenses"})
COSTS = MAIN_COSTS | {"selling_expenses", "rd_expenses", "finance_costs_net", "total_operating_cost"}
CHARGES = frozenset({"income_tax_expense", "finance_costs_net"})


def fact_of(
    b: Bound,
    cell: Cell,
    binding: ColumnBinding,
    unit: Unit,
    instance: Instance,
    context: Context,
    turned: tuple[bool, bool],
) -> Fact:
    """The fact that a cell prints: its value signed and scaled, its places, its state. `turned`: charges, liabilities are deductions."""
    item = b.match.item if b.match else None
    kind, scale = _kind_and_scale(b, cell, item, unit)
    flip, deducted = turned
    value = _signed(cell.value or Decimal(0), b, item, flip, deducted) * scale
    if kind == "per_share" and _in_hundredths(b):
        value /= 100
    statement: Statement = instance.statement  # type: ignore[assignment]
    period = binding.period
    body = f"{context.sha256}|{b.page}|{cell.box}|{cell.text}"
    start = period.start if period else None
    sure = min((w.conf for w in cell.words), default=1.0)
    return Fact(
        id="f" + hashlib.sha256(body.encode()).hexdigest()[:15],
        field=item.id if item else None,
        statement=statement,
        period_end=period.end.isoformat() if period else None,
        period_start=start.isoformat() if start else None,
        months=period.months if period else None,
        fiscal_label=period.label if period else binding.name,
        basis=binding.basis,
        gaap=instance.gaap or context.gaap,
        restated=period is not None and period.restated,
        value=_plain_decimal(value),
        unit=kind,
        currency=(unit.currency or context.unit.currency) if kind in ("money", "per_share") else None,
        scale=scale,
        printed=cell.text,
        label=b.row.label,
        page=b.page,
        box=_round(cell.box),
        header_box=_round(binding.header_box),
        unit_box=_round(unit.box or ()),
        nil="dash" if cell.is_dash else None,
        includes=item.includes if item and b.match and b.match.combined else (),
        net=_is_net(item, b.row.label),
        state="proposed" if sure >= SURE and period else "unconfirmed",
        confidence=min(0.99 if unit.scale is not None else 0.6, sure, 1.0 if period else UNDATED),
    )


def _in_hundredths(b: Bound) -> bool:
    """True for amounts of a share in cents or pence: the caption says so, the head over it or the column."""
    heads = [text for column in b.table.columns for text in column.header]
    return any(_HUNDREDTHS.search(text) for text in (b.row.label, b.head, *heads))


def _kind_and_scale(b: Bound, cell: Cell, item: LineItem | None, unit: Unit) -> tuple[UnitName, int]:
    if cell.is_percent:
        return "percent", 1
    if item and item.id in ("eps_basic", "eps_diluted"):
        return "per_share", 1
    if (
        item is None
        and (PER_SHARE.search(b.row.label) or PER_SHARE_HEAD.search(b.head))
        and not SHARES.search(b.row.label)
    ):
        return "per_share", 1
    if item is None and _RATE.search(b.row.label):
        return "x", 1
    own = unit_in_caption(b.row.label).scale
    scale = own if own is not None else unit.scale or 1
    if item is None and SHARES.search(b.row.label + " " + b.head):
        return "shares", 1 if any(_SHARES_APART.search(_A_SHARE.sub("", text)) for text, _ in b.table.title) else scale
    return "money", scale


def _signed(value: Decimal, b: Bound, item: LineItem | None, flip: bool, deducted: bool) -> Decimal:
    if item is None:
        return -value if deducted and b.section in LIABILITY_SECTIONS else value
    if item.id == "finance_costs_net" and _PLAIN_COSTS.match(b.row.label):
        return abs(value)
    if item.id in LOSS_LINES:
        return -value if flip or _LOSS_NEGATIVE.search(plain(b.row.label)) else value
    if item.id in CHARGES:
        benefit_first = item.id == "income_tax_expense" and _BENEFIT_FIRST.search(plain(b.row.label))
        return -value if flip or benefit_first else value
    if item.id == "interest_expense" and (order := _INCOME_ORDER.search(plain(b.row.label))):
        return value if order["expense_up"] else -value
    if item.sign == "contra" or (item.sign == "plus" and item.statement in FLOWS):
        return abs(value)
    if item.sign == "plus" and ((deducted and _is_liability(item)) or "creditors" in b.row.label.lower()):
        return -value if deducted else abs(value)
    return value


def _is_liability(item: LineItem) -> bool:
    return item.section in LIABILITY_SECTIONS or item.id in LIABILITY_TOTALS


def liabilities_deducted(bound: list[Bound]) -> bool:
    """True where liabilities are printed as deductions from assets (the net-asset layout)."""
    values = [v for b in bound if b.match and _is_liability(b.match.item) and (v := first_value(b))]
    return len(values) > 1 and sum(v < 0 for v in values) >= 0.8 * len(values)


def charges_negative(bound: list[Bound]) -> bool:
    """True where costs are printed as deductions (in brackets): then tax and finance costs are too."""
    costs = [
        v
        for b in bound
        if (line_of(b) in COSTS or (b.match is None and _COST_ROW.search(b.row.label))) and (v := first_value(b))
    ]
    sure = [v for b in bound if line_of(b) in MAIN_COSTS and (v := first_value(b))]
    return all(v < 0 for v in sure) if sure else len(costs) > 1 and all(v < 0 for v in costs)


def _is_net(item: LineItem | None, label: str) -> bool:
    return bool(item and item.id == "interest_expense" and re.search(r"\bnet\b(?! of)", label, re.IGNORECASE))


def _plain_decimal(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "0") else text


def _round(box: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(v, 1) for v in box)
