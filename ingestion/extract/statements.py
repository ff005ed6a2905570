"""One printed statement to facts: rows bound to line items, columns to periods, each figure with its places."""

import hashlib
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from ingestion.extract.finder import compact
from ingestion.extract.instances import Instance
from ingestion.extract.periods import DocumentDates, Period, column_period
from ingestion.extract.sections import Sections
from ingestion.extract.signs import settle_signs
from ingestion.extract.units import Unit, bare_sign, unit_in_caption, unit_of_lines
from ingestion.model.fact import Basis, Fact, Gaap, Problem, Statement, UnitName
from ingestion.model.table import Cell, ColumnRole, Row, Table
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.taxonomy import LineItem, Match, Taxonomy
from ingestion.texts import Lang, say

_PER_SHARE = re.compile(r"per\s+(?:\w+\s+){0,2}share|每股|\bEPS\b", re.IGNORECASE)
_PER_SHARE_HEAD = re.compile(r"per[a-z]{0,18}share|每股")  # of a head without white space
_SHARES = re.compile(r"weighted|shares (?:outstanding|used)|number of shares|股数|股本总数", re.IGNORECASE)
_SHARES_APART = re.compile(
    r"except\b[^)]*\bshares?\b", re.IGNORECASE
)  # of a unit line: counts of shares are not scaled
_A_SHARE = re.compile(r"\bper(?: \w+){0,2} shares?\b", re.IGNORECASE)
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
_NET_ROW = re.compile(r"\bnet\b|净额|净值", re.IGNORECASE)
_ATTRIBUTED = re.compile(r"attributableto:?$|归属于?:?$|应占.{0,6}:?$|歸屬|應佔.{0,6}:?$")
_OTHER_INCOME = re.compile(r"comprehensive|全面|综合收益|per(?:ordinary)?share|每股")
_MINORITY_ROW = re.compile(r"^(?:[-–—]*)(?:non-?controlling|minority|非控[股制]|少[数數]股[东東])")
_OWNER_ROW = re.compile(
    r"^(?:[-–—]*)(?:(?:the)?(?:equity)?(?:owners?|shareholders?|members?|stockholders?|equityholders?)of|本公司|母公司)"
)
_PARENT_HEAD = re.compile(r"母公司|本公司|^公司|parent|(?<!group)\bcompany\b", re.IGNORECASE)
_GROUP_HEAD = re.compile(r"合并|本集团|集团|合併|consolidated|\bgroup\b", re.IGNORECASE)
_CHANGE_HEAD = re.compile(r"增减|变动(?!收益)|同比|[%％]|\bchange\b", re.IGNORECASE)
_ALL_HEAD = re.compile(r"合计|合計|总计|\btotal\b", re.IGNORECASE)
_BARE_TOTAL = re.compile(r"\s*(?:sub-?)?totals?\s*|\s*[合小总總]\s*[计計]\s*", re.IGNORECASE)
_PART_HEAD = re.compile(r"持续经营|终止经营|持續經營|終止經營|continuing|discontinued", re.IGNORECASE)
_FOREIGN_HEAD = re.compile(r"US\$|convenience|折合美元", re.IGNORECASE)
RELATIVE_HEAD = re.compile(r"[期年][末初]|本[期年月]|上[期年]|累[计計]")
LONGEST_HEAD = 24
UNDATED = 0.5  # confidence in a figure that stands under no date
SURE = 0.9  # a figure whose words the recogniser believes in less is unconfirmed
FLOWS = frozenset({"income_statement", "cash_flow"})
TOTAL_FIRST = frozenset(
    {
        "revenue",
        "cost_of_sales",
        "inventories",
        "long_term_borrowings",
        "accounts_receivable",
        "interest_expense",
        "net_income",
        "monetary_funds",
    }
)
NET_CASH = frozenset({"net_cash_operating", "net_cash_investing", "net_cash_financing"})
NET_FIRST = frozenset(
    {"accounts_receivable", "fixed_assets", "intangible_assets", "notes_and_accounts_receivable", "inventories"}
)
SECTION_TOTAL = {
    "current_assets": "total_current_assets",
    "noncurrent_assets": "total_noncurrent_assets",
    "current_liabilities": "total_current_liabilities",
    "noncurrent_liabilities": "total_noncurrent_liabilities",
}
LIABILITY_SECTIONS = frozenset({"current_liabilities", "noncurrent_liabilities"})
LIABILITY_TOTALS = frozenset({"total_current_liabilities", "total_noncurrent_liabilities", "total_liabilities"})
PROFITS = frozenset({"net_income", "net_income_parent"})
EQUITY_TOTALS = frozenset({"total_equity", "equity_attributable_to_parent"})
UNSURE = frozenset({None, "mezzanine_equity", "other_equity_instruments_issued"})
LOSS_LINES = frozenset({"credit_impairment_loss", "asset_impairment_loss"})
MAIN_COSTS = frozenset({"cost_of_sales", "admin_expenses", "sga_expenses"})
COSTS = MAIN_COSTS | {"selling_expenses", "rd_expenses", "finance_costs_net", "total_operating_cost"}
CHARGES = frozenset({"income_tax_expense", "finance_costs_net"})


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole document."""

    dates: DocumentDates
    unit: Unit
    language: str
    gaap: Gaap
    sha256: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A row with the line it names (None: kept by its caption), in the order of print."""

    row: Row
    page: int
    table: Table
    match: Match | None
    head: str
    section: str


