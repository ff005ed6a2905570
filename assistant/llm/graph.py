"""The agent graph: a chat model, read-only tools, one turn. Whatever the model writes, code prints the numbers and checks them.

A model gets a deadline, a budget of calls and characters and one repair; what it breaks is named in the answer's warnings, and the
built-in analyst answers instead.
"""

import json
import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.chat.engine import answer_question
from assistant.config import Settings
from assistant.llm.faults import ModelFault, named
from assistant.llm.fence import fenced
from assistant.llm.tools import TOOLS, Turn, turn_lang
from assistant.llm.written import unsupported, written_answer
from assistant.workspace import CustomerData
from ingestion.privacy import masked
from prompts import prompt

MAX_STEPS = 12
MAX_TOKENS = 1_200
RETRIES = 2
MAX_CALLS = 6
MAX_REPLY = 64 * 1024
MAX_PROMPT = 24_000 * 3  # characters, three a token
RECENT_TURNS, EARLIER_TURNS = 4, 40
Turns = Sequence[tuple[str, str]]


def stream(
    data: CustomerData, question: str, lang: str | None, settings: Settings, before: Turns = ()
) -> Iterator[str | Answer]:
    """Pieces of text as they are written, then the checked answer; `before` are (question, answer JSON), oldest first."""
    turn = Turn(data, question, lang, before=tuple(asked for asked, _ in before))
    if settings.model == "embedded":
        yield from _run(turn, _builtin(), settings, [])
        return
    try:
        yield from _within(settings.model_timeout_s, lambda: _run(turn, _model(settings), settings, _memory(before)))
    except Exception as err:  # any provider error, of any library: the analyst still gets an answer
        fallback = answer_question(data, question, turn_lang(turn), turn.before)
        yield fallback.model_copy(update={"warnings": (*fallback.warnings, "model_failed", named(err))})


def _within(limit_s: float, make: Any) -> Iterator[str | Answer]:
    """What `make()` yields, from a thread of its own, until the deadline.

    Raises:
        ModelFault: nothing more came in time (a hang or a drip); the thread is left to end by itself.
    """
    pieces: queue.Queue[Any] = queue.Queue()

    def work() -> None:
        try:
            for piece in make():
                pieces.put(piece)
            pieces.put(None)
        except Exception as err:
            pieces.put(err)

    threading.Thread(target=work, daemon=True, name="model-turn").start()
    ends = time.monotonic() + limit_s
    while True:
        try:
            piece = pieces.get(timeout=max(0.0, ends - time.monotonic()))
        except queue.Empty:
            raise ModelFault("model_timeout") from None
        if piece is None:
            return
        if isinstance(piece, Exception):
            raise piece
        yield piece


def _memory(before: Turns) -> list[dict[str, str]]:
    """Earlier turns for the model: the last ones whole, those before as questions with their cited places."""
    told: list[dict[str, str]] = []
    earlier = [*before][:-RECENT_TURNS][-EARLIER_TURNS:]
    if earlier:
        lines = [f"- {asked} [{_places(answer)}]" for asked, answer in earlier]
        told.append({"role": "user", "content": f"{prompt('summary')}\n{fenced(masked(chr(10).join(lines)))}"})
    for asked, answer in [*before][-RECENT_TURNS:]:
        told.append({"role": "user", "content": masked(asked)})
        told.append({"role": "assistant", "content": fenced(masked(str(json.loads(answer).get("answer", ""))))})
    return told


def _places(answer: str) -> str:
    cited = json.loads(answer).get("citations", [])
    return ", ".join(dict.fromkeys(f"{c['document']} p. {c['page']}" for c in cited[:4]))


def _run(turn: Turn, model: Any, settings: Settings, memory: list[dict[str, str]]) -> Iterator[str | Answer]:
    from langchain.agents import create_agent

    agent: Any = create_agent(model, tools=TOOLS, system_prompt=prompt("analyst"), context_schema=Turn)
    messages: list[Any] = [*memory, {"role": "user", "content": masked(turn.question)}]
    if sum(len(m["content"]) for m in messages) > MAX_PROMPT:
        raise ModelFault("model_budget")
    text, messages = yield from _spoken(agent, turn, messages, settings)
    if settings.model != "embedded" and unsupported(turn, text):
        with suppress(Exception):  # a repair that fails leaves the first text, whose bad sentences are dropped
            ask = [*messages, {"role": "user", "content": prompt("repair")}]
            text, _ = yield from _spoken(agent, turn, ask, settings)
    if settings.model == "embedded" and turn.answers:
        yield turn.answers[-1]
        return
    yield written_answer(turn, text, settings.model)


def _spoken(
    agent: Any, turn: Turn, messages: list[Any], settings: Settings
) -> Generator[str, None, tuple[str, list[Any]]]:
    """Runs the graph once; returns the last text and all messages. Only the built-in analyst's words are shown unchecked.

    Raises:
        ModelFault: too many calls, or a reply longer than agreed.
    """
    shown, final, size = "", "", 0
    for kind, piece in agent.stream(
        {"messages": messages}, context=turn, config={"recursion_limit": MAX_STEPS}, stream_mode=["messages", "values"]
    ):  # fmt: skip
        if kind == "messages":
            message = piece[0]
            if message.type != "AIMessageChunk" or not message.content:
                continue
            size += len(str(message.content))
            if size > MAX_REPLY:
                raise ModelFault("model_reply_too_large")
            if settings.model == "embedded":
                shown += str(message.content)
                yield shown
        else:
            messages = piece["messages"]
            last = messages[-1]
            turn.calls += last.type == "ai"
            if turn.calls > MAX_CALLS:
                raise ModelFault("model_budget")
            final = str(last.content) if last.type == "ai" and not last.tool_calls else final
    if len(final) > MAX_REPLY:
        raise ModelFault("model_reply_too_large")
    return final, messages


def _builtin() -> Any:
    from assistant.llm.builtin import BuiltinAnalyst

    return BuiltinAnalyst()


def _model(settings: Settings) -> Any:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.model_timeout_s, "max_retries": RETRIES, "max_tokens": MAX_TOKENS}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key is not None:
        options["api_key"] = settings.api_key.get_secret_value()
    if settings.model.startswith("ollama:"):
        options.pop("max_retries")
        options["num_predict"] = options.pop("max_tokens")
        options["client_kwargs"] = {"timeout": options.pop("timeout")}
    return init_chat_model(settings.model, **options)
