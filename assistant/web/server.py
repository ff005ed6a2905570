"""Our ASGI app: guards, REST API, page pictures, downloads, and Gradio mounted once a language. Loopback only without login."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from assistant.accounts import Accounts
from assistant.config import Settings
from assistant.errors import UnknownCustomer
from assistant.web.login import require_login
from assistant.workspace import Upload, WorkspaceApi
from ingestion.errors import PaperError, RefusedError, StoreError, XintanError
from ingestion.texts import say

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LANGUAGES = ("zh", "en")
PICTURES_KEPT = 64
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Next = Callable[[Request], Awaitable[Response]]


class NeedsLoginError(RefusedError):
    """Another address than loopback needs accounts."""

    key = "cli.serve_needs_login"


def create_app(workspace: WorkspaceApi, settings: Settings, accounts: Accounts | None = None) -> FastAPI:
    """The whole application; with `accounts` nothing is served without login."""
    app = FastAPI(title="Xintan", version="1", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    if accounts is not None:
        require_login(app, accounts)
    app.state.any_host = accounts is not None
    app.middleware("http")(_guard)
    app.add_exception_handler(XintanError, _say_error)
    _add_routes(app, workspace)
    app.mount("/assets", StaticFiles(directory=str(files(__package__).joinpath("assets"))), name="assets")
    _mount_workbench(app, workspace, settings)
    return app


def serve(workspace: WorkspaceApi, settings: Settings, host: str, port: int) -> None:
    """Run until stopped.

    Raises:
        NeedsLoginError: `host` is not loopback.
    """
    import uvicorn

    accounts = None if host in LOOPBACK else Accounts(settings.home)
    if accounts is not None and not accounts.names():
        raise NeedsLoginError(host=host)
    app = create_app(workspace, settings, accounts)
    uvicorn.run(app, host=host, port=port, log_level=settings.log_level, access_log=False, server_header=False)


def _mount_workbench(app: FastAPI, workspace: WorkspaceApi, settings: Settings) -> None:
    import gradio as gr

    from assistant.web.app import build_blocks, theme

    style = files(__package__).joinpath("assets", "workbench.css").read_text("utf-8")
    for lang in LANGUAGES:
        gr.mount_gradio_app(
            app,
            build_blocks(workspace, "zh" if lang == "zh" else "en"),
            path=f"/{lang}",
            theme=theme(),
            css=style,
            head='<script src="/assets/workbench.js" defer></script>',
            max_file_size=settings.limits.file_bytes,
            show_error=False,
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
            footer_links=[],
        )


async def _guard(request: Request, proceed: Next) -> Response:
    """Only local names reach us, state changes only from our own pages; every reply carries the headers."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host not in LOOPBACK and not request.app.state.any_host:
        return JSONResponse({"error": "host"}, status_code=421)
    origin = request.headers.get("origin")
    if origin and request.method not in ("GET", "HEAD") and urlsplit(origin).netloc != request.headers.get("host"):
        return JSONResponse({"error": "origin"}, status_code=403)
    response = await proceed(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _say_error(request: Request, err: Exception) -> Response:
    if not isinstance(err, XintanError):
        return JSONResponse({"error": "internal_error"}, status_code=500)
    lang: Literal["zh", "en"] = "zh" if request.cookies.get("lang") == "zh" else "en"
    key = err.key if "." in err.key else f"problems.{err.key}"
    status = 404 if isinstance(err, UnknownCustomer | StoreError) else 422 if isinstance(err, PaperError) else 400
    return JSONResponse({"error": err.key, "message": say(key, lang, **err.values)}, status_code=status)


def _add_routes(app: FastAPI, workspace: WorkspaceApi) -> None:
    @app.get("/", include_in_schema=False)
    def home(request: Request) -> Response:
        wanted = request.cookies.get("lang") or request.headers.get("accept-language", "")
        return RedirectResponse("/zh/" if wanted.lower().startswith("zh") else "/en/")

    @app.get("/api/v1/customers")
    def customers() -> list[dict[str, Any]]:
        return [c.model_dump() for c in workspace.customers()]

    @app.post("/api/v1/customers")
    def create_customer(name: str) -> dict[str, Any]:
        return workspace.create_customer(name).model_dump()

    @app.get("/api/v1/customers/{customer}/documents")
    def documents(customer: str) -> list[dict[str, Any]]:
        return [d.model_dump() for d in workspace.documents(_id(workspace, customer))]

    @app.post("/api/v1/customers/{customer}/documents")
    def add_documents(customer: str, papers: list[UploadFile]) -> list[dict[str, Any]]:
        uploads = [Upload(p.filename or "paper", p.file.read()) for p in papers]
        done = workspace.add_documents(_id(workspace, customer), uploads, lambda progress: None)
        return [outcome.model_dump() for outcome in done]

    @app.get("/api/v1/customers/{customer}/profile")
    def profile(customer: str) -> dict[str, Any]:
        return workspace.profile(_id(workspace, customer)).to_json()

    @app.post("/api/v1/customers/{customer}/ask")
    def ask(customer: str, question: str, conversation: str | None = None) -> dict[str, Any]:
        return workspace.ask(_id(workspace, customer), question, conversation).to_json()

    _add_judgement_routes(app, workspace)
    _add_file_routes(app, workspace)


def _add_judgement_routes(app: FastAPI, workspace: WorkspaceApi) -> None:
    @app.get("/api/v1/customers/{customer}/risks")
    def risks(customer: str) -> list[dict[str, Any]]:
        return [r.model_dump(mode="json") for r in workspace.profile(_id(workspace, customer)).risk_factors]

    @app.get("/api/v1/customers/{customer}/followups")
    def followups(customer: str) -> list[dict[str, Any]]:
        return [f.model_dump(mode="json") for f in workspace.profile(_id(workspace, customer)).followups]

    @app.post("/api/v1/customers/{customer}/facts/{fact}/confirm")
    def confirm(customer: str, fact: str, reason: str = "") -> dict[str, str]:
        workspace.confirm_fact(_id(workspace, customer), fact, reason)
        return {"fact": fact, "state": "confirmed"}

    @app.post("/api/v1/customers/{customer}/facts/{fact}/correct")
    def correct(customer: str, fact: str, reason: str, value: str = "", unit: str | None = None) -> dict[str, str]:
        """A corrected value; with a unit and no value the unit of the whole statement."""
        if value:
            workspace.correct_fact(_id(workspace, customer), fact, value, unit, reason)
        else:
            workspace.set_unit(_id(workspace, customer), fact, unit or "", reason)
        return {"fact": fact, "state": "corrected"}

    @app.post("/api/v1/customers/{customer}/risks/{risk}/dismiss")
    def dismiss(customer: str, risk: str, reason: str) -> dict[str, str]:
        workspace.dismiss_risk(_id(workspace, customer), risk, reason)
        return {"risk": risk, "state": "dismissed"}


def _add_file_routes(app: FastAPI, workspace: WorkspaceApi) -> None:
    @lru_cache(maxsize=PICTURES_KEPT)
    def picture(customer: str, document: str, page: int, zoom: float) -> bytes:
        return workspace.page_picture(customer, document, page, zoom)

    @app.get("/files/page/{customer}/{document}/{page}.png")
    def page_picture(customer: str, document: str, page: int, zoom: float = 1.5) -> Response:
        """The page as PNG; `zoom` in pixels a point, 0.5 to 4."""
        workspace.page_size(customer, document, page)
        data = picture(customer, document, page, min(4.0, max(0.5, round(zoom, 2))))
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @app.get("/files/place/{customer}/{document}/{page}")
    def place(customer: str, document: str, page: int) -> dict[str, Any]:
        """Size and lines of a page, for the viewer."""
        width, height = workspace.page_size(customer, document, page)
        pages = next((d.pages for d in workspace.documents(customer) if d.sha256 == document), 0)
        name = next((d.file for d in workspace.documents(customer) if d.sha256 == document), "")
        lines = [{"text": text, "box": box} for text, box in workspace.page_lines(customer, document, page)]
        return {"width": width, "height": height, "pages": pages, "file": name, "lines": lines}

    @app.get("/files/export/{customer}/{kind}")
    def export(
        customer: str, kind: Literal["md", "docx", "json", "xlsx", "pdf"], lang: Literal["zh", "en", "both"] = "en"
    ) -> Response:
        """The summarized profile as a download."""
        name, data = workspace.export(_id(workspace, customer), kind, lang)
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        return Response(data, media_type=MEDIA[kind], headers={"Content-Disposition": disposition})

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, err: HTTPException) -> Response:
        return JSONResponse({"error": err.detail}, status_code=err.status_code)


def _id(workspace: WorkspaceApi, customer: str) -> str:
    return workspace.find_customer(customer).id
