from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.extract.paper import read_paper
from ingestion.model.fact import WAITING, Coverage, Reading
from ingestion.store import index_desk
from tests.builders.pdf import Paper

SENTENCES = ("The company sells hammers and saws to builders.", "Heavy rain closed the northern warehouse for a week.")


def test_a_paper_read_to_its_end_is_found_by_meaning_on_pages_that_were_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_desk, "SEARCH_S", 90.0)  # a busy machine starts the worker late
    paper = Paper(chinese=False)
    for sentence in SENTENCES:
        paper.page().text(60, 60, sentence)
    upload = Upload("a.pdf", paper.bytes())
    whole = read_paper(upload.data, upload.name)
    waits = (whole.extraction.coverage[0], Coverage(page=2, state="unread", why=WAITING))
    told = whole.extraction.model_copy(update={"coverage": waits, "status": "partial"})
    part = Reading(extraction=told, passages=whole.passages[:1], page_sizes=whole.page_sizes)
    with Workspace.open(load_settings(tmp_path, {}, lang="en")) as workspace:
        customer = workspace.create_customer("A").id
        for reading in (part, whole):
            workspace._keep_paper(customer, upload, reading, lambda progress: None, "local")
            workspace.index_vectors(customer)
        assert workspace.search(customer, "bad weather", 1)[0].page == 2
        assert workspace.search(customer, "joinery tools", 1)[0].page == 1
