"""Our ASGI app: guard, login, REST API, screens, files, and the Gradio frame mounted once a language. Loopback only without login."""

from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from assistant.accounts import Accounts
from assistant.config import Settings
from assistant.errors import NotPermitted, TooManyQuestions, UnknownCustomer, UnknownFigure
from assistant.web import api, api_accounts, api_chat, api_judgement, api_records, api_sent, file_routes, screen_routes
from assistant.web.guard import LOOPBACK, guard
from assistant.web.login import require_login
from assistant.web.pace import Pace
from assistant.web.person import lang_of
from assistant.web.refusal import told
from ingestion.errors import PaperError, RefusedError, StoreError, XintanError

if TYPE_CHECKING:
    from assistant.service import Workspace

LANGUAGES = ("zh", "en")
SHEETS = ("workbench", "pieces", "viewer")
HEAD = (
    "".join(f'<link rel="stylesheet" href="/assets/{name}.css">' for name in SHEETS)
    + '<script type="module" src="/assets/workbench.js"></script>'
)
KEEP_ALIVE_S = 75  # a busy moment must not close a connection whose next request is already on its way
NOT_FOUND = (UnknownCustomer, UnknownFigure)


class NeedsLoginError(RefusedError):
    """Another address than loopback needs accounts."""

    key = "cli.serve_needs_login"


def create_app(workspace: "Workspace", settings: Settings, accounts: Accounts | None = None) -> FastAPI:
    """The whole application; with `accounts` nothing is served without login."""
    app = FastAPI(title="Xintan", version="1", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.workspace = workspace
    app.state.settings = settings
    app.state.accounts = accounts
    app.state.any_host = accounts is not None
    app.state.pace = Pace(settings.limits.questions_an_hour)
    app.state.pictures = file_routes.Pictures()
    if accounts is not None:
        require_login(app, accounts)
    app.middleware("http")(guard)
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    app.add_exception_handler(XintanError, _say_error)
    app.add_exception_handler(HTTPException, _say_http)
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.get("/", include_in_schema=False)(_home)
    app.get("/favicon.ico", include_in_schema=False)(_no_icon)
    for routes in (
        api.router,
        api_chat.router,
        api_records.router,
        api_judgement.router,
        api_sent.router,
        api_accounts.router,
        file_routes.router,
        screen_routes.router,
    ):
        app.include_router(routes)
    app.mount("/assets", StaticFiles(directory=str(files(__package__).joinpath("assets"))), name="assets")
    _mount_frame(app, settings)
    return app


def accounts_for(settings: Settings, host: str) -> Accounts | None:
    """The accounts that log in at `host`; None on loopback, where nobody does.

    Raises:
        NeedsLoginError: `host` is not loopback and there is no account yet.
    """
    accounts = None if host in LOOPBACK else Accounts(settings.home)
    if accounts is not None and not accounts.names():
        raise NeedsLoginError(host=host)
    return accounts


def serve(workspace: "Workspace", settings: Settings, host: str, port: int) -> None:
    """Run until stopped.

    Raises:
        NeedsLoginError: `host` is not loopback.
    """
    import uvicorn

    app = create_app(workspace, settings, accounts_for(settings, host))
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
    )


def _mount_frame(app: FastAPI, settings: Settings) -> None:
    import gradio as gr

    from assistant.web.app import build_blocks, theme

    for lang in LANGUAGES:
        gr.mount_gradio_app(
            app,
            build_blocks(),
            path=f"/{lang}",
            theme=theme(),
            head=HEAD,
            max_file_size=settings.limits.file_bytes,
            show_error=False,
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
            footer_links=[],
        )


def _home(request: Request) -> Response:
    return RedirectResponse(f"/{lang_of(request)}/")


def _no_icon() -> Response:
    return Response(status_code=204)


async def _say_error(request: Request, err: Exception) -> Response:
    code, words = told(err, lang_of(request))
    body = {"error": code, "message": words}
    field = err.values.get("field") if isinstance(err, XintanError) else None
    if isinstance(field, str):
        body["field"] = field
    return JSONResponse(body, status_code=_status(err))


def _status(err: Exception) -> int:
    if isinstance(err, NotPermitted):
        return 403
    if isinstance(err, TooManyQuestions):
        return 429
    if not isinstance(err, XintanError):
        return 500
    if isinstance(err, (*NOT_FOUND, StoreError)) or err.key in ("cli.no_such_fact", "cli.no_such_risk"):
        return 404
    if isinstance(err, RefusedError):
        return 409
    return 422 if isinstance(err, PaperError) else 400


async def _say_http(request: Request, err: Exception) -> Response:
    detail = err.detail if isinstance(err, HTTPException) else "error"
    return JSONResponse({"error": str(detail)}, status_code=err.status_code if isinstance(err, HTTPException) else 500)


async def _say_invalid(request: Request, err: Exception) -> Response:
    """Which field is wrong and why; what was sent is not repeated."""
    found = err.errors() if isinstance(err, RequestValidationError) else []
    words = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in found[:5])
    return JSONResponse({"error": "invalid", "message": words}, status_code=422)
