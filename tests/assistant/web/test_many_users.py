import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.accounts import Accounts
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.server import create_app
from assistant.workspace import Upload
from tests.builders.statements import us_report

USERS, PAPERS, ACTIONS, PASSWORD = 20, 5, 10, "long enough password"
SCREENS = ("overview", "statements", "ratios", "risks", "documents", "chat", "export")


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """Twenty analysts, each with a grant on one customer of their own; some hold a paper."""
    home = tmp_path_factory.mktemp("home")
    made = load_settings(home, {}, lang="en", readers=2, sample=False)
    accounts = Accounts(Path(home))
    accounts.add("root", PASSWORD)
    with Workspace.open(made) as workspace:
        owns = {}
        for number in range(USERS):
            customer = workspace.create_customer(f"Firm{number:02}x")
            if number < PAPERS:
                paper = Upload(f"paper{number:02}x.pdf", us_report(f"firm {number}"))
                workspace.add_documents(customer.id, [paper], lambda progress: None)
            accounts.add(f"user{number:02}", PASSWORD, ["analyst"], [customer.id])
            owns[f"user{number:02}"] = customer.id
        tokens = {name: accounts.add_token(name)[0] for name in owns}
        with TestClient(create_app(workspace, made, accounts), base_url="http://desk.example") as client:
            client.tokens = tokens  # type: ignore[attr-defined]
            yield client, owns


def test_twenty_users_at_once_never_see_each_other(floor: tuple[TestClient, dict[str, str]]) -> None:
    client, owns = floor

    def work(name: str) -> list[str]:
        pick, wrong = random.Random(name), []
        mine, number = owns[name], name[-2:]
        others = [c for c in owns.values() if c != mine]
        headers = {"authorization": f"Bearer {client.tokens[name]}"}  # type: ignore[attr-defined]
        for _ in range(ACTIONS):
            path = pick.choice(
                [f"/screen/en/{mine}/{pick.choice(SCREENS)}", f"/api/v1/customers/{mine}/documents", "/api/v1/customers",
                 "/screen/zh/general/portfolio", f"/api/v1/customers/{pick.choice(others)}/profile", "/api/v1/session"]
            )  # fmt: skip
            reply = client.get(path, headers=headers)
            if path.endswith("/profile"):
                wrong += [f"{path} {reply.status_code}"] if reply.status_code != 404 else []
            elif reply.status_code != 200:
                wrong.append(f"{path} {reply.status_code}")
            wrong += [f"{path} holds {c}" for c in others if c in reply.text and not path.endswith("/profile")]
            wrong += [
                f"{path} names {n:02}" for n in range(USERS) if f"{n:02}" != number and f"Firm{n:02}x" in reply.text
            ]
        return wrong

    with ThreadPoolExecutor(USERS) as pool:
        found = [line for lines in pool.map(work, owns) for line in lines]
    assert found == []
