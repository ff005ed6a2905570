"""A wording that nobody foresaw is read as the known question that it resembles, or left as it is."""

import tomllib
from importlib.resources import files

import pytest

from assistant.chat.engine import TELLS
from assistant.chat.nearest import examples
from assistant.chat.question import understand
from assistant.chat.reading import read_by_likeness, without_names
from assistant.chat.subject import Subject
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("which papers haven't been handed over to us so far?", "missing_papers"),
        ("还有哪些资料客户没交上来", "missing_papers"),
        ("what's keeping the rating from going higher, any cap on it", "caps"),
        ("账户里有几成的钱押作保证金动不了", "restricted_cash"),
        ("suppose lenders refuse to renew the short-term loans, how big is the hole", "if_not_rolled_over"),
        ("现金周转一圈几天", "ccc"),
        ("biggest shareholder, how many percent, capital really paid?", "largest_owner"),
    ],
)
def test_an_unforeseen_wording_is_read_as_what_it_resembles(text: str, reading: str) -> None:
    found = read_by_likeness(understand(text))
    assert found is not None
    assert found.reading.id == reading


@pytest.mark.parametrize(
    "text",
    [
        "商誉期末余额是多少",
        "What were total liabilities at the end of FY2022?",
        "Which restaurants did the group open in Norway?",
        "月球基地的产能利用率",
        "How long is the warranty on its pumps?",
        "近三年研发费用各多少",
    ],
)
def test_a_question_about_something_else_is_left_as_it_is(text: str) -> None:
    assert read_by_likeness(understand(text)) is None


def test_a_figure_that_no_example_names_speaks_against_a_reading() -> None:
    assert read_by_likeness(understand("Did goodwill move over the two years?")) is None


def test_a_slip_of_the_key_does_not_hide_a_reading() -> None:
    found = read_by_likeness(understand("whihc documnets are stil missng from the file"))
    assert found is not None
    assert found.reading.id == "missing_papers"


def test_the_names_of_the_customer_do_not_count() -> None:
    subject = Subject.of(["Acme Turbines Ltd", "大同制造有限公司"])
    assert without_names("acme turbines: interest cover", subject).split() == [":", "interest", "cover"]
    assert without_names("大同制造的现金周期", subject).strip() == "的现金周期"


def test_every_reading_is_told_by_an_intent_or_by_a_question_that_is_understood() -> None:
    rows = tomllib.loads(files("assistant.chat").joinpath("examples.toml").read_text("utf-8"))["reading"]
    for row in rows:
        told = row["id"] in TELLS or row["id"].startswith("refuse_") or row.get("pass", False)
        if not told:
            for lang in ("zh", "en"):
                question = understand(row[f"{lang}_as"])
                assert question.measure is not None or question.intents or question.tags, row["id"]
        assert len(row["zh"].splitlines()) >= 2, row["id"]
        assert len(row["en"].splitlines()) >= 2, row["id"]


def test_an_example_is_most_like_its_own_reading() -> None:
    rows = tomllib.loads(files("assistant.chat").joinpath("examples.toml").read_text("utf-8"))["reading"]
    asked = [(row["id"], line) for row in rows for line in row["en"].splitlines()[::9] if line]
    off = [(i, line) for i, line in asked if examples().nearest(understand(line).flat, {})[0].reading.id != i]
    assert len(off) * 20 < len(asked), off


def test_what_resembles_a_known_question_is_answered_by_it(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "账上的钱有多少是被押着、用不了的?")
    assert answer.status == "answered"
    assert "1,000 万元" in answer.answer
    assert "12.5" in answer.answer


def test_a_share_of_another_figure_is_not_read_as_the_ratio_it_resembles() -> None:
    found = read_by_likeness(understand("cash as a share of total assets"))
    assert found is None or found.reading.id != "debt_to_assets"
