"""The agent graph: a chat model, read-only tools, one turn. Whatever the model writes, code prints the numbers and checks them."""

import re
from collections.abc import Iterator
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.engine import answer_question
from assistant.chat.question import understand
from assistant.chat.verify import loose_numbers
from assistant.config import Settings
from assistant.llm.tools import TOOLS, Turn
from assistant.workspace import CustomerData
from prompts import prompt

REFERENCE = re.compile(r"<<\s*([a-z0-9]{6,32})\s*>>")
SENTENCE = re.compile(r"[^。！？\n.!?]*(?:[。！？\n]|[.!?](?=\s|$)|[.!?]|$)")
MAX_STEPS = 12
MAX_TOKENS = 1_200
RETRIES = 2


def stream(data: CustomerData, question: str, lang: str | None, settings: Settings) -> Iterator[str | Answer]:
    """Pieces of text as they are written, then the checked answer. A model that fails gives way to the built-in analyst."""
    turn = Turn(data, question, lang)
    if settings.model == "embedded":
        yield from _run(turn, _builtin(), settings)
        return
    try:
        yield from _run(turn, _model(settings), settings)
    except Exception:  # any provider error, of any library: the analyst still gets an answer
        fallback = answer_question(data, question, understand(question, _lang(lang)).lang)
        yield fallback.model_copy(update={"warnings": (*fallback.warnings, "model_failed")})


def _run(turn: Turn, model: Any, settings: Settings) -> Iterator[str | Answer]:
    from langchain.agents import create_agent

    agent: Any = create_agent(model, tools=TOOLS, system_prompt=prompt("analyst"), context_schema=Turn)
    text, final = "", ""
    for kind, piece in agent.stream(
        {"messages": [{"role": "user", "content": turn.question}]},
        context=turn,
        config={"recursion_limit": MAX_STEPS},
        stream_mode=["messages", "values"],
    ):
        if kind == "messages" and settings.model == "embedded":
            message = piece[0]
            if message.type == "AIMessageChunk" and message.content:
                text += str(message.content)
                yield text
        elif kind == "values":
            last = piece["messages"][-1]
            final = str(last.content) if last.type == "ai" and not last.tool_calls else final
    yield _checked(turn, final, settings)


def _checked(turn: Turn, text: str, settings: Settings) -> Answer:
    if settings.model == "embedded" and turn.answers:
        return turn.answers[-1]
    return written_answer(turn, text, settings.model)


def written_answer(turn: Turn, text: str, model: str) -> Answer:
    """A model's text with its references printed by code; sentences with a number of its own are left out and reported."""
    draft = Draft(understand(turn.question, _lang(turn.lang)), turn.data.profile())
    dropped = False
    for sentence in (m.group() for m in SENTENCE.finditer(text) if m.group().strip()):
        if re.search(r"\d", REFERENCE.sub("", sentence)) or any(
            r not in turn.facts for r in REFERENCE.findall(sentence)
        ):
            dropped = True
            continue
        place = 0
        for match in REFERENCE.finditer(sentence):
            item = turn.facts[match[1]]
            draft.say(sentence[place : match.start()]).say(item.fact.printed or item.fact.value).cite(item)
            place = match.end()
        draft.say(sentence[place:])
    status = turn.answers[-1].status if turn.answers else "partial"
    answer = draft.done(status).model_copy(update={"model": model})
    if not answer.answer or loose_numbers(answer):
        answer = answer_question(turn.data, turn.question)
        dropped = True
    return answer.model_copy(update={"warnings": (*answer.warnings, "sentence_dropped")}) if dropped else answer


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


def _lang(lang: str | None) -> Any:
    return lang if lang in ("zh", "en") else None
