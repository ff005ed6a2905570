"""A running workbench of its own, asked over HTTP."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, its process, and the token of who asks (none on a loopback address)."""

    address: str
    process: "subprocess.Popen[bytes]"
    token: str = ""

    @property
    def heads(self) -> dict[str, str]:
        """The request headers that say who asks."""
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def api(self, path: str, timeout: float = 30) -> Any:
        """The JSON answer of a REST route."""
        return httpx.get(f"{self.address}/api/v1{path}", headers=self.heads, timeout=timeout).raise_for_status().json()

    def new_customer(self, name: str) -> str:
        """The id of a customer made for this."""
        reply = httpx.post(f"{self.address}/api/v1/customers", params={"name": name}, headers=self.heads, timeout=30)
        return str(reply.raise_for_status().json()["id"])

    def upload(self, customer: str, papers: dict[str, bytes]) -> list[dict[str, Any]]:
        """The jobs that reading these papers has become."""
        files = [("papers", (name, data)) for name, data in papers.items()]
        address = f"{self.address}/api/v1/customers/{customer}/documents"
        reply = httpx.post(address, files=files, headers=self.heads, timeout=60)
        return list(reply.raise_for_status().json())

    def until_ended(self, customer: str, seconds: float) -> list[dict[str, Any]]:
        """The customer's jobs once none moves, or as they stand after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            jobs = list(self.api(f"/customers/{customer}/jobs"))
            if time.monotonic() > end or all(job["state"] not in ("queued", "running") for job in jobs):
                return jobs
            time.sleep(0.2)


@dataclass(slots=True)
class Pings:
    """A page asked for again and again while something else goes on: milliseconds of each answer, and what was no answer."""

    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def of(self, served: Served, paths: tuple[str, ...], pause: float = 0.1) -> Iterator[None]:
        """Ping the REST routes in turn until the block ends."""
        stop = threading.Event()

        def run() -> None:
            number = 0
            while not stop.is_set():
                started = time.perf_counter()
                try:
                    served.api(paths[number % len(paths)], timeout=10)
                    self.took.append(1000 * (time.perf_counter() - started))
                except (httpx.HTTPError, ValueError) as err:
                    self.failed.append(f"{paths[number % len(paths)]}: {err}")
                number += 1
                stop.wait(pause)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(15)

    def told(self) -> str:
        """Median, 95th percentile and the slowest."""
        spent = sorted(self.took) or [0.0]
        p95 = spent[int(0.95 * (len(spent) - 1) + 0.5)]
        told = f"median {statistics.median(spent):.0f} ms, p95 {p95:.0f} ms, slowest {spent[-1]:.0f} ms"
        return f"{len(self.took)} pings: {told}, failed {len(self.failed)}"


@contextmanager
def serving(home: Path, host: str = "127.0.0.1", **settings: str) -> Iterator[Served]:
    """A workbench of its own on a free port, with further `XINTAN_*` settings (`readers="1"`)."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port = int(probe.getsockname()[1])
    env = {**os.environ, "XINTAN_HOME": str(home), "XINTAN_LANG": "en"}
    env |= {f"XINTAN_{name.upper()}": value for name, value in settings.items()}
    words = [sys.executable, "-m", "assistant.cli", "serve", "--host", host, "--port", str(port)]
    with subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL) as server:
        address = f"http://{host}:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/favicon.ico", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield Served(address, server)
        finally:
            server.terminate()
