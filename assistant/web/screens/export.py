"""The memo as a file: format, language, sections, masked or not."""

from html import escape

from assistant.export.sections import SECTIONS
from assistant.web.markup import card, t, title
from assistant.web.view import View
from ingestion.texts import say

FORMATS = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"), ("md", "Markdown"), ("json", "JSON"))


def render(view: View) -> str:
    """A form whose answer is a download."""
    formats = "".join(
        f'<label><input type="radio" name="format" value="{key}"{" checked" if key == "pdf" else ""}> {name}</label>'
        for key, name in FORMATS
    )
    langs = "".join(
        f'<label><input type="radio" name="lang" value="{key}"{" checked" if key == view.lang else ""}> {t(f"lang_{key}", view.lang)}</label>'
        for key in ("zh", "en", "both")
    )
    sections = "".join(
        f'<label><input type="checkbox" name="section" value="{key}" checked> {escape(say(f"memo.{key}", view.lang))}</label>'
        for key in SECTIONS
    )
    may_unmask = view.desk.person.may("unmask", view.customer)
    masked = (
        f'<label><input type="checkbox" name="masked" value="yes" checked{"" if may_unmask else " disabled"}> '
        f"{t('masked', view.lang)}</label>"
    )
    rows = (
        ("format", "x-opts", formats), ("language", "x-opts", langs), ("sections", "x-many", sections),
        ("personal_data", "x-opts", masked),
    )  # fmt: skip
    form = (
        '<form data-form="export">'
        + "".join(
            f'<fieldset><legend>{t(key, view.lang)}</legend><div class="{klass}" role="group" aria-label="{t(key, view.lang)}">'
            f"{body}</div></fieldset>"
            for key, klass, body in rows
        )
        + f'<div class="x-acts"><button class="x-button x-primary">{t("download", view.lang)}</button></div></form>'
    )
    every = f'<button class="x-button" data-act="allsections">{t("all_or_none", view.lang)}</button>'
    return title(say("web.export", view.lang), say("web.export_text", view.lang), every) + card("", form)
