import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.statements import us_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, home = free_port(), tmp_path_factory.mktemp("home")
    env = {**os.environ, "XINTAN_HOME": str(home), "XINTAN_READERS": "1"}
    words = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"{url}/api/v1/customers") as reply:
                    if b'documents":5' in reply.read():
                        break
            except OSError:
                pass
            time.sleep(0.25)
        yield url
        server.terminate()


def test_upload_figure_box_question_citation_export(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    paper = tmp_path / "acme.pdf"
    paper.write_bytes(us_report("browser"))
    outside: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 820})
        page.on(
            "request", lambda r: outside.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None
        )
        page.goto(f"{address}/en/")
        page.wait_for_selector(".x-tile")
        page.get_by_placeholder("Customer name").fill("Acme")
        page.get_by_role("button", name="Add customer").click()
        page.wait_for_selector(".x-customer.is-on:has-text('Acme')")
        page.get_by_role("tab", name="Documents").click()
        page.locator("#x-upload input[type=file]").set_input_files(str(paper))
        page.wait_for_selector(".x-papers:has-text('acme.pdf')", timeout=30_000)
        page.get_by_role("tab", name="Statements").click()
        page.locator(".x-fig:visible", has_text="2,700").first.click()
        page.wait_for_selector(".x-box-main")
        assert "Total current assets" in page.locator("#x-vcard").inner_text()
        picture, box = page.locator(".x-page img"), page.locator(".x-box-main")
        page.wait_for_function("document.querySelector('.x-page img').complete")
        whole, marked = picture.bounding_box(), box.bounding_box()
        assert whole and marked and whole["x"] < marked["x"] < whole["x"] + whole["width"]
        page.get_by_role("tab", name="Chat").click()
        page.keyboard.press("/")
        page.locator("#x-question textarea").fill("What is the current ratio?")
        page.keyboard.press("Enter")
        page.wait_for_selector('a[href^="#cite:"]', timeout=20_000)
        assert "2.25x" in page.locator("#x-chat").inner_text()
        page.locator('a[href^="#cite:"]').first.click()
        page.wait_for_selector(".x-box-main")
        page.get_by_role("tab", name="Overview").click()
        with page.expect_download() as download:
            page.locator("a.x-button", has_text="Word").click()
        assert download.value.suggested_filename.endswith(".docx")
        browser.close()
    assert outside == []


def test_risks_are_dismissed_and_figures_corrected_on_the_screen(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 820})
        page.goto(f"{address}/en/")
        page.locator(".x-customer", has_text="示例制造").click()
        page.get_by_role("tab", name="Risks").click()
        page.wait_for_selector(".x-risk:has-text('RF-CQ-02')")
        page.locator("[data-dismiss='RF-CQ-04']").click()
        page.locator("[data-risk='RF-CQ-04'] input").fill("receipts seen")
        page.locator("[data-risk='RF-CQ-04'] [data-say=save]").click()
        page.wait_for_selector(".x-dismissed:has-text('receipts seen')")
        page.locator(".x-risk:has-text('RF-CQ-01') .x-fig").first.click()
        page.wait_for_selector(".x-box-main")
        page.locator("[data-say=correct]").click()
        page.locator("#x-vcard [data-field=value]").fill("1200")
        page.locator("#x-vcard [data-say=save]").click()
        page.wait_for_selector("#x-vcard em")  # a reason is needed
        page.locator("#x-vcard [data-field=reason]").fill("misprint")
        page.locator("#x-vcard [data-say=save]").click()
        page.wait_for_selector(".x-risk:has-text('RF-CQ-01')", state="detached")
        assert "corrected" in page.locator("#x-vcard").inner_text()
        browser.close()
