"""Labelled reports into the `bureau` object: a walk over lines and table rows, driven by one layout file a kind of report."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.bureau.cells import Cell, Item, RowItem, TextItem
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, clean
from ingestion.identity.schemes import check_identifier
from ingestion.model.place import Box

UNITS = {"万元": 10**4, "千元": 10**3, "百万元": 10**6, "亿元": 10**8, "元": 1}
_UNIT = re.compile(r"(?:金额)?单位[^。;；]*?(百万元|万元|千元|亿元|元)")
_HEAD_NOISE = re.compile(r"^(?:其中)?[:：]?|[:：（(]?(?:万元)?[)）:：]?$")
_COUNTED = re.compile(r"^(?P<name>.+?)\s*(?:共\s*\d+\s*[笔条个])?$")
_SETTLED = re.compile(r"已结清")
_OPEN = re.compile(r"未结清")
_LABELLED = re.compile(r"^(?P<label>[^:：]{2,20})[:：]\s*(?P<value>.+)$")
Place = tuple[int, Box]


@cache
def layout(name: str) -> dict[str, Any]:
    """The layout file of a kind of report."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def read_report(items: list[Item], pages: int, kind: str) -> dict[str, Any]:
    """The `bureau` object of one report, read by the layout `kind`."""
    return _Reader(items, pages, layout(kind)).read()


