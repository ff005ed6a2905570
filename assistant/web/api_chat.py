"""REST: the conversations that a person keeps on a customer."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request

from assistant.conversations import FoundTurn
from assistant.web.pace import count_question
from assistant.web.person import desk_of
from assistant.web.refusal import ANSWERS
from ingestion.model.fact import Frozen

router = APIRouter(prefix="/api/v1/customers/{customer}/conversations", tags=["xintan"], responses=ANSWERS)
Customer = Annotated[str, Path(max_length=200)]
Conversation = Annotated[str, Path(max_length=64)]
Words = Annotated[str, Query(max_length=200)]


class Forgotten(Frozen):
    """A conversation that is no longer kept, and how many turns it had (0: there was none)."""

    conversation: str
    turns: int


def _id(request: Request, customer: str) -> str:
    return desk_of(request).workspace.find_customer(customer).id


@router.get("")
def conversations(request: Request, customer: Customer, q: Words = "") -> list[dict[str, Any]]:
    """Your conversations, last spoken first; with `q` only those that hold these words."""
    return desk_of(request).workspace.conversations(_id(request, customer), q)


@router.get("/turns")
def turns_found(request: Request, customer: Customer, q: Words) -> list[FoundTurn]:
    """Your turns that hold these words, newest first, at most 50."""
    return desk_of(request).workspace.search_turns(_id(request, customer), q)


@router.get("/{conversation}")
def turns(request: Request, customer: Customer, conversation: Conversation) -> list[dict[str, Any]]:
    """A conversation whole: question and answer (`xintan.ask/1`) of each turn."""
    kept = desk_of(request).workspace.turns(_id(request, customer), conversation)
    return [{"question": question, "answer": answer.to_json()} for question, answer in kept]


@router.post("/{conversation}/say")
def say_in(
    request: Request, customer: Customer, conversation: Conversation, lang: Literal["zh", "en"]
) -> dict[str, Any]:
    """The last answer in the other language, as a new turn (`xintan.ask/1`): the same facts, quotes as printed."""
    count_question(request)
    return desk_of(request).workspace.say_in(_id(request, customer), conversation, lang).to_json()


@router.delete("/{conversation}")
def forget(request: Request, customer: Customer, conversation: Conversation) -> Forgotten:
    """Forget a conversation of yours, on the record."""
    count = desk_of(request).workspace.delete_conversation(_id(request, customer), conversation)
    return Forgotten(conversation=conversation, turns=count)
