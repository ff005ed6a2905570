"""Read-only tools of the agent graph. The customer comes from the runtime context, never from the model; nothing writes or fetches."""

from dataclasses import dataclass, field
from typing import Any

from langchain.tools import ToolRuntime, tool

from assistant.chat.answer_model import Answer
from assistant.chat.compute import Computer
from assistant.chat.context import asked_of, lexicon_of
from assistant.chat.engine import answer_question
from assistant.chat.retrieve import passage_answer
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact
from assistant.llm.fence import fenced
from assistant.workspace import CustomerData
from ingestion.privacy import masked


@dataclass
class Turn:
    """What one turn may read, and what its tools found: facts by id, and the answers they made."""

    data: CustomerData
    question: str
    lang: str | None = None
    facts: dict[str, ChosenFact] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    before: tuple[str, ...] = ()
    calls: int = 0


def _found(turn: Turn, answer: Answer) -> tuple[str, Answer]:
    """The tool's reply: the answer's words fenced, and the figures that may be referred to."""
    turn.answers.append(answer)
    known = {item.fact.id: item for item in turn.data.profile().facts}
    used = [known[i] for figure in answer.figures for i in figure.facts if i in known]
    turn.facts |= {item.fact.id: item for item in used}
    listed = "\n".join(
        f"<<{item.fact.id}>> = {line_name(item.fact.field or item.fact.label, 'en')} {item.fact.period_end}"
        for item in used
    )
    return f"{fenced(masked(answer.answer))}\nstatus: {answer.status}\nfigures:\n{listed or '-'}", answer


@tool(response_format="content_and_artifact")
def find_figure(question: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Look up or compute a printed figure, ratio, change, average or definition; pass the analyst's question as it is."""
    return _found(
        runtime.context,
        answer_question(runtime.context.data, question, turn_lang(runtime.context), runtime.context.before),
    )


@tool(response_format="content_and_artifact")
def compute_ratio(name: str, year: int, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Compute a ratio by its usual name (English or Chinese) for a year."""
    asked = asked_of(runtime.context.data, f"{name} {year}", turn_lang(runtime.context))
    answer = Computer(
        asked, runtime.context.data.profile(), lexicon_of(runtime.context.data)
    ).answer() or passage_answer(asked, runtime.context.data)
    return _found(runtime.context, answer)


@tool(response_format="content_and_artifact")
def trend(name: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Show a line or ratio over all periods."""
    asked = asked_of(runtime.context.data, f"{name} trend", turn_lang(runtime.context))
    answer = Computer(
        asked, runtime.context.data.profile(), lexicon_of(runtime.context.data)
    ).answer() or passage_answer(asked, runtime.context.data)
    return _found(runtime.context, answer)


@tool(response_format="content_and_artifact")
def search_passages(query: str, runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """Find what the papers say in words."""
    return _found(
        runtime.context,
        passage_answer(asked_of(runtime.context.data, query, turn_lang(runtime.context)), runtime.context.data),
    )


@tool(response_format="content_and_artifact")
def list_gaps(runtime: ToolRuntime[Turn]) -> tuple[str, Any]:
    """List lines and papers that are missing."""
    gaps = runtime.context.data.profile().gaps[:12]
    return "\n".join(f"{g.names['en']} / {g.names['zh']}: blocks {len(g.blocks)}" for g in gaps) or "none", None


TOOLS = [find_figure, compute_ratio, trend, search_passages, list_gaps]


def turn_lang(turn: Turn) -> Any:
    """zh or en where the turn fixes it, else None."""
    return turn.lang if turn.lang in ("zh", "en") else None
