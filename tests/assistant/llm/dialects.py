"""How providers speak over HTTP: the bytes of one reply, whole or streamed, and what a request's tool results were.

A step is text, text in pieces, {"name", "args"} for a tool call, or {"refusal": text}.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class Dialect(Protocol):
    """One provider's way of speaking."""

    path: str
    base: str
    kind: str

    def reply(self, step: Any, streamed: bool) -> tuple[str, Iterator[bytes]]: ...


def tool_results(body: dict[str, Any]) -> list[str]:
    """Texts that tools gave, as any of the dialects carries them, in order."""
    out: list[str] = []
    for message in body["messages"]:
        content = message.get("content")
        if message["role"] == "tool":
            out.append(str(content))
        elif isinstance(content, list):
            out += [_text(part.get("content")) for part in content if part.get("type") == "tool_result"]
    return out


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(str(part.get("text", "")) for part in content or ())


def _pieces(step: Any) -> list[str]:
    if isinstance(step, dict):
        return [step["refusal"]] if "refusal" in step else []
    return step if isinstance(step, list) else [step]


def _call(step: Any) -> dict[str, Any] | None:
    return step if isinstance(step, dict) and "name" in step else None


@dataclass(frozen=True)
class OpenAi:
    """/v1/chat/completions."""

    path: str = "/v1/chat/completions"
    base: str = "/v1"
    kind: str = "openai"

    def reply(self, step: Any, streamed: bool) -> tuple[str, Iterator[bytes]]:
        """Server-sent chunks, or one object."""
        call, pieces = _call(step), _pieces(step)
        message: dict[str, Any] = {"role": "assistant", "content": "".join(pieces) or None}
        if isinstance(step, dict) and "refusal" in step:
            message = {"role": "assistant", "content": None, "refusal": step["refusal"]}
        if call:
            function = {"name": call["name"], "arguments": json.dumps(call["args"])}
            message["tool_calls"] = [{"index": 0, "id": "t1", "type": "function", "function": function}]
        head = {"id": "x", "created": 0, "model": "m"}
        if not streamed:
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            return "application/json", iter(
                [json.dumps({**head, "object": "chat.completion", "choices": [choice]}).encode()]
            )
        deltas = [{"role": "assistant", "content": p} for p in pieces] if message["content"] else [message]
        return "text/event-stream", self._chunks(head, deltas)

    def _chunks(self, head: dict[str, Any], deltas: list[dict[str, Any]]) -> Iterator[bytes]:
        for delta, finish in (*((d, None) for d in deltas), ({}, "stop")):
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            yield f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()
        yield b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Ollama:
    """/api/chat, one JSON object a line; arguments of a tool call are an object."""

    path: str = "/api/chat"
    base: str = ""
    kind: str = "ollama"

    def reply(self, step: Any, streamed: bool) -> tuple[str, Iterator[bytes]]:
        """Lines, or one object."""
        call = _call(step)
        calls = [{"function": {"name": call["name"], "arguments": call["args"]}}] if call else []
        if not streamed:
            return "application/json", iter([self._line("".join(_pieces(step)), calls, True)])
        lines = [self._line("", calls, False)] if call else [self._line(p, [], False) for p in _pieces(step)]
        return "application/x-ndjson", iter([*lines, self._line("", [], True)])

    def _line(self, text: str, calls: list[Any], done: bool) -> bytes:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if calls:
            message["tool_calls"] = calls
        line: dict[str, Any] = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": done}
        if done:
            line |= {"done_reason": "stop", "total_duration": 1, "prompt_eval_count": 1, "eval_count": 1}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True)
class Anthropic:
    """/v1/messages: blocks of content; a stream of named events; arguments come as pieces of JSON."""

    path: str = "/v1/messages"
    base: str = ""
    kind: str = "anthropic"

    def reply(self, step: Any, streamed: bool) -> tuple[str, Iterator[bytes]]:
        """Events, or one object."""
        call = _call(step)
        stop = "refusal" if isinstance(step, dict) and "refusal" in step else "tool_use" if call else "end_turn"
        head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None}
        usage = {"input_tokens": 1, "output_tokens": 1}
        if not streamed:
            block: dict[str, Any] = (
                {"type": "tool_use", "id": "toolu_1", "name": call["name"], "input": call["args"]}
                if call
                else {"type": "text", "text": "".join(_pieces(step))}
            )
            whole = {**head, "content": [block], "stop_reason": stop, "usage": usage}
            return "application/json", iter([json.dumps(whole).encode()])
        return "text/event-stream", self._events(
            {**head, "content": [], "stop_reason": None, "usage": usage}, step, stop
        )

    def _events(self, head: dict[str, Any], step: Any, stop: str) -> Iterator[bytes]:
        yield self._event("message_start", message=head)
        yield self._event("ping")
        at, call = 0, _call(step)
        if call:  # words before a call, as this provider's models write them
            yield from self._block(0, {"type": "text", "text": ""}, [{"type": "text_delta", "text": "Let me look."}])
            arguments = json.dumps(call["args"])
            parts = [
                {"type": "input_json_delta", "partial_json": arguments[k : k + 7]} for k in range(0, len(arguments), 7)
            ]
            start = {"type": "tool_use", "id": "toolu_1", "name": call["name"], "input": {}}
            yield from self._block(1, start, parts)
        else:
            texts = [{"type": "text_delta", "text": p} for p in _pieces(step)]
            yield from self._block(at, {"type": "text", "text": ""}, texts)
        yield self._event(
            "message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage={"output_tokens": 2}
        )
        yield self._event("message_stop")

    def _block(self, at: int, start: dict[str, Any], deltas: list[dict[str, Any]]) -> Iterator[bytes]:
        yield self._event("content_block_start", index=at, content_block=start)
        for delta in deltas:
            yield self._event("content_block_delta", index=at, delta=delta)
        yield self._event("content_block_stop", index=at)

    def _event(self, name: str, **body: Any) -> bytes:
        return f"event: {name}\ndata: {json.dumps({'type': name, **body}, ensure_ascii=False)}\n\n".encode()


DIALECTS: dict[str, Dialect] = {"openai": OpenAi(), "ollama": Ollama(), "anthropic": Anthropic()}
