import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, HIDDEN, Heard, at, drawn, told
from tests.builders.hostile_papers import HIDING
from tests.builders.statements import us_report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # a loaded machine takes its time over the sample
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]
WORDS = {
    "en": {
        "name": "Acme",
        "figure": "2,700",
        "line": "Total current assets",
        "ask": "What is the current ratio?",
        "answer": "2.25x",
        "reason": "a reason is needed",
    },
    "zh": {
        "name": "甲公司",
        "figure": "2,700",
        "line": "流动资产合计",
        "ask": "流动比率是多少？",
        "answer": "2.25 倍",
        "reason": "请写明理由",
    },
}


def screens_of(page: Any) -> list[str]:
    """Every screen of a customer, those that stand in no menu too; the general ones last, they leave the customer's address."""
    menu = [a.get_attribute("data-menu") for a in page.locator("[data-menu]").all()]
    general = ("portfolio", "policy", "events", "settings")
    return [*(s for s in menu if s not in general), *HIDDEN, *general]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_an_upload_to_a_corrected_ratio_an_answer_and_a_file(
    address: str, browser: Any, heard: Heard, tmp_path: Path, lang: str
) -> None:
    words = WORDS[lang]
    paper = tmp_path / "acme.pdf"
    paper.write_bytes(us_report(f"browser {lang}"))
    page = browser.new_page(viewport={"width": 1280, "height": 820})
    heard.listen(page)
    page.goto(f"{address}/{lang}/#/portfolio")
    page.locator("#x-newname").fill(words["name"])
    page.locator("[data-form=customer] button").click()
    page.wait_for_selector("#x-screen[data-shown=documents] >> .x-drop")
    page.locator("input[name=papers]").set_input_files(str(paper))
    page.wait_for_selector(".x-steps")  # watched while it is read
    page.wait_for_selector(".x-papers:has-text('acme.pdf')", timeout=40_000)

    at(page, "ratios")
    assert "2.25" in page.locator("[data-ratio^='current_ratio@']").first.inner_text()
    at(page, "statements")
    page.locator("#x-screen .x-fig", has_text=words["figure"]).first.click()
    page.wait_for_selector("#x-vcard .x-crop")
    assert words["line"] in page.locator("#x-vcard").inner_text()
    whole, marked = page.locator(".x-page").bounding_box(), page.locator(".x-box-main").bounding_box()
    assert whole["x"] < marked["x"] < whole["x"] + whole["width"]

    page.keyboard.press("e")
    page.keyboard.press("Escape")  # out of the form, then out of the page, back to the figure
    assert page.locator("#x-vcard .x-correct[open]").count() == 0 and page.locator(".x-viewer.is-open").count() == 1
    page.keyboard.press("Escape")
    assert "is-shown" in page.evaluate("document.activeElement.className")
    with page.expect_response(re.compile("/files/place/")):  # the second click is as good as the first
        page.locator("#x-screen .x-fig", has_text=words["figure"]).first.click()
    page.wait_for_selector("#x-vcard .x-crop")
    page.keyboard.press("e")
    page.locator("#x-vcard [name=value]").fill("1500")
    page.locator("#x-vcard [data-form=correct] button").click()
    told(page, words["reason"])
    page.locator("#x-vcard [name=reason]").fill("misprint")
    page.locator("#x-vcard [data-form=correct] button").click()
    page.wait_for_selector("#x-vcard:has-text('misprint')")
    at(page, "ratios")
    assert "1.25" in page.locator("[data-ratio^='current_ratio@']").first.inner_text()
    page.locator("[data-ratio^='current_ratio@']").first.click()
    page.wait_for_selector("#x-vcard .x-tree [data-fact]")

    at(page, "chat")
    page.keyboard.press("/")
    page.keyboard.type(words["ask"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-turn .x-sources", timeout=20_000)
    assert words["answer"].replace("2.25", "1.25") in page.locator(".x-turn").last.inner_text()
    page.locator(".x-turn .x-cite").first.click()
    page.wait_for_selector(".x-box-main")
    page.reload()
    page.wait_for_selector(".x-turn .x-sources")  # the conversation is still there

    at(page, "export")
    page.locator("input[name=format][value=docx]").check()
    with page.expect_download() as download:
        page.locator("[data-form=export] button").click()
    assert download.value.suggested_filename.endswith(".docx")
    page.close()
    assert heard.errors == []
    assert heard.outside == []


def test_a_factor_goes_when_its_figure_is_corrected_or_when_it_is_dismissed(
    address: str, browser: Any, heard: Heard
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 860})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator(".x-pick .x-row", has_text="示例制造").click()
    drawn(page, "overview")
    at(page, "risks")
    page.locator("[data-dismiss='RF-CQ-04']").click()
    page.locator("[data-form=dismiss] [name=reason]").fill("receipts seen")
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-dismissed:has-text('receipts seen')")
    page.locator("[data-factor='RF-CQ-01'] .x-fig").first.click()
    page.wait_for_selector("#x-vcard .x-crop")
    page.keyboard.press("e")
    page.locator("#x-vcard [name=value]").fill("1200")
    page.locator("#x-vcard [name=reason]").fill("misprint")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-factor='RF-CQ-01']", state="detached")
    page.close()
    assert heard.errors == []


