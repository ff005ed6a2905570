"""Words of papers, people and models on the screens: sixty payloads in six places stay text, and nothing is loaded from outside."""

import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.access import LOCAL, acting
from assistant.chat.answer_model import Answer, Citation, Figure
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.answers import answer_html
from assistant.web.screens import GENERAL, SCREENS, render_screen
from assistant.web.view import Desk, View
from assistant.workspace import Upload

MARK = "zqx"
"""Stands in everything that a payload would run, load or name."""
READ = tomllib.loads((Path(__file__).parent / "strangers.toml").read_text("utf-8"))
PAYLOADS: list[str] = [*READ["remote"], *READ["running"]]
HARMLESS = ("value", "title", "placeholder", "aria-label", "alt")


class Live(HTMLParser):
    """Collects what a browser would make of a payload: elements, handlers, addresses and names with the mark in them."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if MARK in tag:
            self.alive.append(tag)
        for name, value in attrs:
            told = name.startswith("data-") or name in HARMLESS
            if MARK in name or name.startswith("on") or (MARK in (value or "") and not told):
                self.alive.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.alive.append(f"comment {data}")


def alive(markup: str) -> list[str]:
    parser = Live()
    parser.feed(markup)
    return parser.alive


def test_the_parser_finds_what_is_not_escaped() -> None:
    """Of those that are whole elements; the rest lives only inside an attribute or a script of a page."""
    whole = [
        p
        for p in PAYLOADS
        if p.startswith("<") and not p.startswith(("</", "<https", "<style", "<script>", "<scr<", "<noscript"))
    ]
    found = [p for p in whole if alive(p)]
    assert len(PAYLOADS) >= 60 and len(READ["remote"]) == 25
    assert found == whole and len(found) >= 35


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """A customer whose name, paper, file name, records and conversation are all made of payloads."""
    with Workspace.open(load_settings(tmp_path_factory.mktemp("home"), {}, readers=1, sample=False)) as workspace:
        customer = workspace.create_customer(" ".join(PAYLOADS[:30])[:900]).id
        lines = "\n".join(f"The company says cash {payload}" for payload in PAYLOADS)
        for name in (" ".join(PAYLOADS[at::3]).replace("/", "⁄")[:180] + ".txt" for at in range(2)):
            workspace.add_documents(customer, [Upload(name, f"{name}\n{lines}".encode())], lambda progress: None)
        for told in (" ".join(PAYLOADS[at : at + 21]) for at in range(0, len(PAYLOADS), 21)):
            workspace.add_contact(customer, {"person": told[:300], "subject": told, "summary": told, "channel": "call"})
            workspace.ask(customer, f"cash {told}")
        everything = " ".join(PAYLOADS)
        values = {"goods": everything, "reason": everything, "requested_limit": "100", "currency": "CNY"}
        workspace.save_request(customer, values)
        yield workspace, customer


def view(shop: tuple[Workspace, str], **options: str) -> View:
    workspace, customer = shop
    return View(Desk(acting(workspace, LOCAL), LOCAL), "en", customer, None, options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SCREENS + GENERAL)
def test_no_payload_lives_on_any_screen(shop: tuple[Workspace, str], name: str) -> None:
    made = render_screen(name, view(shop))
    assert alive(made) == []


def test_the_payloads_are_on_the_screens_as_text(shop: tuple[Workspace, str]) -> None:
    shown = {name: render_screen(name, view(shop)) for name in ("portfolio", "documents", "records", "chat")}
    assert all(MARK in made for made in shown.values())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_models_words_quote_and_file_name_are_text(shop: tuple[Workspace, str], payload: str) -> None:
    cite = Citation(n=1, document=payload, sha256=payload, page=1, quote=payload)
    figure = Figure(name=payload, value="1", unit="x", display=payload, spans=((0, len(payload)),), formula=payload)
    answer = Answer(
        conversation=payload, answer=f"{payload}[1]\n- {payload}\n| {payload} | a |\n", language="en", status="partial",
        citations=(cite,), figures=(figure,), model=payload, warnings=(payload,),
    )  # fmt: skip
    assert alive(answer_html(answer, view(shop))) == []
