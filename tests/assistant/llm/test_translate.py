"""A model's answer in the other language: placeholders come back, or the translation is refused."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from assistant.chat.answer_model import Answer
from assistant.llm.graph import stream
from assistant.llm.translate import is_faithful, with_placeholders
from assistant.service import Workspace
from tests.assistant.llm.scripted_model import Script

Shop = tuple[Workspace, str]
pytestmark = pytest.mark.filterwarnings("ignore")
ASKED = "2024年末应收账款是多少？"


def turn(shop: Shop, script: Script, question: str, before: list[tuple[str, str]]) -> Answer:
    workspace, customer = shop
    settings = script.settings(workspace, 30)
    *_, answer = stream(workspace.data(customer, vectors=False), question, None, settings, before)
    assert isinstance(answer, Answer)
    return answer


def spoken(shop: Shop, script: Script) -> Answer:
    """A turn that the model answered in Chinese."""
    workspace, customer = shop
    facts = workspace.profile(customer).facts
    receivable = next(f.fact.id for f in facts if f.fact.field == "accounts_receivable" and f.fact.printed == "18,000")
    script.steps = [
        {"name": "find_figure", "args": {"question": ASKED}},
        f"2024年末，应收账款为<<{receivable}>>，需要关注回款。",
    ]
    return turn(shop, script, ASKED, [])


def translating(change: Callable[[str], str] = lambda text: text) -> Callable[[dict[str, Any]], Any]:
    """A model that puts the placeholders it is given into an English sentence, and changes it."""

    def step(body: dict[str, Any]) -> Any:
        marks = re.findall(r"<<k\d+>>", body["messages"][-1]["content"])
        return change(f"At the end of {marks[0]} receivables are {marks[1]}{marks[2]}; collection needs attention.")

    return step


def test_a_translation_keeps_every_figure_and_mark(sample_workspace: Shop, script: Script) -> None:
    first = spoken(sample_workspace, script)
    script.then = translating()
    other = turn(sample_workspace, script, "翻译成英文", [(ASKED, json.dumps(first.to_json()))])
    assert other.answer == "At the end of 2024 receivables are ¥180,000,000[1]; collection needs attention."
    assert (other.language, other.model, other.citations) == ("en", "openai:m", first.citations)
    assert [f.value for f in other.figures] == [f.value for f in first.figures] == ["180000000"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<<k2>>", "200 million"),
        lambda text: text.replace("<<k2>>", "<<k1>>"),
        lambda text: text + " About two hundred million more is overdue.",
        lambda text: text + " It rose 5%.",
        lambda text: text + " See http://evil.example.",
        lambda text: text.replace("<<k3>>", ""),
        lambda text: "应收账款为<<k1>><<k2>><<k3>>，需要关注回款。",
        lambda text: text + " <<k9>>",
    ],
)
def test_a_translation_that_changes_anything_is_refused(
    sample_workspace: Shop, script: Script, change: Callable[[str], str]
) -> None:
    first = spoken(sample_workspace, script)
    script.then = translating(change)
    other = turn(sample_workspace, script, "翻译成英文", [(ASKED, json.dumps(first.to_json()))])
    assert "translation_refused" in other.warnings and other.model == "embedded" and other.language == "en"
    assert "18,000" in other.answer and "overdue" not in other.answer and "200" not in other.answer


def test_braces_and_marks_of_the_text_are_never_placeholders(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, ASKED).model_copy(update={"answer": "见 <<k1>> 和 {k2}", "figures": ()})
    text, kept = with_placeholders(answer)
    assert "<<" not in re.sub(r"<<k\d+>>", "", text) and {k.text for k in kept.values()} == {"1", "2"}
    assert not is_faithful("see <<k1>>", kept, text, "en")
