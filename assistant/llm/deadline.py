"""A generator with a deadline: a model that hangs or drips is left behind when its time is up."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from assistant.llm.faults import ModelFault


def within(limit_s: float, make: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """What `make()` yields, from a thread of its own, until the deadline.

    Raises:
        ModelFault: nothing more came in time; the thread is left to end by itself.
    """
    pieces: queue.Queue[Any] = queue.Queue()
    over = threading.Event()

    def work() -> None:
        try:
            for piece in make():
                pieces.put(piece)
                if over.is_set():
                    return
            pieces.put(None)
        except Exception as err:
            pieces.put(err)

    threading.Thread(target=work, daemon=True, name="model-turn").start()
    ends = time.monotonic() + limit_s
    try:
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
    finally:
        over.set()
