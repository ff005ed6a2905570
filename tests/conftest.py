from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from assistant.config import Settings, load_settings
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction
from tests.builders.statements import us_report

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def sample_extraction() -> Extraction:
    name, data = sample_customers()[0].papers[0]
    return read_paper(data, name).extraction


@pytest.fixture(scope="session")
def us_extraction() -> Extraction:
    return read_paper(us_report(), "us.pdf").extraction


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "home", {}, lang="en")


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """A workspace with the sample customer and a second one, shared by tests that only read."""
    settings = load_settings(tmp_path_factory.mktemp("home"), {}, lang="en", readers=1)
    with Workspace.open(settings) as workspace:
        workspace.load_sample()
        other = workspace.create_customer("Other")
        workspace.add_documents(other.id, [Upload("us.pdf", us_report())], lambda progress: None)
        customer = next(c for c in workspace.customers() if c.name == "示例制造")
        yield workspace, customer.id
