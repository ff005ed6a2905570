"""Every kind of bureau paper in several layouts: bound by label and section, never by position."""

import re
from functools import cache
from typing import Any

import pytest

from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from tests.builders.bureau_forms import STYLES, bureau_form, contents

KEYS = ("name", "kind", "scheme")
BY_NAME = {style.name: style for style in STYLES}


@cache
def read(name: str, style: str) -> dict[str, Any]:
    found = read_paper(bureau_form(name, BY_NAME[style]), f"{name}.pdf").extraction
    assert found.bureau is not None, (found.kind, found.problems)
    return found.bureau


def at(report: dict[str, Any], path: str) -> Any:
    """The value under a path of `expect`."""
    node: Any = report
    for step in path.split("."):
        if step == "#":
            return len(node)
        match = re.fullmatch(r"(\w+)(?:\[(\w+)\])?", step)
        assert match
        node = node.get(match[1]) if isinstance(node, dict) else None
        if match[2] and isinstance(node, list):
            if match[2].isdigit():
                node = node[int(match[2])] if int(match[2]) < len(node) else None
            else:
                node = next((r for r in node if match[2] in [r.get(k) for k in KEYS]), None)
    return node.get("value") if isinstance(node, dict) else node


@pytest.mark.parametrize("style", [s.name for s in STYLES])
@pytest.mark.parametrize("name", sorted(contents()))
def test_every_expected_value_is_found_in_every_layout(name: str, style: str) -> None:
    report = read(name, style)
    BureauReport.model_validate(report)
    expected = contents()[name]["expect"]
    found = {path: at(report, path) for path in expected}
    assert found == expected
