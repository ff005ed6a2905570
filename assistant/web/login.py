"""Login for addresses other than loopback: our own page, a signed session cookie, nothing served without it."""

from collections.abc import Awaitable, Callable
from html import escape

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from itsdangerous import BadSignature, TimestampSigner

from assistant.accounts import Accounts
from ingestion.texts import Lang, say

COOKIE, MAX_AGE_S = "xintan_session", 12 * 3600
OPEN_PATHS = ("/login", "/assets/")


def require_login(app: FastAPI, accounts: Accounts) -> None:
    """Guard every route of `app` but the login page."""
    signer = TimestampSigner(accounts.session_key())

    @app.middleware("http")
    async def guard(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.url.path.startswith(OPEN_PATHS) or _actor(request, signer, accounts):
            return await proceed(request)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        return JSONResponse({"error": "login"}, status_code=401)

    @app.get("/login", include_in_schema=False)
    def page(request: Request) -> Response:
        return HTMLResponse(_page(_lang(request), ""))

    @app.post("/login", include_in_schema=False)
    def enter(request: Request, name: str = Form(), password: str = Form()) -> Response:
        if not accounts.check(name, password):
            return HTMLResponse(_page(_lang(request), say("web.login_failed", _lang(request))), status_code=403)
        reply = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        token = signer.sign(name).decode()
        reply.set_cookie(COOKIE, token, max_age=MAX_AGE_S, httponly=True, samesite="strict", secure=secure)
        return reply

    @app.post("/logout", include_in_schema=False)
    def leave() -> Response:
        reply = RedirectResponse("/login", status_code=303)
        reply.delete_cookie(COOKIE)
        return reply


def _actor(request: Request, signer: TimestampSigner, accounts: Accounts) -> str | None:
    try:
        name = signer.unsign(request.cookies.get(COOKIE, ""), max_age=MAX_AGE_S).decode()
    except BadSignature:
        return None
    return name if name in accounts.names() else None


def _lang(request: Request) -> Lang:
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def _page(lang: Lang, message: str) -> str:
    words = {key: escape(say(f"web.{key}", lang)) for key in ("login", "login_name", "login_password", "tagline")}
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Xintan</title><link rel="stylesheet" href="/assets/workbench.css"><body class="x-login"><form method="post">'
        f'<h1>信探 <b>Xintan</b></h1><p>{words["tagline"]}</p><label>{words["login_name"]}<input name="name" autofocus required></label>'
        f'<label>{words["login_password"]}<input name="password" type="password" required></label>'
        f'<p class="x-down">{escape(message)}</p><button>{words["login"]}</button></form></body></html>'
    )
