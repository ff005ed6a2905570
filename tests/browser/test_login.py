import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.accounts import Accounts
from tests.browser.conftest import CHROMIUM, Heard, free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]
PASSWORD = "long enough password"
HOST = "127.0.0.2"  # not one of the names that need no login


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("office"), free_port()
    Accounts(home).add("ann", PASSWORD, ["analyst"])
    env = {**os.environ, "XINTAN_HOME": str(home), "XINTAN_LANG": "en", "XINTAN_SAMPLE": "0"}
    words = [sys.executable, "-m", "assistant.cli", "serve", "--host", HOST, "--port", str(port)]
    with subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL) as server:
        url = f"http://{HOST}:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/login").close()
                break
            except urllib.error.URLError:
                time.sleep(0.25)
        yield url
        server.terminate()


def test_a_person_logs_in_with_the_form_and_leaves_again(office: str, browser: Any) -> None:
    heard = Heard(office)
    page = browser.new_context().new_page()
    heard.listen(page)
    page.goto(f"{office}/login")
    page.locator("[name=name]").fill("ann")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#x-screen[data-shown=portfolio]")
    assert page.locator(".x-actor").inner_text() == "ann"
    page.locator("form[action='/logout'] button").click()
    page.wait_for_selector("[name=password]")
    page.context.close()
    assert heard.errors == [] and heard.outside == []