@dataclass(frozen=True, slots=True)
class ColumnBinding:
    """What the figures of a column are about."""

    period: Period | None
    basis: Basis
    header_box: tuple[float, ...]
    name: str | None = None
    """What the paper calls a column that it does not date."""


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """Facts in order of print, what was wrong, and the section each balance-sheet row adds to (by fact id)."""

    facts: list[Fact]
    problems: list[Problem]
    sections: dict[str, str]


def facts_of(instance: Instance, taxonomy: Taxonomy, context: Context) -> StatementFacts:
    """The facts of one statement."""
    problems: list[Problem] = []
    bound = _bind_rows(instance, taxonomy)
    turned = (_charges_negative(bound), _liabilities_deducted(bound))
    facts: list[Fact] = []
    sections: dict[str, str] = {}
    units = {id(t): _unit(t, instance, context) for t in instance.tables}
    bindings: dict[tuple[int, int], ColumnBinding] = {}
    for table in instance.tables:
        found = _bind_columns(table, instance, context)
        bindings |= {(id(table), k): binding for k, binding in found.items()}
        if not found and any(r.cells for r in table.rows):
            bindings |= {(id(table), k): binding for k, binding in _undated(table, instance).items()}
            problems.append(_problem("period_unknown", table.page, context))
    first_unit = next((u for u in units.values() if u.scale is not None), None)
    if first_unit is None:
        problems.append(_problem("unit_unknown", instance.first_page, context))
    for row in bound:
        for k, cell in row.row.cells.items():
            binding = bindings.get((id(row.table), k))
            if binding is not None and cell.value is not None:
                unit = units[id(row.table)].over(first_unit or Unit())
                fact = _fact(row, cell, binding, unit, instance, context, turned)
                facts.append(fact)
                if row.section and not _sums_up(row):
                    sections[fact.id] = row.section
    kept = _with_owners(_without_repeats(facts))
    if instance.statement == "income_statement":
        kept = settle_signs(_with_profit(_with_revenue(kept)))
    return StatementFacts(kept, problems, sections)


def _sums_up(row: Bound) -> bool:
    """A total, or the equity that stands for net assets: no part of the section it is printed in."""
    return row.match is not None and (row.match.item.section == "total" or row.match.item.id in EQUITY_TOTALS)


