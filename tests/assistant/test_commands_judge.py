"""Commands of the judgement: checks with letters and notes, what-if, the policy file."""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.arguments_judge import add_arguments
from assistant.commands_judge import COMMANDS
from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.errors import UsageError


class Kept:
    def __init__(self) -> None:
        self.told = ""

    def out(self, text: str) -> None:
        self.told += text

    def err(self, text: str) -> None:
        self.told += text


def run(
    name: str, words: list[str], workspace: Any, lang: str = "zh", home: Path = Path("/nowhere")
) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_arguments(name, parser)
    args = parser.parse_args([w for w in words if w != "--json"])
    args.json = "--json" in words
    emitter = Kept()
    code = COMMANDS[name](workspace, load_settings(home, {}, lang=lang), args, emitter)  # type: ignore[arg-type]
    return code, emitter.told


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, lang="zh", readers=1)) as workspace:
        yield workspace, workspace.create_customer("甲").id


def test_a_letter_asks_for_the_papers_and_tells_nothing_of_the_judgement(
    sample_workspace: tuple[Workspace, str],
) -> None:
    workspace, customer = sample_workspace
    code, letter = run("followups", [customer, "--letter", "FU-07", "--our-name", "杭州示例供应有限公司"], workspace)
    assert code == 0 and "江苏示例制造有限公司" in letter and "账龄表" in letter and "杭州示例供应有限公司" in letter
    assert not any(word in letter for word in ("RF-", "CA2", "CA3", "风险", "评分", "额度"))
    _, english = run("followups", [customer, "--letter", "FU-07"], workspace, "en")
    assert english.startswith("Dear ") and "ageing" in english and "risk" not in english.lower()


def test_checks_are_listed_by_rank_with_what_they_decide(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    _, told = run("followups", [customer, "--json"], workspace)
    rows = json.loads(told)["followups"]
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    values = [float(r["value"]) for r in rows]
    assert values == sorted(values, reverse=True)


def test_an_unknown_check_is_refused(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    with pytest.raises(UsageError):
        run("followups", [customer, "--letter", "FU-99"], workspace)


def test_a_noted_answer_makes_a_factor_testable(empty: tuple[Workspace, str]) -> None:
    workspace, customer = empty
    before = {f.id: f.state for f in workspace.profile(customer).risk_factors}
    run(
        "followups",
        [customer, "--note-for", "FU-24", "--state", "received", "--figure", "top1_customer_pct=65"],
        workspace,
    )
    after = {f.id: (f.state, f.severity) for f in workspace.profile(customer).risk_factors}
    assert before["RF-CN-01"] == "not_testable" and after["RF-CN-01"] == ("fired", "H")


def test_closing_a_check_tells_and_keeps_what_it_did_to_grade_and_limit(empty: tuple[Workspace, str]) -> None:
    workspace, customer = empty
    standing = workspace.profile(customer)
    words = [customer, "--note-for", "FU-24", "--state", "confirmed", "--figure", "top1_customer_pct=65"]
    _, told = run("followups", words, workspace, "en")
    assert told.startswith("grade and limit unchanged") or told.startswith("before")
    kept = next(f for f in workspace.profile(customer).followups if f.id == "FU-24")
    assert kept.effect is not None and kept.effect.before.grade == (standing.grade.grade if standing.grade else None)
    assert kept.effect.after.limit == (
        workspace.profile(customer).limit.value if workspace.profile(customer).limit else None
    )  # type: ignore[union-attr]
    run("followups", [customer, "--note-for", "FU-24", "--state", "open"], workspace)
    assert next(f for f in workspace.profile(customer).followups if f.id == "FU-24").effect is None


def test_a_letter_that_was_sent_waits_for_its_answer_in_the_work_list(empty: tuple[Workspace, str]) -> None:
    workspace, customer = empty
    run(
        "followups",
        [customer, "--note-for", "FU-24", "--state", "received", "--figure", "top1_customer_pct=65"],
        workspace,
    )
    run("followups", [customer, "--letter", "FU-24", "--sent"], workspace)
    check = next(f for f in workspace.profile(customer).followups if f.id == "FU-24")
    assert check.state == "asked" and check.due
    items = workspace.work_list(today=check.due)
    assert "followup/FU-24" in [item.task.id for item in items if item.customer == customer]
    late = workspace.notifications()
    assert all(item.task.due is None or item.task.due <= date.today().isoformat() for item in late)


WRONG = [
    ["--note-for", "FU-99", "--state", "open"], ["--note-for", "FU-01", "--state", "lost"],
    ["--note-for", "FU-01", "--figure", "nonsense=1"],
    ["--note-for", "FU-01", "--figure", "x"],
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_notes_of_unknown_checks_states_and_figures_are_refused(empty: tuple[Workspace, str], words: list[str]) -> None:
    workspace, customer = empty
    with pytest.raises(UsageError):
        run("followups", [customer, *words], workspace)


def test_what_if_prints_the_change_and_saves_nothing(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    before = workspace.profile(customer)
    _, told = run("whatif", [customer, "--set", "interest_expense=24000000", "--json"], workspace)
    result = json.loads(told)["result"]
    assert result["hypothetical"] is True and float(result["score_after"]) < float(result["score_before"])
    assert workspace.profile(customer) == before


@pytest.mark.parametrize(
    "words", [[], ["--set", "colour=1"], ["--lever", "colour"], ["--lever", "dso_end", "--goal", "fires RF-XX-01"]]
)
def test_what_if_refuses_what_it_does_not_know(sample_workspace: tuple[Workspace, str], words: list[str]) -> None:
    workspace, customer = sample_workspace
    with pytest.raises(UsageError):
        run("whatif", [customer, *words], workspace)


def test_a_policy_file_is_checked_with_its_lines(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('[limits.parameters.k_sales]\nvalues = { "2025-01-01" = 0.2 }\n', "utf-8")
    bad.write_text('\n[limits.parameters.k_gold]\nvalues = { "2025-01-01" = 0.2 }\n', "utf-8")
    code, told = run("policy", ["check", str(good)], None)
    assert code == 0 and "哈希" in told
    code, told = run("policy", ["check", str(bad)], None)
    assert code == 1 and f"{bad}:2:" in told and "k_gold" in told


def test_the_policy_of_the_home_moves_the_limit_and_a_wrong_one_is_refused(empty: tuple[Workspace, str]) -> None:
    workspace, customer = empty
    file = Path(workspace.settings.home) / "policy.toml"
    house = workspace.profile(customer).grade
    file.write_text('version = "acme/1"\n[risk_limits.RF-LV-01.fire]\nvalues = { "2020-01-01" = 70 }\n', "utf-8")
    own = workspace.profile(customer).grade
    assert house is not None and own is not None
    assert own.policy_version == "acme/1" and own.policy_hash != house.policy_hash
    file.write_text("[colours]\nred = 1\n", "utf-8")
    with pytest.raises(UsageError):
        workspace.profile(customer)
