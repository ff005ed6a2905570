"""What leaves for a model: no personal value at any level, and a record of every request, kept before it goes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.access import Actor
from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.llm.faults import ModelFault
from assistant.llm.persons import persons_of
from assistant.llm.sending import Sending
from assistant.llm.veil import Veil
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.store.scope import Scope
from tests.assistant.llm.scripted_model import Script, serving
from tests.builders.identifiers import luhn, ric

NAMES = ["沈一航", "顾二宁", "陆三川", "韩四维", "秦五洲", "许六安", "施七月", "严八方", "金九如", "陶十全"]
STREETS = ["海棠", "梧桐", "银杏", "香樟", "玉兰", "紫荆", "石榴", "枇杷", "桂花", "水杉"]


def people() -> list[tuple[str, str, str, str, str]]:
    """Ten invented people: name, identity card, mobile, bank card, home."""
    return [
        (
            name,
            (stem := f"32010219{70 + n}0{1 + n % 9}1{n}{121 + n}") + ric(stem),
            f"139{12340000 + n * 137}",
            (card := f"622202100011234{n:03d}") + luhn(card),
            f"苏州市姑苏区{STREETS[n]}路{n + 3}号{STREETS[n]}花园{n + 1}幢{n + 1}02室",
        )
        for n, name in enumerate(NAMES)
    ]


PAPER = "关于联系人的说明\n" + "\n".join(
    f"联系人：{name}，身份证号码：{card}，手机：{mobile}，银行账号：{account}，家庭住址：{home}。"
    for name, card, mobile, account, home in people()
)
VALUES = [value for _, *rest in people() for value in rest]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str, Script]]:
    """A customer whose paper names ten people, and a model that looks everything up."""
    home = tmp_path_factory.mktemp("home")
    with serving() as script, Workspace.open(load_settings(home, {}, lang="zh", readers=1, sample=False)) as workspace:
        customer = workspace.create_customer("甲").id
        workspace.add_documents(customer, [Upload("说明.txt", PAPER.encode())], lambda progress: None)
        workspace.settings = script.settings(workspace)
        yield workspace, customer, script


def look_up(body: dict[str, Any]) -> Any:
    """A model that asks for the contacts, then says nothing of its own."""
    asked = sum(m["role"] == "tool" for m in body["messages"])
    wanted = ["联系人 身份证号码 手机", "家庭住址 银行账号"]
    return {"name": "search_passages", "args": {"query": wanted[asked]}} if asked < len(wanted) else "见原文 <<q1>>。"


@pytest.mark.parametrize("level", ["masked", "tokens", "names"])
def test_no_personal_value_of_forty_leaves_at_any_level(shop: tuple[Workspace, str, Script], level: str) -> None:
    workspace, customer, script = shop
    workspace.settings = workspace.settings.model_copy(update={"model_privacy": level})
    script.then, before = look_up, len(script.requests)
    first = workspace.ask(
        customer, f"联系人{NAMES[0]}的手机 {people()[0][2]} 和身份证 {people()[0][1]} 对吗？", "c-" + level
    )
    workspace.ask(customer, "那他的住址呢？", "c-" + level)
    sent = json.dumps(script.requests[before:], ensure_ascii=False)
    assert len(VALUES) == 40 and [sent[max(0, sent.index(v) - 200) :][:400] for v in VALUES if v in sent] == []
    assert "联系人" in sent and first.citations  # it is masked, not lost
    if level != "masked":
        told = re.sub(r"(?=[0-9]*[a-f])[0-9a-f]{16,}", "", sent)  # random names of fences may hold any four digits
        assert [v for v in VALUES if v[-4:] in told and v.isdigit()] == []
    persons = persons_of(workspace.profile(customer))
    assert level != "names" or not any(name in sent for name in persons)


def test_every_request_is_on_record_as_it_went(shop: tuple[Workspace, str, Script]) -> None:
    workspace, customer, script = shop
    script.then, before = look_up, len(script.requests)
    workspace.acting(Actor("ana", frozenset({"analyst"}))).ask(customer, "谁是联系人？", "recorded")
    went = script.requests[before:]
    rows = [r for r in workspace.sent_to_model(customer) if r["conversation"] == "recorded"][::-1]
    assert len(rows) == len(went) == 3
    assert {(r["actor"], r["model"], r["purpose"], len(r["sha256"]), len(r["prompt"])) for r in rows} == {
        ("ana", "openai:m", "ask", 64, 16)
    }
    assert all("谁是联系人" in r["body"] for r in rows[:1]) and "search_passages" not in rows[0]["body"]
    assert rows[0]["bytes"] < rows[1]["bytes"] < rows[2]["bytes"] and rows[1]["masked"] > rows[0]["masked"]
    tool = next(m["content"] for m in went[1]["messages"] if m["role"] == "tool")
    assert tool in rows[1]["body"] and "谁是联系人" not in rows[1]["body"]  # each row keeps what it adds
    assert not any(v in json.dumps(rows, ensure_ascii=False) for v in (*VALUES, '"k"', script.url))


def test_who_answers_for_it_reads_the_record_and_others_do_not(shop: tuple[Workspace, str, Script]) -> None:
    workspace, customer, _ = shop
    by_role = {
        role: workspace.acting(Actor(role, frozenset({role}))) for role in ("analyst", "admin", "compliance", "sales")
    }
    assert by_role["compliance"].sent_to_model(customer)[0]["body"]
    assert "body" not in by_role["admin"].sent_counts()[0] and by_role["admin"].sent_counts()[0]["sha256"]
    for role in ("analyst", "admin", "sales"):
        with pytest.raises(NotPermitted):
            by_role[role].sent_to_model(customer)
    for role in ("analyst", "sales"):
        with pytest.raises(NotPermitted):
            by_role[role].sent_counts()
    with pytest.raises(NotPermitted):
        workspace.acting(Actor("cora", frozenset({"compliance"}), frozenset({"other"}))).sent_to_model(customer)


def test_the_text_goes_with_its_conversation_and_the_rest_with_the_customer(
    shop: tuple[Workspace, str, Script],
) -> None:
    workspace, _, script = shop
    customer = workspace.create_customer("乙").id
    workspace.add_documents(customer, [Upload("说明.txt", PAPER.encode())], lambda progress: None)
    script.then = look_up
    workspace.ask(customer, "谁是联系人？", "gone")
    assert workspace.sent_to_model(customer)[0]["body"]
    workspace.delete_conversation(customer, "gone")
    left = workspace.sent_to_model(customer)
    assert [r["body"] for r in left] == [""] * 3 and left[0]["sha256"]
    workspace.delete_customer(customer)
    assert workspace._store.sent(Scope(customer), 9, bodies=True) == []


def test_nothing_is_on_record_where_nothing_is_sent(tmp_path: Path) -> None:
    with Workspace.open(load_settings(tmp_path, {}, readers=1, sample=False)) as workspace:
        customer = workspace.create_customer("甲").id
        workspace.ask(customer, "谁是联系人？")
        assert workspace.sent_counts() == []


def test_a_request_with_a_personal_value_does_not_leave(shop: tuple[Workspace, str, Script], monkeypatch: Any) -> None:
    workspace, customer, script = shop
    monkeypatch.setattr(Veil, "over", lambda self, text: text)  # as if a place had been forgotten
    before = len(script.requests)
    answer = workspace.ask(customer, f"手机 {people()[3][2]} 是谁的？")
    assert len(script.requests) == before and "model_personal_data" in answer.warnings and answer.model == "embedded"


def test_a_request_that_cannot_be_recorded_does_not_leave(
    shop: tuple[Workspace, str, Script], monkeypatch: Any
) -> None:
    workspace, customer, script = shop
    before = len(script.requests)

    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(workspace._store, "add_sent", full)
    answer = workspace.ask(customer, "谁是联系人？")
    assert len(script.requests) == before and "model_failed" in answer.warnings and answer.model == "embedded"


def test_named_persons_are_letters_to_the_model_and_names_to_the_reader() -> None:
    veil = Veil("names", ["沈一航", "顾二宁"])
    assert veil.over("沈一航致顾二宁，手机 13912340137") == "[PERSON-A]致[PERSON-B]，手机 [PHONE#1]".replace(
        "PERSON-A", veil.over("沈一航")[1:-1]
    ).replace("PERSON-B", veil.over("顾二宁")[1:-1])
    assert veil.lifted(veil.over("沈一航致顾二宁")) == "沈一航致顾二宁"
    assert veil.lifted("[PERSON-ZZ]") == "[PERSON-ZZ]" and Veil("tokens", ["沈一航"]).over("沈一航") == "沈一航"
    assert Veil("tokens").over("110105********002X 与 a***@b.cn") == "[PERSONAL] 与 [PERSONAL]"


def test_the_record_is_of_the_whole_and_keeps_what_is_new() -> None:
    from langchain_core.messages import HumanMessage

    kept: list[dict[str, Any]] = []
    sending = Sending("m", "ask", kept.append)
    sending.on_chat_model_start({}, [[HumanMessage("one")]])
    sending.on_chat_model_start({}, [[HumanMessage("one"), HumanMessage("two")]])
    assert [row["body"] for row in kept] == ["human: one", "human: two"] and kept[0]["sha256"] != kept[1]["sha256"]


def test_a_value_in_what_was_said_before_does_not_leave_either() -> None:
    from langchain_core.messages import AIMessage, HumanMessage

    kept: list[dict[str, Any]] = []
    sending = Sending("m", "ask", kept.append)
    with pytest.raises(ModelFault):
        sending.on_chat_model_start({}, [[AIMessage(f"手机 {people()[0][2]}"), HumanMessage("那他的住址呢？")]])
    assert kept == []
