"""Questions about what the notes tell in words."""

from collections.abc import Iterator

import pytest

from assistant.chat.verify import loose_numbers
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders import note_texts
from tests.builders.note_texts import Told
from tests.builders.statements import us_report

LINES = (
    None, "Note 12. Subsequent Events", "On August 12, 2024, the Company entered into a new term loan of $250 million.",
    "Note 13. Contingent liabilities", "There were no material contingent liabilities at the year end.",
    "Note 14. Liquidity",
    "These conditions raise substantial doubt about the Company's ability to continue as a going concern.",
    "Note 15. Segments", "One segment.",
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(load_settings(tmp_path_factory.mktemp("notes"), {}, lang="en")) as opened:
        paper = us_report(more=lambda drawn: note_texts.draw(Told(LINES, (), False), drawn))
        opened.add_documents(opened.create_customer("acme").id, [Upload("acme.pdf", paper)], lambda progress: None)
        yield opened


@pytest.mark.parametrize(
    ("question", "quoted", "page"),
    [
        ("Were there any subsequent events?", "new term loan of $250 million", 5),
        ("期后有什么重大事项？", "new term loan of $250 million", 5),
        ("Are there contingent liabilities?", "no material contingent liabilities", 5),
        ("Is there any doubt about going concern?", "substantial doubt", 5),
    ],
)
def test_what_the_notes_tell_is_quoted_with_its_page(
    workspace: Workspace, question: str, quoted: str, page: int
) -> None:
    answer = workspace.ask(workspace.find_customer("acme").id, question)
    assert answer.status == "answered"
    assert quoted in answer.answer
    assert quoted in answer.citations[0].quote
    assert answer.citations[0].page == page
    assert loose_numbers(answer) == []


def test_a_doubt_that_the_notes_state_fires_the_factor_with_its_place(workspace: Workspace) -> None:
    profile = workspace.profile(workspace.find_customer("acme").id)
    factor = next(f for f in profile.risk_factors if f.id == "RF-GV-02")
    assert (factor.state, factor.severity) == ("fired", "H")
    assert "substantial doubt" in factor.evidence[0].printed
    assert factor.evidence[0].page == 5
