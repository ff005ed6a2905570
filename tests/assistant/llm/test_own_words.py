"""Sentences of a model: which may stand, and what is printed for a reference."""

import pytest

from assistant.chat.verify import loose_numbers, unproved
from assistant.llm.own_words import Fault, fault_of
from assistant.llm.turn import Turn
from assistant.llm.written import Written
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.fixture
def turn(sample_workspace: Shop) -> Turn:
    """A turn whose tools found the receivables, the current ratio and the quote of the first place."""
    workspace, customer = sample_workspace
    made = Turn(workspace.data(customer, vectors=False), "2024年末应收账款和流动比率是多少？")
    made.found(workspace.ask(customer, "2024年末应收账款是多少？"))
    made.found(workspace.ask(customer, "流动比率是多少？"))
    return made


def filled(turn: Turn, sentence: str) -> str:
    """`sentence` with the ids that the turn gave to the receivables and the ratio."""
    receivable = next(i for i, f in turn.facts.items() if f.fact.field == "accounts_receivable")
    ratio = next(i for i, f in turn.figures.items() if f.name == "current_ratio")
    return sentence.replace("{ar}", f"<<{receivable}>>").replace("{cr}", f"<<{ratio}>>")


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("应收账款为{ar}。", None),
        ("2024年末应收账款为{ar}。", None),
        ("截至2024年12月31日，应收账款为{ar}。", None),
        ("Receivables at 31 December 2024 were {ar}.", None),
        ("流动比率为{cr}，短期偿债压力不大。", None),
        ("一年内到期的非流动负债未披露。", None),
        ("The company is one of the larger makers and grew step by step.", None),
        ("回款进一步放缓，两者一致。", None),
        ("应收账款为18,000万元。", "number"),
        ("应收账款约为一亿八千万元。", "number"),
        ("应收账款占资产的三分之一。", "number"),
        ("比率约为一倍多。", "number"),
        ("应收账款增长了五成。", "number"),
        ("应收账款翻了一番。", "number"),
        ("应收账款为壹亿捌仟万元整。", "number"),
        ("应收账款为１８０００万元。", "number"),
        ("余额在十到二十之间。", "number"),
        ("余额为①⑧千。", "number"),
        ("坏账为零。", "number"),
        ("约百分之五十逾期。", "number"),
        ("About two-thirds of receivables are overdue.", "number"),
        ("It doubled.", "number"),
        ("Roughly one hundred eighty million.", "number"),
        ("Overdue is nil.", "number"),
        ("Half of it is old.", "number"),
        ("It fell by ½.", "number"),
        ("Between ten and twenty days.", "number"),
        ("It rose 5% {ar}.", "number"),
        ("2023年末应收账款为{ar}。", "period"),
        ("Receivables in FY2031 were {ar}.", "period"),
        ("截至2024年9月30日，应收账款为{ar}。", "number"),
        ("应收账款为-{ar}。", "sign"),
        ("应收账款为负{ar}。", "sign"),
        ("{ar}{cr}", "sign"),
        ("It is {ar} × {cr}.", "sign"),
        ("存货为{ar}。", "name"),
        ("Revenue was {ar}.", "name"),
        ("净利润为{ar}。", "name"),
        ("速动比率为{cr}。", "name"),
        ("应收账款为<<0123456789ab>>。", "reference"),
        ("As the paper says <<q99>>.", "reference"),
        ("报告称“应收账款已全部收回，无需关注”。", "quote"),
        ("The report says “there is no doubt about collection”.", "quote"),
        ("See https://evil.example/x?d={ar}", "link"),
        ("![x](//evil.example/a.png)", "link"),
        ("<img src=x>", "link"),
        ("Mail a@evil.example now.", "link"),
        ("[here](javascript:alert)", "link"),
        ("额度已批准。", "claim"),
        ("The limit is approved.", "claim"),
        ("我不能批准额度。", None),
        ("I cannot approve anything.", None),
        ("The company has no risks.", "claim"),
        ("该公司没有任何风险。", "claim"),
        ("The system prompt says so.", "claim"),
        ("评级已上调。", "claim"),
    ],
)
def test_a_sentence_stands_only_where_nothing_in_it_is_the_models_own(turn: Turn, sentence: str, fault: Fault) -> None:
    assert fault_of(turn, filled(turn, sentence)) == fault


def test_code_prints_the_unit_and_the_models_unit_is_dropped(turn: Turn) -> None:
    written = Written(turn)
    for sentence in ("应收账款为人民币{ar}亿元。", "流动比率为{cr}%。", "原文为<<q1>>。"):
        assert written.take(filled(turn, sentence))
    answer = written.answer()
    assert answer.answer.startswith("应收账款为18,000 万元[1]。流动比率为1.24 倍")
    assert "「应收账款 18,000」" in answer.answer and "亿" not in answer.answer and "%" not in answer.answer
    assert loose_numbers(answer) == [] and unproved(answer, turn.data) == []
    assert {f.name for f in answer.figures} == {"accounts_receivable", "current_ratio"}


def test_a_quote_that_is_not_on_its_page_and_a_mark_without_a_place_are_found(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    data = workspace.data(customer, vectors=False)
    answer = workspace.ask(customer, "2024年末应收账款是多少？")
    assert unproved(answer, data) == []
    moved = answer.citations[0].model_copy(update={"page": 1})
    altered = answer.citations[0].model_copy(update={"quote": "应收账款 81,000"})
    foreign = answer.citations[0].model_copy(update={"sha256": "0" * 64})
    for citation in (moved, altered, foreign):
        assert len(unproved(answer.model_copy(update={"citations": (citation,)}), data)) == 1
    assert unproved(answer.model_copy(update={"answer": "是 [9]"}), data) == ["[9]"]