def _with_owners(facts: list[Fact]) -> list[Fact]:
    """Without non-controlling interest the owners' equity and the total are one printed figure under two names."""
    fields = {f.field for f in facts}
    if "minority_interest" in fields or ("total_equity" in fields) == ("equity_attributable_to_parent" in fields):
        return facts
    source, other = ("total_equity", "equity_attributable_to_parent")
    if source not in fields:
        source, other = other, source
    twins = [f.model_copy(update={"id": "e" + f.id[1:], "field": other}) for f in facts if f.field == source]
    return [*facts, *twins]


def _with_revenue(facts: list[Fact]) -> list[Fact]:
    """Where a form prints the main business alone, its revenue is the revenue: one figure under two names."""
    fields = {f.field for f in facts}
    if {"revenue", "total_operating_revenue", "other_business_revenue"} & fields:
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "revenue"})
        for f in facts
        if f.field == "main_business_revenue"
    ]
    return [*facts, *twins]


def _with_profit(facts: list[Fact]) -> list[Fact]:
    """Where only the owners' profit is printed and no minority share, it is the profit: one figure under two names."""
    fields = {f.field for f in facts}
    if {"net_income", "net_income_minority"} & fields or "net_income_parent" not in fields:
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "net_income"})
        for f in facts
        if f.field == "net_income_parent"
    ]
    return [*facts, *twins]


def key_data_facts(instance: Instance, taxonomy: Taxonomy, context: Context) -> list[Fact]:
    """Figures of a table of main accounting data: lines of any statement, kept as `key_data`."""
    made: list[Fact] = []
    for statement in ("income_statement", "balance_sheet", "cash_flow"):
        as_statement = Instance(statement, instance.basis, None, instance.tables, instance.matched, instance.ids)
        found = facts_of(as_statement, taxonomy, context).facts
        made += [
            f.model_copy(update={"statement": "key_data"})
            for f in found
            if f.field and taxonomy.items[f.field].statement == statement
        ]
    return _without_repeats(made)


def _bind_rows(instance: Instance, taxonomy: Taxonomy) -> list[Bound]:
    classified = bool({"total_current_assets", "total_current_liabilities"} & instance.ids)
    sections = Sections(instance.statement, classified)
    bound: list[Bound] = []
    finance_row = -9
    for table in instance.tables:
        for row in table.rows:
            if not row.cells:
                sections.see_head(row)
                continue
            match = taxonomy.find(row.label, instance.statement, sections.allowed) if row.label else None
            if match is None and instance.statement == "income_statement":
                match = _attributed(row, sections.head, taxonomy)
            match = _of_a_share(match, row, sections.head, taxonomy)
            match = _plausible(match, row, sections, len(bound) - finance_row)
            if match and match.item.id == "finance_costs_net":
                finance_row = len(bound)
            bound.append(Bound(row, table.page, table, match, sections.head, _part_of(row, sections.name)))
            if match:
                sections.see_line(match.item.id)
            elif row.label:
                sections.see_head(row) if instance.statement == "balance_sheet" and _is_head_row(row) else None
    told = _tell_mezzanine(_tell_equity(bound, taxonomy), taxonomy)
    return _name_unlabelled(_prefer_totals(told), instance, taxonomy)


def _attributed(row: Row, head: str, taxonomy: Taxonomy) -> Match | None:
    """ "Owners of X" and "Non-controlling interests" under "Profit for the year is attributable to:"."""
    if not _ATTRIBUTED.search(head) or _OTHER_INCOME.search(head):
        return None
    label = compact(row.label)
    if _MINORITY_ROW.search(label):
        return Match(taxonomy.items["net_income_minority"], False)
    return Match(taxonomy.items["net_income_parent"], False) if _OWNER_ROW.search(label) else None


def _part_of(row: Row, section: str) -> str:
    """The section the row adds to; none for a row that is part of another (其中, "of which")."""
    label = compact(row.label)
    return "" if label.startswith(("其中", "ofwhich", "including")) else section


