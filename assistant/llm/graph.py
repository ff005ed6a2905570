"""The agent graph: a chat model, read-only tools, one turn. Whatever the model writes, code prints the numbers and checks them.

Steps are told as they happen. A model's sentence is shown when it is whole and may stand, never before. A model has a deadline, a budget
(`Settings.budget`) and one repair; what it breaks is named in the answer's warnings, and the built-in analyst answers instead.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from assistant.chat.answer_model import Answer, Step
from assistant.chat.engine import answer_question
from assistant.chat.other_language import wished_language
from assistant.config import Settings
from assistant.format import Lang
from assistant.llm.deadline import within
from assistant.llm.faults import ModelFault, named
from assistant.llm.fence import defused, fenced
from assistant.llm.grounds import unsupported
from assistant.llm.models import built_in, chat_model, retries
from assistant.llm.own_words import sentences
from assistant.llm.persons import persons_of
from assistant.llm.replies import whole
from assistant.llm.steps import found_step, spoken_lang, step, tool_step
from assistant.llm.tools import TOOLS
from assistant.llm.translate import translated
from assistant.llm.turn import Turn
from assistant.llm.veil import Veil
from assistant.llm.written import Written, written_answer
from assistant.workspace import CustomerData
from prompts import prompt

if TYPE_CHECKING:
    from assistant.llm.sending import Record

GRAPH_STEPS = 4
"""Steps of the graph that one call of a model may take, with room for its tools."""
RECENT_TURNS, EARLIER_TURNS = 4, 40
Turns = Sequence[tuple[str, str]]
Piece = str | Step | Answer


def stream(
    data: CustomerData, question: str, lang: str | None, settings: Settings, before: Turns = (),
    record: "Record | None" = None,
) -> Iterator[Piece]:  # fmt: skip
    """Steps and the text so far as they come, then the checked answer; `before` are (question, answer JSON), oldest first.

    `record` is told of every request before it leaves.
    """
    turn = Turn(data, question, lang, before=tuple(asked for asked, _ in before))
    if settings.model == "embedded":
        yield from _run(turn, built_in(), settings, [])
        return
    turn.veil = Veil(settings.model_privacy, persons_of(data.profile()))
    told = spoken_lang(question, lang)
    wish = wished_language(question) if before else None
    if wish is not None:
        yield step("translating", wish)
        yield from _in_other_language(turn, wish, before, settings, record)
        return
    yield step("asks_model", told, model=settings.model)
    try:
        yield from within(
            settings.model_timeout_s,
            lambda: _run(turn, chat_model(settings, "ask", record), settings, _memory(turn, before)),
        )
    except Exception as err:  # any provider error, of any library: the analyst still gets an answer
        yield step("built_in", told)
        fallback = answer_question(data, question, turn.fixed_lang, turn.before)
        yield fallback.model_copy(update={"warnings": (*fallback.warnings, "model_failed", named(err))})


def _in_other_language(
    turn: Turn, wish: Lang, before: Turns, settings: Settings, record: "Record | None"
) -> Iterator[Piece]:
    """The last answer in the language wished: the built-in analyst's made again, a model's translated by it or, refused, made again."""
    body = {k: v for k, v in json.loads(before[-1][1]).items() if k in Answer.model_fields}
    last = Answer.model_validate(body)
    warnings: tuple[str, ...] = ()
    if last.model != "embedded" and last.language != wish:
        try:
            yield from within(
                settings.model_timeout_s,
                lambda: iter([translated(last, wish, chat_model(settings, "translate", record), settings, turn.veil)]),
            )
            return
        except Exception as err:  # any provider error, of any library: the analyst still gets an answer
            warnings = ("translation_refused", named(err))
    answer = answer_question(turn.data, turn.question, wish, turn.before)
    yield answer.model_copy(update={"warnings": (*answer.warnings, *warnings)})


def _memory(turn: Turn, before: Turns) -> list[dict[str, str]]:
    """Earlier turns for the model: the last ones whole, those before as questions with their cited places."""
    over = turn.veil.over
    told: list[dict[str, str]] = []
    earlier = [*before][:-RECENT_TURNS][-EARLIER_TURNS:]
    if earlier:
        lines = [f"- {asked} [{_places(answer)}]" for asked, answer in earlier]
        told.append({"role": "user", "content": f"{prompt('summary')}\n{fenced(over(defused(chr(10).join(lines))))}"})
    for asked, answer in [*before][-RECENT_TURNS:]:
        told.append({"role": "user", "content": over(asked)})
        told.append({"role": "assistant", "content": fenced(over(defused(str(json.loads(answer).get("answer", "")))))})
    return told


def _places(answer: str) -> str:
    cited = json.loads(answer).get("citations", [])
    return ", ".join(dict.fromkeys(f"{c['document']} p. {c['page']}" for c in cited[:4]))


def _run(turn: Turn, model: Any, settings: Settings, memory: list[dict[str, str]]) -> Iterator[Piece]:
    from langchain.agents import create_agent

    agent: Any = create_agent(
        model, tools=TOOLS, system_prompt=prompt("analyst"), context_schema=Turn, middleware=retries(settings)
    )
    messages: list[Any] = [*memory, {"role": "user", "content": turn.veil.over(turn.question)}]
    if turn.spent.size([m["content"] for m in messages]) > settings.budget.prompt_tokens:
        raise ModelFault("model_budget")
    text, messages = yield from _spoken(agent, turn, messages, settings)
    if settings.model == "embedded":
        if turn.answers:
            yield turn.answers[-1]
        return
    for _ in range(settings.budget.repairs):
        if not unsupported(turn, text):
            break
        yield step("repair", spoken_lang(turn.question, turn.lang))
        with suppress(Exception):  # a repair that fails leaves the first text, whose bad sentences are dropped
            ask = [*messages, {"role": "user", "content": prompt("repair")}]
            text, messages = yield from _spoken(agent, turn, ask, settings)
    yield written_answer(turn, text, settings.model)


def _spoken(
    agent: Any, turn: Turn, messages: list[Any], settings: Settings
) -> Generator[str | Step, None, tuple[str, list[Any]]]:
    """Runs the graph once; returns the last text and all messages. Only the built-in analyst's words are shown unchecked.

    Raises:
        ModelFault: the turn is beyond its budget, or a reply longer than agreed.
    """
    lang, budget = spoken_lang(turn.question, turn.lang), settings.budget
    text, final, shown = "", "", ""
    told: list[str] = []
    known = len(messages)
    for kind, piece in agent.stream(
        {"messages": messages}, context=turn, config={"recursion_limit": GRAPH_STEPS * budget.calls},
        stream_mode=["messages", "values"],
    ):  # fmt: skip
        if kind == "messages":
            message = piece[0]
            if message.type != "AIMessageChunk" or not message.text:
                continue
            text += message.text
            if len(text) > budget.reply_bytes:
                raise ModelFault("model_reply_too_large")
            so_far = [text] if settings.model == "embedded" else [*sentences(text)][:-1]  # the last is not whole yet
            if so_far == told:
                continue
            told = so_far
            said = text if settings.model == "embedded" else _standing(turn, told)
            if said and said != shown:
                shown = said
                yield said
            continue
        messages = piece["messages"]
        for last in messages[known:]:
            if last.type == "ai":
                if settings.model != "embedded":
                    sent = [prompt("analyst"), *(str(m.text) for m in messages)]
                    turn.spent.take(sent, last.text, bool(last.tool_calls), budget)
                yield from (tool_step(call["name"], call["args"], lang) for call in last.tool_calls)
                final, text = ("" if last.tool_calls else whole(last)), ""
            elif last.type == "tool" and isinstance(getattr(last, "artifact", None), Answer):
                yield found_step(last.artifact, lang)
        known = len(messages)
    if len(final) > budget.reply_bytes:
        raise ModelFault("model_reply_too_large")
    return final, messages


def _standing(turn: Turn, told: list[str]) -> str:
    """The sentences that may stand, figures printed."""
    written = Written(turn)
    for sentence in told:
        written.take(sentence)
    return written.answer().answer
