"""The portfolio: a line for every customer the actor may see, the work list, notifications, calendars. A part of the workspace.

A line is kept beside the customer each time its profile is built, so that ten thousand customers are listed without building one.
"""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from assistant.credit.decision_model import Decision
from assistant.credit.profile_model import CreditProfile
from assistant.credit.tasks import Task, number_of, tasks_of
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.texts import Lang, say


class PortfolioRow(Frozen):
    """One customer in the portfolio. Money in units of `currency`; None where it is not known. `fresh` is False until the
    customer's line is built anew after a change."""

    id: str
    name: str
    subject: str | None = None
    grade: str | None = None
    score: str | None = None
    limit: str | None = None  # decided, else proposed by the engine
    limit_decided: bool = False
    currency: str | None = None
    used: str | None = None
    overdue: str | None = None
    overdue_days: int | None = None
    utilisation: str | None = None
    share_of_receivables_pct: str | None = None
    top_risks: tuple[str, ...] = ()
    review_due: str | None = None
    open_followups: int = 0
    state: str | None = None
    as_of: str | None = None
    documents: int = 0
    updated_at: str = ""
    fresh: bool = True


class WorkItem(Frozen):
    """A task of a customer in the work list. `late` is True when its day has passed."""

    customer: str
    name: str
    task: Task
    late: bool
    seen: bool = False

    def words(self, lang: Lang) -> str:
        """What is to be done, in one line."""
        return say(f"decision.due_{self.task.kind}", lang, **self.task.values)


class PortfolioMethods:
    """The workspace's methods over all customers."""

    _store: Store

    def decisions(self, customer: str) -> list[Decision]:
        """Every proposal, newest first (the workspace's own)."""
        raise NotImplementedError

    def profile(self, customer: str) -> CreditProfile:
        """The credit profile (the workspace's own)."""
        raise NotImplementedError

    def portfolio(self, only: Iterable[str] | None = None) -> list[PortfolioRow]:
        """A line a customer (of `only`), last changed first; built from what was kept, not from the papers."""
        wanted = None if only is None else set(only)
        rows = []
        for row in self._store.summaries():
            if wanted is not None and row["id"] not in wanted:
                continue
            kept = json.loads(row["body"])["row"] if row["body"] else {}
            base = {name: row[name] for name in ("id", "name", "subject", "documents", "updated_at")}
            rows.append(PortfolioRow.model_validate({**kept, **base, "fresh": row["revision"] == row["built"]}))
        return _with_shares(rows)

    def work_list(
        self, only: Iterable[str] | None = None, today: str | None = None, days: int = 0, actor: str = "local"
    ) -> list[WorkItem]:
        """What is due by `today` plus `days` over the customers (of `only`), the most urgent first."""
        wanted = None if only is None else set(only)
        day = date.fromisoformat(today) if today else datetime.now(UTC).date()
        seen = set(json.loads(self._store.flag(f"seen:{actor}") or "[]"))
        found = []
        for row in self._store.summaries():
            if row["body"] is None or (wanted is not None and row["id"] not in wanted):
                continue
            kept = json.loads(row["body"])
            own = date.fromisoformat(kept["fixed"]) if kept.get("fixed") else day  # samples stand still
            for told in kept["tasks"]:
                task = Task.model_validate(told)
                left = (date.fromisoformat(task.due) - own).days if task.due else 0
                if left <= days:
                    item = WorkItem(customer=row["id"], name=row["name"], task=task, late=left < 0)
                    found.append(item.model_copy(update={"seen": _mark(item) in seen}))
        return sorted(found, key=lambda item: (item.task.due or "", item.task.severity or "Z", item.name))

    def notifications(self, only: Iterable[str] | None = None, actor: str = "local") -> list[WorkItem]:
        """What is due and was not marked as seen by the actor."""
        return [item for item in self.work_list(only, actor=actor) if not item.seen]

    def mark_seen(self, items: Iterable[WorkItem], actor: str = "local") -> None:
        """Take these notifications off the actor's list; they come back when they fall due anew."""
        seen = json.loads(self._store.flag(f"seen:{actor}") or "[]")
        self._store.set_flag(f"seen:{actor}", json.dumps(sorted({*seen, *(_mark(item) for item in items)})))

    def calendar(
        self, format: Literal["ics", "csv"], only: Iterable[str] | None = None, lang: Lang = "en", actor: str = "local"
    ) -> bytes:
        """Everything with a date in the coming year, for a calendar program or a spreadsheet."""
        items = [item for item in self.work_list(only, days=366, actor=actor) if item.task.due]
        return _ics(items, lang) if format == "ics" else _csv(items, lang)

    def keep_summary(self, profile: CreditProfile, revision: int, fixed: str | None) -> None:
        """Keep the customer's line and tasks for the portfolio."""
        decisions = self.decisions(profile.id)
        tasks = [task.model_dump(exclude_none=True) for task in tasks_of(profile, decisions)]
        row = _row(profile, decisions).model_dump(mode="json", exclude_none=True)
        body = json.dumps({"row": row, "tasks": tasks, "fixed": fixed}, ensure_ascii=False)
        self._store.keep_summary(Scope(profile.id), revision, body)

    def refresh_portfolio(self, limit: int = 20) -> int:
        """Build the lines of up to `limit` customers that changed; how many were built. For idle moments of the workbench."""
        waiting = [row["id"] for row in self._store.summaries() if row["revision"] != row["built"]][:limit]
        for customer in waiting:
            self.profile(customer)
        return len(waiting)