def _is_head_row(row: Row) -> bool:
    return row.label.endswith((":", "："))


def _plausible(match: Match | None, row: Row, sections: Sections, since_finance: int) -> Match | None:
    """Refuses matches that the surroundings contradict: financial-firm rows, share counts under per-share captions."""
    if match is None:
        return None
    name, head = match.item.id, sections.head
    label = compact(row.label)
    if name == "fx_effect_on_cash" and "cash" not in label and re.search("[a-z]", label):
        return match if sections.name in ("cash_rows", "supplementary") else None
    if name in ("interest_income", "interest_expense") and re.search("[\u3400-\u9fff]", label) and "费用" not in label:
        return match if 0 <= since_finance <= 4 else None
    if name in ("eps_basic", "eps_diluted"):
        per_share = _PER_SHARE.search(row.label) or _PER_SHARE_HEAD.search(head) or "每股" in label
        counted = _SHARES.search(row.label) or "weighted" in head or "sharesoutstanding" in head
        return match if per_share and not counted and _are_small(row) else None
    if _PER_SHARE.search(row.label) or (_PER_SHARE_HEAD.search(head) and _are_small(row)):
        return None
    return match


def _of_a_share(match: Match | None, row: Row, head: str, taxonomy: Taxonomy) -> Match | None:
    """Profit of a share: a small figure named as profit under a head of basic or diluted earnings per share."""
    if match is None or match.item.id not in PROFITS or not _PER_SHARE_HEAD.search(head) or not _are_small(row):
        return match
    name = "eps_basic" if "basic" in head else "eps_diluted" if "diluted" in head else None
    return Match(taxonomy.items[name], False) if name else match


def _are_small(row: Row) -> bool:
    """Amounts of one share, not of a company."""
    return all(c.value is None or abs(c.value) < 10_000 for c in row.cells.values())


