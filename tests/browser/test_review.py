"""A customer over time, by two people on a server with accounts: request, decision, a new report, the review of what changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts import Accounts
from tests.browser.conftest import CHROMIUM, PASSWORD, Heard, at, entered, office_of
from tests.builders.statements import us_report, us_report_later

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # a loaded machine takes its time over the sample
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server where Ann may propose and Mona may approve."""
    home = tmp_path_factory.mktemp("office")
    accounts = Accounts(home)
    accounts.add("ann", PASSWORD, ["analyst"])
    accounts.add("mona", PASSWORD, ["manager"], authority=str(Decimal(10_000_000)))
    with office_of(home) as url:
        yield url


def login(browser: Any, office: str, heard: Heard, name: str) -> Any:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(20_000)
    heard.listen(page)
    entered(page, office, name)
    page.wait_for_selector("#x-screen[aria-busy=false]")
    at(page, "portfolio")
    return page


def upload(page: Any, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    if not page.locator("#x-screen[data-shown=documents]").count():
        at(page, "documents")
    page.locator("input[name=papers]").set_input_files(str(file))
    page.wait_for_selector(f".x-papers:has-text('{file.name}')", timeout=40_000)


def propose(page: Any, reason: str, review: str) -> None:
    at(page, "decision")
    form = page.locator("[data-form=propose]")
    form.locator("[name=review_date]").fill(review)
    form.locator("[name=reason]").fill(reason)
    form.locator("button").click()
    page.wait_for_selector(".x-decision [data-form=decide]")


def approve(page: Any, comment: str) -> None:
    page.reload()
    at(page, "decision")
    page.locator("[data-form=decide] [name=comment]").fill(comment)
    drawn_again(page, "decision")
    assert page.locator("[data-form=decide] [name=comment]").input_value() == comment
    page.locator("[data-form=decide] [value=approved]").click()
    page.wait_for_selector(f".x-decision:has-text('approved'):has-text('{comment}')")
    assert "mona · approve" in page.locator(".x-decision").first.inner_text()


def drawn_again(page: Any, screen: str) -> None:
    """Ask for the screen that is open and wait until the new drawing stands in place of the old one."""
    page.evaluate("document.querySelector('#x-screen').firstElementChild.dataset.old = ''")
    page.locator(f"[data-menu={screen}]").dispatch_event("click")
    page.wait_for_selector("#x-screen > [data-old]", state="detached")


def cells(page: Any, what: str) -> list[list[str]]:
    """Before, after and change of each row of the comparison that is about `what`."""
    rows = page.locator(".x-card:has(h3:has-text('What changed since the last review')) tbody tr").all()
    found = [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows]
    return [row[1:] for row in found if row[0].splitlines()[0].strip() == what]


def test_two_people_decide_and_review_when_a_new_report_arrives(office: str, browser: Any, tmp_path: Path) -> None:
    heard = Heard(office)
    ann = login(browser, office, heard, "ann")
    ann.locator("#x-newname").fill("Acme")
    ann.keyboard.press("Enter")
    ann.wait_for_selector("#x-screen[data-shown=documents] >> .x-drop")
    upload(ann, tmp_path / "fy2024.pdf", us_report())
    at(ann, "records")
    ann.locator("[data-new=request] > summary").click()
    ann.locator("[data-new=request] [name=requested_limit]").fill("1 million")
    ann.locator("[data-new=request] [name=expected_purchases_12m]").fill("5 million")
    ann.keyboard.press("Enter")
    ann.wait_for_selector(".x-pairs:has-text('¥1.00 m')")
    soon = (date.today() + timedelta(days=14)).isoformat()
    propose(ann, "papers seen", soon)

    mona = login(browser, office, heard, "mona")
    mona.locator(".x-pick .x-row", has_text="Acme").click()
    mona.wait_for_selector("#x-screen[data-shown=overview]")
    approve(mona, "fine")

    upload(ann, tmp_path / "fy2025.pdf", us_report_later())
    at(ann, "portfolio")
    assert soon in ann.locator(".x-pick tr", has_text="Acme").inner_text()
    work = ann.locator(".x-card", has_text="Due within thirty days").last.inner_text()
    assert (
        soon in work
        and "new papers came in after the last review" in work
        and "prior-year figures were restated" in work
    )
    at(ann, "decision")
    assert cells(ann, "Score") == [["77.4", "56.7", "-20.7"]]
    assert cells(ann, "Inventory build") == [["clear", "fires high", "—"]]
    assert cells(ann, "Revenue") == [["$5.00 bn", "$4.00 bn", "-$1.00 bn"]]
    assert cells(ann, "Inventories") == [["$600.00 m", "$1.10 bn", "$500.00 m"]]
    assert cells(ann, "Inventories restated") == [["$600.00 m", "$580.00 m", "-$20.00 m"]]  # 2024 in the report of 2025
    propose(ann, "report of 2025 seen", soon)
    approve(mona, "keep watching")
    assert cells(mona, "Score") == [["56.7", "56.7", "0.0"]]  # nothing has moved since this review
    assert heard.errors == [] and heard.outside == []
