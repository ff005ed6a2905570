"""Files of a customer through our own routes: page pictures, page text, exports. Rights are those of the person asking."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from assistant.format import Lang
from assistant.problem_words import problem_words
from assistant.web.person import desk_of, lang_of
from assistant.web.refusal import ANSWERS
from ingestion.texts import catalogue, say

if TYPE_CHECKING:
    from assistant.service import Workspace

PICTURES_KEPT = 128
MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Key = tuple[str, str, int, float]
router = APIRouter(prefix="/files", tags=["files"], responses=ANSWERS)


class Pictures:
    """The latest page pictures, bounded."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._guard = Lock()

    def get(self, key: Key) -> bytes | None:
        """The picture, if it is still here."""
        with self._guard:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, data: bytes) -> None:
        """Put a picture in; the one longest unused leaves."""
        with self._guard:
            self._kept[key] = data
            while len(self._kept) > PICTURES_KEPT:
                self._kept.popitem(last=False)


@router.get("/page/{customer}/{document}/{page}.png", response_class=Response)
def page_picture(
    request: Request, customer: str, document: str, page: int, zoom: Annotated[float, Query(ge=0.5, le=4)] = 2.0,
    purpose: Annotated[str, Query(max_length=500)] = "",
) -> Response:  # fmt: skip
    """The page as PNG, `zoom` in pixels a point; personal values covered unless a person who may see them tells the purpose."""
    workspace = desk_of(request).workspace
    known = workspace.find_customer(customer).id
    workspace.page_size(known, document, page)
    if purpose:
        shown = workspace.unmasked_picture(known, document, page, purpose, round(zoom, 2))
        return Response(shown, media_type="image/png", headers={"Cache-Control": "no-store"})
    key = (known, document, page, round(zoom, 2))
    pictures: Pictures = request.app.state.pictures
    data = pictures.get(key)
    if data is None:
        data = workspace.page_picture(known, document, page, key[3])
        pictures.keep(key, data)
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})


@router.get("/place/{customer}/{document}/{page}")
def place(request: Request, customer: str, document: str, page: int) -> dict[str, Any]:
    """Size, lines and state of a page, for the viewer. Boxes in points, origin top left."""
    workspace = desk_of(request).workspace
    known = workspace.find_customer(customer).id
    width, height = workspace.page_size(known, document, page)
    paper = next((d for d in workspace.documents(known) if d.sha256 == document), None)
    lines = [{"text": text, "box": box} for text, box in workspace.page_lines(known, document, page)]
    cover = next((c for c in workspace.coverage(known, document) if c.page == page), None)
    lang = lang_of(request)
    problems = _problems(workspace, known, document, page)
    return {
        "width": width, "height": height, "pages": paper.pages if paper else 0, "file": paper.file if paper else "",
        "lines": lines, "state": cover.state if cover else "read", "why": _way(cover.why, lang) if cover and cover.why else None,
        "problems": [problem_words(p, lang) for p in problems],
    }  # fmt: skip


def _problems(workspace: "Workspace", customer: str, document: str, page: int) -> list[dict[str, Any]]:
    """The problems of a page: with what the profile knows of it, else as the paper's own reading tells them."""
    if workspace.sees_figures(customer):
        return [p for p in workspace.profile(customer).problems if p["document"] == document and p.get("page") == page]
    return [p.model_dump() for p in workspace.extraction(customer, document).problems if p.page == page]


@router.get("/hidden/{customer}/{document}/{page}")
def hidden(request: Request, customer: str, document: str, page: int) -> list[dict[str, Any]]:
    """The text of a page that nobody sees: what, where, and how it is hidden. Shown on demand, never used for a figure."""
    workspace = desk_of(request).workspace
    known = workspace.find_customer(customer).id
    lang = lang_of(request)
    return [
        {"text": text, "box": box, "way": _way(way, lang)}
        for text, box, way in workspace.hidden_text(known, document, page)
    ]


def _way(code: str, lang: Lang) -> str:
    """A way of hiding in words; a code without words as it is."""
    return say(f"hidden.{code}", lang) if f"hidden.{code}" in catalogue() else code.replace("_", " ")


@router.get("/export/{customer}/{kind}", response_class=Response)
def export(
    request: Request,
    customer: str,
    kind: Literal["md", "docx", "json", "xlsx", "pdf"],
    lang: Literal["zh", "en", "both"] = "en",
    section: Annotated[list[str] | None, Query(max_length=20)] = None,
    masked: bool = True,
) -> Response:
    """The memo as a download; without `section` all sections. Unmasked only for people who may see personal data."""
    desk = desk_of(request)
    known = desk.workspace.find_customer(customer).id
    name, data = desk.workspace.export(known, kind, lang, tuple(section or ()), masked)
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=MEDIA[kind], headers={"Content-Disposition": disposition})
