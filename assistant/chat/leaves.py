"""Leaves of bureau reports in an answer: their values, as figures, with their places."""

from decimal import Decimal
from typing import Any

from assistant.chat.draft import Draft
from assistant.format import leaf_amount

Record = dict[str, Any]


def value_of(record: Record, name: str) -> Any:
    """The value of a record's leaf; None where it is not printed."""
    leaf = record.get(name)
    return leaf.get("value") if isinstance(leaf, dict) else leaf


def say_amount(draft: Draft, name: str, value: Decimal, like: Record) -> None:
    """Print an amount in the unit a reader of the language expects; a plain count where the leaf is no money."""
    if "scale" not in like:
        draft.figure(name, value, str(value), "count")
        return
    shown = leaf_amount(value, like["currency"], like["scale"], draft.lang)
    draft.figure(name, value, shown, "money", currency=like["currency"])


def cite_leaf(draft: Draft, report: Record, leaf: Record) -> None:
    """Add the mark of the leaf's place; `report` knows its document and file."""
    key = f"{report['document']}|{leaf['page']}|{leaf['box']}"
    draft.place(key, report["file"], report["document"], leaf["page"], tuple(leaf["box"]), str(leaf["printed"]))
