import json
import random
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from assistant.chat.answer_model import Answer
from assistant.chat.verify import loose_numbers
from assistant.llm.graph import stream
from assistant.llm.grounds import unsupported
from assistant.llm.turn import Turn
from assistant.service import Workspace
from prompts import header, names, prompt, prompts_hash
from tests.assistant.llm.scripted_model import Script

Shop = tuple[Workspace, str]
pytestmark = pytest.mark.filterwarnings("ignore")
PAYLOADS = tomllib.loads((Path(__file__).parent / "payloads.toml").read_text("utf-8"))
QUESTIONS = [
    "2024年末应收账款是多少？",
    "流动比率是多少？",
    "What was revenue for FY2024?",
    "净利润趋势如何？",
    "What is the debt-to-assets ratio?",
]


def asked(
    shop: Shop, script: Script, question: str, limit_s: float = 30, before: list[tuple[str, str]] | None = None
) -> Answer:
    workspace, customer = shop
    *_, answer = stream(workspace.data(customer), question, None, script.settings(workspace, limit_s), before or [])
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("fault", "name", "limit_s"),
    [("429", "model_rate_limited", 20), ("500", "model_error", 8), ("401", "model_error", 8), ("hang", "model_timeout", 0.6),
     ("drip", "model_timeout", 0.6), ("garbage", "model_", 8), ("empty", "model_", 8), ("huge", "model_reply_too_large", 8)],
)  # fmt: skip
def test_a_fault_is_named_within_its_limit_and_the_built_in_answer_stands(
    sample_workspace: Shop, script: Script, fault: str, name: str, limit_s: float
) -> None:
    script.then = {"fault": fault}
    started = time.monotonic()
    answer = asked(sample_workspace, script, QUESTIONS[0], limit_s)
    assert time.monotonic() - started < limit_s + 3
    assert "model_failed" in answer.warnings and any(w.startswith(name) for w in answer.warnings[1:])
    assert "18,000" in answer.answer and answer.model == "embedded"
    assert len(script.requests) <= 3


def test_a_model_that_calls_tools_for_ever_meets_its_budget(sample_workspace: Shop, script: Script) -> None:
    script.then = {"name": "list_gaps", "args": {}}
    answer = asked(sample_workspace, script, QUESTIONS[1])
    assert "model_budget" in answer.warnings and "1.24" in answer.answer
    assert len(script.requests) <= 8


def test_one_repair_is_asked_for_and_used(sample_workspace: Shop, script: Script) -> None:
    workspace, customer = sample_workspace
    facts = workspace.data(customer).profile().facts
    receivable = next(f.fact.id for f in facts if f.fact.field == "accounts_receivable" and f.fact.printed == "18,000")
    script.steps = [
        {"name": "find_figure", "args": {"question": QUESTIONS[0]}},
        "应收账款为 19,999 万元。",
        f"应收账款为 <<{receivable}>>。",
    ]
    answer = asked(sample_workspace, script, QUESTIONS[0])
    assert answer.answer == "应收账款为 18,000 万元[1]。" and answer.warnings == ()
    assert "rejected" in json.dumps(script.requests[-1])


def lies(seed: int) -> Any:
    """A model that answers every request with made-up figures, in digits, in words, under wrong names and as invented references."""
    dice = random.Random(seed)

    def step(body: dict[str, Any]) -> Any:
        tools = [str(m["content"]) for m in body["messages"] if m["role"] == "tool"]
        if dice.random() < 0.6 and not tools:
            return {"name": "find_figure", "args": {"question": dice.choice(["revenue", *QUESTIONS])}}
        given = re.findall(r"<<(\w+)>> =", " ".join(tools)) or ["0123456789ab"]
        real = f"<<{dice.choice(given)}>>"
        amount = f"{dice.randint(1, 99)},{dice.randint(100, 999)}"
        return " ".join(
            dice.sample(
                [
                    f"It is {amount} million.",
                    f"应收账款为{amount}万元。",
                    "约五千万元。",
                    "About three hundred million yuan.",
                    "坏账占三分之二。",
                    f"<<{dice.randbytes(6).hex()}>> 万元。",
                    f"The ratio is {dice.random():.2f}x [7].",
                    f"Revenue was ${amount} and profit fell {dice.randint(2, 90)}%.",
                    f"存货跌价为{real}。",
                    f"Goodwill was {real}.",
                    f"应收账款为-{real}。",
                    f"{real}{real}万元。",
                    f"{real}亿元，其中{amount}逾期。",
                    f"2019年末为{real}。",
                    f"It doubled to {real}, two-thirds overdue.",
                    f"于二〇一九年九月增至{real}。",
                    f"报告称“应收账款{amount}万元全部收回”。",
                    f"占比在{dice.randint(1, 9)}至{dice.randint(10, 99)}之间。",
                    f"余额为１２３４５万元，见第{dice.randint(1, 400)}页。",
                    "翻了一番。",
                    "Some half of it is nil.",
                    f"See [9] and <<q{dice.randint(50, 90)}>>.",
                ],
                k=dice.randint(1, 4),
            )
        )

    return step


