"""A workbench of its own home and a browser, once a session of browser tests."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

OFFICE = "127.0.0.2"  # not one of the names that need no login
PASSWORD = "long enough password"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    home: Path, path: str, ready: Callable[[bytes], bool], host: str = "127.0.0.1", **env: str
) -> Iterator[str]:
    """The address of a workbench of `home`, once what `path` answers is `ready`."""
    port = free_port()
    words = [sys.executable, "-m", "assistant.cli", "serve", "--host", host, "--port", str(port)]
    given = {**os.environ, "XINTAN_HOME": str(home), "XINTAN_READERS": "1", "XINTAN_LANG": "en", **env}
    with subprocess.Popen(words, env=given, stderr=subprocess.DEVNULL) as server:
        url = f"http://{host}:{port}"
        try:
            while not _answers(f"{url}{path}", ready):
                assert server.poll() is None, "the workbench has ended"
                time.sleep(0.25)
            yield url
        finally:
            server.terminate()


def _answers(address: str, ready: Callable[[bytes], bool]) -> bool:
    try:
        with urllib.request.urlopen(address) as reply:
            return ready(reply.read())
    except OSError:
        return False


SAMPLE = {"示例制造": 13, "示例商贸": 2}  # papers kept; the third one of the trader is about another party


def sample_is_whole(customers: bytes) -> bool:
    """True once each paper of each sample customer was read."""
    return {row["name"]: row["documents"] for row in json.loads(customers)} == SAMPLE


@contextmanager
def office_of(home: Path) -> Iterator[str]:
    """A server without the sample, on an address that needs a login."""
    with serving(home, "/login", lambda page: b"password" in page, OFFICE, XINTAN_SAMPLE="0") as url:
        yield url


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("home"), "/api/v1/customers", sample_is_whole) as url:
        yield url


HIDDEN = ("columns", "paper")  # screens that another one leads to


def at(page: Any, screen: str) -> None:
    """Open a screen by the menu; one that stands in no menu by its address."""
    if screen in HIDDEN:
        page.evaluate(f"location.hash = location.hash.replace(/[^/]+$/, '{screen}')")
    else:
        page.locator(f"[data-menu={screen}]").dispatch_event("click")  # waits for the menu; out of sight on a telephone
    drawn(page, screen)


def drawn(page: Any, screen: str) -> None:
    """Wait until a screen stands and no newer drawing of it is under way."""
    page.wait_for_selector(f"#x-screen[data-shown={screen}][aria-busy=false]")


def told(page: Any, words: str) -> None:
    """Wait until a notice has held these words, be it gone again or not."""
    page.wait_for_selector(f"html[data-said*={json.dumps(words, ensure_ascii=False)}]", state="attached")


# what the notices of a page have said since it was loaded: they go away by themselves
SAID = """new MutationObserver(() => {
  const text = document.getElementById('x-toast')?.textContent, root = document.documentElement;
  if (text && !root.dataset.said?.endsWith(text)) root.dataset.said = `${root.dataset.said || ''}\n${text}`;
}).observe(document, { childList: true, subtree: true, characterData: true });"""


def entered(page: Any, office: str, name: str) -> None:
    """Fill the login form and send it."""
    page.goto(f"{office}/login")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@dataclass
class Heard:
    """What a page said and asked for while it was used."""

    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def listen(self, page: Any) -> None:
        page.add_init_script(SAID)
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((self.address, "data:", "blob:")) else self.outside.append(r.url),
        )


@pytest.fixture
def heard(address: str) -> Heard:
    return Heard(address)
