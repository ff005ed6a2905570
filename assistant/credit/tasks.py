"""What has to be done for a customer and by when: reviews, stale papers, follow-ups, promises, overdue, proposals. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import Field

from assistant.credit.decision import authority_rules
from assistant.credit.decision_model import Decision
from assistant.credit.profile_model import CreditProfile
from ingestion.model.fact import Frozen

SATURDAY = 5
SEVERE = ("C", "H")


class Task(Frozen):
    """One thing to do. `due` is an ISO date or None for at once; `kind` is a key of the texts (`decision.due_*`)."""

    id: str
    kind: str
    due: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    severity: str | None = None
    owner: str | None = None
    target: str | None = None  # document, follow-up, contact, decision


AWAITED = ("open", "asked")  # asked: the letter is out, the answer is not in


def tasks_of(profile: CreditProfile, decisions: Iterable[Decision]) -> list[Task]:
    """Everything due or coming up for the customer, the earliest first; at once before any date."""
    known = list(decisions)
    found = [
        *_reviews(profile, known),
        *_papers(profile),
        *_followups(profile),
        *_contacts(profile),
        *_account(profile),
    ]
    found += [
        Task(id=f"decision/{d.id}", kind="decision", target=d.id, owner=None, values={"by": d.proposed_by})
        for d in known
        if d.is_open
    ]
    return sorted(found, key=lambda task: (task.due or "", task.id))


def _reviews(profile: CreditProfile, decisions: list[Decision]) -> Iterator[Task]:
    standing = next((d for d in decisions if d.state in ("approved", "conditional")), None)
    due = (standing.review_date if standing else None) or profile.review_due
    if due:
        yield Task(id="review", kind="review", due=due)
    last = standing.as_of if standing else ""
    since = standing.approvals[-1].at if standing and standing.approvals else ""
    for factor in profile.risk_factors:
        new = factor.id not in (standing.monitoring if standing else ())
        if factor.state == "fired" and factor.severity in SEVERE and factor.dismissed is None and new:
            days = int(authority_rules()["review"][factor.severity])
            yield Task(
                id=f"event/{factor.id}", kind="event_review", due=working_day(profile.as_of, days),
                severity=factor.severity, target=factor.id,
            )  # fmt: skip
    if standing and any(d.added_at > since for d in profile.documents):
        yield Task(id=f"papers/{last}", kind="new_papers")
    if standing and any(c.kind == "restated" for c in profile.changes_since_last_review):
        yield Task(id=f"restated/{last}", kind="restated")


def _papers(profile: CreditProfile) -> Iterator[Task]:
    for paper in profile.documents:
        if paper.freshness is not None and paper.freshness.state == "stale":
            yield Task(id=f"stale/{paper.sha256[:12]}", kind="stale", values={"file": paper.file}, target=paper.sha256)


def _followups(profile: CreditProfile) -> Iterator[Task]:
    for followup in profile.followups:
        if followup.state in AWAITED and followup.due:
            yield Task(
                id=f"followup/{followup.id}", kind="followup", due=followup.due, owner=followup.owner,
                values={"id": followup.id}, target=followup.id, severity=followup.severity,
            )  # fmt: skip


def _contacts(profile: CreditProfile) -> Iterator[Task]:
    later = max((c.at for c in profile.contacts), default="")
    for contact in profile.contacts:
        if contact.next_contact and contact.next_contact[:10] >= later[:10]:
            yield Task(
                id=f"contact/{contact.id}", kind="contact", due=contact.next_contact[:10], owner=contact.owner or contact.by,
                target=contact.id,
            )  # fmt: skip
        if contact.promise and contact.promise.state == "open":
            yield Task(id=f"promise/{contact.id}", kind="promise", due=contact.promise.due_date, target=contact.id)
        if contact.promise and contact.promise.state in ("broken", "part_kept"):
            yield Task(id=f"broken/{contact.id}", kind="broken", target=contact.id, severity="M")


def _account(profile: CreditProfile) -> Iterator[Task]:
    behaviour = profile.payment_behaviour or {}
    if _number(behaviour, "our_overdue") > 0:
        yield Task(id="overdue", kind="overdue", severity="M")
    if _number(behaviour, "limit_utilisation") > 1:
        yield Task(id="over_limit", kind="over_limit", severity="M")


def number_of(behaviour: Mapping[str, Any] | None, name: str) -> Decimal | None:
    """A number of the payment behaviour: plain, or an object with `value`; None where it is not there."""
    known = behaviour or {}
    found = (known.get("values") or {}).get(name, known.get(name))
    found = found.get("value") if isinstance(found, Mapping) else found
    try:
        return None if found is None else Decimal(str(found))
    except InvalidOperation:
        return None


def _number(behaviour: Mapping[str, Any], name: str) -> Decimal:
    return number_of(behaviour, name) or Decimal(0)


def working_day(start: str, days: int) -> str:
    """The ISO date `days` working days (Monday to Friday) after `start`."""
    day = date.fromisoformat(start)
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day.isoformat()
