"""Bureau reports as XML of any make, read by what their elements are called: names are taken apart into words and looked up as labels.

An element with a value is a label and its value, one that is repeated or holds such values alone is a record under the name of what
holds it. Where elements stand in the tree does not matter.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ingestion.extract.bureau.cells import Cell, Row
from ingestion.extract.bureau.output import KEY_OF
from ingestion.extract.bureau.reader import read_report
from ingestion.read.xml_paper import XmlElement

MAKERS = (
    ("dnb", re.compile(r"d-?u-?n-?s|paydex|dun\s?&?\s?bradstreet|\bdnb\b", re.IGNORECASE)),
    ("experian", re.compile(r"experian|intelliscore", re.IGNORECASE)),
    ("equifax", re.compile(r"equifax|\befx", re.IGNORECASE)),
    ("creditsafe", re.compile(r"creditsafe|safe\s?number|contract\s?limit", re.IGNORECASE)),
)
MIN_FIELDS = 4
TALL = 30.0
STEP = 20.0
_WORDS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+|[\u3400-\u9fff]+")


def maker_of(elements: Sequence[XmlElement]) -> str | None:
    """The layout of the bureau whose words the file uses; None where it is nobody's report."""
    told = " ".join(f"{' '.join(e.path)} {e.text[:80]}" for e in elements)
    return next((layout for layout, sign in MAKERS if sign.search(told)), None)


def read_xml_report(elements: Sequence[XmlElement], layout: str) -> dict[str, Any] | None:
    """The `bureau` object of a report, each leaf with its XPath; None where hardly anything of it is known."""
    body = read_report(list(_rows(elements)), 1, layout)
    by_box = {tuple(round(v, 1) for v in e.box): e.xpath for e in elements}
    leaves = list(_leaves(body))
    for leaf in leaves:
        leaf["locator"] = {"xpath": by_box.get(tuple(leaf["box"]), "/")}
    return body if len(leaves) >= MIN_FIELDS else None


def completed(body: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The object read by known paths, with what is missing in it put in from the reading by names."""
    out = dict(body)
    for key, value in more.items():
        own = out.get(key)
        if own is None:
            out[key] = value
        elif isinstance(own, dict) and "printed" not in own and isinstance(value, dict):
            out[key] = completed(own, value)
        elif key in KEY_OF and isinstance(own, list):
            known = {record[KEY_OF[key]]: record for record in own}
            merged = {record[KEY_OF[key]]: record for record in value if record[KEY_OF[key]] not in known}
            out[key] = [*own, *merged.values()]
    return out


def words_of(name: str) -> str:
    """`DateOfIncorporation`, `date_of_incorporation` and `@dateOfIncorporation` as words."""
    return " ".join(_WORDS.findall(name))


def _rows(elements: Sequence[XmlElement]) -> Iterator[Row]:
    """Headings, pairs and tables of records, in the order of the file."""
    y = 0.0
    said = ""
    table = 0
    heads: tuple[str, ...] = ()
    for holder, group in groupby(elements, key=lambda e: e.xpath.rpartition("/")[0]):
        own = [e for e in group if e.text]
        if not own:
            continue
        record = re.search(r"\[\d+\]$", holder) is not None
        above = re.sub(r"\[\d+\]", "", holder.rpartition("/")[0] if record else holder)
        names = own[0].path[:-1]
        heading = words_of(_kind_name(names, record))
        if above + heading != said and heading:
            said, heads = above + heading, ()
            y += TALL + STEP
            yield Row(1, y, y + TALL, (Cell(heading, own[0].box, 0, 200),))
        labels = tuple(words_of(e.path[-1]) for e in own)
        if record:
            if labels != heads:
                table, heads = table + 1, labels
                y += STEP
                yield Row(1, y, y + 8, _cells(labels, own), table)
            y += STEP
            yield Row(1, y, y + 8, _cells([e.text for e in own], own), table)
            continue
        heads = ()
        for label, element in zip(labels, own, strict=True):
            y += STEP
            yield Row(1, y, y + 8, (Cell(label, element.box, 0, 90), Cell(element.text, element.box, 100, 190)))


def _kind_name(names: Sequence[str], record: bool) -> str:
    """The name of a group: for a repeated element what holds it, unless that says nothing of its kind."""
    if record and len(names) > 1 and names[-2].casefold().startswith(names[-1].casefold()[:-1]):
        return names[-2]
    return names[-1] + ("s" if record and not names[-1].endswith("s") else "") if names else ""


def _cells(texts: Sequence[str], own: Sequence[XmlElement]) -> tuple[Cell, ...]:
    return tuple(Cell(t, e.box, 100.0 * k, 100.0 * k + 90) for k, (t, e) in enumerate(zip(texts, own, strict=True)))


def _leaves(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "printed" in node:
            yield node
        else:
            for value in node.values():
                yield from _leaves(value)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value)
