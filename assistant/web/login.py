"""Login for addresses other than loopback: our own page, sessions in memory by a random token, nothing served without one.

A session ends at logout, when its account is shut out, after twelve hours, or when the program ends. Programs send an account's
token as `Authorization: Bearer …` instead.
"""

import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from html import escape
from threading import Lock

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from assistant.access import Actor
from assistant.accounts import Accounts
from assistant.web.person import lang_of
from ingestion.texts import Lang, say

COOKIE, MAX_AGE_S = "xintan_session", 12 * 3600
OPEN_PATHS = ("/login", "/assets/workbench.css", "/favicon.ico")


class Sessions:
    """Tokens of people who are logged in; only their hashes are kept."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._open: dict[str, tuple[str, float]] = {}
        self._guard = Lock()

    def start(self, name: str) -> str:
        """A fresh token for `name`."""
        token = secrets.token_urlsafe(32)
        with self._guard:
            now = time.monotonic()
            self._open = {k: v for k, v in self._open.items() if v[1] > now}
            self._open[_digest(token)] = (name, now + MAX_AGE_S)
        return token

    def end(self, token: str) -> None:
        """The token is dead from now on."""
        with self._guard:
            self._open.pop(_digest(token), None)

    def person(self, request: Request) -> Actor | None:
        """Who is asking: by cookie, else by bearer token; None for nobody."""
        with self._guard:
            name, until = self._open.get(_digest(request.cookies.get(COOKIE, "")), ("", 0.0))
        if name and until > time.monotonic():
            return self._accounts.actor(name)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        owner = self._accounts.token_owner(token) if scheme.lower() == "bearer" and token else None
        return self._accounts.actor(owner) if owner else None


def require_login(app: FastAPI, accounts: Accounts) -> None:
    """Guard every route of `app` but the login page; puts the person into `request.state.person`."""
    sessions = Sessions(accounts)

    def note(event: str, name: str) -> None:
        if name in accounts.names():  # what else is typed there may be a password
            app.state.workspace.note_event(event, {}, name)

    @app.middleware("http")
    async def ask_who(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        actor = sessions.person(request)
        if actor is not None:
            request.state.person = actor
            return await proceed(request)
        if request.url.path in OPEN_PATHS:
            return await proceed(request)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        return JSONResponse({"error": "login"}, status_code=401)

    @app.get("/login", include_in_schema=False)
    def page(request: Request) -> Response:
        return HTMLResponse(_page(lang_of(request), ""))

    @app.post("/login", include_in_schema=False)
    def enter(request: Request, name: str = Form(max_length=200), password: str = Form(max_length=1000)) -> Response:
        lang = lang_of(request)
        if accounts.waits(name):
            note("login_locked", name)
            return HTMLResponse(_page(lang, say("web.login_wait", lang)), status_code=429)
        if not accounts.check(name, password):
            note("login_failed", name)
            return HTMLResponse(_page(lang, say("web.login_failed", lang)), status_code=403)
        sessions.end(request.cookies.get(COOKIE, ""))
        reply = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        token = sessions.start(name)
        note("login", name)
        reply.set_cookie(COOKIE, token, max_age=MAX_AGE_S, httponly=True, samesite="strict", secure=secure)
        return reply

    @app.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        actor = sessions.person(request)
        sessions.end(request.cookies.get(COOKIE, ""))
        if actor is not None:
            note("logout", actor.name)
        reply = RedirectResponse("/login", status_code=303)
        reply.delete_cookie(COOKIE)
        return reply


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _page(lang: Lang, message: str) -> str:
    words = {key: escape(say(f"web.{key}", lang)) for key in ("login", "login_name", "login_password", "tagline")}
    told = f'<p class="x-down" role="alert">{escape(message)}</p>' if message else ""
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{words["login"]} · Xintan</title>'
        f'<link rel="stylesheet" href="/assets/workbench.css"></head><body class="x-login"><main><form method="post" action="/login">'
        f"<h1>信探 <b>Xintan</b></h1><p>{words['tagline']}</p><label>{words['login_name']}"
        f'<input name="name" autocomplete="username" autofocus required maxlength="200"></label><label>{words["login_password"]}'
        f'<input name="password" type="password" autocomplete="current-password" required></label>{told}'
        f"<button>{words['login']}</button></form></main></body></html>"
    )
