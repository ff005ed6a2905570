"""The REST API, version 1: what the screens do, as JSON. Described at `/api/v1/openapi.json`."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from assistant.chat.answer_model import Answer, Step
from assistant.credit.decision_model import Decision
from assistant.credit.profile_model import DocumentView
from assistant.credit.risk_model import FollowUp, RiskFactor
from assistant.format import Lang
from assistant.jobs import JobView
from assistant.portfolio import PortfolioRow, WorkItem
from assistant.web.pace import count_question
from assistant.web.person import desk_of, lang_of
from assistant.web.refusal import ANSWERS, told
from assistant.workspace import CustomerView, Hit, Upload
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen

MAX_NAME, MAX_REASON, MAX_QUESTION, MAX_PAPERS = 120, 500, 4000, 200


class Session(Frozen):
    """Who the caller is."""

    actor: str
    roles: list[str]
    login: bool


class Ruled(Frozen):
    """What a ruling has done."""

    target: str
    state: str


class Correction(Frozen):
    """The right value; with a unit and no value the unit of the whole statement; with `line` what the row is (empty takes it back)."""

    value: str = ""
    unit: str | None = None
    line: str | None = None
    reason: str


class Proposal(Frozen):
    """What is proposed; an empty field leaves the engine's value. `limit` may carry a unit (`300万`)."""

    grade: Literal["CA1", "CA2", "CA3", "CA4", "CA5", "CA6", "CA7", ""] = ""
    limit: str = ""
    terms_days: int | Literal[""] = ""
    reason: str = ""
    conditions: tuple[str, ...] = ()
    review_date: str = ""


class Word(Frozen):
    """One person's word on a proposal."""

    verdict: Literal["approved", "conditional", "returned", "declined", "withdrawn"]
    comment: str = ""


router = APIRouter(prefix="/api/v1", tags=["xintan"], responses=ANSWERS)
Customer = Annotated[str, Path(description="id, exact name, unique identifier or unique subject name", max_length=200)]
Code = Annotated[str, Path(max_length=100)]
Text = Annotated[str, Query(max_length=MAX_REASON)]


def _id(request: Request, customer: str) -> str:
    return desk_of(request).workspace.find_customer(customer).id


@router.get("/session")
def session(request: Request) -> Session:
    """Who is asking."""
    return Session(
        actor=desk_of(request).person.name,
        roles=sorted(desk_of(request).person.roles),
        login=bool(request.app.state.any_host),
    )


@router.get("/customers")
def customers(request: Request) -> list[CustomerView]:
    """The customers this person may see."""
    return desk_of(request).workspace.customers()


@router.post("/customers")
def create_customer(request: Request, name: Annotated[str, Query(min_length=1, max_length=MAX_NAME)]) -> CustomerView:
    """A new customer."""
    if not name.strip():
        raise UsageError("cli.usage", why="name")
    return desk_of(request).workspace.create_customer(name)


@router.get("/customers/{customer}/documents")
def documents(request: Request, customer: Customer) -> list[DocumentView]:
    """The papers."""
    return desk_of(request).workspace.documents(_id(request, customer))


@router.get("/customers/{customer}/documents/{document}")
def document(request: Request, customer: Customer, document: Code) -> dict[str, Any]:
    """What one paper says (`xintan.extract/1`)."""
    return desk_of(request).workspace.extraction(_id(request, customer), document).to_json()


@router.post("/customers/{customer}/documents", status_code=202)
def add_documents(
    request: Request,
    customer: Customer,
    papers: list[UploadFile],
    password: Annotated[str, Body()] = "",
    lang: Lang | None = None,
) -> list[JobView]:
    """Queue papers for reading; follow them under `jobs`, told in `lang`, else in the language the request asks for."""
    desk = desk_of(request)
    known = _id(request, customer)
    uploads = [
        Upload((p.filename or "paper").replace("\\", "/").rsplit("/", 1)[-1], p.file.read())
        for p in papers[:MAX_PAPERS]
    ]
    limit = request.app.state.settings.limits.file_bytes
    for upload in uploads:
        if len(upload.data) > limit:
            raise UsageError("problems.limit_reached", name="file_mb", limit=limit >> 20, seen=len(upload.data) >> 20)
    passwords = tuple(line for line in password.splitlines() if line)
    return desk.workspace.queue_documents(known, uploads, passwords, lang=lang or lang_of(request))