def test_a_proposal_is_approved_on_the_screen_and_marked_on_the_memo(address: str, browser: Any, heard: Heard) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 860})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator(".x-pick .x-row", has_text="示例商贸").click()
    drawn(page, "overview")
    at(page, "decision")
    page.locator("[data-form=propose] [name=reason]").fill("papers seen")
    page.locator("[data-form=propose] button").click()
    page.wait_for_selector(".x-decision [data-form=decide]")
    page.locator("[data-form=decide] [value=returned]").click()
    told(page, "reason")  # sending back needs one
    page.locator("[data-form=decide] [value=approved]").click()
    page.wait_for_selector(".x-decision:has-text('confirmed by the single user')")
    page.locator("[data-menu=portfolio]").click()
    page.wait_for_selector(".x-pick tr:has-text('示例商贸') .x-chip:has-text('decided')")
    memo = page.request.get(f"{address}/files/export/示例商贸/md?lang=en&section=approval").text()
    assert "approved by local" in memo and "confirmed by the single user" in memo
    page.close()
    assert [e for e in heard.errors if "400" not in e] == []


@pytest.mark.parametrize("width", [390, 1280, 1440, 1920])
def test_no_screen_is_wider_than_the_window(address: str, browser: Any, heard: Heard, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 860})
    heard.listen(page)
    page.goto(f"{address}/zh/#/portfolio")
    page.locator(".x-pick .x-row", has_text="示例制造").click()
    drawn(page, "overview")
    wide = {}
    for screen in screens_of(page):
        at(page, screen)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[screen] = over
    page.close()
    assert wide == {}
    assert heard.errors == []


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark")])
def test_axe_finds_nothing_serious_on_any_screen(address: str, browser: Any, lang: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 1280, "height": 860}, bypass_csp=True)
    page.goto(f"{address}/{lang}/#/portfolio")
    page.locator(".x-pick .x-row", has_text="示例制造").click()
    drawn(page, "overview")
    page.evaluate(f"document.body.classList.toggle('dark', {json.dumps(theme == 'dark')})")
    found = []
    for screen in screens_of(page):
        at(page, screen)
        if screen == "statements":
            page.locator("#x-screen .x-card .x-fig").first.click()
            page.wait_for_selector(".x-crop")
        if screen == "records":
            for form in ("request", "contact", "source", "authorisation"):
                page.locator(f"[data-new={form}] > summary").click()
        violations = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
        found += [
            f"{screen}: {v['id']} {v['nodes'][0]['html'][:120]}"
            for v in violations
            if v["impact"] in ("serious", "critical")
        ]
    page.close()
    assert found == []


