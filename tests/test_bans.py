"""What the product never uses: parts of libraries that run code from data, servers with open advisories, versions below a known mend."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [f for part in ("assistant", "ingestion", "prompts") for f in (ROOT / part).rglob("*.py")]
MODULES = re.compile(
    r"langchain_community|langchain_classic|langchain_experimental|langchain_core\.(?:load|prompts)|langchain\.(?:chains|load)|langgraph\.checkpoint"
    r"|chromadb\.(?:server|app)|pickle|shelve|marshal|jinja2|yaml|dill|joblib"
)
LIBRARY_CALLS = {"load_prompt", "HttpClient", "AsyncHttpClient", "hub_pull"}
CALLS = {"eval", "exec", "compile", "__import__"} | LIBRARY_CALLS
FLOORS = {
    "gradio": (6, 16), "pypdf": (6, 16, 1), "langchain-core": (1, 3, 3), "chromadb": (1, 0), "starlette": (0, 49),
    "python-multipart": (0, 0, 18),
    "openpyxl": (3, 1), "lxml": (5, 0),
}  # fmt: skip
"""The version in which the last known hole of each was mended."""


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_source_takes_in_what_runs_code_from_data(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not [a.name for a in node.names if MODULES.match(a.name)]
        if isinstance(node, ast.ImportFrom):
            assert not MODULES.match(node.module or ""), node.module
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            part = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            assert name not in CALLS and part not in LIBRARY_CALLS, (name or part, node.lineno)
            assert "trust_remote_code" not in {k.arg for k in node.keywords}


def locked() -> dict[str, tuple[int, ...]]:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([0-9.]+)", text, re.MULTILINE)
    return {name.lower(): tuple(int(n) for n in version.split(".") if n) for name, version in found}


def below(versions: dict[str, tuple[int, ...]]) -> list[str]:
    return [name for name, floor in FLOORS.items() if versions.get(name, (0,)) < floor]


def test_no_locked_version_is_below_a_known_mend() -> None:
    assert below(locked()) == []
    assert below({**locked(), "gradio": (4, 9, 0)}) == ["gradio"] and below({}) == list(
        FLOORS
    )  # a canary, and no silence without data


def test_the_lock_names_no_place_and_every_pin_has_its_hash() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^\S+==[^\n]*\n(?:\s+--hash=\S+.*\n)*", text, re.MULTILINE)
    assert "://" not in text and len(pins) > 100 and all("--hash=sha256:" in pin for pin in pins)
