"""The record of what is sent to a model, kept before it leaves; a request that still holds a personal value does not leave."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from langchain_core.callbacks import BaseCallbackHandler

from assistant.llm.faults import ModelFault
from ingestion.privacy import STAR, personal_spans
from prompts import prompts_hash

Purpose = Literal["ask", "translate", "read"]
Record = Callable[[dict[str, Any]], None]
"""Takes one request: purpose, model, prompt (hash of our prompts), sha256 and bytes of all its texts, masked (values hidden), body."""


class Sending(BaseCallbackHandler):
    """Told of every request of one model. The body kept is what the request adds to the one before; the hash is of the whole."""

    raise_error = True
    run_inline = True

    def __init__(self, model: str, purpose: Purpose, record: Record) -> None:
        self._model, self._purpose, self._record = model, purpose, record
        self._before: list[str] = []

    def on_chat_model_start(self, serialized: dict[str, Any], messages: list[list[Any]], **kwargs: Any) -> None:
        """Keep the request.

        Raises:
            ModelFault: a personal value is in it.
        """
        texts = [_told(message) for batch in messages for message in batch]
        own = bool(self._before)  # what the model itself said since the first request tells it nothing new
        ours = [_told(m) for batch in messages for m in batch if not own or m.type != "ai"]
        if any(personal_spans(text) for text in ours):
            raise ModelFault("model_personal_data")
        whole = json.dumps(texts, ensure_ascii=False).encode()
        body = "\n".join(texts[_shared(texts, self._before) :])
        self._before = texts
        self._record(
            {
                "purpose": self._purpose, "model": self._model, "prompt": prompts_hash(), "bytes": len(whole), "body": body,
                "sha256": hashlib.sha256(whole).hexdigest(), "masked": sum(map(hidden_values, texts)),
            }
        )  # fmt: skip


def hidden_values(text: str) -> int:
    """How many values of the text are hidden."""
    tokens = sum(
        text.count(mark)
        for mark in ("[PERSONAL]", "[PERSON-", "[ID#", "[PHONE#", "[ACCOUNT#", "[ADDRESS#", "[EMAIL#", "[CHAT#")
    )
    starred = [part for part in text.split() if STAR * 3 in part]
    return tokens + len(starred)


def _told(message: Any) -> str:
    calls = [json.dumps(call["args"], ensure_ascii=False) for call in getattr(message, "tool_calls", None) or ()]
    return " ".join([f"{message.type}:", str(message.text), *calls]).strip()


def _shared(texts: Sequence[str], before: Sequence[str]) -> int:
    same = 0
    while same < min(len(texts), len(before)) and texts[same] == before[same]:
        same += 1
    return same