def test_records_are_entered_by_keyboard_refused_in_words_and_undone(address: str, browser: Any, heard: Heard) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator("#x-newname").fill("Records Ltd")
    page.keyboard.press("Enter")
    drawn(page, "documents")
    at(page, "records")

    def save_limit(text: str) -> None:
        page.locator("[data-new=request] > summary").click()
        page.locator("[data-new=request] [name=requested_limit]").fill(text)
        page.locator("[data-new=request] [name=expected_purchases_12m]").fill("20 million")
        page.keyboard.press("Enter")

    save_limit("lots")
    page.wait_for_selector("[data-new=request] .x-error:has-text('Requested limit is no number: lots')")
    assert page.locator("[data-new=request] [aria-invalid]").get_attribute("name") == "requested_limit"
    page.locator("[data-new=request] [name=requested_limit]").fill("3 million")
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-pairs:has-text('¥3.00 m')")
    save_limit("9 million")
    page.wait_for_selector(".x-pairs:has-text('¥9.00 m')")
    page.locator(".x-undo").click()
    page.wait_for_selector(".x-pairs:has-text('¥3.00 m')")
    page.locator("[data-new=contact] > summary").click()
    page.locator("[data-new=contact] [name=subject]").fill("x")
    page.keyboard.press("Escape")
    assert page.locator("[data-new=contact][open]").count() == 0
    page.locator("[data-post='/case'] [value=intake]").click()
    page.wait_for_selector(".x-route .is-on:has-text('intake')")
    page.close()
    assert [e for e in heard.errors if "400" not in e] == [] and heard.outside == []


def test_a_whatif_shows_before_and_after_and_a_policy_file_its_faults(address: str, browser: Any, heard: Heard) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator(".x-pick .x-row", has_text="示例制造").click()
    drawn(page, "overview")
    page.keyboard.press("/")
    page.keyboard.type("应收账款")
    page.keyboard.press("Enter")  # opens the first page that was found
    page.wait_for_selector(".x-viewer.is-open .x-page")
    page.keyboard.press("Escape")
    at(page, "whatif")
    page.locator("[data-figure='0']").select_option("accounts_receivable")
    assert page.locator("[data-now='0']").inner_text() == "¥180.00 m"
    page.locator("[data-new-value='0']").fill("-50%")
    page.keyboard.press("Enter")
    page.wait_for_selector("#x-whatif tr:has-text('Accounts receivable'):has-text('¥90.00 m')")
    page.locator("[data-solve=debt_to_assets]").click()
    page.wait_for_selector("[data-lever=debt_to_assets] td:nth-child(2):has-text('58.75%')")
    at(page, "policy")
    page.locator("[data-form=policy] [name=text]").fill('[limits.nothing]\nvalues = { "2026-01-01" = 1 }\n')
    page.locator("[data-form=policy] [name=to]").click()
    page.wait_for_selector("#x-policy tr:has-text('unknown name limits.nothing')")
    page.close()
    assert heard.errors == []


def test_hidden_text_is_drawn_on_demand(address: str, browser: Any, heard: Heard, tmp_path: Path) -> None:
    paper = tmp_path / "white.pdf"
    paper.write_bytes(HIDING["white"](False))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator("#x-newname").fill("Hiding Ltd")
    page.keyboard.press("Enter")
    drawn(page, "documents")
    page.locator("input[name=papers]").set_input_files(str(paper))
    page.locator(".x-papers .x-fig", has_text="white.pdf").first.click(timeout=40_000)
    page.wait_for_selector(".x-page")
    assert page.locator(".x-box-hidden").count() == 0
    page.keyboard.press("h")
    page.wait_for_selector(".x-box-hidden")
    assert "the colour of its ground" in page.locator(".x-hiddenlist").inner_text()
    page.close()
    assert heard.errors == []
