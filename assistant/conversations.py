"""Chat turns and the conversations they make: asked, kept by customer and person, listed, searched, deleted."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.chat.answer_model import Answer, Step
from assistant.masking import masked_answer
from assistant.workspace import CustomerData, Lang
from ingestion.errors import StoreError, UsageError
from ingestion.model.fact import Frozen
from ingestion.privacy import masked
from ingestion.store.scope import Scope
from ingestion.texts import say

if TYPE_CHECKING:
    from assistant.config import Settings
    from ingestion.store.store import Store

FOUND = 50


class FoundTurn(Frozen):
    """A turn that search found."""

    conversation: str
    turn: int
    question: str
    answer: str
    at: str


class ConversationMethods:
    """Mixed into `Workspace`. `actor` is who asks; nobody else reads or deletes the conversation."""

    settings: "Settings"
    _store: "Store"

    if TYPE_CHECKING:

        def data(self, customer: str, vectors: bool = True) -> CustomerData: ...

    def ask(
        self,
        customer: str,
        question: str,
        conversation: str | None = None,
        lang: Lang | None = None,
        actor: str = "local",
    ) -> Answer:
        """One chat turn; kept in the conversation."""
        direct = self.settings.model == "embedded"
        *_, answer = self.ask_stream(customer, question, conversation, lang, direct, actor)
        if not isinstance(answer, Answer):
            raise StoreError("internal_error", id="ask")
        return answer

    def ask_stream(
        self,
        customer: str,
        question: str,
        conversation: str | None = None,
        lang: Lang | None = None,
        direct: bool = False,
        actor: str = "local",
    ) -> Iterator[str | Step | Answer]:
        """Steps and the text so far as they come, then the whole turn, which is kept.

        `direct` asks the built-in analyst without the agent graph: the same answer without its imports.

        Raises:
            UsageError: the question is longer than the limit.
        """
        most = self.settings.limits.question_characters
        if len(question) > most:
            raise UsageError("problems.question_too_long", limit=most, seen=len(question))
        conversation = conversation or secrets.token_hex(6)
        scope = Scope(customer)
        earlier = self._store.turns(scope, conversation, actor)
        started = time.perf_counter()
        steps: list[str] = []
        for piece in self._pieces(
            customer, question, lang, direct, earlier, partial(self._store.add_sent, scope, actor, conversation)
        ):
            if not isinstance(piece, Answer):
                steps += [piece.text] if isinstance(piece, Step) else []
                yield masked(piece) if isinstance(piece, str) else piece
                continue
            spent = round((time.perf_counter() - started) * 1000)
            answer = masked_answer(piece).model_copy(
                update={"conversation": conversation, "turn": len(earlier) + 1, "ms": spent}
            )
            kept = json.dumps(answer.to_json(), ensure_ascii=False)
            self._store.add_turn(scope, conversation, masked(question), kept, actor, self._made(answer, steps))
            yield answer

    def say_in(self, customer: str, conversation: str, lang: Lang, actor: str = "local") -> Answer:
        """The conversation's last answer in `lang`, kept as a turn: the same facts, quotes as printed."""
        return self.ask(customer, say("chat.in_language", lang), conversation, None, actor)

    def conversations(self, customer: str, words: str = "", actor: str = "local") -> list[dict[str, Any]]:
        """The person's conversations on the customer, last spoken first: conversation, question (the first), turns, at (last).

        With `words` only those that hold them.
        """
        rows = self._store.conversations(Scope(customer), actor)
        if not words.strip():
            return rows
        holding = {t.conversation for t in self.search_turns(customer, words, actor)}
        return [row for row in rows if row["conversation"] in holding]

    def search_turns(self, customer: str, query: str, actor: str = "local") -> list[FoundTurn]:
        """The person's turns that hold all words of `query` together, newest first, at most 50."""
        if not query.strip():
            return []
        rows = self._store.search_turns(Scope(customer), query.strip(), actor, FOUND)
        return [FoundTurn(**{**row, "answer": str(json.loads(row["answer"]).get("answer", ""))}) for row in rows]

    def delete_conversation(self, customer: str, conversation: str, actor: str = "local") -> int:
        """Forget a conversation of the person; how many turns it had, 0 where there is none."""
        return self._store.delete_conversation(Scope(customer), conversation, actor)

    def _made(self, answer: Answer, steps: list[str]) -> dict[str, Any]:
        """How the answer was made: the model asked, the hash of its prompts, the steps; nothing for the built-in analyst."""
        from prompts import prompts_hash

        asked = self.settings.model
        if asked == "embedded":
            return {}
        return {"model": asked, "answered_by": answer.model, "prompt": prompts_hash(), "steps": steps}

    def _pieces(
        self,
        customer: str,
        question: str,
        lang: Lang | None,
        direct: bool,
        earlier: list[tuple[str, str]],
        record: Callable[[dict[str, Any]], None],
    ) -> Iterator[str | Step | Answer]:
        if direct:
            return self._direct(customer, question, lang, [asked for asked, _ in earlier])
        from assistant.llm.graph import stream

        return stream(self.data(customer), question, lang, self.settings, earlier, record)

    def _direct(
        self, customer: str, question: str, lang: Lang | None, before: list[str]
    ) -> Iterator[str | Step | Answer]:
        from assistant.chat.engine import answer_question
        from assistant.llm.steps import found_step, spoken_lang, tool_step

        told = spoken_lang(question, lang)
        yield tool_step("find_figure", {"question": question}, told)
        answer = answer_question(self.data(customer, vectors=False), question, lang, before)
        yield found_step(answer, told)
        yield answer
