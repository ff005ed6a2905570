"""Tables put together to statements: which table is which statement, of whom, and which tables continue one another."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from ingestion.extract.finder import TitleLine
from ingestion.extract.periods import length_in
from ingestion.model.fact import Gaap
from ingestion.model.table import Column, ColumnRole, Table
from ingestion.taxonomy.taxonomy import Taxonomy

STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
TERMINAL = {"balance_sheet": "total_liabilities_and_equity", "cash_flow": "cash_end"}
MIN_TITLED, MIN_UNTITLED, MIN_SHARE = 3, 6, 0.30
SHORT_ROWS = 24  # a statement that begins near a page's foot shows few of its lines there
SAME_COLUMN_PT = 14.0
SET_PAGES, SET_BONUS = 8, 4
CHINESE_ROWS = 0.3  # of the captions, in a statement that is Chinese or bilingual

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_ELIMINATED = re.compile(r"\beliminations?\b|\b(?:non-?)?guarantors?\b|合并抵[销消]|^抵[销消]", re.IGNORECASE)


@dataclass(slots=True)
class Instance:
    """One printed statement: its tables in order. `matched` counts rows that name a line of the statement."""

    statement: str
    basis: str
    title: TitleLine | None
    tables: list[Table] = field(default_factory=list)
    matched: int = 0
    ids: set[str] = field(default_factory=set)
    gaap: Gaap | None = None

    @property
    def first_page(self) -> int:
        return self.tables[0].page

    @property
    def last_page(self) -> int:
        return self.tables[-1].page


def assemble(tables: list[Table], titles: dict[int, list[TitleLine]], taxonomy: Taxonomy) -> list[Instance]:
    """The statements among `tables` (in document order)."""
    instances: list[Instance] = []
    pending: TitleLine | None = None  # a title at the foot of a page, its table on the next
    head: Table | None = None  # a head without rows at a page's foot
    for index, table in enumerate(tables):
        if _is_of_guarantors(table):
            continue
        if not table.rows:
            head = table
            pending = _title_over(table, tables[index - 1] if index else None, titles.get(table.page, [])) or pending
            continue
        if head is not None and head.page in (table.page - 1, table.page):
            table = _with_columns(table, head)
        head = None
        title = _title_over(table, tables[index - 1] if index else None, titles.get(table.page, []))
        if title is None and pending is not None and pending.page == table.page - 1:
            title = pending
        pending = _title_under(table, titles.get(table.page, [])) or (
            pending if pending and pending.page >= table.page else None
        )
        counts = _counts(table, taxonomy)
        labelled = sum(bool(r.label) and bool(r.cells) for r in table.rows)
        current = instances[-1] if instances else None
        if title is not None and title.statement == "key_data":
            instances.append(_new("key_data", "unknown", title, table, sum(counts.values())))
            continue
        begins = (
            title is not None and len(table.rows) <= SHORT_ROWS and (counts[title.statement] >= 1 or _is_dated(table))
        )
        if title is not None and (counts[title.statement] >= MIN_TITLED or begins):
            if current and _same_title(current, title, table):
                _extend(current, table, counts, taxonomy)
            else:
                instances.append(_new(title.statement, title.basis, title, table, counts[title.statement], taxonomy))
            continue
        if current and title is None and _continues(current, table, counts):
            _extend(current, table, counts, taxonomy)
            continue
        best, count = max(((s, counts[s]) for s in STATEMENTS), key=lambda pair: pair[1])
        if count >= MIN_UNTITLED and count >= MIN_SHARE * labelled:
            instances.append(_new(best, "unknown", title, table, count, taxonomy))
    return instances


def primaries(instances: list[Instance]) -> list[Instance]:
    """One statement of a kind, basis and set of rules: the fullest; of near equals the earliest. Refused titles (guarantors) never.

    A titled statement of another length (the quarter beside the nine months) that is about as full is kept as well.
    """
    groups: dict[tuple[str, str, str | None], list[Instance]] = {}
    for instance in instances:
        if instance.statement == "key_data" or (instance.title and instance.title.refused):
            continue
        key = (instance.statement, "parent" if instance.basis == "parent" else "group", instance.gaap)
        groups.setdefault(key, []).append(instance)
    chosen: list[Instance] = []
    for group in _of_named_rules(groups, instances):
        best = best_of(group, instances)
        chosen += [best, *_other_lengths(best, group)]
    return sorted(chosen, key=lambda i: i.first_page)


def is_titled(instance: Instance) -> bool:
    """True for a statement under a title that is its own."""
    return instance.statement in STATEMENTS and instance.title is not None and not instance.title.refused


def best_of(group: list[Instance], instances: list[Instance]) -> Instance:
    """The fullest of some statements of one kind; of near equals the earliest."""
    best = group[0]
    for instance in group[1:]:
        if _weight(instance) + _set(instance, instances) > 1.15 * (_weight(best) + _set(best, instances)):
            best = instance
    return best


def _of_named_rules(
    groups: dict[tuple[str, str, str | None], list[Instance]], instances: list[Instance]
) -> list[list[Instance]]:
    """The groups, without tables of comment above the first heading of rules where a fuller statement stands under one."""
    kept: list[list[Instance]] = []
    for (statement, whose, gaap), group in groups.items():
        rivals = [g for key, g in groups.items() if key[:2] == (statement, whose) and key[2] is not None]
        own = _weight(best_of(group, instances))
        if gaap is not None or not any(_weight(best_of(g, instances)) >= own for g in rivals):
            kept.append(group)
    return kept


def _other_lengths(best: Instance, group: list[Instance]) -> list[Instance]:
    if best.statement == "balance_sheet":
        return []
    seen = {_length(best)}
    found: list[Instance] = []
    for instance in group:
        length = _length(instance)
        full = _weight(instance) >= 0.8 * _weight(best) and instance.title is not None
        if instance is not best and full and None not in seen and length is not None and length not in seen:
            seen.add(length)
            found.append(instance)
    return found


def _length(instance: Instance) -> int | None:
    """Months that the heads, else the lines over the statement name; None for heads of several lengths or none."""
    table = instance.tables[0]
    heads = {length_in(" ".join(c.header)) for c in table.columns if c.role is ColumnRole.VALUE} - {None}
    if heads:
        return heads.pop() if len(heads) == 1 else None
    named = [length_in(text) for text, _ in table.title[-6:]]
    return next((length for length in reversed(named) if length), None)


def with_rules(instances: list[Instance], headings: list[tuple[int, float, Gaap]]) -> None:
    """Gives each statement the rules named by the last heading above it, in a paper that prints statements under several."""
    if len({gaap for _, _, gaap in headings}) < 1:
        return
    for instance in instances:
        at = (instance.first_page, instance.tables[0].rows[0].top if instance.tables[0].rows else 0.0)
        above = [gaap for page, top, gaap in headings if (page, top) <= at]
        instance.gaap = above[-1] if above else None


def supplements(instances: list[Instance], chosen: list[Instance]) -> list[Instance]:
    """Supplementary cash-flow tables of the notes (net income to operating cash flow), the fullest of them."""
    found = [i for i in instances if i.statement == "cash_flow" and i not in chosen and "depreciation" in i.ids]
    return sorted(found, key=lambda i: -len(i.ids))[:1]


def _set(instance: Instance, all_of_them: list[Instance]) -> int:
    """A bonus for a statement among others: the primary ones are bound together, tables of figures from them stand alone."""
    wanted = "balance_sheet" if instance.statement == "cash_flow" else "cash_flow"
    beside = any(
        other.statement == wanted
        and other.title is not None
        and abs(other.first_page - instance.first_page) <= SET_PAGES
        for other in all_of_them
    )
    return SET_BONUS if beside else 0


def _weight(instance: Instance) -> float:
    titled = instance.title is not None
    comprehensive = titled and instance.title is not None and instance.title.comprehensive
    consolidated = instance.basis == "consolidated"
    return len(instance.ids) + 3 * titled + 3 * consolidated - 6 * comprehensive


def _new(
    statement: str, basis: str, title: TitleLine | None, table: Table, matched: int, taxonomy: Taxonomy | None = None
) -> Instance:
    ids = _ids(table, statement, taxonomy) if taxonomy else set()
    return Instance(statement, basis, title, [table], matched, ids)


def _ids(table: Table, statement: str, taxonomy: Taxonomy) -> set[str]:
    found = (taxonomy.find(r.label, statement) for r in table.rows if r.cells and r.label)
    return {match.item.id for match in found if match}


def _extend(instance: Instance, table: Table, counts: Counter[str], taxonomy: Taxonomy) -> None:
    instance.tables.append(_with_columns(table, instance.tables[-1]))
    instance.matched += counts[instance.statement]
    instance.ids |= _ids(table, instance.statement, taxonomy)


def _same_title(current: Instance, title: TitleLine, table: Table) -> bool:
    """The head repeated on the next page ("continued")."""
    return (
        current.title is not None
        and current.statement == title.statement
        and current.title.refused == title.refused
        and current.last_page in (table.page - 1, table.page)
        and (current.basis == title.basis or "unknown" in (current.basis, title.basis))
        and TERMINAL.get(current.statement, "eps_diluted") not in current.ids
        and is_chinese([table]) == is_chinese(current.tables)
    )


def is_chinese(tables: list[Table]) -> bool:
    """True for captions that are Chinese or bilingual."""
    captions = [r.label for t in tables for r in t.rows if r.cells and r.label and _LETTER.search(r.label)]
    return sum(bool(_CHINESE.search(text)) for text in captions) > CHINESE_ROWS * len(captions)


def _continues(current: Instance, table: Table, counts: Counter[str]) -> bool:
    if current.statement == "key_data" or table.page - current.last_page not in (0, 1):
        return False
    best = max(counts[s] for s in STATEMENTS)
    if TERMINAL.get(current.statement, "") in current.ids:
        return False
    if _years(table) and _years(current.tables[-1]) and _years(table) != _years(current.tables[-1]):
        return False  # heads of its own, of other years: a summary, not the next page
    if counts[current.statement] < best or (best == 0 and table.page == current.last_page):
        return False
    values = [c for c in table.columns if c.role is ColumnRole.VALUE]
    before = [c for c in current.tables[-1].columns if c.role is ColumnRole.VALUE]
    aligned = sum(any(abs(c.x1 - b.x1) <= SAME_COLUMN_PT for b in before) for c in values)
    return bool(values) and (aligned >= min(len(values), len(before)) or counts[current.statement] >= MIN_TITLED)


def _is_of_guarantors(table: Table) -> bool:
    """True for the columns of several companies and what they owe one another: a part of no statement."""
    return any(_ELIMINATED.search(" ".join(c.header)) for c in table.columns)


def _years(table: Table) -> list[str]:
    """The years that the heads of the figures name, in order."""
    return [
        y for c in table.columns if c.role is ColumnRole.VALUE for y in re.findall(r"(?:19|20)\d\d", " ".join(c.header))
    ]


def _with_columns(table: Table, before: Table) -> Table:
    """The table with the heads and roles of the page before, where it prints none of its own."""
    if any(any(ch.isdigit() for ch in "".join(c.header)) or "末" in "".join(c.header) for c in table.columns):
        return table
    columns: list[Column] = []
    for index, column in enumerate(table.columns):
        near = min(before.columns, key=lambda b: abs(b.x1 - column.x1), default=None)
        if near is None or abs(near.x1 - column.x1) > SAME_COLUMN_PT:
            near = before.columns[index] if len(before.columns) == len(table.columns) else None
        columns.append(replace(near, x0=column.x0, x1=column.x1) if near else column)
    return replace(table, columns=tuple(columns))


def _is_dated(table: Table) -> bool:
    """True where a column's head names a year: with a title over it that is a statement, however few its rows."""
    return any(re.search(r"(?:19|20)\d\d", " ".join(c.header)) for c in table.columns if c.role is ColumnRole.VALUE)


def _title_over(table: Table, before: Table | None, titles: list[TitleLine]) -> TitleLine | None:
    """The nearest title line above the table's first figure and under the table before."""
    bottom = table.rows[0].top if table.rows else table.box[3]
    top = before.box[3] - 2 if before is not None and before.page == table.page else -1.0
    over = [t for t in titles if top <= t.top <= bottom]
    primary = [t for t in over if t.statement != "key_data"]
    return (primary or over)[-1] if over else None


def _title_under(table: Table, titles: list[TitleLine]) -> TitleLine | None:
    under = [t for t in titles if t.top >= table.box[3] - 2]
    return under[-1] if under else None


def _counts(table: Table, taxonomy: Taxonomy) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in table.rows:
        if not row.label or len(row.label) > 160:
            continue
        for statement in STATEMENTS:
            counts[statement] += taxonomy.words_line(row.label, statement)
    return counts
