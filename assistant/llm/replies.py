"""The text of a model's reply, whatever form its provider gives it, without a sentence that was cut short."""

from typing import Any

from assistant.llm.faults import ModelFault
from assistant.llm.own_words import sentences

ENDS = ("。", "！", "？", "；", ".", "!", "?", "\n", "”", "」", ")", "）", ">>", "|")
_REASONS = ("finish_reason", "stop_reason", "done_reason")
_TOO_LONG = ("length", "max_tokens")


def whole(message: Any) -> str:
    """The message's text. Where the provider did not say that it ended, or stopped it at its length, the last sentence must be whole.

    Raises:
        ModelFault: nothing whole is left of a reply that was cut.
    """
    text = str(message.text)
    said = next((message.response_metadata[r] for r in _REASONS if message.response_metadata.get(r)), None)
    if (said is not None and said not in _TOO_LONG) or not text.strip() or text.rstrip(" ").endswith(ENDS):
        return text
    kept = "".join([*sentences(text)][:-1])
    if not kept.strip():
        raise ModelFault("model_garbage")
    return kept
