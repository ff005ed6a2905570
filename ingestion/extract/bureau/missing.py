"""What a damaged or cut report lacks: pages by their printed numbers, parts by `parts.toml`, values that could not be read for sure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from ingestion.extract.bureau.leaf import EMPTY, FOREVER, UNSURE, clean
from ingestion.model.fact import Problem
from ingestion.model.place import Line
from ingestion.texts import Lang, say

EDGE_LINES = 3
MAX_NAMED = 5
NUMBERED = re.compile(
    r"第\s*(?P<n>\d{1,3})\s*页\s*[,，/（(]?\s*(?:共|总)\s*(?P<of>\d{1,3})\s*页|\bpage\s*(?P<n2>\d{1,3})\s*(?:of|/)\s*(?P<of2>\d{1,3})\b"
    r"|^\s*[-–—]?\s*(?P<n3>\d{1,3})\s*/\s*(?P<of3>\d{1,3})\s*[-–—]?\s*$|^第\s*(?P<n4>\d{1,3})\s*页$",
    re.IGNORECASE,
)
_STEP = re.compile(r"(\w+)(?:\[(\w+)\])?")
KEYS = ("name", "kind", "scheme")


def missing_of(
    bureau: Mapping[str, Any], lines: Mapping[int, list[Line]], count: int, layout: str, lang: Lang
) -> tuple[Problem, ...]:
    """Problems that say what was read of the paper, what was not, and why."""
    problems = []
    absent = absent_pages(lines, count)
    told = spans(absent)
    if absent:
        problems.append(
            Problem(code="report_pages_missing", message=say("problems.report_pages_missing", lang, pages=told))
        )
    parts = {part: _has(bureau, rule) for part, rule in _rules().get(layout, {}).items() if _expected(bureau, rule)}
    if not all(parts.values()):
        words = {part: _rules()[layout][part][lang] for part in parts}
        comma = "、" if lang == "zh" else ", "
        unread = comma.join(words[p] for p, found in parts.items() if not found)
        seen = comma.join(words[p] for p, found in parts.items() if found) or ("无" if lang == "zh" else "nothing")
        why = say("problems.part_why_pages", lang, pages=told) if absent else say("problems.part_why_unknown", lang)
        problems.append(
            Problem(
                code="report_parts_unread",
                message=say("problems.report_parts_unread", lang, read=seen, unread=unread, why=why),
            )
        )
    unsure = [(path, leaf) for path, leaf in _leaves(bureau) if _is_unsure(leaf)]
    if unsure:
        named = "; ".join(f"{path} “{clean(leaf['printed'])[:30]}”" for path, leaf in unsure[:MAX_NAMED])
        message = say("problems.values_left_out", lang, count=len(unsure), named=named)
        problems.append(Problem(code="values_left_out", page=unsure[0][1]["page"], message=message))
    return tuple(problems)


def absent_pages(lines: Mapping[int, list[Line]], count: int) -> list[int]:
    """Printed page numbers that no page of the file carries, where the pages are numbered."""
    numbers: set[int] = set()
    total = 0
    for own in lines.values():
        for line in (*own[:EDGE_LINES], *own[-EDGE_LINES:]):
            if match := NUMBERED.search(clean(line.text)):
                told = match.groupdict()
                numbers.add(int(told["n"] or told["n2"] or told["n3"] or told["n4"]))
                total = max(total, int(told["of"] or told["of2"] or told["of3"] or 0))
                break
    if len(numbers) < max(1, len(lines) - 1):
        return []  # the cover apart, every page has its number, or they are no page numbers
    last = max(total, max(numbers))
    absent = sorted(set(range(1, last + 1)) - numbers)
    return absent if last > count else []


def spans(numbers: list[int]) -> str:
    """1, 3–5."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0])]
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


@cache
def _rules() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("parts.toml").read_text("utf-8"))


def _expected(bureau: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    if "when" not in rule:
        return True
    return any((_number(_at(bureau, path)) or Decimal(0)) > 0 for path in rule["when"])


def _has(bureau: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    return any(_at(bureau, path) not in (None, [], {}) for path in rule["any"])


def _at(bureau: Mapping[str, Any], path: str) -> Any:
    node: Any = bureau
    for name, key in (m.groups() for m in _STEP.finditer(path)):
        node = node.get(name) if isinstance(node, Mapping) else None
        if key and isinstance(node, list):
            node = next((r for r in node if key in [r.get(k) for k in KEYS]), None)
    return node


def _number(leaf: Any) -> Decimal | None:
    try:
        return Decimal(str(leaf["value"])) if leaf else None
    except (InvalidOperation, KeyError, TypeError):
        return None


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        if "printed" in node:
            yield path, node
            return
        for name, value in node.items():
            yield from _leaves(value, f"{path}.{name}".lstrip("."))
    elif isinstance(node, list):
        for item in node:
            yield from _leaves(item, path)


def _is_unsure(leaf: Mapping[str, Any]) -> bool:
    """Something is printed and no value was made of it."""
    text = clean(str(leaf["printed"]))
    return leaf["value"] is None and leaf.get("confidence") == UNSURE and text.casefold() not in EMPTY | FOREVER
