"""Records of tables: the leaves of each bound row, and what a list adds of its own."""

import re
from collections.abc import Sequence
from typing import Any

from ingestion.extract.bureau.cells import Cell
from ingestion.extract.bureau.heads import Head
from ingestion.extract.bureau.leaf import Leaf, Printed, clean
from ingestion.extract.bureau.output import Output
from ingestion.extract.bureau.spec import Spec, Target, fold, target
from ingestion.extract.bureau.tables import NOWHERE, Bound, Context, OpenTable, Place, chained

KIND_SIGNS = {
    "entitled": "charge", "charge": "charge", "secured party": "ucc", "lien": "lien", "ccj": "ccj", "judgment": "judgment",
    "collection": "collection", "placed": "collection",
}  # fmt: skip
TOTAL = re.compile(r"合计|总计|小计|totals?:?|sub-?total|grand total", re.IGNORECASE)


def close(tables: Sequence[OpenTable], out: Output, spec: Spec) -> None:
    """Make the records of a table; of several where the labels of one record stand in several rows."""
    for bound in chained(tables):
        add_bound(tables[0], bound, out, spec)


def add_bound(table: OpenTable, bound: Bound, out: Output, spec: Spec) -> None:
    """Make the record of cells under their heads."""
    if not _is_total(bound) and (made := _built(table, bound, out)):
        add_record(table, made, out, spec)


def _is_total(bound: Bound) -> bool:
    first = next((clean(c.text) for _, c, _ in bound if c.text), "")
    return bool(TOTAL.fullmatch(first))


def _built(table: OpenTable, bound: Bound, out: Output) -> dict[str, Any]:
    record: dict[str, Any] = {}
    buckets: dict[tuple[str, bool], tuple[Head, Cell, int]] = {}
    for head, cell, page in bound:
        goal = target(head.meaning) if head.meaning and head.meaning != "-" else None
        if goal is None:
            continue
        if goal.kind == "bucket":
            buckets[goal.path, head.percent] = (head, cell, page)
            continue
        printed = Printed(
            cell.text, page, cell.box or NOWHERE, cell.conf * head.sure, head.unit.over(table.context.unit)
        )
        if goal.kind == "span":
            _span(record, printed, out)
            continue
        if goal.kind == "list":
            leaf = out.maker.leaf("text", printed)
            record[goal.path] = [] if leaf["value"] is None else [leaf]
            continue
        leaf = out.maker.leaf(goal.kind, printed)
        if goal.kind == "currency":
            record[goal.path] = leaf["value"] or out.maker.unit.currency
        elif not cell.text:
            if table.seen or goal.path in record:
                continue  # recognition may have missed what is printed
            record[goal.path] = leaf
            record[goal.path]["box"] = (
                [round(v, 1) for v in (head.cell.box or NOWHERE)] if page == head.page else [0.0, 0.0, 0.0, 0.0]
            )
        elif goal.path not in record or record[goal.path].get("value") is None:
            record[goal.path] = leaf
    if buckets:
        twice = len({name for name, _ in buckets}) < len(buckets)  # amounts and shares side by side
        for percent in (True, False) if twice else (None,):
            own = {name: b for (name, p), b in buckets.items() if percent is None or p is percent}
            record |= _bucket_leaves(own, table, out)
    told = [v for v in record.values() if isinstance(v, dict) and v.get("value") is not None]
    return record if told else {}


def _span(record: dict[str, Any], printed: Printed, out: Output) -> None:
    side = Output(out.maker)
    side.put(Target("x.period", "span"), printed)
    record |= side.body.get("x", {})


def _bucket_leaves(buckets: dict[str, tuple[Head, Cell, int]], table: OpenTable, out: Output) -> dict[str, Leaf]:
    """Ageing cells as percentages or amounts: by the sign in the cell or head, else by what the row adds up to."""
    texts = [clean(c.text) for _, c, _ in buckets.values()]
    signed = any("%" in t for t in texts) or any(h.percent for h, _, _ in buckets.values())
    money = any(re.search(r"[$€£¥₹]|\d,\d", t) for t in texts)
    figures = [float(t.strip("%").replace(",", "")) for t in texts if re.fullmatch(r"[\d,.]+%?", t)]
    percent = signed or (not money and bool(figures) and max(figures) <= 100 and 90 <= sum(figures) <= 110)
    made = {}
    for name, (head, cell, page) in buckets.items():
        printed = Printed(cell.text, page, cell.box or NOWHERE, cell.conf, head.unit.over(table.context.unit))
        if percent:
            made[f"{name}_pct"] = out.maker.leaf("number", printed)
        else:
            made[name] = out.maker.leaf("money", printed)
    return made


# what a list adds of its own


