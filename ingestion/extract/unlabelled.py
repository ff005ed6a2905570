"""Totals that are printed without a caption, named by what they add up to (rule C6)."""

import re
from dataclasses import replace
from decimal import Decimal

from ingestion.extract.context import LIABILITY_SECTIONS, Bound, first_value, line_of
from ingestion.extract.instances import Instance
from ingestion.taxonomy.taxonomy import Match, Taxonomy

_BARE_TOTAL = re.compile(r"\s*(?:sub-?)?totals?\s*|\s*[合小总總]\s*[计計]\s*", re.IGNORECASE)
EARNED = frozenset(
    {
        None,
        "main_business_revenue",
        "other_business_revenue",
        "other_income",
        "interest_income",
        "total_operating_revenue",
    }
)
"""Lines that may stand above the sum of revenues; below a cost or a profit no sum is revenue."""
NEVER_A_NET = frozenset({"non_operating_income", "non_operating_expenses", "other_income"})
"""Lines of one side: the sum of earnings and costs under "Non-operating income (expense)" is neither."""
SECTION_TOTAL = {
    "current_assets": "total_current_assets",
    "noncurrent_assets": "total_noncurrent_assets",
    "current_liabilities": "total_current_liabilities",
    "noncurrent_liabilities": "total_noncurrent_liabilities",
}


def with_totals_named(bound: list[Bound], instance: Instance, taxonomy: Taxonomy) -> list[Bound]:
    """An unlabelled row that is the sum of the rows above it in its section is that section's total (C6)."""
    have = {b.match.item.id for b in bound if b.match}
    out = list(bound)
    for i, b in enumerate(bound):
        bare = bool(_BARE_TOTAL.fullmatch(b.row.label))
        if b.match or (b.row.label and not bare):
            continue
        name = _total_named(i, out, instance.statement, have) or _total_of_head(
            i, out, instance.statement, have, taxonomy
        )
        if (
            bare
            and b.section not in SECTION_TOTAL
            and instance.statement == "balance_sheet"
            and name != "total_liabilities_and_equity"
        ):
            continue
        if name:
            out[i] = replace(b, match=Match(taxonomy.items[name], False))
            have.add(name)
    return out


def _total_named(i: int, bound: list[Bound], statement: str, have: set[str]) -> str | None:
    value = first_value(bound[i])
    if value is None:
        return None
    if statement == "income_statement":
        above = {line_of(b) for b in bound[:i]}
        return "revenue" if "revenue" not in have and above <= EARNED and _sum_back(bound, i, value) else None
    if statement == "cash_flow":
        return None
    totals = {b.match.item.id: first_value(b) for b in bound[:i] if b.match}
    section = SECTION_TOTAL.get(bound[i].section)
    following = bound[i + 1] if i + 1 < len(bound) else None
    ends = following is None or following.section != bound[i].section or _is_total(following)
    if section is not None and section not in have and ends and _sum_of_section(bound, i, value):
        return section
    if "total_assets" not in totals and bound[i].section not in LIABILITY_SECTIONS:
        if (
            "total_current_assets" not in have
            and bound[i].section != "noncurrent_assets"
            and _sum_back(bound, i, value)
        ):
            return "total_current_assets"
        closes = any(
            first_value(b) == value and line_of(b) in (None, "total_liabilities_and_equity") for b in bound[i + 1 :]
        )
        return "total_assets" if "total_assets" not in have and (closes or _sum_all(bound, i, value)) else None
    if value == totals.get("total_assets"):
        return "total_liabilities_and_equity" if "total_liabilities_and_equity" not in have else None
    if "total_equity" not in have and _sum_back(bound, i, value):
        return "total_equity"
    return None


def _total_of_head(i: int, bound: list[Bound], statement: str, have: set[str], taxonomy: Taxonomy) -> str | None:
    """The line that a head of an income statement names, where the row sums up all rows under that head ("Provision for income tax")."""
    row, table = bound[i].row, bound[i].table
    above = [r for r in table.rows if r.top < row.top and not r.cells and r.label]
    value = first_value(bound[i])
    if statement != "income_statement" or not above or value is None:
        return None
    parts = [first_value(b) for b in bound[:i] if b.table is table and b.row.top > above[-1].top]
    named = taxonomy.find(above[-1].label.rstrip(":： "), statement)
    if named is None or named.item.id in NEVER_A_NET or named.item.id in have or len(parts) < 2 or None in parts:
        return None
    return named.item.id if abs(sum(p for p in parts if p is not None) - value) <= 1 else None


def _is_total(b: Bound) -> bool:
    return b.match is not None and b.match.item.id.startswith(("total_", "net_"))


def _sum_of_section(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where the rows of the section above row `i`, two at least, add up to `value`."""
    rows = [first_value(b) for b in bound[:i] if b.section == bound[i].section and b.row.label]
    parts = [p for p in rows if p is not None]
    return len(parts) > 1 and abs(sum(parts) - value) <= 1


def _sum_back(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where some run of two or more rows just above row `i` adds up to `value`."""
    total = Decimal(0)
    for count, j in enumerate(range(i - 1, max(-1, i - 16), -1), start=1):
        part = first_value(bound[j])
        if part is None:
            return False
        total += part
        if count > 1 and abs(total - value) <= 1:
            return True
    return False


def _sum_all(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where total current assets and the rows after it add up to `value`."""
    start = next((j for j in range(i) if bound[j].match and line_of(bound[j]) == "total_current_assets"), None)
    if start is None:
        return _sum_back(bound, i, value)
    parts = [first_value(b) for b in bound[start:i]]
    solid = [p for p in parts if p is not None]
    return abs(sum(solid) - value) <= 1 or _sum_back(bound, i, value)
