from decimal import Decimal

import pytest

from assistant.service import Workspace
from assistant.whatif_values import changes_of
from ingestion.errors import UsageError

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("accounts_receivable", "1.3亿", "130000000"),
        ("accounts_receivable", "-30%", "126000000"),  # of 180,000,000
        ("accounts_receivable", "130 million", "130000000"),
        ("debt_to_assets", "45%", "45"),
        ("current_ratio", "1.5x", "1.5"),
        ("dso", "60 days", "60"),
    ],
)
def test_a_value_is_read_in_the_unit_of_its_figure(sample_workspace: Shop, name: str, text: str, value: str) -> None:
    workspace, customer = sample_workspace
    assert changes_of(workspace.profile(customer), {name: text}) == {name: Decimal(value)}


@pytest.mark.parametrize("texts", [{}, {"nothing": "1"}, {"revenue": "much"}, {"revenue": ""}])
def test_what_is_no_figure_or_no_number_is_refused(sample_workspace: Shop, texts: dict[str, str]) -> None:
    workspace, customer = sample_workspace
    with pytest.raises(UsageError):
        changes_of(workspace.profile(customer), texts)
