"""A scripted model behind real HTTP, one a test."""

from collections.abc import Iterator

import pytest

from tests.assistant.llm.scripted_model import Script, serving


@pytest.fixture
def script() -> Iterator[Script]:
    with serving() as made:
        yield made
