import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.access import LOCAL, acting
from assistant.chat.answer_model import Answer, Citation, Figure
from assistant.format import unit_words
from assistant.jobs import JobView
from assistant.service import Workspace
from assistant.web import figure_card
from assistant.web.answers import answer_html
from assistant.web.screens import GENERAL, SCREENS, render_screen
from assistant.web.screens.documents import jobs
from assistant.web.view import Desk, View
from ingestion.texts import catalogue

Shop = tuple[Workspace, str]
EVIL = "<img src=x onerror=alert(1)>\"'&{{7*7}}"


def view(shop: Shop, lang: str = "zh", **options: str) -> View:
    workspace, customer = shop
    return View(Desk(acting(workspace, LOCAL), LOCAL), "zh" if lang == "zh" else "en", customer, None, options)  # type: ignore[arg-type]


class Balanced(HTMLParser):
    """Fails where an element is closed that was not the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("input", "br", "rect", "line", "circle", "polyline", "meta", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Closed in itself."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SCREENS + GENERAL)
def test_every_screen_is_whole_markup_in_both_languages(sample_workspace: Shop, name: str, lang: str) -> None:
    made = render_screen(name, view(sample_workspace, lang))
    parser = Balanced()
    parser.feed(made)
    assert parser.open == [] and len(made) > 40
    assert " onclick" not in made and "<script" not in made and "javascript:" not in made


@pytest.mark.parametrize("name", SCREENS)
def test_an_empty_customer_is_told_what_to_do(sample_workspace: Shop, name: str) -> None:
    workspace, _ = sample_workspace
    customer = next((c.id for c in workspace.customers() if c.name == EVIL), None) or workspace.create_customer(EVIL).id
    made = render_screen(name, view((workspace, customer)))
    assert len(made) > 40 and "<img" not in made


def test_hostile_customer_names_stay_text(sample_workspace: Shop) -> None:
    workspace, _ = sample_workspace
    if not any(c.name == EVIL for c in workspace.customers()):
        workspace.create_customer(EVIL)
    made = render_screen("portfolio", view(sample_workspace))
    assert "<img" not in made and "&lt;img" in made


def test_every_text_named_in_the_screens_is_in_the_catalogue() -> None:
    source = "".join(p.read_text("utf-8") for p in Path("assistant/web").rglob("*.py"))
    keys = set(re.findall(r'\bt\("([a-z0-9_]+)"', source)) | set(re.findall(r'"web\.([a-z0-9_]+)"', source))
    assert len(keys) > 100
    assert sorted(k for k in keys if f"web.{k}" not in catalogue()) == []


def test_a_statement_is_shown_in_amounts_common_size_and_growth(sample_workspace: Shop) -> None:
    def row(mode: str) -> str:
        made = render_screen("statements", view(sample_workspace, mode=mode))
        found = re.search(r"<tr><td>[^/]*应收账款.*?</tr>", made)
        assert found
        return re.sub(r"<[^>]+>", " ", found[0])

    assert "18,000" in row("amounts")
    assert "22.5" in row("share")  # 18,000 of 80,000
    assert "+38.5" in row("growth")  # from 13,000


def test_a_ratio_card_opens_its_formula_down_to_the_pages(sample_workspace: Shop) -> None:
    seen = view(sample_workspace)
    ratio = next(r for r in seen.profile.ratios if r.id == "current_ratio" and r.value is not None)
    card = figure_card.ratio_card(seen, f"{ratio.id}@{ratio.period.key}")
    assert "流动资产合计 ÷ 流动负债合计" in card.html and "1.24 倍" in card.html
    assert [p["printed"] for p in card.places] == ["47,000", "38,000"]
    assert all(len(p["box"]) == 4 for p in card.places)


def test_a_figure_card_says_where_and_how_it_was_read(sample_workspace: Shop) -> None:
    seen = view(sample_workspace)
    item = next(f for f in seen.profile.facts if f.fact.field == "accounts_receivable" and f.fact.printed == "18,000")
    card = figure_card.fact_card(seen, item.fact.id)
    for told in ("180,000,000", "万元", "合并", "应收账款", f"第 {item.fact.page} 页", 'data-act="confirm"'):
        assert told in card.html, told
    assert card.places[0]["fact"] == item.fact.id


def test_answers_open_figures_and_sources_and_carry_no_markup_of_their_own(sample_workspace: Shop) -> None:
    seen = view(sample_workspace)
    fact = next(f.fact.id for f in seen.profile.facts if f.fact.printed == "18,000")
    text = "应收 18,000 万元 [1] <b onmouseover=x>|a|</b>"
    answer = Answer(
        conversation="c", answer=text, language="zh", status="answered",
        citations=(Citation(n=1, document="a.pdf", sha256="0" * 64, page=3, box=(1, 2, 3, 4), quote="<i>18,000"),),
        figures=(Figure(name="accounts_receivable", value="1", unit="money", display="18,000", spans=((3, 9),), facts=(fact,)),),
    )  # fmt: skip
    made = answer_html(answer, seen)
    assert f'data-fact="{fact}">18,000</button>' in made
    assert made.count("data-cite=") == 2 and "<b on" not in made and "<i>" not in made


def test_kept_conversations_are_searched_on_the_chat_screen(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    pledged = workspace.ask(customer, "固定资产抵押了多少？<img>")
    workspace.ask(customer, "流动比率是多少？")
    all_of_them = render_screen("chat", view(sample_workspace))
    assert f'data-act="talk" data-id="{pledged.conversation}"' in all_of_them and "<img" not in all_of_them
    found = render_screen("chat", view(sample_workspace, words="抵押了多少"))
    assert pledged.conversation in found and found.count('data-act="talk"') == 1
    workspace.delete_conversation(customer, pledged.conversation)
    assert pledged.conversation not in render_screen("chat", view(sample_workspace, words="抵押了多少"))


def test_every_line_and_ratio_of_a_drafted_section_opens_its_card(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "起草财务分析一节")
    made = answer_html(answer, View(Desk(workspace), "zh", customer))
    revenue = next(
        f.fact.id
        for f in workspace.profile(customer).facts
        if (f.fact.field, f.fact.period_end, f.fact.basis) == ("revenue", "2024-12-31", "consolidated")
    )
    assert f'data-fact="{revenue}">72,000 万元</button>' in made
    assert 'data-ratio="current_ratio@2024-12-31/12/consolidated">1.24 倍</button>' in made


def test_every_figure_of_a_drafted_payment_section_opens_a_card_and_the_page_it_rests_on(
    sample_workspace: Shop,
) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "Draft the payment record section")
    seen = View(Desk(workspace), "en", customer)
    made = answer_html(answer, seen)
    cards = [json.loads(unescape(found)) for found in re.findall(r'data-calc="([^"]+)"', made)]
    overdue = next(card for card in cards if card[0] == "our_overdue")
    assert overdue[1].startswith("61 万元") and overdue[4][0]["file"].endswith("台账.xlsx") and overdue[4][0]["box"]
    assert "Overdue to us" in figure_card.calc_card(seen, *overdue[:3], []).html
    told = [answer.answer[start:end] for figure in answer.figures for start, end in figure.spans]
    assert made.count('class="x-fig"') == len(told) > 15


def test_a_unit_is_said_as_the_paper_or_the_glossary_says_it() -> None:
    said = [unit_words(c, s, "zh") for c, s in (("CNY", 10**4), ("USD", 10**3), ("CNY", 1))]
    assert said == ["万元", "千美元", "元"]
    assert unit_words("CNY", 10**4, "en") == "RMB 10 thousand (万元)"
    assert unit_words("CNY", 10**3, "en") == "RMB'000"
    assert unit_words("USD", 10**6, "en") == "USD million"


def test_what_moves_and_what_failed_stays_in_sight_and_a_long_list_of_ended_work_is_folded() -> None:
    class Shop20:
        def __init__(self, states: list[str]) -> None:
            self._states = states

        def jobs(self, customer: str) -> list[JobView]:
            given = [{"id": str(n), "file": f"{n}.pdf", "state": s} for n, s in enumerate(self._states)]
            return [JobView.model_validate({"customer": "c", "sha256": "0", "step": "words", **row}) for row in given]

        def documents(self, customer: str) -> list[str]:
            return []

    def drawn(*states: str) -> str:
        return jobs(View(Desk(Shop20(list(states))), "en", "c"))  # type: ignore[arg-type]

    sight, _, folded = drawn("done", "failed", "done", "running", "done", "cancelled").partition("<details>")
    assert "1.pdf" in sight and "3.pdf" in sight and "data-active" in sight
    assert "4 more have ended" in folded and all(f"{n}.pdf" in folded for n in (0, 2, 4, 5))
    assert "<details>" not in drawn("done", "done", "done", "failed")
