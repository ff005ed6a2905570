import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.owner import HomeLock
from tests.builders.statements import us_report


def run(home: Path, *words: str) -> int:
    return main([*words, "--home", str(home), "--lang", "en"])


def filled(tmp_path: Path) -> Path:
    (tmp_path / "p.pdf").write_bytes(us_report())
    assert run(tmp_path / "a", "ingest", str(tmp_path / "p.pdf"), "--customer", "ACME", "--no-vectors") == 0
    return tmp_path / "a"


def test_a_backup_restored_elsewhere_answers_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = filled(tmp_path)
    assert run(home, "backup", str(tmp_path / "b.zip"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"]["documents"] == 1
    assert run(tmp_path / "c", "restore", str(tmp_path / "b.zip")) == 0
    assert run(tmp_path / "c", "verify") == 0
    told = []
    for folder in (home, tmp_path / "c"):
        capsys.readouterr()
        assert run(folder, "ask", "ACME", "What is the current ratio?", "--json") == 0
        told.append(json.loads(capsys.readouterr().out)["answer"])
    assert told[0] == told[1]


def test_restore_over_data_wants_a_yes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = filled(tmp_path)
    assert run(home, "backup", str(tmp_path / "b.zip")) == 0
    assert run(home, "restore", str(tmp_path / "b.zip")) == 2
    assert "--yes" in capsys.readouterr().err
    assert run(home, "restore", str(tmp_path / "b.zip"), "--yes") == 0


def test_restore_is_refused_while_another_process_owns_the_home(tmp_path: Path) -> None:
    home = filled(tmp_path)
    assert run(home, "backup", str(tmp_path / "b.zip")) == 0
    lock = HomeLock(home)
    assert lock.acquire(0)
    try:
        assert run(home, "restore", str(tmp_path / "b.zip"), "--yes") == 3
    finally:
        lock.release()


def test_a_foreign_archive_says_that_nothing_was_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK not really")
    assert run(tmp_path / "c", "restore", str(tmp_path / "x.zip")) == 1
    assert "nothing was changed" in capsys.readouterr().err