@router.get("/customers/{customer}/jobs")
def jobs(request: Request, customer: Customer) -> list[JobView]:
    """Reading under way or just ended."""
    return desk_of(request).workspace.jobs(_id(request, customer))


@router.post("/customers/{customer}/jobs/{job}/cancel")
def cancel(request: Request, customer: Customer, job: Code) -> list[JobView]:
    """Stop a job."""
    known = _id(request, customer)
    desk_of(request).workspace.cancel_job(known, job)
    return desk_of(request).workspace.jobs(known)


@router.post("/customers/{customer}/jobs/{job}/forget")
def forget(request: Request, customer: Customer, job: Code) -> list[JobView]:
    """Take an ended job off the list."""
    known = _id(request, customer)
    desk_of(request).workspace.forget_job(known, job)
    return desk_of(request).workspace.jobs(known)


@router.get("/customers/{customer}/profile")
def profile(request: Request, customer: Customer) -> dict[str, Any]:
    """The credit profile (`xintan.profile/1`)."""
    return desk_of(request).workspace.profile(_id(request, customer)).to_json()


@router.get("/customers/{customer}/risks")
def risks(request: Request, customer: Customer) -> list[RiskFactor]:
    """Risk factors with evidence."""
    return list(desk_of(request).workspace.profile(_id(request, customer)).risk_factors)


@router.get("/customers/{customer}/followups")
def followups(request: Request, customer: Customer) -> list[FollowUp]:
    """Follow-up checks, the most valuable first."""
    return list(desk_of(request).workspace.profile(_id(request, customer)).followups)


@router.post("/customers/{customer}/followups/{check}")
def note_followup(
    request: Request, customer: Customer, check: Code, owner: Text = "", due: Text = "", note: Text = "",
    state: Literal["open", "asked", "received", "cleared", "confirmed", "waived", "done"] = "open",
) -> Ruled:  # fmt: skip
    """Note who asks, until when, what came of it."""
    desk = desk_of(request)
    values = {"owner": owner, "due": due, "note": note, "state": state}
    desk.workspace.note_followup(_id(request, customer), check, values)
    return Ruled(target=check, state=state)


@router.post("/customers/{customer}/facts/{fact}/confirm")
def confirm(request: Request, customer: Customer, fact: Code, reason: Text = "") -> Ruled:
    """The figure was compared with its page."""
    desk = desk_of(request)
    desk.workspace.confirm_fact(_id(request, customer), fact, reason)
    return Ruled(target=fact, state="confirmed")


@router.post("/customers/{customer}/facts/{fact}/correct")
def correct(request: Request, customer: Customer, fact: Code, correction: Correction) -> Ruled:
    """A corrected value, or the unit of the whole statement."""
    desk = desk_of(request)
    known, reason = _id(request, customer), correction.reason.strip()[:MAX_REASON]
    if correction.line is not None:
        desk.workspace.bind_row(known, fact, correction.line.strip(), reason)
    elif correction.value.strip():
        desk.workspace.correct_fact(known, fact, correction.value, correction.unit or None, reason)
    else:
        desk.workspace.set_unit(known, fact, correction.unit or "", reason)
    return Ruled(target=fact, state="corrected")


@router.post("/customers/{customer}/words/{target}/back")
def take_back(request: Request, customer: Customer, target: Code) -> Ruled:
    """Take back the newest word on a figure, a row or a risk factor."""
    desk = desk_of(request)
    kind = desk.workspace.take_back(_id(request, customer), target)
    return Ruled(target=target, state=f"{kind} taken back")


@router.post("/customers/{customer}/risks/{risk}/dismiss")
def dismiss(request: Request, customer: Customer, risk: Code, reason: Text) -> Ruled:
    """Set a risk factor aside, with a reason."""
    desk = desk_of(request)
    desk.workspace.dismiss_risk(_id(request, customer), risk, reason)
    return Ruled(target=risk, state="dismissed")


