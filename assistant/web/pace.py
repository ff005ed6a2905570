"""How many questions a person on the network may ask in an hour; who sits at the machine is not counted."""

import time
from collections import deque
from threading import Lock

from fastapi import Request

from assistant.errors import TooManyQuestions

HOUR_S = 3600.0


class Pace:
    """Questions of the last hour by person."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._asked: dict[str, deque[float]] = {}
        self._guard = Lock()

    def take(self, name: str) -> None:
        """Count one question of `name`.

        Raises:
            TooManyQuestions: the hour's questions are used up; it is not counted.
        """
        now = time.monotonic()
        with self._guard:
            asked = self._asked.setdefault(name, deque())
            while asked and now - asked[0] >= HOUR_S:
                asked.popleft()
            if len(asked) >= self._limit:
                raise TooManyQuestions(limit=self._limit)
            asked.append(now)


def count_question(request: Request) -> None:
    """Count a question of the person of this request.

    Raises:
        TooManyQuestions: the hour's questions are used up.
    """
    person = getattr(request.state, "person", None)
    if person is not None:
        request.app.state.pace.take(person.name)
