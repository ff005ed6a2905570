from collections.abc import Iterator
from typing import Any

import pytest

from assistant.accounts import Accounts
from tests.browser.conftest import CHROMIUM, PASSWORD, Heard, entered, office_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # a loaded machine takes its time over the sample
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("office")
    Accounts(home).add("ann", PASSWORD, ["analyst"])
    with office_of(home) as url:
        yield url


def test_a_person_logs_in_with_the_form_and_leaves_again(office: str, browser: Any) -> None:
    heard = Heard(office)
    page = browser.new_context().new_page()
    heard.listen(page)
    entered(page, office, "ann")
    page.wait_for_selector("#x-screen[data-shown=portfolio]")
    assert page.locator(".x-actor").inner_text() == "ann"
    page.locator("form[action='/logout'] button").click()
    page.wait_for_selector("[name=password]")
    page.context.close()
    assert heard.errors == [] and heard.outside == []
