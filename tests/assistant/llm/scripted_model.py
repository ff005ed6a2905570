"""A server on loopback that speaks a provider's dialect over real HTTP and does what its script says: text, tool calls, faults."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.config import Settings, load_settings
from assistant.service import Workspace
from tests.assistant.llm.dialects import DIALECTS

Step = str | list[str] | dict[str, Any] | Callable[[dict[str, Any]], Any]
"""Text, text in pieces, {"name", "args"} for a tool call, {"fault": …}, or a function of the request that gives one of these."""


@dataclass
class Script:
    """Steps in order; when they are used up `then` is played for every further request."""

    steps: list[Step] = field(default_factory=list)
    then: Step = "No more."
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    model: str = "openai:m"

    def settings(self, workspace: Workspace, limit_s: float = 30, **given: Any) -> Settings:
        """The workspace's settings with this server as the model."""
        return load_settings(
            workspace.settings.home, {}, model=self.model, base_url=self.url, api_key="k", model_timeout_s=limit_s, **given
        )  # fmt: skip


@contextmanager
def serving(kind: str = "openai") -> Iterator[Script]:
    """The server for the length of a test."""
    dialect = DIALECTS[kind]
    script = Script(model=f"{dialect.kind}:m")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            script.requests.append(body)
            script.paths.append(self.path.partition("?")[0])
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            step = script.steps.pop(0) if script.steps else script.then
            step = step(body) if callable(step) else step
            streamed = bool(body.get("stream"))
            try:
                if isinstance(step, dict) and "fault" in step:
                    self._fault(step["fault"], streamed)
                else:
                    self._speak(*dialect.reply(step, streamed))
            except (BrokenPipeError, ConnectionResetError):
                return

        def _speak(self, content_type: str, pieces: Iterator[bytes], most: int | None = None) -> None:
            self.send_response(200)
            self.send_header("content-type", content_type)
            self.end_headers()
            for at, piece in enumerate(pieces):
                if at == most:
                    return
                self.wfile.write(piece)

        def _fault(self, fault: str, streamed: bool) -> None:
            if fault.isdigit():
                self.send_error(int(fault))
            elif fault == "hang":
                time.sleep(2)
            elif fault == "drip":
                self._speak("application/json", _slowly())
            elif fault == "garbage":
                self._speak("application/json", iter([b"<html>no model here</html>"]))
            elif fault == "empty":
                self._speak("application/json", iter([b'{"choices": []}']))
            elif fault == "cut":  # the stream ends in the middle of a sentence
                self._speak(*dialect.reply(["Receivables ", "are ", "very "], streamed), most=2)
            else:
                self._speak(*dialect.reply("x" * 200_000, streamed))

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    script.url = f"http://127.0.0.1:{server.server_port}{dialect.base}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()


def _slowly() -> Iterator[bytes]:
    for _ in range(20):
        yield b" "
        time.sleep(0.1)