def _row(profile: CreditProfile, decisions: list[Decision]) -> PortfolioRow:
    standing = next((d for d in decisions if d.state in ("approved", "conditional")), None)
    limit = standing.limit if standing else (profile.limit.value if profile.limit else None)
    behaviour = profile.payment_behaviour
    fired = [f for f in profile.risk_factors if f.state == "fired" and f.dismissed is None]
    days = number_of(behaviour, "oldest_days_past_due")
    told = {name: number_of(behaviour, key) for name, key in
            (("used", "our_ar"), ("overdue", "our_overdue"), ("utilisation", "limit_utilisation"))}  # fmt: skip
    return PortfolioRow(
        id=profile.id, name=profile.name,
        grade=(standing.grade if standing else None) or (profile.grade.grade if profile.grade else None),
        score=profile.scorecard.score if profile.scorecard else None,
        limit=limit, limit_decided=standing is not None,
        currency=(standing.currency if standing else None) or (profile.limit.currency if profile.limit else None),
        overdue_days=int(days) if days is not None else None,
        top_risks=tuple(f.id for f in fired[:3]),
        review_due=(standing.review_date if standing else None) or profile.review_due,
        open_followups=sum(f.state == "open" for f in profile.followups),
        state=decisions[0].state if decisions else None, as_of=profile.as_of,
        **{name: None if value is None else plain_decimal(value) for name, value in told.items()},
    )  # fmt: skip


def _with_shares(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    """Each customer's share of what all listed customers of its currency owe us."""
    totals: dict[str | None, Decimal] = {}
    for row in rows:
        if row.used is not None:
            totals[row.currency] = totals.get(row.currency, Decimal(0)) + Decimal(row.used)
    return [
        row.model_copy(
            update={"share_of_receivables_pct": plain_decimal(Decimal(row.used) / totals[row.currency] * 100)}
        )
        if row.used is not None and totals[row.currency] > 0
        else row
        for row in rows
    ]


def _mark(item: WorkItem) -> str:
    return f"{item.customer}/{item.task.id}/{item.task.due or ''}"


def _ics(items: list[WorkItem], lang: Lang) -> bytes:
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Xintan//credit reviews//")
    calendar.add("version", "2.0")
    for item in items:
        day = date.fromisoformat(item.task.due or "")
        event = Event()
        event.add("uid", f"{_mark(item)}@xintan")
        event.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=UTC))
        event.add("dtstart", day)
        event.add("summary", say("decision.calendar_title", lang, name=item.name, what=item.words(lang)))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _csv(items: list[WorkItem], lang: Lang) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["due", "customer", "task", "owner", "late"])
    for item in items:
        cells = [item.task.due or "", item.name, item.words(lang), item.task.owner or "", "yes" if item.late else ""]
        writer.writerow([_plain_cell(cell) for cell in cells])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _plain_cell(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
