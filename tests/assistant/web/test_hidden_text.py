from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.server import create_app
from assistant.workspace import Upload
from tests.builders.hostile_papers import HIDING, LURE, honest


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    home: Path = tmp_path_factory.mktemp("home")
    with Workspace.open(load_settings(home, {}, lang="en", readers=1, sample=False)) as workspace:
        customer = workspace.create_customer("Acme").id
        papers = {
            "plain": honest(False).bytes(),
            **{name: HIDING[name](False) for name in ("invisible mode", "white", "off the page")},
        }
        done = workspace.add_documents(
            customer, [Upload(f"{n}.pdf", d) for n, d in papers.items()], lambda progress: None
        )
        with TestClient(create_app(workspace, workspace.settings), base_url="http://127.0.0.1") as made:
            made.cookies.set("lang", "en")
            yield made, {name: found.document or "" for name, found in zip(papers, done, strict=True)}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("invisible mode", "drawn in an invisible mode"),
        ("white", "the colour of its ground"),
        ("off the page", "outside the page"),
    ],
)
def test_hidden_text_is_shown_on_demand_with_its_place_and_why(
    client: tuple[TestClient, dict[str, str]], name: str, way: str
) -> None:
    browser, papers = client
    runs = browser.get(f"/files/hidden/Acme/{papers[name]}/1").json()
    assert LURE[False] in " ".join(r["text"] for r in runs)
    assert all(r["way"] == way and len(r["box"]) == 4 and r["box"][0] < r["box"][2] for r in runs)


def test_a_plain_page_hides_nothing(client: tuple[TestClient, dict[str, str]]) -> None:
    browser, papers = client
    assert browser.get(f"/files/hidden/Acme/{papers['plain']}/1").json() == []
    assert browser.get(f"/files/hidden/Acme/{papers['plain']}/9").status_code in (404, 422)
