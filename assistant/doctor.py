"""`xintan doctor`: what is configured, what is missing, what leaves this machine."""

import sys
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from assistant.config import Settings, locale_lang
from ingestion.texts import Lang, say

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def examine(settings: Settings) -> dict[str, Any]:
    """The settings with secrets masked, and one row a check: {"name", "state": ok | note | missing, "text"}."""
    lang: Lang = settings.lang or locale_lang()
    rows = [
        _row("version", "ok", f"xintan {version('xintan')}, Python {sys.version.split()[0]}"),
        _home(settings, lang),
        _model(settings, lang),
        _embedding(settings, lang),
        _font(lang),
        _leaves(settings, lang),
    ]
    return {"schema": "xintan.doctor/1", "settings": settings.masked(), "checks": rows}


def _row(name: str, state: str, text: str) -> dict[str, str]:
    return {"name": name, "state": state, "text": text}


def _home(settings: Settings, lang: Lang) -> dict[str, str]:
    parent = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    writable = _is_writable(parent)
    key = "cli.doctor_home_ok" if writable else "cli.doctor_home_readonly"
    return _row("home", "ok" if writable else "missing", say(key, lang, home=settings.home))


def _is_writable(folder: Any) -> bool:
    import os

    return os.access(folder, os.W_OK)


def _model(settings: Settings, lang: Lang) -> dict[str, str]:
    if settings.model == "embedded":
        return _row("model", "ok", say("cli.doctor_model_embedded", lang))
    return _row("model", "note", say("cli.doctor_model", lang, model=settings.model))


def _embedding(settings: Settings, lang: Lang) -> dict[str, str]:
    if settings.embedding == "embedded":
        return _row("embedding", "note", say("cli.doctor_embedding_embedded", lang))
    return _row("embedding", "note", say("cli.doctor_embedding", lang, name=settings.embedding))


def _font(lang: Lang) -> dict[str, str]:
    found = find_spec("cvttf_NotoSansCJK_Regular") is not None
    return _row(
        "font", "ok" if found else "missing", say("cli.doctor_font_ok" if found else "cli.doctor_font_missing", lang)
    )


def _leaves(settings: Settings, lang: Lang) -> dict[str, str]:
    if settings.model == "embedded" and settings.embedding == "embedded":
        return _row("leaves", "ok", say("cli.doctor_leaves_nothing", lang))
    where = urlsplit(settings.base_url).hostname if settings.base_url else None
    stays = where in LOOPBACK or (where is None and settings.model.startswith("ollama:"))
    key = "cli.doctor_leaves_local" if stays and settings.embedding == "embedded" else "cli.doctor_leaves"
    return _row("leaves", "note", say(key, lang, model=settings.model, where=where or settings.model.partition(":")[0]))
