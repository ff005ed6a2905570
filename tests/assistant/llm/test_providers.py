"""Every provider over real HTTP in its own dialect: the same graph, the same tools, the same verifier, the same faults."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.chat.answer_model import Answer, Step
from assistant.chat.verify import loose_numbers
from assistant.llm.graph import stream
from assistant.llm.models import chat_model
from assistant.llm.veil import Veil
from assistant.service import Workspace
from tests.assistant.llm.dialects import DIALECTS, tool_results
from tests.assistant.llm.scripted_model import Script, serving

Shop = tuple[Workspace, str]
pytestmark = pytest.mark.filterwarnings("ignore")
ASKED = "2024年末应收账款是多少？"


@pytest.fixture(params=["openai", "ollama", "anthropic"])
def provider(request: pytest.FixtureRequest) -> Iterator[Script]:
    with serving(request.param) as made:
        yield made


def pieces(shop: Shop, script: Script, question: str = ASKED, limit_s: float = 30) -> list[Any]:
    workspace, customer = shop
    return list(stream(workspace.data(customer), question, None, script.settings(workspace, limit_s)))


def told(shop: Shop, script: Script, question: str = ASKED, limit_s: float = 30) -> Answer:
    answer = pieces(shop, script, question, limit_s)[-1]
    assert isinstance(answer, Answer)
    return answer


def receivable(shop: Shop) -> str:
    facts = shop[0].data(shop[1]).profile().facts
    return next(f.fact.id for f in facts if f.fact.field == "accounts_receivable" and f.fact.printed == "18,000")


def test_a_tool_is_called_and_the_figure_printed_by_code_while_it_streams(
    sample_workspace: Shop, provider: Script
) -> None:
    answer_text = ["应收账款", f"为 <<{receivable(sample_workspace)}>>", "。", "原文为 <<q1>>。"]
    provider.steps = [{"name": "find_figure", "args": {"question": ASKED}}, answer_text]
    got = pieces(sample_workspace, provider)
    answer = got[-1]
    assert answer.answer == "应收账款为 18,000 万元[1]。原文为 「应收账款 18,000」[2]。"
    assert answer.model == provider.model and answer.warnings == ()
    assert [c.page for c in answer.citations] == [3, 3] and loose_numbers(answer) == []
    assert "应收账款为 18,000 万元[1]。" in [
        p for p in got if isinstance(p, str)
    ]  # the first sentence is shown before the second
    assert [s.name for s in got if isinstance(s, Step)] == ["asks_model", "find_figure", "found"]
    assert set(provider.paths) == {DIALECTS[provider.model.split(":")[0]].path}
    assert any("<<" in result and "quotation" in result for result in tool_results(provider.requests[-1]))


def test_the_key_travels_in_the_header_and_nowhere_else(sample_workspace: Shop, provider: Script) -> None:
    workspace, customer = sample_workspace
    settings = provider.settings(workspace).model_copy(update={"api_key": None})
    from pydantic import SecretStr

    settings = settings.model_copy(update={"api_key": SecretStr("planted-key-71")})
    provider.then = "流动性如何另看。"
    list(stream(workspace.data(customer), ASKED, None, settings))
    carried = " ".join(provider.headers[0].values())
    assert "planted-key-71" not in json.dumps(provider.requests)
    assert ("planted-key-71" in carried) == (not provider.model.startswith("ollama"))


@pytest.mark.parametrize(
    ("fault", "name", "limit_s"),
    [("429", "model_rate_limited", 20), ("500", "model_error", 8), ("401", "model_error", 8), ("hang", "model_timeout", 0.6),
     ("drip", "model_timeout", 0.6), ("garbage", "model_", 8), ("huge", "model_reply_too_large", 8)],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["ollama", "anthropic"])
def test_a_fault_of_any_provider_is_named_within_its_limit(
    sample_workspace: Shop, kind: str, fault: str, name: str, limit_s: float
) -> None:
    with serving(kind) as script:
        script.then = {"fault": fault}
        started = time.monotonic()
        answer = told(sample_workspace, script, ASKED, limit_s)
        assert time.monotonic() - started < limit_s + 3
        assert "model_failed" in answer.warnings and any(w.startswith(name) for w in answer.warnings[1:])
        assert "18,000" in answer.answer and answer.model == "embedded"
        assert len(script.requests) <= 3


def test_a_request_that_failed_once_is_tried_again(sample_workspace: Shop, provider: Script) -> None:
    provider.steps = [{"fault": "500"}, {"name": "find_figure", "args": {"question": ASKED}}]
    provider.then = f"应收账款为 <<{receivable(sample_workspace)}>>。"
    answer = told(sample_workspace, provider)
    assert answer.answer == "应收账款为 18,000 万元[1]。" and len(provider.requests) == 3


def test_a_stream_cut_short_shows_no_half_sentence(sample_workspace: Shop, provider: Script) -> None:
    provider.then = {"fault": "cut"}
    got = pieces(sample_workspace, provider, limit_s=8)
    assert not any(isinstance(p, str) and "Receivables" in p for p in got)
    assert "18,000" in got[-1].answer


def test_a_refusal_ends_in_the_built_in_answer(sample_workspace: Shop, provider: Script) -> None:
    provider.then = {"refusal": ""}
    answer = told(sample_workspace, provider)
    assert "18,000" in answer.answer and "应收账款" in answer.answer


def test_a_lie_is_left_out_whoever_tells_it(sample_workspace: Shop, provider: Script) -> None:
    real = f"<<{receivable(sample_workspace)}>>"
    provider.steps = [{"name": "find_figure", "args": {"question": ASKED}}]
    provider.then = f"存货为三千万元。Goodwill is {real}. 应收账款为 {real}。It is 45.6 million. 2019年末为{real}。"
    answer = told(sample_workspace, provider)
    assert answer.answer == "应收账款为 18,000 万元[1]。" and answer.warnings == ("sentence_dropped",)


def test_a_translation_is_made_by_any_provider(sample_workspace: Shop, provider: Script) -> None:
    from assistant.llm.translate import translated

    workspace, customer = sample_workspace
    answer = workspace.ask(customer, ASKED).model_copy(update={"model": provider.model})
    provider.then = lambda body: _placeholders(body)
    settings = provider.settings(workspace)
    english = translated(answer, "en", chat_model(settings), settings, Veil("tokens"))
    assert english.language == "en" and "¥180,000,000" in english.answer and english.citations == answer.citations


def _placeholders(body: dict[str, Any]) -> str:
    import re

    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
    return "Receivables are " + " ".join(dict.fromkeys(re.findall(r"<<k\d+>>", text))) + "."
