"""A row bound to a line on the screen of its paper; the next paper's same caption waits for a word. Choosing files survives a redraw."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, Heard, at, told
from tests.builders.layouts import tools_balance

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # a loaded machine takes its time over the sample
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


def upload(page: Any, file: Path) -> None:
    page.locator("[data-menu=documents]").click()  # drawn anew while the file is being chosen
    page.locator("input[name=papers]").set_input_files(str(file))
    page.wait_for_selector(f".x-papers:has-text('{file.name}')", timeout=40_000)


def test_a_corrected_caption_is_proposed_for_the_next_paper_and_accepted(
    address: str, browser: Any, heard: Heard, tmp_path: Path
) -> None:
    for year, amount in ((2023, "700.00"), (2024, "650.00")):
        (tmp_path / f"{year}.pdf").write_bytes(tools_balance(year, amount))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    heard.listen(page)
    page.goto(f"{address}/en/#/portfolio")
    page.locator("#x-newname").fill("Tools Ltd")
    page.keyboard.press("Enter")
    page.wait_for_selector("#x-screen[data-shown=documents] >> .x-first")  # what to begin with
    upload(page, tmp_path / "2023.pdf")
    page.locator("[data-screen=paper]").click()
    page.locator("tr", has_text="专用周转器具").locator("[data-bind]").click()
    page.locator("[data-form=bind] [name=line]").fill("Inventories")
    page.locator("[data-form=bind] [name=reason]").fill("spare tools are stock")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr:has-text('Inventories'):has-text('专用周转器具')")
    at(page, "documents")
    upload(page, tmp_path / "2024.pdf")
    at(page, "statements")
    waiting = page.locator(".x-remembered")
    shown = waiting.inner_text()
    assert "as Inventories (2024.pdf p.1)" in shown and "spare tools are stock" in shown and "650.00" in shown
    waiting.locator("[name=reason]").fill("same tools")
    page.evaluate("delete document.documentElement.dataset.said")
    waiting.locator("[value=accept]").click()
    waiting.wait_for(state="detached")
    told(page, "saved")
    page.locator("tr", has_text="Inventories").locator(".x-sure", has_text="650").first.click()
    page.wait_for_selector("#x-vcard:has-text('same tools')")
    page.locator("#x-vcard [data-act=back]").click()  # taken back: it waits again
    waiting.wait_for()
    page.close()
    assert heard.errors == [] and heard.outside == []