def add_record(table: OpenTable, record: dict[str, Any], out: Output, spec: Spec) -> None:
    """The record with what stands above the table; a few lists go to more than one place."""
    name = table.spec.list_
    if name == "credit_accounts":
        record = _account_context(table.context, out) | record
    if name == "legal_events":
        record = _event(table, record, out)
    if name == "certificates":
        record = {"kind": table.spec.kind or "tax_credit_grade", **record}
    if name == "tax_filings":
        record = {"kind": "vat", **record}
    if name == "trade_lines":
        record = {"level": "industry" if "experience_count" in record else "line", **record}
    if name == "record_counts":
        _count(record, out)
        return
    if name == "scores":
        _score(record, out, spec)
        return
    if name == "rated_facilities":
        _facility_scores(record, out)
        record = {k: v for k, v in record.items() if k in ("name", "amount", "rating", "term")}
    if name in ("officers", "shareholders") and (record.get("name") or {}).get("value") is None:
        return
    out.add(name, record)


def _leaf_at(place: Place, value: Any, out: Output) -> Leaf:
    text, page, box = place
    return {**out.maker.leaf("text", Printed(text, page, box)), "value": value}


def _account_context(context: Context, out: Output) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if context.category:
        made["category"] = out.maker.leaf("category", Printed(*context.category))
    if context.settled:
        settled, place = context.settled
        made["is_settled"] = _leaf_at(place, settled, out)
    return made


def _event(table: OpenTable, record: dict[str, Any], out: Output) -> dict[str, Any]:
    parts = table.context.section.split()
    printed = record.pop("kind", None)
    own = printed.get("value") if isinstance(printed, dict) else None
    kind = own or table.spec.kind or (parts[1] if len(parts) > 1 and parts[0] == "legal_events" else _by_heads(table))
    record = {"kind": kind, **record}
    heading = table.context.heading or (
        table.heads[0][0].text,
        table.heads[0][0].page,
        table.heads[0][0].cell.box or NOWHERE,
    )
    if "status" not in record or record["status"].get("value") is None:
        removed = record.get("removed")
        if kind == "abnormal_operation" and removed is not None:
            word = "removed" if removed.get("value") else "open"
            record["status"] = {**removed, "value": word}
        elif kind in ("dishonest_debtor", "tax_arrears", "consumption_limit") or (
            kind == "abnormal_operation" and not removed
        ):
            record["status"] = _leaf_at(heading, "open", out)
    return record


def _by_heads(table: OpenTable) -> str:
    """The kind of events under no heading of theirs, by what their columns are called."""
    told = " ".join(head.text.casefold() for heads in table.heads for head in heads)
    return next((kind for sign, kind in KIND_SIGNS.items() if sign in told), "suit")


def _count(record: dict[str, Any], out: Output) -> None:
    kind = record.pop("kind", None)
    word = kind.get("value") if isinstance(kind, dict) else None
    if word and record.get("count"):
        found = out.record("record_counts", word)
        found.setdefault("page", record["count"]["page"])
        for name, leaf in record.items():
            found.setdefault(name, leaf)


def _score(record: dict[str, Any], out: Output, spec: Spec) -> None:
    """A row of a score table: the name in the first cell says which score."""
    name = record.pop("name", None)
    if not isinstance(name, dict):
        return
    found = spec.labels.find(fold(str(name.get("printed") or "")), True)
    goal = target(found[0]) if found else None
    if goal is None or "[" not in goal.path:
        return
    list_, key, leaf_name = (
        *goal.path.split("[")[0:1],
        goal.path.split("[")[1].split("]")[0],
        goal.path.rpartition(".")[2],
    )
    kept = out.record(list_, key)
    kept.setdefault("page", name["page"])
    range_ = record.pop("range", None)
    value = record.pop("value", None)
    if value and value.get("printed"):
        own = out.maker.leaf(goal.kind, Printed(value["printed"], value["page"], tuple(value["box"])))
        kept.setdefault(leaf_name, own)
    for other, leaf in record.items():
        if leaf.get("value") is not None:
            kept.setdefault(other, leaf)
    if range_ and (both := re.match(r"\s*(\d+)\s*(?:-|–|to|至)\s*(\d+)(?![A-Za-z\d])", str(range_["printed"]))):
        kept.setdefault("scale_min", {**range_, "value": both[1]})
        kept.setdefault("scale_max", {**range_, "value": both[2]})


def _facility_scores(record: dict[str, Any], out: Output) -> None:
    """The ratings of long-term and short-term facilities are scores too, with outlook and the rating before."""
    name, rating = record.get("name"), record.get("rating")
    if not name or not rating or rating.get("value") is None:
        return
    text = str(name["printed"]).casefold()
    short = "short" in text or "短期" in text or "超短" in text
    long = "long" in text or "长期" in text or "term loan" in text
    if not short and not long:
        return
    kept = out.record("scores", "rating_short_term" if short else "rating_long_term")
    kept.setdefault("page", rating["page"])
    kept.setdefault("value", rating)
    for leaf in ("outlook", "previous", "action"):
        if (record.get(leaf) or {}).get("value") is not None:
            kept.setdefault(leaf, record[leaf])
