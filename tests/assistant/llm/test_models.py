"""Chat models by name: each provider gets its deadline, retries and length of a reply, and its key from the settings alone."""

from pathlib import Path
from typing import Any

import pytest

from assistant.config import load_settings
from assistant.llm.models import chat_model

pytestmark = pytest.mark.filterwarnings("ignore")


def made(home: Path, model: str, **given: Any) -> Any:
    budget = {"retries": 0, "reply_tokens": 333}
    return chat_model(load_settings(home, {}, model=model, api_key="k-1", model_timeout_s=7, budget=budget, **given))


def test_an_openai_compatible_server_by_address(tmp_path: Path) -> None:
    model = made(tmp_path, "openai:any", base_url="http://127.0.0.1:9/v1")
    assert (model.model_name, model.max_retries, model.max_tokens, model.request_timeout) == ("any", 0, 333, 7)
    assert model.openai_api_base == "http://127.0.0.1:9/v1" and model.openai_api_key.get_secret_value() == "k-1"


def test_anthropic_by_name(tmp_path: Path) -> None:
    model = made(tmp_path, "anthropic:any")
    assert (model.model, model.max_retries, model.max_tokens, model.default_request_timeout) == ("any", 0, 333, 7)
    assert model.anthropic_api_key.get_secret_value() == "k-1"


def test_ollama_by_name(tmp_path: Path) -> None:
    model = made(tmp_path, "ollama:any", base_url="http://127.0.0.1:9")
    assert (model.model, model.num_predict, model.base_url) == ("any", 333, "http://127.0.0.1:9")
    assert model.client_kwargs == {"timeout": 7}
