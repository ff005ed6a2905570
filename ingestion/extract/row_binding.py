"""Rows of a statement bound to line items, by caption, section and what stands around them."""

import re
from dataclasses import replace

from ingestion.extract.context import PER_SHARE, PER_SHARE_HEAD, SHARES, Bound
from ingestion.extract.finder import compact
from ingestion.extract.instances import Instance
from ingestion.extract.sections import Sections
from ingestion.extract.telling import told_apart
from ingestion.extract.unlabelled import with_totals_named
from ingestion.model.table import Row
from ingestion.taxonomy.taxonomy import Match, Taxonomy

_BANK_INCOME = re.compile(r"^(?:total|net)?operatingincome$")
_SHARE_CAPITAL = re.compile(r"\b(?:par|stated) value\b|面值", re.IGNORECASE)
_NET_ROW = re.compile(r"\bnet\b|净额|净值", re.IGNORECASE)
_ATTRIBUTED = re.compile(r"attributableto:?$|归属于?:?$|应占.{0,6}:?$|歸屬|應佔.{0,6}:?$")
_OTHER_INCOME = re.compile(r"comprehensive|全面|综合收益|per(?:ordinary)?share|每股")
_MINORITY_ROW = re.compile(r"^(?:[-–—]*)(?:non-?controlling|minority|非控[股制]|少[数數]股[东東])")
_OWNER_ROW = re.compile(
    r"^(?:[-–—]*)(?:(?:the)?(?:equity)?(?:owners?|shareholders?|members?|stockholders?|equityholders?)of|本公司|母公司)"
)
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
PROFITS = frozenset({"net_income", "net_income_parent"})


def bound_rows(instance: Instance, taxonomy: Taxonomy) -> list[Bound]:
    """The rows that hold figures, in order of print, each with its line (None: kept by its caption)."""
    classified = bool({"total_current_assets", "total_current_liabilities"} & instance.ids)
    sections = Sections(instance.statement, classified)
    bound: list[Bound] = []
    finance_row = -9
    for place, table in enumerate(instance.tables):
        for text, _ in table.title[-2:] if place else ():
            sections.see_title(text)
        for at, row in enumerate(table.rows):
            if not row.cells:
                sections.see_head(row)
                continue
            match = taxonomy.find(row.label, instance.statement, sections.allowed) if row.label else None
            if match is None and row.label:
                match = _in_pieces(table.rows, at, instance.statement, sections, taxonomy)
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
    return with_totals_named(_without_bank_income(_prefer_totals(told_apart(bound, taxonomy))), instance, taxonomy)


def _in_pieces(rows: tuple[Row, ...], at: int, statement: str, sections: Sections, taxonomy: Taxonomy) -> Match | None:
    """The line of a caption broken around its figures: with the bare line below, that above, or both, it equals one of the vocabulary."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) and not rows[at + 1].cells else None
    above = rows[at - 1] if at and not rows[at - 1].cells else None
    pitch = row.bottom - row.top
    near_below = (
        below if below and below.top - row.bottom < pitch and not taxonomy.names_line(below.label, statement) else None
    )
    near_above = (
        above if above and row.top - above.bottom < pitch and not taxonomy.names_line(above.label, statement) else None
    )
    for first, last in ((None, near_below), (near_above, None), (near_above, near_below)):
        parts = [r.label for r in (first, row, last) if r is not None]
        if len(parts) > 1:
            gap = "" if re.search("[\u3400-\u9fff]", row.label) else " "
            label = gap.join(parts)
            if taxonomy.names_line(label, statement):
                return taxonomy.find(label, statement, sections.allowed)
    return None


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
        per_share = PER_SHARE.search(row.label) or PER_SHARE_HEAD.search(head) or "每股" in label
        counted = SHARES.search(row.label) or "weighted" in head or "sharesoutstanding" in head
        return match if per_share and not counted and _are_small(row) else None
    if name == "inventories" and "inventor" in head and not re.search("inventor|total", label):
        return None  # a part under the head "Inventories:"
    if _SHARE_CAPITAL.search(row.label):
        return match
    if PER_SHARE.search(row.label) or (PER_SHARE_HEAD.search(head) and _are_small(row)):
        return None
    return match


def _of_a_share(match: Match | None, row: Row, head: str, taxonomy: Taxonomy) -> Match | None:
    """Profit of a share: a small figure named as profit under a head of basic or diluted earnings per share."""
    if match is None or match.item.id not in PROFITS or not PER_SHARE_HEAD.search(head) or not _are_small(row):
        return match
    name = "eps_basic" if "basic" in head else "eps_diluted" if "diluted" in head else None
    return Match(taxonomy.items[name], False) if name else match


def _are_small(row: Row) -> bool:
    """Amounts of one share, not of a company."""
    return all(c.value is None or abs(c.value) < 10_000 for c in row.cells.values())


def _without_bank_income(bound: list[Bound]) -> list[Bound]:
    """In a bank's statement (it prints net interest income) "net operating income" is what it earns before its costs, no profit."""
    names = [compact(b.row.label) for b in bound]
    if not any(name.startswith("netinterestincome") for name in names):
        return bound
    return [
        replace(b, match=None) if b.match and b.match.item.id == "operating_profit" and _BANK_INCOME.search(name) else b
        for b, name in zip(bound, names, strict=True)
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
