"""The REST API for what-if and the lender's policy."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import StringConstraints

from assistant.credit.judgement_model import Requirement, WhatIf
from assistant.policy_keeping import MAX_CHARACTERS, PolicyCheck, PolicyShown
from assistant.web.person import desk_of
from assistant.web.refusal import ANSWERS
from assistant.whatif_values import changes_of
from ingestion.model.fact import Frozen

router = APIRouter(prefix="/api/v1", tags=["judgement"], responses=ANSWERS)
Customer = Annotated[str, Path(description="id, exact name, unique identifier or unique subject name", max_length=200)]
Name = Annotated[str, StringConstraints(max_length=80)]
Typed = Annotated[str, StringConstraints(max_length=60)]


class Changes(Frozen):
    """Figures and the values they would have: `{"accounts_receivable": "1.3亿", "dbt_weighted_12m": "10", "revenue": "-20%"}`."""

    changes: dict[Name, Typed]


class PolicyText(Frozen):
    """A policy file (TOML)."""

    text: Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]


class PolicyHash(Frozen):
    """Which proposed policy."""

    hash: Annotated[str, StringConstraints(max_length=64)]


@router.post("/customers/{customer}/whatif")
def what_if(request: Request, customer: Customer, given: Changes) -> WhatIf:
    """The judgement with other values; nothing is saved."""
    workspace = desk_of(request).workspace
    known = workspace.find_customer(customer).id
    return workspace.what_if(known, changes_of(workspace.profile(known), given.changes))


@router.get("/customers/{customer}/whatif/{lever}")
def solve(
    request: Request,
    customer: Customer,
    lever: Annotated[str, Path(max_length=80)],
    goal: Annotated[str, Query(max_length=60)],
) -> Requirement:
    """How far a lever must move until `goal` holds: `grade CA1`, `score 70`, `clears RF-CQ-04`, `fires RF-LV-05`."""
    workspace = desk_of(request).workspace
    return workspace.solve(workspace.find_customer(customer).id, lever, goal)


@router.get("/policy")
def policy(request: Request) -> PolicyShown:
    """The policy in force, every parameter with its source and day."""
    return desk_of(request).workspace.policy_shown()


@router.post("/policy/check")
def check(request: Request, given: PolicyText) -> PolicyCheck:
    """Every fault of a policy file with its line; nothing is kept."""
    return desk_of(request).workspace.check_policy_text(given.text)


@router.post("/policy/propose")
def propose(request: Request, given: PolicyText) -> PolicyCheck:
    """Put a faultless policy file before a second person."""
    return desk_of(request).workspace.propose_policy(given.text)


@router.post("/policy/install")
def install(request: Request, given: PolicyHash) -> PolicyShown:
    """Put the proposed file in force."""
    return desk_of(request).workspace.install_policy(given.hash)
