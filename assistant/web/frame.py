"""The frame around the screens: bar, menu, viewer, help. Drawn by our own route, so that it can name the person logged in."""

import json
from html import escape

from assistant.credit.names import line_name
from assistant.format import Lang
from assistant.remembered import statement_lines
from assistant.web.markup import t
from assistant.web.screens import MENU, needed_for
from assistant.web.view import SCALES, View
from ingestion.texts import say

SCRIPT_WORDS = (
    "failed", "offline", "saved", "cancel", "reason_needed", "word_reason", "word_save", "word_line", "page_of", "no_hits", "reading",
    "uploading", "hidden_here", "copied", "hidden_none", "hidden_found", "undo", "undone", "needed", "whatif_nothing",
)  # fmt: skip
HALF = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6v10.8a5.4 5.4 0 0 1 0-10.8z"/></svg>'


def frame(view: View, login: bool) -> str:
    """The whole workbench without a screen in it."""
    words = escape(json.dumps({w: say(f"web.{w}", view.lang) for w in SCRIPT_WORDS}, ensure_ascii=False), quote=True)
    return (
        f'<div class="x-shell" data-words="{words}"><a class="x-skip" href="#x-screen">{t("skip", view.lang)}</a>{_bar(view, login)}'
        f'<div class="x-body"><nav class="x-nav" aria-label="{t("menu", view.lang)}">{_menu(view)}</nav>'
        f'<main id="x-screen" class="x-screen" tabindex="-1"></main>{_viewer(view)}</div>{_help(view)}'
        f'<datalist id="x-lines">{_lines(view)}</datalist><div id="x-tip" class="x-tip" role="tooltip" hidden></div><div id="x-toast" class="x-toast" role="status"></div></div>'
    )


def _bar(view: View, login: bool) -> str:
    lang = view.lang
    other, name = ("en", "English") if lang == "zh" else ("zh", "中文")
    scales = "".join(
        f'<option value="{key}"{" selected" if SCALES[key] == view.scale else ""}>{t(f"scale_{key}", lang)}</option>'
        for key in SCALES
    )
    leave = (
        f'<span class="x-actor">{escape(view.desk.person.name)}</span><form method="post" action="/logout"><button class="x-barbtn">'
        f"{t('logout', lang)}</button></form>"
        if login
        else ""
    )
    return (
        f'<header class="x-bar"><a class="x-brand" href="#" data-screen="portfolio">信探 <b>Xintan</b></a>'
        f'<div class="x-find" role="search"><input id="x-find" class="x-find-field" type="search" placeholder="{t("find", lang)}" '
        f'aria-label="{t("find", lang)}" autocomplete="off"><div id="x-hits" class="x-hits" hidden></div></div>'
        f'<div class="x-tools"><select id="x-scale" aria-label="{t("scale", lang)}">{scales}</select>'
        f'<button class="x-barbtn" data-act="theme" aria-label="{t("theme", lang)}" data-tip="{t("theme", lang)}">{HALF}</button>'
        f'<button class="x-barbtn" data-act="lang" data-lang="{other}">{name}</button>'
        f'<button class="x-barbtn" data-act="help" aria-label="{t("keys", lang)}" data-tip="{t("keys", lang)}">?</button>{leave}</div></header>'
    )


def _menu(view: View) -> str:
    lang, person = view.lang, view.desk.person
    groups = []
    for group, names in MENU.items():
        items = "".join(_entry(name, lang) for name in names if person.may(needed_for(name)))
        if items:
            groups.append(f'<div class="x-menugroup">{t(f"menu_{group}", lang)}</div>{items}')
    last = [_entry(name, lang) for name in ("policy", "events", "settings") if person.may(needed_for(name))]
    return (
        f'{_entry("portfolio", lang)}<div class="x-menuhead" id="x-who"></div><div id="x-menu">{"".join(groups)}</div>'
        f'<div class="x-menulast">{"".join(last)}</div>'
    )


def _entry(name: str, lang: Lang) -> str:
    return f'<a href="#" data-screen="{name}" data-menu="{name}">{t(f"tab_{name}", lang)}</a>'


def _viewer(view: View) -> str:
    def button(act: str, sign: str, key: str) -> str:
        words = t(key, view.lang)
        return f'<button data-act="{act}" aria-label="{words}" data-tip="{words}">{sign}</button>'

    return (
        f'<aside id="x-viewer" class="x-viewer" aria-label="{t("viewer", view.lang)}"><div class="x-vbar">'
        f'<b id="x-vtitle">{t("viewer", view.lang)}</b><span>{button("prev", "‹", "prev_page")}<span id="x-vpage"></span>'
        f"{button('next', '›', 'next_page')}{button('out', '−', 'smaller')}{button('in', '+', 'larger')}"
        f"{button('text', 'T', 'show_text')}{button('hidden', '◌', 'show_hidden')}{button('close', '×', 'close')}</span></div>"
        f'<div id="x-vcites" class="x-vcites" hidden></div><div id="x-vcard" class="x-vcard" hidden></div>'
        f'<div id="x-vscroll" class="x-vscroll" tabindex="0"><p class="x-empty">{t("viewer_empty", view.lang)}</p></div></aside>'
    )


def _lines(view: View) -> str:
    """The lines of the vocabulary by name, for fields that name one."""
    names = dict.fromkeys(line_name(name, view.lang) for name in statement_lines())
    return "".join(f'<option value="{escape(name, quote=True)}"></option>' for name in names)


def _help(view: View) -> str:
    from assistant.web.screens.settings import KEYS

    rows = "".join(f"<dt><kbd>{escape(k)}</kbd></dt><dd>{t(f'key_{n}', view.lang)}</dd>" for n, k in enumerate(KEYS))
    return (
        f'<dialog id="x-help" class="x-help" aria-label="{t("keys", view.lang)}"><h3>{t("keys", view.lang)}</h3>'
        f'<dl class="x-dl">{rows}</dl><button class="x-button" data-act="closehelp">{t("close", view.lang)}</button></dialog>'
    )