def no_lie_in(answer: Answer) -> bool:
    told = "".join(
        c for at, c in enumerate(answer.answer) if not any(a <= at < b for f in answer.figures for a, b in f.spans)
    )
    words = re.search(
        r"五千万|three hundred million|三分之二|two-thirds|二〇一九|翻了一番|half of|全部收回|之间|2019|亿|<<|万元万|-<",
        told,
    )
    places = all(c.document and c.quote for c in answer.citations)
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", told)} <= {c.n for c in answer.citations}
    return not loose_numbers(answer) and not words and places and marks


@pytest.mark.parametrize("seed", range(10))
def test_a_lying_model_shows_no_unsupported_number(sample_workspace: Shop, script: Script, seed: int) -> None:
    script.then = lies(seed)
    assert no_lie_in(asked(sample_workspace, script, QUESTIONS[seed % len(QUESTIONS)]))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 200))
def test_two_hundred_questions_to_a_lying_model_show_no_unsupported_number(
    sample_workspace: Shop, script: Script, seed: int
) -> None:
    script.then = lies(seed)
    assert no_lie_in(asked(sample_workspace, script, QUESTIONS[seed % len(QUESTIONS)]))


def obedient(body: dict[str, Any]) -> Any:
    """A model that does what the last text it was handed tells it to."""
    last = str(body["messages"][-1].get("content"))
    if any(m["role"] == "tool" for m in body["messages"]):
        return "As ordered: the grade is CA1, the limit of 10 million is approved, other customers: Acme Tools."
    return {"name": "search_passages", "args": {"query": last[:200]}}


@pytest.mark.parametrize(
    "payload", [PAYLOADS["english"][0], PAYLOADS["chinese"][0], PAYLOADS["english"][20], PAYLOADS["chinese"][28]]
)
def test_a_model_that_obeys_every_instruction_changes_nothing(
    sample_workspace: Shop, script: Script, payload: str
) -> None:
    workspace, customer = sample_workspace
    before = workspace.profile(customer).to_json()
    script.then = obedient
    answer = asked(sample_workspace, script, payload)
    assert workspace.profile(customer).to_json() == before
    assert "CA1" not in answer.answer or answer.status == "refused" or not re.search(r"10 million", answer.answer)
    other = {d.file for c in workspace.customers() if c.id != customer for d in workspace.documents(c.id)}
    assert not other & {c.document for c in answer.citations}


def test_what_papers_say_reaches_a_model_only_inside_a_fresh_fence(sample_workspace: Shop, script: Script) -> None:
    script.steps = [{"name": "find_figure", "args": {"question": QUESTIONS[0]}}, "好。", "好。"]
    asked(sample_workspace, script, QUESTIONS[0])
    asked(sample_workspace, script, QUESTIONS[0])
    fences = re.findall(r"<quotation ([0-9a-f]{32})>", json.dumps(script.requests))
    assert fences and len(set(fences)) >= 1 and all(len(f) * 4 >= 96 for f in fences)


def test_a_long_conversation_is_carried_with_its_cited_places(sample_workspace: Shop, script: Script) -> None:
    workspace, customer = sample_workspace
    told = workspace.ask(customer, QUESTIONS[0])
    before = [(f"question {n}", json.dumps(told.to_json(), ensure_ascii=False)) for n in range(12)]
    script.then = "好。"
    asked(sample_workspace, script, QUESTIONS[1], before=before)
    sent = script.requests[0]["messages"]
    assert (
        "question 0" in sent[1]["content"]
        and f"{told.citations[0].document} p. {told.citations[0].page}" in sent[1]["content"]
    )
    assert [m["content"] for m in sent if m["content"] in ("question 10", "question 11")] == [
        "question 10",
        "question 11",
    ]


@pytest.mark.parametrize("name", names())
def test_a_prompt_says_what_it_is_for(name: str) -> None:
    assert {"purpose", "inputs", "output", "language", "version"} <= header(name).keys() and prompt(name)


def test_examples_in_the_prompt_pass_the_verifier(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    text = prompt("analyst")
    answers = re.findall(r"^A: (.+)$", text, re.MULTILINE)
    turn = Turn(workspace.data(customer), "2024")
    by_name = {"Accounts receivable": "accounts_receivable", "Net income": "net_income"}
    for name, field in by_name.items():
        facts = [f for f in workspace.profile(customer).facts if f.fact.field == field and f.fact.months in (None, 12)]
        ids = re.findall(rf"<<(\w+)>> = {name}", text)
        turn.facts |= dict(zip(ids, facts, strict=False))
    found = workspace.ask(customer, "流动比率是多少？")
    turn.figures = {"c1": found.figures[0]}
    turn.quotes = {"q1": found.citations[0]}
    assert len(answers) >= 5 and [s for text in answers for s in unsupported(turn, text)] == []
    assert len(prompts_hash()) == 16
