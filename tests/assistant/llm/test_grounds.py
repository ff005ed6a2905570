"""Lies of a model, sentence by sentence: a false or wrongly bound figure falls, an ungrounded claim is marked, a plain truth stands."""

import re
import tomllib
from pathlib import Path

import pytest

from assistant.chat.answer_model import Answer
from assistant.llm.graph import stream
from assistant.llm.grounds import Verdict, verdict
from assistant.llm.own_words import sentences
from assistant.llm.turn import Turn
from assistant.llm.written import Written, written_answer
from assistant.service import Workspace
from tests.assistant.llm.scripted_model import Script

Shop = tuple[Workspace, str]
LIES = tomllib.loads((Path(__file__).parent / "lies.toml").read_text("utf-8"))
ASKED = (
    "2024年末应收账款是多少？", "2023年末应收账款是多少？", "净利润趋势如何？", "2024年收入是多少？", "2023年收入是多少？",
    "流动比率是多少？", "2024年经营活动现金流量净额是多少？", "审计意见是什么？", "What is the bond rating?",
)  # fmt: skip
MARKED = "（模型的说法，所引文件未载）"


@pytest.fixture(scope="module")
def turn(sample_workspace: Shop) -> Turn:
    """A turn whose tools found receivables, revenue, profit, the current ratio, cash flow and the opinion, and no bond rating."""
    workspace, customer = sample_workspace
    made = Turn(
        workspace.data(customer, vectors=False),
        "应收账款、收入、净利润、流动比率、审计意见和债券评级（bond rating）如何？",
    )
    for question in ASKED:
        made.found(workspace.ask(customer, question))
    return made


@pytest.fixture(scope="module")
def places(turn: Turn) -> dict[str, str]:
    """The references by the names that `lies.toml` gives them."""
    facts = {(i.fact.field, i.fact.period_end): f"<<{key}>>" for key, i in turn.facts.items()}
    found = {
        short + mark: facts[field, f"{year}-12-31"]
        for short, field in (("ar", "accounts_receivable"), ("rev", "revenue"), ("np", "net_income"))
        for mark, year in (("", 2024), ("0", 2023))
    }
    quotes = {key: c.quote for key, c in turn.quotes.items()}
    return found | {
        "ocf": facts["net_cash_operating", "2024-12-31"],
        "cr": next(f"<<{key}>>" for key, f in turn.figures.items() if f.name == "current_ratio"),
        "qr": next(f"<<{key}>>" for key, q in quotes.items() if "应收账款" in q),
        "qa": next(f"<<{key}>>" for key, q in quotes.items() if "我们认为" in q),
    }


def told(text: str, places: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: places[m[1]], text)


def judged(turn: Turn, text: str) -> list[Verdict]:
    return [verdict(turn, sentence) for sentence in sentences(text)]


def test_there_are_more_than_two_hundred_lies_about_figures() -> None:
    assert sum(map(len, LIES["gone"].values())) >= 250 and sum(map(len, LIES["marked"].values())) >= 130


@pytest.mark.parametrize("kind", [k for k in LIES["gone"] if k != "unit"])
def test_a_sentence_with_a_false_figure_falls(turn: Turn, places: dict[str, str], kind: str) -> None:
    assert [t for t in LIES["gone"][kind] if all(v.fault is None for v in judged(turn, told(t, places)))] == []


def test_a_false_unit_is_never_printed(turn: Turn, places: dict[str, str]) -> None:
    for text in LIES["gone"]["unit"]:
        written = Written(turn)
        if not written.take(told(text, places)):
            continue
        shown = written.answer().answer.replace("18,000 万元", "#").replace("1.24 倍", "#")
        assert not re.search(
            r"亿|千元|百万|倍|天|吨|%|万元|[a-z] ?\d|\bk\b|USD|JPY|[$€币]|日元|dollar|billion|days|tonne|per", shown
        ), text


@pytest.mark.parametrize("kind", LIES["marked"])
def test_what_nothing_cited_bears_out_is_marked_as_the_models_own(
    turn: Turn, places: dict[str, str], kind: str
) -> None:
    unmarked = [
        t for t in LIES["marked"][kind] if not any(v.fault or v.own_words for v in judged(turn, told(t, places)))
    ]
    assert unmarked == []


@pytest.mark.parametrize("kind", LIES["stands"])
def test_a_plain_truth_stands_without_a_mark(turn: Turn, places: dict[str, str], kind: str) -> None:
    assert [(t, v) for t in LIES["stands"][kind] for v in judged(turn, told(t, places)) if v != Verdict()] == []


def test_the_mark_stands_behind_its_sentence_and_in_the_warnings(turn: Turn, places: dict[str, str]) -> None:
    answer = written_answer(turn, told("应收账款为{ar}。\n管理层诚信可靠。\n净利润为{np}。", places), "m")
    assert answer.answer == f"应收账款为18,000 万元[1]。\n管理层诚信可靠。{MARKED}\n净利润为3,100 万元[2]。"
    assert answer.warnings == ("model_words",)


def test_words_without_any_place_give_way_to_the_built_in_answer_that_has_one(
    sample_workspace: Shop, script: Script
) -> None:
    workspace, customer = sample_workspace
    script.then = "公司财务状况极为健康，没有任何问题值得担心。"
    *_, answer = stream(workspace.data(customer), ASKED[0], None, script.settings(workspace), [])
    assert isinstance(answer, Answer) and "健康" not in answer.answer and "18,000 万元" in answer.answer
    assert "sentence_dropped" in answer.warnings


def test_an_english_answer_is_marked_in_english(sample_workspace: Shop, script: Script) -> None:
    workspace, customer = sample_workspace
    facts = workspace.data(customer).profile().facts
    revenue = next(f.fact.id for f in facts if (f.fact.field, f.fact.period_end) == ("revenue", "2024-12-31"))
    script.steps = [{"name": "find_figure", "args": {"question": "What was revenue for FY2024?"}}]
    script.then = f"Revenue was <<{revenue}>>. The outlook is bright."
    *_, answer = stream(workspace.data(customer), "What was revenue for FY2024?", None, script.settings(workspace), [])
    assert isinstance(answer, Answer)
    assert answer.answer.endswith("[1]. The outlook is bright. (the model's own words; no cited paper says so)")
