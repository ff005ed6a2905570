"""The memo as a file: format, language, sections, masked or not."""

from html import escape

from assistant.export.sections import SECTIONS
from assistant.web.markup import card, t
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
    masked = f'<label><input type="checkbox" name="masked" value="yes" checked> {t("masked", view.lang)}</label>'
    form = (
        f'<form data-form="export"><fieldset><legend>{t("format", view.lang)}</legend>{formats}</fieldset>'
        f"<fieldset><legend>{t('language', view.lang)}</legend>{langs}</fieldset>"
        f'<fieldset class="x-wide"><legend>{t("sections", view.lang)}</legend>{sections}</fieldset>'
        f"<fieldset><legend>{t('personal_data', view.lang)}</legend>{masked}</fieldset>"
        f'<button class="x-button x-primary">{t("download", view.lang)}</button></form>'
    )
    return card(t("export", view.lang), f'<p class="x-sub">{t("export_text", view.lang)}</p>{form}')
