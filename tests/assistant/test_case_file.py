import json
import zipfile
from pathlib import Path

import pytest

from assistant.access import LOCAL
from assistant.case_file import MANIFEST
from assistant.config import Settings, load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import StoreError
from tests.builders.statements import us_report


def packed(settings: Settings, target: Path) -> tuple[str, str]:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("ACME").id
        workspace.add_documents(customer, [Upload("us.pdf", us_report())], lambda progress: None)
        fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.field == "total_assets")
        workspace.correct_fact(customer, fact.id, "999", None, "misprint", actor="ana")
        workspace.add_contact(customer, {"summary": "promised to pay"}, actor="ana")
        workspace.propose(customer, {"limit": "0", "reason": "test"}, LOCAL)
        workspace.pack_case(customer, target)
        return customer, fact.id


def test_an_opened_case_has_the_same_figures_words_and_contacts_but_no_decision(
    settings: Settings, tmp_path: Path
) -> None:
    _, fact = packed(settings, tmp_path / "c.zip")
    with Workspace.open(load_settings(tmp_path / "other", {}, lang="en")) as workspace:
        opened = workspace.open_case(tmp_path / "c.zip")
        assert (opened.papers, opened.failed, opened.same) == (1, (), True)
        profile = workspace.profile(opened.customer.id)
        told = next(c.fact for c in profile.facts if c.fact.id == fact)
        assert told.state == "corrected"
        assert workspace.case_records(opened.customer.id).contacts[0].summary == "promised to pay"
        assert workspace.decisions(opened.customer.id) == []
        assert workspace.verify() == []


@pytest.mark.parametrize("kind", ["cut off", "paper altered", "figure altered", "extra file", "foreign"])
def test_an_altered_case_is_not_opened(settings: Settings, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "c.zip"
    packed(settings, file)
    with zipfile.ZipFile(file) as z:
        files = {name: z.read(name) for name in z.namelist()}
    if kind == "paper altered":
        name = next(n for n in files if n.startswith("papers/"))
        files[name] += b"x"
    elif kind == "figure altered":
        files["state/profile.json"] = files["state/profile.json"].replace(b"999", b"111")
    elif kind == "extra file":
        files["papers/evil"] = b"x"
    elif kind == "foreign":
        files[MANIFEST] = json.dumps({"format": "other"}).encode()
    with zipfile.ZipFile(file, "w") as z:
        for name, data in files.items():
            z.writestr(name, data)
    if kind == "cut off":
        file.write_bytes(file.read_bytes()[:-400])
    with Workspace.open(load_settings(tmp_path / "other", {}, lang="en")) as workspace:
        with pytest.raises(StoreError):
            workspace.open_case(file)
        assert workspace.customers() == []