class _Reader:
    def __init__(self, items: list[Item], pages: int, layout_: dict[str, Any]) -> None:
        self._items = items
        self._layout = layout_
        unit = next((m[1] for i in items if isinstance(i, TextItem) and (m := _UNIT.search(clean(i.text)))), "万元")
        self._leaves = LeafMaker(UNITS[unit], "CNY", layout_["extractor"], layout_["words"])
        self._out: dict[str, Any] = {
            "provider": layout_["provider"], "language": "zh", "pages": pages, "currency": "CNY", "amount_unit": UNITS[unit],
        }  # fmt: skip
        self._tables = self._layout["tables"]
        self._known = self._all_labels()
        self._headers: list[dict[int, str]] = []
        self._places: dict[str, Place] = {}  # where the head cells stand
        self._fresh = False  # the last row was a head row
        self._groups: dict[int, str] = {}
        self._waiting: list[RowItem] = []
        self._category: tuple[str, Place] | None = None
        self._settled: tuple[bool, str, Place] | None = None

    def read(self) -> dict[str, Any]:
        grid = None
        for item in self._items:
            if isinstance(item, TextItem):
                self._text(item)
                continue
            if item.grid != grid:
                grid = item.grid
                self._groups = {}
                self._fresh = False
            self._row(item)
        subject = self._out.get("subject", {})
        if former := subject.pop("former_name", None):
            subject["former_names"] = [former]
        return self._out

    # lines outside tables

    def _text(self, item: TextItem) -> None:
        text = clean(item.text)
        place = (item.page, item.box)
        product = next((p for p in self._layout["products"] if p in text), None)
        if product and "product" not in self._out and len(text) < 30:
            self._out["product"] = self._leaves.leaf("text", product, *place)
        for printed in self._layout["words"].get("version", {}):
            if printed in text:
                self._out.setdefault("version", self._leaves.leaf("version", printed, *place))
        if match := _LABELLED.match(text):
            self._scalar(_label(match["label"]), (match["value"], item.box), item.page, "")
        heading = _COUNTED.match(text)
        name = heading["name"].strip() if heading else text
        if len(name) <= 20:
            self._heading(name, place)

    def _heading(self, name: str, place: Place) -> None:
        if _SETTLED.search(name) or _OPEN.search(name):
            self._settled = (not _OPEN.search(name), name, place)
        found = self._leaves.word("category", name)
        if found:
            self._category = (name, place)
        if found or name in self._layout["groups"]:
            self._groups = {0: name}
        self._headers, self._waiting = [], []

    # rows of tables

    def _row(self, item: RowItem) -> None:
        cells = {k: (clean(text), box) for k, (text, box) in enumerate(item.cells) if text.strip()}
        if not cells:
            return
        labels = {k: _label(text) for k, (text, _) in cells.items()}
        places = {labels[k]: (item.page, box) for k, (_, box) in cells.items() if box}
        if all(self._is_group(name) for name in labels.values()) and not self._matrix_row(labels):
            self._groups = labels
            self._headers, self._fresh = [labels], True
            self._places = places
        elif all(name in self._known or self._is_group(name) for name in labels.values()):
            self._headers = [*self._headers, labels] if self._fresh else [labels]
            self._places = {**self._places, **places} if self._fresh else places
            self._fresh, self._waiting = True, []
        elif self._pairs(item, labels):
            self._fresh = False
        else:
            self._fresh = False
            self._values(item, cells)

    def _matrix_row(self, labels: dict[int, str]) -> bool:
        """A row of figures whose first cell is a kind of business, e.g. 合计."""
        return len(labels) == 1 and bool(self._headers)

    def _is_group(self, name: str) -> bool:
        return name in self._layout["groups"] or name in self._layout["matrix"]["classes"]

    def _pairs(self, item: RowItem, labels: dict[int, str]) -> bool:
        """A row of label, value, label, value …"""
        order = sorted(labels)
        if len(order) < 2 or labels[order[0]] not in self._known:
            return False
        named = [k for k in order if labels[k] in self._known]
        if any(k + 1 in named for k in named) or not all(k + 1 in labels for k in named):
            return False
        for k in named:
            group = next((self._groups[g] for g in sorted(self._groups, reverse=True) if g <= k), "")
            self._scalar(labels[k], item.cells[k + 1], item.page, group)
        return True

    def _values(self, item: RowItem, cells: dict[int, tuple[str, Box | None]]) -> None:
        if not self._headers:
            return
        flat = [name for row in self._headers for name in row.values()]
        if self._matrix(item, cells, flat):
            return
        columns = self._grouped_columns()
        table = next((t for t in self._tables if set(t["when"]) & set(flat)), None)
        if columns is not None:
            self._grouped(item, columns, table)
            return
        self._waiting.append(item)
        if len(self._waiting) < len(self._headers):
            return
        rows, self._waiting = self._waiting, []
        if table is not None:
            self._record(table, rows)
            return
        for head, row in zip(self._headers, rows, strict=True):
            for k, name in head.items():
                group = self._groups.get(0, "") if len(self._groups) == 1 else ""
                self._scalar(name, row.cells[k], row.page, group)

    def _matrix(self, item: RowItem, cells: dict[int, tuple[str, Box | None]], flat: list[str]) -> bool:
        matrix = self._layout["matrix"]
        first = min(cells)
        category = self._leaves.word("category", cells[first][0])
        subs = set(matrix["count"]) | set(matrix["balance"])
        classes = [n for row in self._headers for _, n in sorted(row.items()) if n in matrix["classes"]]
        if category is None or not classes or not subs & set(flat):
            return False
        numbers = [k for k in sorted(cells) if k != first]
        for position, printed in enumerate(classes):
            pair = numbers[2 * position : 2 * position + 2]
            if len(pair) < 2:
                break
            row: dict[str, Any] = {
                "category": self._made("category", cells[first], item.page),
                "class": {**self._leaves.leaf("text", printed, *self._places[printed]), "value": matrix["classes"][printed]},
                "account_count": self._made("number", item.cells[pair[0]], item.page),
                "balance": self._made("money", item.cells[pair[1]], item.page),
            }  # fmt: skip
            self._list("credit_matrix").append(row)
        return True

    def _grouped_columns(self) -> dict[int, tuple[str, str]] | None:
        """Column → (group, label) for a head of groups over repeated labels; None for any other head."""
        if len(self._headers) != 2 or not any(n in self._layout["groups"] for n in self._headers[0].values()):
            return None
        groups = [n for _, n in sorted(self._headers[0].items()) if n in self._layout["groups"]]
        plain = {k: ("", n) for k, n in self._headers[0].items() if n not in self._layout["groups"]}
        columns: dict[int, tuple[str, str]] = dict(plain)
        at, seen = -1, set[str]()
        for k, name in sorted(self._headers[1].items()):
            if at < 0 or name in seen or (at >= 0 and name not in self._layout["groups"][groups[at]]):
                at, seen = at + 1, set()
            if at >= len(groups):
                return None
            seen.add(name)
            columns[k] = (groups[at], name)
        return columns

    def _grouped(self, item: RowItem, columns: dict[int, tuple[str, str]], table: dict[str, Any] | None) -> None:
        record: dict[str, Any] = {}
        for k, (group, name) in columns.items():
            spec = (
                self._layout["groups"][group].get(name, "")
                if group
                else (table or {"columns": {}})["columns"].get(name, "")
            )
            if table is None:
                self._scalar(name, item.cells[k], item.page, group)
            elif spec:
                path, kind = spec.split()
                record[path] = self._made(kind, item.cells[k], item.page)
        if record and table is not None:
            self._list(table["list"]).append(record)

    def _record(self, table: dict[str, Any], rows: list[RowItem]) -> None:
        record: dict[str, Any] = {}
        if table.get("heading") and self._category:
            name, (page, box) = self._category
            record["category"] = self._leaves.leaf("category", name, page, box)
        if table.get("heading") and self._settled:
            value, printed, (page, box) = self._settled
            record["is_settled"] = {**self._leaves.leaf("text", printed, page, box), "value": value}
        if "kind" in table:
            record["kind"] = table["kind"]
        for head, row in zip(self._headers, rows, strict=True):
            for k, name in head.items():
                spec = table["columns"].get(name, "")
                if not spec or k >= len(row.cells):
                    continue
                path, kind = spec.split()
                made = self._made(kind, row.cells[k], row.page)
                if kind == "list":
                    record[path] = [] if made["value"] is None else [made]
                elif kind == "currency":
                    record[path] = made["value"] or "CNY"
                elif path not in record:
                    record[path] = made
        self._list(table["list"]).append(record)

    # leaves

    def _scalar(self, name: str, cell: Cell, page: int, group: str) -> None:
        layout_ = self._layout
        if name in layout_["identifiers"]:
            scheme = layout_["identifiers"][name]
            leaf = self._made("id", cell, page)
            known = self._subject().setdefault("identifiers", [])
            if leaf["value"] and all(i["scheme"] != scheme for i in known):
                check = check_identifier(scheme, leaf["value"])
                known.append(
                    {"scheme": scheme, "value": leaf, "valid": {"valid": True, "invalid_check": False}.get(check)}
                )
            return
        if name in layout_["counts"]:
            leaf = self._made("number", cell, page)
            self._list("record_counts").append({"kind": layout_["counts"][name], "count": leaf})
            return
        spec = layout_["groups"].get(group, {}).get(name) or layout_["labels"].get(name, "")
        if not spec:
            return
        path, kind = spec.split()
        *parents, last = path.split(".")
        target = self._out
        for parent in parents:
            target = target.setdefault(parent, {})
        if last not in target or target[last].get("value") is None:
            target[last] = self._made(kind, cell, page)

    def _made(self, kind: str, cell: Cell, page: int) -> Leaf:
        text, box = cell
        return self._leaves.leaf(kind, text, page, box or (0.0, 0.0, 0.0, 0.0))

    def _list(self, name: str) -> list[Any]:
        found: list[Any] = self._out.setdefault(name, [])
        return found

    def _subject(self) -> dict[str, Any]:
        found: dict[str, Any] = self._out.setdefault("subject", {})
        return found

    def _all_labels(self) -> set[str]:
        layout_ = self._layout
        known = {*layout_["labels"], *layout_["identifiers"], *layout_["counts"]}
        known |= {name for group in layout_["groups"].values() for name in group}
        known |= {name for table in self._tables for name in table["columns"]}
        return known | {*layout_["matrix"]["count"], *layout_["matrix"]["balance"], "业务类型", "业务种类", "类型"}


def _label(text: str) -> str:
    return _HEAD_NOISE.sub("", clean(text).replace(" ", ""))