@router.get("/customers/{customer}/decisions")
def decisions(request: Request, customer: Customer) -> list[Decision]:
    """Proposals and what was decided, newest first."""
    return desk_of(request).workspace.decisions(_id(request, customer))


@router.post("/customers/{customer}/decisions")
def propose(request: Request, customer: Customer, proposal: Proposal) -> Decision:
    """Propose grade, limit and terms; what is not given is the engine's."""
    values = {name: value for name, value in proposal.model_dump().items() if value not in (None, "", ())}
    return desk_of(request).workspace.propose(_id(request, customer), values)


@router.post("/customers/{customer}/decisions/{decision}")
def decide(request: Request, customer: Customer, decision: Code, word: Word) -> Decision:
    """Approve, approve with conditions, send back, decline or withdraw a proposal; never the own one."""
    return desk_of(request).workspace.decide(_id(request, customer), decision, word.verdict, word.comment)


@router.get("/events")
def events(request: Request, limit: Annotated[int, Query(ge=1, le=5000)] = 500) -> list[dict[str, Any]]:
    """What happened to the office: logins, accounts, policy, backups."""
    return desk_of(request).workspace.system_events(limit)


@router.get("/portfolio")
def portfolio(request: Request) -> list[PortfolioRow]:
    """A line a customer: grade, limit, overdue, review."""
    return desk_of(request).workspace.portfolio()


@router.get("/work")
def work(request: Request, days: Annotated[int, Query(ge=0, le=366)] = 0) -> list[WorkItem]:
    """What is due within so many days, the most urgent first."""
    return desk_of(request).workspace.work_list(days=days)


@router.get(
    "/calendar.{kind}", response_class=Response, responses={200: {"content": {"text/calendar": {}, "text/csv": {}}}}
)
def calendar(request: Request, kind: Literal["ics", "csv"]) -> Response:
    """Everything with a date in the coming year, for a calendar program or a spreadsheet."""
    data = desk_of(request).workspace.calendar(kind, lang=lang_of(request))
    media = "text/calendar; charset=utf-8" if kind == "ics" else "text/csv; charset=utf-8"
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="xintan.{kind}"'})


@router.get("/customers/{customer}/search")
def search(
    request: Request, customer: Customer, q: Annotated[str, Query(min_length=1, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[Hit]:  # fmt: skip
    """Passages of the customer's papers."""
    return desk_of(request).workspace.search(_id(request, customer), q, limit, None, False)


@router.get("/customers/{customer}/audit")
def audit(
    request: Request, customer: Customer, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[dict[str, Any]]:
    """The audit trail, newest first."""
    return desk_of(request).workspace.audit_trail(_id(request, customer), limit)


@router.post("/customers/{customer}/ask")
def ask(
    request: Request, customer: Customer, question: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)],
    conversation: Annotated[str | None, Query(max_length=64)] = None,
) -> dict[str, Any]:  # fmt: skip
    """One chat turn (`xintan.ask/1`)."""
    count_question(request)
    return desk_of(request).workspace.ask(_id(request, customer), question, conversation).to_json()


@router.get("/customers/{customer}/ask", response_class=StreamingResponse,
            responses={200: {"content": {"text/event-stream": {}}}})  # fmt: skip
def ask_events(
    request: Request, customer: Customer, question: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)],
    conversation: Annotated[str | None, Query(max_length=64)] = None,
) -> StreamingResponse:  # fmt: skip
    """The same turn as server-sent events: `step` (name, text) and `text` (the text so far), then one `answer` (`xintan.ask/1`)."""
    count_question(request)
    known, lang = _id(request, customer), lang_of(request)
    workspace = desk_of(request).workspace

    def events() -> Iterator[str]:
        try:
            for piece in workspace.ask_stream(known, question, conversation):
                name, body = _event(piece)
                yield f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
        except Exception as err:  # the stream has begun: whatever broke is told in it
            code, words = told(err, lang)
            yield f"event: error\ndata: {json.dumps({'error': code, 'message': words}, ensure_ascii=False)}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(piece: str | Step | Answer) -> tuple[str, dict[str, Any]]:
    if isinstance(piece, Answer):
        return "answer", piece.to_json()
    return ("text", {"text": piece}) if isinstance(piece, str) else ("step", piece.model_dump())
