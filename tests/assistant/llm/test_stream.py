"""What is told while a model answers: steps at once, sentences when they are whole and may stand."""

from typing import Any

import pytest
from pydantic import SecretStr

from assistant.chat.answer_model import Answer, Step
from assistant.llm.graph import stream
from assistant.service import Workspace
from ingestion.store.scope import Scope
from prompts import prompts_hash
from tests.assistant.llm.scripted_model import Script

Shop = tuple[Workspace, str]
pytestmark = pytest.mark.filterwarnings("ignore")
ASKED = "2024年末应收账款是多少？"


def pieces(shop: Shop, script: Script, question: str = ASKED, **given: Any) -> list[Any]:
    workspace, customer = shop
    settings = script.settings(workspace, 30, **given)
    return [*stream(workspace.data(customer, vectors=False), question, None, settings, [])]


def receivable(shop: Shop) -> str:
    workspace, customer = shop
    facts = workspace.profile(customer).facts
    return next(f.fact.id for f in facts if f.fact.field == "accounts_receivable" and f.fact.printed == "18,000")


def test_steps_are_told_in_the_language_of_the_question(sample_workspace: Shop, script: Script) -> None:
    script.steps = [
        {"name": "find_figure", "args": {"question": ASKED}},
        f"应收账款为<<{receivable(sample_workspace)}>>。",
    ]
    told = [p.text for p in pieces(sample_workspace, script) if isinstance(p, Step)]
    assert told == ["请模型 openai:m 作答", f"查找：{ASKED}", "找到 1 个数字、1 处出处"]
    script.steps = [{"name": "search_passages", "args": {"query": "pledged assets"}}, "The papers hold it."]
    told = [p.text for p in pieces(sample_workspace, script, "Which assets are pledged?") if isinstance(p, Step)]
    assert told[:2] == ["Asks the model openai:m", "Searches the papers: pledged assets"]


def test_a_sentence_is_shown_only_when_it_is_whole_and_may_stand(sample_workspace: Shop, script: Script) -> None:
    reply = f"先看应收账款。余额为19,999万元。应收账款为<<{receivable(sample_workspace)}>>。据此偏高"
    script.steps = [{"name": "find_figure", "args": {"question": ASKED}}, [*reply], reply]
    got = pieces(sample_workspace, script)
    shown = [p for p in got if isinstance(p, str)]
    assert shown[:2] == ["先看应收账款。", "先看应收账款。应收账款为18,000 万元[1]。"]
    assert not any("19,999" in text or "<<" in text for text in shown)
    assert isinstance(got[-1], Answer) and got[-1].answer.endswith("万元[1]。据此偏高（模型的说法，所引文件未载）")
    assert [p.name for p in got if isinstance(p, Step)][-1] == "repair"


@pytest.mark.parametrize(("budget", "requests"), [({"calls": 1}, 1), ({"tokens": 500}, 1), ({"prompt_tokens": 500}, 0)])
def test_a_turn_beyond_its_budget_is_answered_by_the_built_in_analyst(
    sample_workspace: Shop, script: Script, budget: dict[str, int], requests: int
) -> None:
    script.then = {"name": "find_figure", "args": {"question": ASKED}}
    question = ASKED if requests else ASKED + "请" * 2000
    *_, told, answer = pieces(sample_workspace, script, question, budget=budget)
    assert told.name == "built_in" and answer.warnings[-2:] == ("model_failed", "model_budget")
    assert len(script.requests) == requests


def test_retries_are_a_setting(sample_workspace: Shop, script: Script) -> None:
    script.then = {"fault": "500"}
    pieces(sample_workspace, script, budget={"retries": 0})
    assert len(script.requests) == 1


def test_the_built_in_analyst_tells_its_steps_too(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    for direct in (True, False):
        got = [*workspace.ask_stream(customer, ASKED, None, None, direct)]
        assert [p.name for p in got if isinstance(p, Step)] == ["find_figure", "found"]
        assert isinstance(got[-1], Answer)


def test_a_turn_keeps_the_model_its_prompts_and_its_steps(sample_workspace: Shop, script: Script) -> None:
    workspace, customer = sample_workspace
    script.steps = ["先看应收账款。"]
    asked = {"model": "openai:m", "base_url": script.url, "api_key": SecretStr("k")}
    other = Workspace(workspace.settings.model_copy(update=asked), workspace._store, workspace._readers)
    answer = other.ask(customer, ASKED)
    (turn,) = workspace._store.kept_turns(Scope(customer), answer.conversation)
    assert turn["made"] == {
        "model": "openai:m",
        "answered_by": answer.model,
        "prompt": prompts_hash(),
        "steps": ["请模型 openai:m 作答"],
    }