def _tell_equity(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """With non-controlling interest printed, the equity above it is the parent's and the last one is the total."""
    ids = [b.match.item.id if b.match else None for b in bound]
    minority = next((i for i, name in enumerate(ids) if name == "minority_interest"), None)
    totals = [i for i, name in enumerate(ids) if name == "total_equity"]
    if minority is None or not totals or "equity_attributable_to_parent" in ids:
        return bound
    before = [i for i in totals if i < minority]
    after = [i for i in totals if i > minority]
    if before and after:
        parent = Match(taxonomy.items["equity_attributable_to_parent"], False)
        return [replace(b, match=parent) if i == before[-1] else b for i, b in enumerate(bound)]
    return bound


def _tell_mezzanine(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """The row between liabilities and equity that alone closes the balance is the temporary equity, whatever its caption."""
    have = {_id(b): (i, _first_value(b)) for i, b in reversed(list(enumerate(bound))) if b.match}
    known = [have.get(name) for name in ("total_assets", "total_liabilities", "total_equity")]
    if any(k is None or k[1] is None for k in known):
        return bound
    (_, assets), (start, debts), (end, equity) = [k for k in known if k is not None]
    rest = (assets or 0) - (debts or 0) - (equity or 0)
    named = [i for i, b in enumerate(bound) if _id(b) == "mezzanine_equity"]
    if rest == 0 or sum(_first_value(bound[i]) or 0 for i in named) == rest:
        return bound
    closing = [i for i in range(start + 1, end) if _first_value(bound[i]) == rest and _id(bound[i]) in UNSURE]
    if len(closing) != 1:
        return bound
    match = Match(taxonomy.items["mezzanine_equity"], False)
    return [
        replace(b, match=match if i == closing[0] else None) if i == closing[0] or i in named else b
        for i, b in enumerate(bound)
    ]


def _prefer_totals(bound: list[Bound]) -> list[Bound]:
    """Of several rows that name one line, the total (or the amount net of allowances) is it; the others keep their caption."""
    rows: dict[str, list[int]] = {}
    for i, b in enumerate(bound):
        if b.match:
            rows.setdefault(b.match.item.id, []).append(i)
    dropped: set[int] = set()
    for name, indexes in rows.items():
        totals = [i for i in indexes if compact(bound[i].row.label).startswith(("total", "consolidated"))]
        nets = [i for i in indexes if _NET_ROW.search(bound[i].row.label)]
        if len(indexes) > 1 and name in NET_CASH:
            net = [i for i in indexes if compact(bound[i].row.label).startswith(("net", "total"))]
            dropped |= set(indexes) - {(net or indexes)[-1]}
        elif len(indexes) > 1 and totals and name in TOTAL_FIRST:
            dropped |= set(indexes) - {totals[0]}
        elif len(indexes) > 1 and nets and name in NET_FIRST:
            dropped |= set(indexes) - {nets[0]}
    return [replace(b, match=None) if i in dropped else b for i, b in enumerate(bound)]


def _name_unlabelled(bound: list[Bound], instance: Instance, taxonomy: Taxonomy) -> list[Bound]:
    """An unlabelled row that is the sum of the rows above it in its section is that section's total (C6)."""
    have = {b.match.item.id for b in bound if b.match}
    out = list(bound)
    for i, b in enumerate(bound):
        captioned = b.row.label and not (b.section in SECTION_TOTAL and _BARE_TOTAL.fullmatch(b.row.label))
        if b.match or captioned:
            continue
        name = _total_named(i, out, instance.statement, have)
        if name:
            out[i] = replace(b, match=Match(taxonomy.items[name], False))
            have.add(name)
    return out


def _total_named(i: int, bound: list[Bound], statement: str, have: set[str]) -> str | None:
    value = _first_value(bound[i])
    if value is None:
        return None
    if statement == "income_statement":
        return "revenue" if "revenue" not in have and _sum_back(bound, i, value) else None
    if statement == "cash_flow":
        return None
    totals = {b.match.item.id: _first_value(b) for b in bound[:i] if b.match}
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
            _first_value(b) == value and _id(b) in (None, "total_liabilities_and_equity") for b in bound[i + 1 :]
        )
        return "total_assets" if "total_assets" not in have and (closes or _sum_all(bound, i, value)) else None
    if value == totals.get("total_assets"):
        return "total_liabilities_and_equity" if "total_liabilities_and_equity" not in have else None
    if "total_equity" not in have and _sum_back(bound, i, value):
        return "total_equity"
    return None


def _is_total(b: Bound) -> bool:
    return b.match is not None and b.match.item.id.startswith(("total_", "net_"))


def _sum_of_section(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where the rows of the section above row `i`, two at least, add up to `value`."""
    rows = [_first_value(b) for b in bound[:i] if b.section == bound[i].section and b.row.label]
    parts = [p for p in rows if p is not None]
    return len(parts) > 1 and abs(sum(parts) - value) <= 1


def _sum_back(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where some run of two or more rows just above row `i` adds up to `value`."""
    total = Decimal(0)
    for count, j in enumerate(range(i - 1, max(-1, i - 16), -1), start=1):
        part = _first_value(bound[j])
        if part is None:
            return False
        total += part
        if count > 1 and abs(total - value) <= 1:
            return True
    return False


def _sum_all(bound: list[Bound], i: int, value: Decimal) -> bool:
    """True where total current assets and the rows after it add up to `value`."""
    start = next((j for j in range(i) if bound[j].match and _id(bound[j]) == "total_current_assets"), None)
    if start is None:
        return _sum_back(bound, i, value)
    parts = [_first_value(b) for b in bound[start:i]]
    solid = [p for p in parts if p is not None]
    return abs(sum(solid) - value) <= 1 or _sum_back(bound, i, value)


def _id(b: Bound) -> str | None:
    return b.match.item.id if b.match else None


def _first_value(b: Bound) -> Decimal | None:
    values = [k for k, c in enumerate(b.table.columns) if c.role is ColumnRole.VALUE and k in b.row.cells]
    return b.row.cells[values[0]].value if values else None


def _charges_negative(bound: list[Bound]) -> bool:
    """True where costs are printed as deductions (in brackets): then tax and finance costs are too."""
    costs = [
        v
        for b in bound
        if (_id(b) in COSTS or (b.match is None and _COST_ROW.search(b.row.label))) and (v := _first_value(b))
    ]
    sure = [v for b in bound if _id(b) in MAIN_COSTS and (v := _first_value(b))]
    return all(v < 0 for v in sure) if sure else len(costs) > 1 and all(v < 0 for v in costs)


def _bind_columns(table: Table, instance: Instance, context: Context) -> dict[int, ColumnBinding]:
    title = " ".join(text for text, _ in table.title[-8:])
    if instance.title and compact(instance.title.text) not in compact(title):
        title = " ".join([*(text for text, _ in instance.tables[0].title[-8:]), title])
    values = [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE]
    flow = instance.statement in FLOWS
    found: dict[int, ColumnBinding] = {}
    parts = _part_columns(table, values)
    bases = _bases(table, values, instance)
    for k in values:
        column = table.columns[k]
        if k in parts:
            continue
        head = " ".join(column.header)
        if _CHANGE_HEAD.search(head) or (_FOREIGN_HEAD.search(head) and len(values) > 2):
            continue
        period = column_period(column.header, title, context.dates, flow)
        if period is not None:
            box = column.header_boxes[-1] if column.header_boxes else ()
            found[k] = ColumnBinding(period, bases[k], tuple(box))
    return found


def _undated(table: Table, instance: Instance) -> dict[int, ColumnBinding]:
    """Columns that the paper calls 期末 or 本期 and dates nowhere: kept under that name, without a date."""
    values = [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE]
    bases = _bases(table, values, instance)
    found: dict[int, ColumnBinding] = {}
    for k in values:
        column = table.columns[k]
        head = compact("".join(column.header))
        if RELATIVE_HEAD.search(head) and not _CHANGE_HEAD.search(head):
            box = column.header_boxes[-1] if column.header_boxes else ()
            found[k] = ColumnBinding(None, bases[k], tuple(box), head[:LONGEST_HEAD])
    return found


def _part_columns(table: Table, values: list[int]) -> set[int]:
    """Columns of a part (continuing, discontinued operations) beside totals; a column without a group word joins its left one."""
    group = ""
    kinds: dict[int, str] = {}
    for k in values:
        head = " ".join(table.columns[k].header)
        group = "all" if _ALL_HEAD.search(head) else "part" if _PART_HEAD.search(head) else group
        kinds[k] = group
    return {k for k, kind in kinds.items() if kind == "part"} if "all" in kinds.values() else set()


def _bases(table: Table, values: list[int], instance: Instance) -> dict[int, Basis]:
    """Whose figures each column holds; where some heads say "Group" and some "Company", a head of neither belongs to its left one."""
    told = {k: _basis_named(" ".join(table.columns[k].header)) for k in values}
    spread = len(set(told.values()) - {None}) > 1
    default: Basis = instance.basis if instance.basis in ("parent", "consolidated") else "unknown"  # type: ignore[assignment]
    bases: dict[int, Basis] = {}
    before: Basis | None = None
    for k in values:
        before = told[k] or (before if spread else None)
        bases[k] = before or default
    return bases


def _basis_named(head: str) -> Basis | None:
    if _GROUP_HEAD.search(head):
        return "consolidated"
    return "parent" if _PARENT_HEAD.search(head) else None


def _unit(table: Table, instance: Instance, context: Context) -> Unit:
    own = unit_of_lines(table.title, table.page)
    heads = [pair for c in table.columns for pair in zip(c.header, c.header_boxes, strict=False)]
    first = unit_of_lines(instance.tables[0].title, instance.tables[0].page)
    signs = (c.currency for t in instance.tables for r in t.rows for c in r.cells.values() if c.currency)
    printed = Unit(currency=next(signs, None))
    found = own.over(unit_of_lines(heads, table.page)).over(first).over(printed)
    if found.scale is None:
        lines = [*instance.tables[0].title, *table.title, *heads]
        found = found.over(next((u for text, box in lines if (u := bare_sign(text, box, table.page))), Unit()))
    if found.currency == "USD" and context.unit.currency:
        found = replace(found, currency=context.unit.currency)  # "$" in a paper that says which dollar it is
    return found.over(context.unit)


def _fact(
    b: Bound,
    cell: Cell,
    binding: ColumnBinding,
    unit: Unit,
    instance: Instance,
    context: Context,
    turned: tuple[bool, bool],
) -> Fact:
    item = b.match.item if b.match else None
    kind, scale = _kind_and_scale(b, cell, item, unit)
    flip, deducted = turned
    value = _signed(cell.value or Decimal(0), b, item, flip, deducted) * scale
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


def _kind_and_scale(b: Bound, cell: Cell, item: LineItem | None, unit: Unit) -> tuple[UnitName, int]:
    if cell.is_percent:
        return "percent", 1
    if item and item.id in ("eps_basic", "eps_diluted"):
        return "per_share", 1
    if (
        item is None
        and (_PER_SHARE.search(b.row.label) or _PER_SHARE_HEAD.search(b.head))
        and not _SHARES.search(b.row.label)
    ):
        return "per_share", 1
    own = unit_in_caption(b.row.label).scale
    scale = own if own is not None else unit.scale or 1
    if item is None and _SHARES.search(b.row.label + " " + b.head):
        return "shares", 1 if any(_SHARES_APART.search(_A_SHARE.sub("", text)) for text, _ in b.table.title) else scale
    return "money", scale


def _signed(value: Decimal, b: Bound, item: LineItem | None, flip: bool, deducted: bool) -> Decimal:
    if item is None:
        return -value if deducted and b.section in LIABILITY_SECTIONS else value
    if item.id == "finance_costs_net" and _PLAIN_COSTS.match(b.row.label):
        return abs(value)
    if item.id in LOSS_LINES:
        return -value if _LOSS_NEGATIVE.search(plain(b.row.label)) else value
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


def _liabilities_deducted(bound: list[Bound]) -> bool:
    """True where liabilities are printed as deductions from assets (the net-asset layout)."""
    values = [v for b in bound if b.match and _is_liability(b.match.item) and (v := _first_value(b))]
    return len(values) > 1 and sum(v < 0 for v in values) >= 0.8 * len(values)


def _is_net(item: LineItem | None, label: str) -> bool:
    return bool(item and item.id == "interest_expense" and re.search(r"\bnet\b(?! of)", label, re.IGNORECASE))


def _without_repeats(facts: list[Fact]) -> list[Fact]:
    """The first fact of a line, period, length and basis is the line; later ones keep their caption only."""
    seen: set[tuple[object, ...]] = set()
    ids: set[str] = set()
    out: list[Fact] = []
    for fact in facts:
        if fact.id in ids:
            continue
        ids.add(fact.id)
        undated = fact.fiscal_label if fact.period_end is None else None
        key = (fact.field, fact.period_end, fact.months, fact.basis, fact.restated, undated)
        if fact.field is not None and key in seen:
            out.append(fact.model_copy(update={"field": None}))
            continue
        seen.add(key)
        out.append(fact)
    return out


def _plain_decimal(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "0") else text


def _round(box: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(v, 1) for v in box)


def _problem(code: str, page: int, context: Context) -> Problem:
    lang: Lang = "zh" if context.language.startswith("zh") else "en"
    return Problem(code=code, page=page, message=say(f"problems.{code}", lang))
