"""A server on loopback that speaks /v1/chat/completions over real HTTP and does what its script says: text, tool calls, faults."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = str | list[str] | dict[str, Any] | Callable[[dict[str, Any]], Any]
"""Text, text in pieces, {"name", "args"} for a tool call, {"fault": …}, or a function of the request that gives one of these."""


@dataclass
class Script:
    """Steps in order; when they are used up `then` is played for every further request."""

    steps: list[Step] = field(default_factory=list)
    then: Step = "No more."
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving() -> Iterator[Script]:
    """The server for the length of a test."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            script.requests.append(body)
            step = script.steps.pop(0) if script.steps else script.then
            step = step(body) if callable(step) else step
            try:
                if isinstance(step, dict) and "fault" in step:
                    self._fault(step["fault"], bool(body.get("stream")))
                else:
                    self._speak(step, bool(body.get("stream")))
            except (BrokenPipeError, ConnectionResetError):
                return

        def _speak(self, step: Any, streamed: bool) -> None:
            pieces = step if isinstance(step, list) else [step]
            content = "".join(pieces) if isinstance(pieces[0], str) else None
            message: dict[str, Any] = {"role": "assistant", "content": content}
            if isinstance(step, dict):
                call = {"name": step["name"], "arguments": json.dumps(step["args"])}
                message["tool_calls"] = [{"index": 0, "id": "t1", "type": "function", "function": call}]
            if not streamed:
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                self._whole(
                    json.dumps(
                        {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
                    )
                )
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            parts = [{"role": "assistant", "content": piece} for piece in pieces] if content else [message]
            for delta, finish in (*((part, None) for part in parts), ({}, "stop")):
                choice = {"index": 0, "delta": delta, "finish_reason": finish}
                chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def _whole(self, text: str) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def _fault(self, fault: str, streamed: bool) -> None:
            if fault.isdigit():
                self.send_error(int(fault))
            elif fault == "hang":
                time.sleep(2)
            elif fault == "drip":
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                for _ in range(20):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            elif fault == "garbage":
                self._whole("<html>no model here</html>")
            elif fault == "empty":
                self._whole('{"choices": []}')
            else:
                self._speak("x" * 200_000, streamed)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
