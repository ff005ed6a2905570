"""A running workbench over HTTP: many people at once, and papers that ask too much while others work."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import httpx
import pytest

from assistant.accounts import Accounts
from evals.bench.served import Pings, Served, serving
from ingestion.model.fact import Extraction, Reading
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from tests.builders import bombs

PEOPLE, CUSTOMERS, ROUNDS = 20, 5, 2
ASKED = {"en": "What were total current assets?", "zh": "流动资产合计是多少？"}
OTHER = {"en": "zh", "zh": "en"}
HEADS = {"en": "Balance sheet", "zh": "资产负债表"}
SHORT = {
    "limits__document_base_s": "6",
    "limits__small_document_s": "6",
    "limits__page_cpu_s": "3",
    "limits__pages": "50",
    "sample": "false",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, the customer they may see, their token and language."""

    name: str
    customer: str
    own: int
    token: str
    lang: str


def own_report(report: Extraction, number: int) -> Extraction:
    """The report with total current assets of 270`number` millions instead of 2,700."""
    text = (
        report.model_dump_json().replace('"2,700"', f'"2,70{number}"').replace('"2700000000"', f'"270{number}000000"')
    )
    return Extraction.model_validate_json(text).model_copy(update={"file": f"own-{number}.pdf"})


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, us_extraction: Extraction
) -> Iterator[tuple[Served, list[Person]]]:
    """Twenty people of five customers, on an address that asks for a login."""
    home = tmp_path_factory.mktemp("office")
    store, accounts = Store.open(home), Accounts(home)
    customers = [store.create_customer(f"Customer-{number}") for number in range(1, CUSTOMERS + 1)]
    for number, customer in enumerate(customers, start=1):
        report, data = own_report(us_extraction, number), b"%d" % number
        report = report.model_copy(update={"sha256": hashlib.sha256(data).hexdigest()})
        store.add_document(Scope(customer), report.file, data, Reading(extraction=report))
    store.close()
    people = []
    for at in range(PEOPLE):
        own = at % CUSTOMERS
        accounts.add(f"person-{at}", f"long enough password {at}", customers=[customers[own]])
        token, _ = accounts.add_token(f"person-{at}")
        people.append(Person(f"person-{at}", customers[own], own + 1, token, "zh" if at % 2 else "en"))
    with serving(home, "127.0.0.2", **SHORT) as served:
        yield served, people


def at_work(served: Served, person: Person) -> list[str]:
    """What somebody saw that they should not have seen, or did not see that they should have."""
    wrong: list[str] = []
    mine, others = f"2,70{person.own}", [f"2,70{n}" for n in range(1, CUSTOMERS + 1) if n != person.own]

    def look(what: str, text: str, shows: str | None) -> None:
        if shows is not None and shows not in text:
            wrong.append(f"{what}: no {shows}")
        wrong.extend(f"{what}: {word}" for word in others if word in text)
        wrong.extend(f"{what}: {n}" for n in range(1, CUSTOMERS + 1) if n != person.own and f"Customer-{n}" in text)

    heads = {"authorization": f"Bearer {person.token}", "accept-language": person.lang}
    with httpx.Client(base_url=served.address, headers=heads, cookies={"lang": person.lang}, timeout=60) as web:
        look("list", web.get("/api/v1/customers").text, f"Customer-{person.own}")
        conversation = None
        for turn in range(1, ROUNDS + 1):
            screen = web.get(f"/screen/{person.lang}/{person.customer}/statements").text
            look("screen", screen, mine)
            wrong += [] if HEADS[person.lang] in screen else ["no head in the person's language"]
            wrong += ["screen in another language"] if HEADS[OTHER[person.lang]] in screen else []
            words = {"question": ASKED[person.lang]} | ({"conversation": conversation} if conversation else {})
            reply = web.post(f"/api/v1/customers/{person.customer}/ask", params=words)
            answer = reply.json()
            look("answer", reply.text, mine)
            conversation = answer["conversation"]
            wrong += [] if answer["turn"] == turn else [f"turn {answer['turn']} instead of {turn}"]
            wrong += [] if answer["language"] == person.lang else [f"answer in {answer['language']}"]
        foreign = web.get("/api/v1/customers").json()
        wrong += [] if [c["id"] for c in foreign] == [person.customer] else ["customers of others"]
    return wrong


def test_twenty_people_at_once_see_their_own_customer_language_and_conversation(
    office: tuple[Served, list[Person]],
) -> None:
    served, people = office
    with ThreadPoolExecutor(PEOPLE) as crowd:
        seen = dict(zip([p.name for p in people], crowd.map(lambda p: at_work(served, p), people), strict=True))
    assert {name: wrong for name, wrong in seen.items() if wrong} == {}


def test_nobody_reaches_the_customer_of_another_while_all_try(office: tuple[Served, list[Person]]) -> None:
    served, people = office

    def tries(person: Person) -> set[int]:
        other = next(p.customer for p in people if p.customer != person.customer)
        heads = {"authorization": f"Bearer {person.token}"}
        paths = (
            "/api/v1/customers/{}/profile",
            "/api/v1/customers/{}/documents",
            "/screen/en/{}/statements",
            "/api/v1/customers/{}/jobs",
        )
        with httpx.Client(base_url=served.address, headers=heads, timeout=60) as web:
            return {web.get(path.format(other)).status_code for path in paths}

    with ThreadPoolExecutor(PEOPLE) as crowd:
        assert set().union(*crowd.map(tries, people)) == {404}


def test_papers_that_ask_too_much_end_with_a_reason_while_everybody_is_answered(
    office: tuple[Served, list[Person]],
) -> None:
    papers = {"shows.pdf": bombs.many_shows(400_000), "forms.pdf": bombs.forms_in_forms(7), "loop.pdf": bombs.page_tree_loop(0),
              "pages.pdf": bombs.many_pages(60)}  # fmt: skip
    served, people = office
    person, other = people[0], people[1]
    mine, theirs, pings = replace(served, token=person.token), replace(served, token=other.token), Pings()
    with pings.of(theirs, ("/customers", f"/customers/{other.customer}/profile")):
        mine.upload(person.customer, papers)
        jobs = mine.until_ended(person.customer, 90)
    kept = {d["file"]: d for d in mine.api(f"/customers/{person.customer}/documents")}
    assert {job["file"] for job in jobs} == set(papers)
    assert {job["file"]: job["state"] for job in jobs if job["state"] not in ("done", "failed")} == {}
    assert all(job["message"] for job in jobs if job["state"] == "failed")
    partial = {name for name in papers if name not in kept or kept[name]["status"] != "ok"}
    assert partial == set(papers), "none of them passes for read"
    assert all(d["error"] for d in kept.values() if d["file"] in partial)
    assert len(pings.took) > 3 and pings.failed == [], pings.told()
