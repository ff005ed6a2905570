"""Creditsafe reports as XML into the `bureau` object, by `creditsafe_xml.toml`. Leaves carry the element's XPath as locator."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.days import day_of
from ingestion.extract.bureau.figures import field_of
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed
from ingestion.extract.bureau.output import Output
from ingestion.extract.bureau.spec import spec_of, target
from ingestion.read.xml_paper import XmlElement

STATEMENTS = ("profitandloss", "balancesheet", "otherfinancials", "cashflow")
SIGNS = ("companysummary", "creditscore", "companyidentification")
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("creditsafe_xml.toml").read_text("utf-8"))


def is_creditsafe(elements: Sequence[XmlElement]) -> bool:
    """The file has the parts of a Creditsafe report."""
    names = {name.casefold() for e in elements for name in e.path}
    return sum(sign in names for sign in SIGNS) > 1


def read_creditsafe(elements: Sequence[XmlElement]) -> dict[str, Any]:
    """The `bureau` object of a report."""
    rules = _rules()
    currency = next(
        (e.text for e in elements if _ends(e, "@ReportCurrency") or _ends(e, "FinancialStatement/Currency")), None
    )
    maker = LeafMaker(Unit(1, currency), rules["extractor"], spec_of("creditsafe").words)
    out = Output(maker)
    for meaning, names in rules["labels"].items():
        goal = target(meaning)
        found = next((e for name in names for e in elements if _ends(e, name) and e.text), None)
        if goal and found:
            out.put(goal, _printed(found))
    for rule in rules["records"]:
        for own in _each(elements, rule["at"]):
            record = _record(own, rule, maker)
            if record:
                out.add(rule["list"], {"kind": rule["kind"], **record} if "kind" in rule else record)
    for own in _each(elements, "FinancialStatement"):
        _figures(own, out)
    head: dict[str, Any] = {"provider": rules["provider"], "page": 1, "language": "en", "pages": 1, "amount_unit": 1}
    if currency:
        head["currency"] = currency
    body = {**head, **out.body}
    by_box = {tuple(round(v, 1) for v in e.box): e.xpath for e in elements}
    for leaf in _leaves(body):
        leaf["locator"] = {"xpath": by_box.get(tuple(leaf["box"]), "/")}
    return body


def _printed(element: XmlElement) -> Printed:
    return Printed(element.text, 1, element.box)


def _ends(element: XmlElement, name: str) -> bool:
    wanted = [part.casefold() for part in name.split("/")]
    return [part.casefold() for part in element.path[-len(wanted) :]] == wanted


def _each(elements: Sequence[XmlElement], at: str) -> Iterable[list[XmlElement]]:
    """The elements under each element `at`, one list a parent."""
    wanted = [part.casefold() for part in at.split("/")]
    groups: dict[str, list[XmlElement]] = {}
    for element in elements:
        names = [part.casefold() for part in element.path]
        for i in range(len(names) - len(wanted)):
            if names[i : i + len(wanted)] == wanted:
                parent = "/".join(element.xpath.split("/")[: i + len(wanted) + 1])
                groups.setdefault(parent, []).append(element)
                break
    return groups.values()


def _record(own: Sequence[XmlElement], rule: dict[str, Any], maker: LeafMaker) -> dict[str, Leaf]:
    record: dict[str, Leaf] = {}
    for meaning, names in rule["leaves"].items():
        goal = target(meaning)
        found = next((e for name in names for e in own if _ends(e, name)), None)
        if goal and found:
            record[goal.path] = maker.leaf(goal.kind, _printed(found))
    return record


def _figures(own: Sequence[XmlElement], out: Output) -> None:
    """Every figure of one year's statements, with the element's name as label."""
    end = next((day_of(e.text) for e in own if _ends(e, "YearEndDate")), None)
    for element in own:
        if element.path[-2].casefold() not in STATEMENTS or not _FIGURE.fullmatch(element.text):
            continue
        label = element.path[-1]
        leaf = out.maker.leaf("text", Printed(label, 1, element.box))
        record = {
            "field": field_of(label),
            "label": leaf,
            "period_end": end,
            "value": out.maker.leaf("money", _printed(element)),
            "page": 1,
        }
        out.body.setdefault("financials", []).append(record)


def _leaves(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node] if "printed" in node else [leaf for v in node.values() for leaf in _leaves(v)]
    return [leaf for v in node for leaf in _leaves(v)] if isinstance(node, list) else []
