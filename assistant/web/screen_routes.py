"""Routes of the screens: markup for the page, cards of figures, chat as server-sent events. Not part of the REST API."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from assistant.chat.answer_model import Step
from assistant.format import Lang
from assistant.policy_keeping import MAX_CHARACTERS
from assistant.web import figure_card
from assistant.web.answers import answer_html
from assistant.web.api_judgement import Changes
from assistant.web.frame import frame
from assistant.web.markup import place_button, t
from assistant.web.pace import count_question
from assistant.web.person import view_of
from assistant.web.refusal import told
from assistant.web.screens import GENERAL, SCREENS, render_screen
from assistant.web.screens.documents import jobs
from assistant.web.screens.policy import check_html
from assistant.web.screens.whatif import need_html, result_html
from assistant.web.view import View
from assistant.whatif_values import changes_of

MAX_QUESTION, MAX_HITS = 4000, 8
router = APIRouter(prefix="/screen", include_in_schema=False)


@router.get("/{lang}/frame")
def the_frame(request: Request, lang: Lang) -> HTMLResponse:
    """The workbench without a screen."""
    return HTMLResponse(frame(view_of(request, lang), bool(request.app.state.any_host)))


@router.get("/{lang}/general/{screen}")
def general(request: Request, lang: Lang, screen: str) -> HTMLResponse:
    """A screen that belongs to no customer."""
    if screen not in GENERAL:
        raise HTTPException(404, "no_such_screen")
    return HTMLResponse(render_screen(screen, view_of(request, lang)))


@router.post("/{lang}/policy/check")
def policy_check(
    request: Request, lang: Lang, text: Annotated[str, Body(embed=True, max_length=MAX_CHARACTERS)]
) -> HTMLResponse:
    """What is wrong with a policy file."""
    view = view_of(request, lang)
    return HTMLResponse(check_html(view.desk.workspace.check_policy_text(text), view))


@router.post("/{lang}/{customer}/whatif")
def whatif(request: Request, lang: Lang, customer: str, given: Changes) -> HTMLResponse:
    """The judgement with other values."""
    view = view_of(request, lang, customer)
    found = view.desk.workspace.what_if(view.customer, changes_of(view.profile, given.changes))
    return HTMLResponse(result_html(found, view))


@router.get("/{lang}/{customer}/solve")
def solve(request: Request, lang: Lang, customer: str, lever: str, goal: str) -> HTMLResponse:
    """How far one lever must move."""
    view = view_of(request, lang, customer)
    return HTMLResponse(need_html(view.desk.workspace.solve(view.customer, lever, goal), view))


@router.get("/{lang}/{customer}/card")
def card(
    request: Request, lang: Lang, customer: str, fact: str = "", ratio: str = "", name: str = "", shown: str = "",
    formula: str = "", facts: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The card of one figure with the places it rests on."""
    view = view_of(request, lang, customer)
    if fact:
        return figure_card.fact_card(view, fact).to_json()
    if ratio:
        return figure_card.ratio_card(view, ratio).to_json()
    return figure_card.calc_card(view, name, shown, formula, [f for f in facts.split(",") if f]).to_json()


@router.get("/{lang}/{customer}/jobs")
def the_jobs(request: Request, lang: Lang, customer: str) -> HTMLResponse:
    """Work under way."""
    return HTMLResponse(jobs(view_of(request, lang, customer)))


@router.get("/{lang}/{customer}/find")
def find(request: Request, lang: Lang, customer: str, q: str = "") -> HTMLResponse:
    """Passages of the customer's papers that match, each opening its line."""
    view = view_of(request, lang, customer)
    hits = view.desk.workspace.search(view.customer, q[:200], MAX_HITS, None, False) if q.strip() else []
    rows = []
    for hit in hits:
        text, box = hit.lines[0] if hit.lines else (hit.text[:80], ())
        words = q.casefold().split()
        for line, where in hit.lines:
            if any(w in line.casefold() for w in words):
                text, box = line, where
                break
        place = {"document": hit.document, "file": hit.file, "page": hit.page, "box": box, "printed": text, "label": ""}
        rows.append(f"<li>{place_button(place, text[:120])}<small>{_file(hit.file, hit.page, view)}</small></li>")
    return HTMLResponse(f"<ul>{''.join(rows)}</ul>" if rows else f'<p class="x-empty">{t("no_hits", lang)}</p>')


def _file(name: str, page: int, view: View) -> str:
    from html import escape

    return f"{escape(name)} {t('page_n', view.lang, page=page)}"


@router.post("/{lang}/{customer}/ask")
def ask(
    request: Request, lang: Lang, customer: str, question: Annotated[str, Body(max_length=MAX_QUESTION)],
    conversation: Annotated[str | None, Body(max_length=64)] = None,
) -> StreamingResponse:  # fmt: skip
    """One chat turn: pieces of text as they are written, at the end the whole turn as markup."""
    count_question(request)
    view = view_of(request, lang, customer)
    return StreamingResponse(
        _turn(view, question, conversation, request.app.state.settings.model == "embedded"),
        media_type="text/event-stream",
    )


def _turn(view: View, question: str, conversation: str | None, direct: bool) -> Iterator[str]:
    try:
        for piece in view.desk.workspace.ask_stream(view.customer, question, conversation, None, direct):
            if isinstance(piece, str):
                yield _event("text", {"text": piece})
            elif isinstance(piece, Step):
                yield _event("step", {"text": piece.text})
            else:
                yield _event("answer", {"html": answer_html(piece, view), "conversation": piece.conversation})
    except Exception as err:  # the stream has begun: whatever broke is told in it
        yield _event("error", {"text": told(err, view.lang)[1]})


def _event(name: str, body: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


@router.get("/{lang}/{customer}/{screen}")
def screen(request: Request, lang: Lang, customer: str, screen: str) -> HTMLResponse:
    """A screen of a customer."""
    if screen not in SCREENS:
        raise HTTPException(404, "no_such_screen")
    return HTMLResponse(render_screen(screen, view_of(request, lang, customer)))
