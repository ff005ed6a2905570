"""What every request passes: host and origin checks, the person, headers, and the content policy of each page.

The policy allows scripts of our own host and the inline scripts of Gradio's page by their hash; nothing is evaluated from text.
Inline styles stay allowed: Gradio's components set them.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from assistant.web.person import lang_of
from assistant.web.refusal import told

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without one, browsers post forms from origin "null": login refused
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
OPEN = re.compile(
    r"/(?:zh|en)(?:/|/config/?|/theme\.css|/(?:assets|static|svelte)/.*|/gradio_api/(?:info|startup-events).*|/favicon\.ico)?"
)
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)
_REMOTE = re.compile(rb"<meta[^>]+https?://[^>]*>")
Next = Callable[[Request], Awaitable[Response]]


async def guard(request: Request, proceed: Next) -> Response:
    """Only known names reach us, state changes only from our own pages; every reply carries the headers."""
    refused = _refusal(request)
    if refused is not None:
        return _dressed(JSONResponse({"error": refused[1]}, status_code=refused[0]), b"")
    try:
        response = await proceed(request)
    except Exception as err:  # the outermost place: its message may quote a paper, so neither reply nor log has it
        code, words = told(err, lang_of(request))
        return _dressed(JSONResponse({"error": code, "message": words}, status_code=500), b"")
    if not response.headers.get("content-type", "").startswith("text/html"):
        return _dressed(response, b"")
    body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]
    body = _REMOTE.sub(b"", body)
    plain = Response(body, response.status_code)
    plain.raw_headers = [(k, v) for k, v in response.raw_headers if k != b"content-length"]
    plain.headers["content-length"] = str(len(body))
    return _dressed(plain, body)


def _refusal(request: Request) -> tuple[int, str] | None:
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host not in LOOPBACK and not request.app.state.any_host:
        return 421, "host"
    origin = request.headers.get("origin")
    if request.method not in SAFE and origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return 403, "origin"
    if request.method not in SAFE and request.headers.get("sec-fetch-site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        return 403, "origin"
    path = request.url.path
    if path.startswith(("/zh", "/en")) and not (request.method in SAFE and OPEN.fullmatch(path)):
        return 404, "not_found"  # of Gradio's own routes only those that draw the page
    return None


def _dressed(response: Response, page: bytes) -> Response:
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in _INLINE.findall(page)
    )
    response.headers["Content-Security-Policy"] = POLICY.format(hashes=hashes)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not response.headers.get("cache-control"):
        response.headers["Cache-Control"] = "no-store"
    return response
