"""The answer before in the other language: the same facts, figures untouched, quotes as printed with their terms explained."""

from decimal import Decimal

import pytest

from assistant.chat.other_language import wished_language
from assistant.chat.verify import loose_numbers
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("question", "wished"),
    [
        ("翻译成英文", "en"),
        ("请把上面的回答翻译成英文。", "en"),
        ("用英语再说一遍", "en"),
        ("translate to English", "en"),
        ("Please say that in Chinese", "zh"),
        ("Translate the last answer into Chinese.", "zh"),
        ("中文版", "zh"),
        ("英文报告里的收入是多少？", None),
        ("What does the Chinese report say?", None),
        ("In Chinese yuan, what is revenue?", None),
        ("那去年呢？", None),
    ],
)
def test_a_wish_for_another_language_is_told_from_a_question(question: str, wished: str | None) -> None:
    assert wished_language(question) == wished


@pytest.mark.parametrize(
    ("question", "wish", "term"),
    [
        ("2024年末应收账款是多少？", "翻译成英文", "应收账款 = Accounts receivable"),
        ("流动比率是多少？", "say it in English", ""),
    ],
)
def test_the_other_language_has_the_same_figures_and_places(
    sample_workspace: Shop, question: str, wish: str, term: str
) -> None:
    workspace, customer = sample_workspace
    first = workspace.ask(customer, question)
    other = workspace.ask(customer, wish, first.conversation)
    assert (first.language, other.language) == ("zh", "en")
    assert [(c.document, c.page, c.quote) for c in other.citations] == [
        (c.document, c.page, c.quote) for c in first.citations
    ]
    assert {Decimal(f.value) for f in first.figures} == {Decimal(f.value) for f in other.figures}
    assert term in other.answer and loose_numbers(other) == []
    assert all(other.answer[a:b] == f.display for f in other.figures for a, b in f.spans)


def test_a_follow_up_after_it_leans_on_the_question_itself(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first = workspace.ask(customer, "2024年末应收账款是多少？")
    workspace.say_in(customer, first.conversation, "en")
    after = workspace.ask(customer, "那上一年呢？", first.conversation)
    assert after.language == "zh" and "2023" in after.answer and after.turn == 3
