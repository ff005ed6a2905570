"""The table of accounts and balances by kind of business and class (正常类, 关注类, 不良类, 合计)."""

from dataclasses import dataclass, field
from typing import Any

from ingestion.extract.bureau.cells import Cell, Row
from ingestion.extract.bureau.heads import Head, bind
from ingestion.extract.bureau.leaf import Printed, clean
from ingestion.extract.bureau.output import Output
from ingestion.extract.bureau.spec import Spec, fold
from ingestion.extract.bureau.tables import FIGURE, NOWHERE, Context


@dataclass(slots=True)
class Matrix:
    """Heads read so far: the classes, and under each the columns for counts and balances."""

    classes: list[Head]
    groups: list[Head]
    columns: list[Head] = field(default_factory=list)  # meaning: count | balance; group: the class word

    def sub_heads(self, heads: list[Head], spec: Spec) -> bool:
        """The row of 账户数 and 余额 under the classes."""
        words = {fold(w): k for k in ("count", "balance") for w in spec.get("matrix")[k]}
        if not heads or not any(h.folded in words for h in heads):
            return False
        at = -1
        seen: set[str] = set()
        for head in heads:
            kind = words.get(head.folded)
            if kind is None:
                continue
            if kind in seen or at < 0:
                at, seen = at + 1, set()
            seen.add(kind)
            if at < len(self.classes):
                self.columns.append(
                    Head(head.text, head.folded, head.cell, head.page, kind, group=_class(self.classes[at].text, spec))
                )
        return True


def is_class(text: str, spec: Spec) -> bool:
    """One of the classes' names."""
    return _class(text, spec) is not None


def _class(text: str, spec: Spec) -> str | None:
    key = fold(text)
    return next(
        (word for word, printed in spec.get("matrix")["classes"].items() if key in {fold(p) for p in printed}), None
    )


def matrix_row(table: Matrix | None, row: Row, out: Output, spec: Spec, context: Context) -> bool:
    """A row that begins with a kind of business and goes on in figures. Without heads it holds a count and a balance of all classes."""
    cells = row.filled
    category = out.maker.word("category", clean(cells[0].text)) if cells else None
    if (
        category is None
        or len(clean(cells[0].text)) > 16
        or not all(FIGURE.fullmatch(clean(c.text)) for c in cells[1:])
    ):
        return False
    if table is None:
        if len(cells) != 3 or context.section.startswith("credit_accounts"):
            return False
        _add(out, cells[0], "total", None, cells[1], cells[2], row.page)
        return True
    values = Row(row.page, row.top, row.bottom, tuple(c for c in row.cells if c is not cells[0]), row.table)
    bound = bind(table.columns, values) if table.columns else {}
    for head in table.classes:
        word = _class(head.text, spec) or "total"
        own = {table.columns[k].meaning: c for k, c in bound.items() if table.columns[k].group == word and c.text}
        if own:
            _add(out, cells[0], word, head, own.get("count"), own.get("balance"), row.page)
    return True


def _add(
    out: Output, category: Cell, word: str, head: Head | None, count: Cell | None, balance: Cell | None, page: int
) -> None:
    record: dict[str, Any] = {
        "category": out.maker.leaf("category", Printed(category.text, page, category.box or NOWHERE, category.conf))
    }
    if head is not None:
        record["class"] = {
            **out.maker.leaf("text", Printed(head.text, head.page, head.cell.box or NOWHERE, head.cell.conf)),
            "value": word,
        }
    if count is not None:
        record["account_count"] = out.maker.leaf("number", Printed(count.text, page, count.box or NOWHERE, count.conf))
    if balance is not None:
        record["balance"] = out.maker.leaf("money", Printed(balance.text, page, balance.box or NOWHERE, balance.conf))
    out.add("credit_matrix", record)
