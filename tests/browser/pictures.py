"""Pictures of every screen and of every page of the memo, for `docs/screens`.

python -m tests.browser.pictures ADDRESS FOLDER           # a workbench that shows the sample customer
python -m tests.browser.pictures ADDRESS FOLDER --only paper,decision,memo   # these screens alone
python -m tests.browser.pictures ADDRESS FOLDER --first   # an empty office with an account `boss` and the tests' password
"""

import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from tests.browser.conftest import CHROMIUM, FLAGS, at, drawn, entered

SCREENS = (
    "portfolio", "overview", "records", "documents", "statements", "ratios", "bureau", "ledger", "three_ways", "risks", "followups",
    "whatif", "decision", "chat", "export", "audit", "columns", "paper", "policy", "events", "settings",
)  # fmt: skip
LOOKS = (("zh", 1280, "light"), ("en", 1280, "light"), ("zh", 1280, "dark"), ("zh", 390, "light"), ("en", 390, "dark"))
OPENS = {"statements": "#x-screen .x-card .x-fig", "ratios": "[data-ratio^='current_ratio']", "risks": ".x-risk .x-fig"}
QUESTIONS = {"zh": "流动比率是多少？", "en": "What is the current ratio?"}
CUSTOMER = "示例制造"
COLOURS, MAX_BYTES = 96, 200_000


def main(address: str, folder: Path, only: tuple[str, ...] = (*SCREENS, "memo")) -> None:
    """Draw everything into `folder`, or only some screens and the memo."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for lang, width, theme in LOOKS:
            page = browser.new_page(viewport={"width": width, "height": 860 if width > 500 else 780})
            _screens(page, address, lang, theme, folder, f"{lang}-{width}-{theme}", only)
            page.close()
        browser.close()
    if "memo" in only:
        _memo(address, folder)


def first(address: str, folder: Path) -> None:
    """Draw what a new user sees: the login, an empty office, an empty file."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for lang in ("zh", "en", "zh", "en"):  # the empty office in both languages, then an empty file in both
            page = browser.new_context(locale=lang, viewport={"width": 1280, "height": 720}).new_page()
            page.goto(f"{address}/login")
            _keep(page.screenshot(), folder / f"login-{lang}-1280-light.png")
            entered(page, address, "boss")
            page.wait_for_url(f"{address}/*/*")
            page.goto(f"{address}/{lang}/#/portfolio")
            page.wait_for_selector("#x-newname")
            welcome = folder / f"welcome-{lang}-1280-light.png"
            if not welcome.exists():
                _keep(page.screenshot(), welcome)
            else:
                page.locator("#x-newname").fill({"zh": "甲公司", "en": "Acme"}[lang])
                page.keyboard.press("Enter")
                page.wait_for_selector("#x-screen[data-shown=documents] >> .x-first")
                _keep(page.screenshot(), folder / f"welcome_papers-{lang}-1280-light.png")
            page.context.close()
        browser.close()


def _screens(page: Any, address: str, lang: str, theme: str, folder: Path, tail: str, only: tuple[str, ...]) -> None:
    page.goto(f"{address}/{lang}/#/portfolio")
    page.wait_for_selector(".x-row")
    page.evaluate(f"document.body.classList.toggle('dark', {str(theme == 'dark').lower()})")
    for screen in SCREENS:
        if screen != "portfolio" and screen not in only:
            continue
        at(page, screen)
        if screen == "chat":
            page.locator("#x-question").fill(QUESTIONS[lang])
            page.keyboard.press("Enter")
            page.wait_for_selector(".x-turn .x-sources")
        if screen in OPENS and page.viewport_size["width"] > 500:
            page.locator(OPENS[screen]).first.click()
            page.wait_for_selector(".x-box-main")
            page.wait_for_load_state("networkidle")
        if screen == "whatif":
            page.locator("[data-figure='0']").select_option("accounts_receivable")
            page.locator("[data-new-value='0']").fill("-30%")
            page.keyboard.press("Enter")
            page.wait_for_selector("#x-whatif .x-card")
        page.wait_for_load_state("networkidle")
        page.evaluate("Promise.all([...document.images].map((i) => i.decode().catch(() => 0)))")
        if screen in only:
            _keep(page.screenshot(), folder / f"{screen}-{tail}.png")
        if screen == "portfolio":
            page.locator("[data-customer]", has_text=CUSTOMER).first.click()
            drawn(page, "overview")


def _memo(address: str, folder: Path) -> None:
    import pypdfium2

    for lang in ("zh", "en"):
        name = urllib.request.pathname2url(CUSTOMER)
        with (
            urllib.request.urlopen(f"{address}/files/export/{name}/pdf?lang={lang}") as reply,
            tempfile.NamedTemporaryFile() as file,
        ):
            file.write(reply.read())
            file.flush()
            document = pypdfium2.PdfDocument(file.name)
            for number in range(len(document)):
                picture = document[number].render(scale=1.1).to_pil()
                picture.quantize(16).save(folder / f"memo-{lang}-{number + 1:02}.png", optimize=True)


def _keep(data: bytes, file: Path) -> None:
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGB")
    for colours in (COLOURS, 48, 24):
        picture.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= MAX_BYTES:
            return


if __name__ == "__main__":
    chosen = [tuple(words.split(",")) for words in sys.argv[4:5] if sys.argv[3] == "--only"]
    (first if "--first" in sys.argv else main)(sys.argv[1], Path(sys.argv[2]), *chosen)
