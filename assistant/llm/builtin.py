"""The built-in analyst as a chat model: it asks one tool and hands on what the tool said. No weights, no network."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

PIECE = 40


class BuiltinAnalyst(BaseChatModel):
    """Drives the same graph, tools and checks as any other model."""

    @property
    def _llm_type(self) -> str:
        return "embedded"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools are known; nothing is to be bound."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=_reply(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = _reply(messages)
        if reply.tool_calls:
            chunk = AIMessageChunk(content="", tool_calls=reply.tool_calls)
            yield ChatGenerationChunk(message=chunk)
            return
        text = str(reply.content)
        for start in range(0, len(text), PIECE):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[start : start + PIECE]))


def _reply(messages: list[BaseMessage]) -> AIMessage:
    last = messages[-1]
    if isinstance(last, ToolMessage):
        return AIMessage(content=last.artifact.answer if last.artifact is not None else str(last.content))
    question = str(last.content)
    call = {"name": "find_figure", "args": {"question": question}, "id": "builtin-1", "type": "tool_call"}
    return AIMessage(content="", tool_calls=[call])
