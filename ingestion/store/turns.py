"""Chat turns as they are kept: by customer and by who asked. Nobody reads another person's conversation by its number."""

import json
from typing import Any

from sqlalchemy import Connection, text

from ingestion.store.now import now
from ingestion.store.scope import Scope

_MINE = "customer = :c AND actor = :a"
_LIKE = "(question LIKE :q ESCAPE '\\' OR answer LIKE :q ESCAPE '\\')"


def add(
    c: Connection, scope: Scope, conversation: str, question: str, answer: str, actor: str, made: dict[str, Any]
) -> int:
    """Keep one turn; its number in the conversation, from 1. `made` says with which prompt and model."""
    values = {"v": conversation, "c": scope.customer, "a": actor}
    last = text(f"SELECT coalesce(max(turn), 0) FROM turns WHERE {_MINE} AND conversation = :v")  # noqa: S608 - our own words
    turn = int(c.execute(last, values).scalar_one()) + 1
    c.execute(
        text(
            "INSERT INTO turns (customer, actor, conversation, turn, question, answer, made, at) "
            "VALUES (:c, :a, :v, :t, :q, :w, :m, :at)"
        ),
        {**values, "t": turn, "q": question, "w": answer, "m": json.dumps(made, ensure_ascii=False), "at": now()},
    )
    return turn


def of_conversation(c: Connection, scope: Scope, conversation: str, actor: str) -> list[dict[str, Any]]:
    """The turns of a conversation in order: turn, question, answer (JSON text), made (parsed), at."""
    rows = c.execute(
        text(
            f"SELECT turn, question, answer, made, at FROM turns WHERE {_MINE} AND conversation = :v ORDER BY turn"  # noqa: S608 - our own words
        ),
        {"v": conversation, "c": scope.customer, "a": actor},
    )
    return [{**row._mapping, "made": json.loads(row.made)} for row in rows]


def conversations(c: Connection, scope: Scope, actor: str) -> list[dict[str, Any]]:
    """The person's conversations on the customer, last spoken first: conversation, turns, first question, at (last)."""
    rows = c.execute(
        text(
            f"""SELECT t.conversation, count(*) AS turns, max(t.at) AS at, max(t.rowid) AS latest,
            (SELECT f.question FROM turns f WHERE f.customer = :c AND f.actor = :a AND f.conversation = t.conversation
            ORDER BY f.turn LIMIT 1) AS question
            FROM turns t WHERE t.{_MINE.replace("actor", "t.actor")} GROUP BY t.conversation ORDER BY latest DESC"""  # noqa: S608 - our own words
        ),
        {"c": scope.customer, "a": actor},
    )
    return [
        {"conversation": r.conversation, "turns": int(r.turns), "question": r.question, "at": str(r.at)} for r in rows
    ]


def search(c: Connection, scope: Scope, words: str, actor: str, limit: int) -> list[dict[str, Any]]:
    """The person's turns whose question or answer holds `words`, newest first: conversation, turn, question, answer, at."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = c.execute(
        text(
            f"SELECT conversation, turn, question, answer, at FROM turns WHERE {_MINE} AND {_LIKE} ORDER BY rowid DESC LIMIT :n"  # noqa: S608 - our own words
        ),
        {"c": scope.customer, "a": actor, "q": f"%{escaped}%", "n": limit},
    )
    return [dict(row._mapping) for row in rows]


def delete(c: Connection, scope: Scope, conversation: str, actor: str) -> int:
    """Forget a conversation of the person; how many turns it had."""
    done = c.execute(
        text(f"DELETE FROM turns WHERE {_MINE} AND conversation = :v"),  # noqa: S608 - our own words
        {"c": scope.customer, "a": actor, "v": conversation},
    )
    return int(done.rowcount)
