import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.commands import parse_pages
from assistant.config import load_settings
from assistant.doctor import examine
from ingestion.errors import UsageError

HEAVY = [
    "gradio",
    "langchain",
    "langchain_core",
    "chromadb",
    "pandas",
    "numpy",
    "onnxruntime",
    "sqlalchemy",
    "pydantic",
]


def xintan(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "XINTAN_HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *words], capture_output=True, text=True, env=env, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, assistant.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_doctor_says_that_nothing_leaves_the_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--home", str(tmp_path), "--lang", "en"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["state"] for row in report["checks"]}["leaves"] == "ok"


def test_schema_prints_the_contract_of_extract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "extract"]) == 0
    assert "coverage" in json.loads(capsys.readouterr().out)["properties"]


def test_unknown_schema_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "nothing", "--lang", "en"]) == 2
    assert "extract" in capsys.readouterr().err


def test_unknown_setting_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINTAN_COLOUR", "blue")
    assert main(["doctor", "--home", str(tmp_path)]) == 2


@pytest.mark.parametrize(("text", "pages"), [("3", (3,)), ("1-3,9", (1, 2, 3, 9)), ("5,5,4", (4, 5))])
def test_page_lists_are_read(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text) == pages


@pytest.mark.parametrize("text", ["", "a", "0", "1-", "1-x", "-3", "9-7"])
def test_other_page_lists_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_pages(text)


def test_doctor_says_what_leaves_the_machine_with_a_model(tmp_path: Path) -> None:
    def leaves(**given: str) -> str:
        rows = examine(load_settings(tmp_path, {}, lang="en", **given))["checks"]
        return next(str(row["text"]) for row in rows if row["name"] == "leaves")

    away = leaves(model="openai:m", base_url="https://models.example/v1")
    assert "models.example" in away and "masked" in away and "questions" in away
    assert leaves(model="openai:m", base_url="http://127.0.0.1:8000/v1").startswith("nothing leaves")
