"""REST: what was sent to language models."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from assistant.web.person import desk_of
from assistant.web.refusal import ANSWERS

router = APIRouter(prefix="/api/v1", tags=["xintan"], responses=ANSWERS)
Limit = Annotated[int, Query(ge=1, le=5000)]


@router.get("/sent")
def sent_counts(request: Request, limit: Limit = 500) -> list[dict[str, Any]]:
    """Requests to models over all customers, newest first: who, when, which model, hash and size; no text."""
    return desk_of(request).workspace.sent_counts(limit)


@router.get("/customers/{customer}/sent")
def sent_to_model(
    request: Request, customer: Annotated[str, Path(max_length=200)], limit: Limit = 200
) -> list[dict[str, Any]]:
    """Requests about a customer, newest first, with the text as it was sent."""
    desk = desk_of(request).workspace
    return desk.sent_to_model(desk.find_customer(customer).id, limit)
