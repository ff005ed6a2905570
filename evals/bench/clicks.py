"""Milliseconds from a click to what it shows, in a real browser: thirty clicks in a customer of twenty papers and four thousand pages.

python -m evals.bench.clicks [--papers 20] [--pages 4000] [--clicks 30] [--settled]

The customer is the sample with further years of its report and papers of made-up pages. The workbench has just started, so that the
pages' vectors are still being made beside it; with `--settled` that is waited for. Prints the first opening, median and 95th percentile.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.service import Workspace
from evals.bench.ask import add_pages
from evals.bench.open_customer import NAME, filled
from evals.bench.served import serving

SCREENS = (
    "statements",
    "ratios",
    "risks",
    "documents",
    "bureau",
    "ledger",
    "overview",
    "followups",
    "decision",
    "chat",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WITH_FACTS = 6  # papers that are reports of further years; the others hold pages to search


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("papers", 20), ("pages", 4000), ("clicks", 30)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--settled", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        customer = loaded(home, args.papers, args.pages)
        with serving(home) as served:
            while args.settled and waiting(home):
                time.sleep(1)
            clicked(served.address, customer, args.clicks)
            print(f"passages still without a vector: {waiting(home)}")


def loaded(home: Path, papers: int, pages: int) -> str:
    """A home with one large customer; its id."""
    with Workspace.open(load_settings(home, {}, lang="zh")) as workspace:
        workspace.load_sample()
        customer = next(c.id for c in workspace.customers() if c.name == NAME)
        here = len(workspace.documents(customer))
        filled(workspace, min(here + WITH_FACTS, papers), 0, 1500)
        more = max(1, papers - len(workspace.documents(customer)))
        for number in range(more):
            add_pages(workspace, customer, pages // more, f"bench {number}")
        documents = workspace.documents(customer)
        print(f"{len(documents)} papers, {sum(d.pages for d in documents)} pages")
    return customer


def waiting(home: Path) -> int:
    """Passages without a vector."""
    from ingestion.store.store import Store

    store = Store.open(home)
    try:
        return len(store.waiting_passages(None, 1_000_000))
    finally:
        store.close()


def clicked(address: str, customer: str, clicks: int) -> None:
    """Click through the screens, each figure's page and a search in turn; print how long each took."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("no chromium on this machine")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 860})
        started = time.perf_counter()
        page.goto(f"{address}/en/#/portfolio")
        page.wait_for_selector("#x-screen[data-shown=portfolio]", timeout=60_000)
        print(f"the workbench itself {1000 * (time.perf_counter() - started):.0f} ms")
        started = time.perf_counter()
        page.evaluate(f"location.hash = '#/{customer}/overview'")
        page.wait_for_selector("#x-screen[data-shown=overview]", timeout=60_000)
        print(f"first opening of the customer {1000 * (time.perf_counter() - started):.0f} ms")
        took: list[tuple[float, str]] = []
        for number in range(clicks):
            screen = SCREENS[number // 2 % len(SCREENS)]
            name, spent = (screen, to_screen(page, screen)) if number % 2 == 0 else to_figure(page, screen)
            took.append((spent, name))
        browser.close()
    times = sorted(t for t, _ in took)
    print(
        f"{len(took)} clicks: median {statistics.median(times):.0f} ms, p95 {times[int(0.95 * (len(times) - 1) + 0.5)]:.0f} ms"
    )
    for ms, name in sorted(took, reverse=True)[:5]:
        print(f"  {ms:>6.0f} ms {name}")


def to_screen(page: Any, screen: str) -> float:
    """Milliseconds until the screen of a menu entry is shown."""
    page.evaluate("delete document.getElementById('x-screen').dataset.shown")
    started = time.perf_counter()
    page.evaluate(f"document.querySelector('[data-menu={screen}]').click()")
    page.wait_for_selector(f"#x-screen[data-shown={screen}]", timeout=60_000)
    return 1000 * (time.perf_counter() - started)


def to_figure(page: Any, screen: str) -> tuple[str, float]:
    """A figure's card, where the screen has one, else the next screen."""
    if not page.locator("#x-screen [data-fact], #x-screen [data-ratio]").count():
        other = SCREENS[(SCREENS.index(screen) + 3) % len(SCREENS)]
        return other, to_screen(page, other)
    page.evaluate("document.getElementById('x-vcard').textContent = ''")
    started = time.perf_counter()
    page.evaluate(
        "[...document.querySelectorAll('#x-screen [data-fact], #x-screen [data-ratio]')].find(e => !e.closest('.x-legend')).click()"
    )
    page.wait_for_selector("#x-vcard:not(:empty)", timeout=60_000)
    return f"figure on {screen}", 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
