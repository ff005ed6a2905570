"""Read-only tools of the agent graph. The customer comes from the runtime context, never from the model; nothing writes or fetches."""

from typing import Any

from langchain.tools import ToolRuntime, tool

from assistant.chat.answer_model import Answer
from assistant.chat.compute import Computer
from assistant.chat.context import asked_of, lexicon_of
from assistant.chat.engine import answer_question
from assistant.chat.retrieve import passage_answer
from assistant.llm.turn import Turn

GAPS = 12


@tool(response_format="content_and_artifact")
def find_figure(question: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Look up or compute a printed figure, ratio, change, average or definition; pass the analyst's question as it is."""
    turn = runtime.context
    answer = answer_question(turn.data, turn.veil.lifted(question), turn.fixed_lang, turn.before)
    return turn.found(answer), answer


@tool(response_format="content_and_artifact")
def compute_ratio(name: str, year: int, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Compute a ratio by its usual name (English or Chinese) for a year."""
    answer = _computed(runtime.context, f"{runtime.context.veil.lifted(name)} {year}")
    return runtime.context.found(answer), answer


@tool(response_format="content_and_artifact")
def trend(name: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Show a line or ratio over all periods."""
    answer = _computed(runtime.context, f"{runtime.context.veil.lifted(name)} trend")
    return runtime.context.found(answer), answer


@tool(response_format="content_and_artifact")
def search_passages(query: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Find what the papers say in words."""
    turn = runtime.context
    answer = passage_answer(asked_of(turn.data, turn.veil.lifted(query), turn.fixed_lang), turn.data)
    return turn.found(answer), answer


@tool(response_format="content_and_artifact")
def list_gaps(runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """List lines and papers that are missing."""
    gaps = runtime.context.data.profile().gaps[:GAPS]
    return "\n".join(f"{g.names['en']} / {g.names['zh']}: blocks {len(g.blocks)}" for g in gaps) or "none", None


def _computed(turn: Turn, asked: str) -> Answer:
    question = asked_of(turn.data, asked, turn.fixed_lang)
    answer = Computer(question, turn.data.profile(), lexicon_of(turn.data)).answer()
    return answer or passage_answer(question, turn.data)


TOOLS = [find_figure, compute_ratio, trend, search_passages, list_gaps]
