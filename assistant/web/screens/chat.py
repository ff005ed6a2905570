"""The chat: turns of the conversation kept in the store, and the question field."""

from html import escape

from assistant.web.answers import answer_html
from assistant.web.markup import t
from assistant.web.view import View
from ingestion.texts import say

TALKS = 20
EXAMPLES = ("ask_liquidity", "ask_trend", "ask_risks", "ask_bureau")


def render(view: View) -> str:
    """The conversation named in the options, else an empty one with examples."""
    conversation = view.options.get("conversation", "")
    turns = view.desk.workspace.turns(view.customer, conversation) if conversation else []
    told = "".join(question_html(q) + f'<div class="x-turn">{answer_html(a, view)}</div>' for q, a in turns)
    if not told:
        buttons = "".join(
            f'<button class="x-button" data-ask="{escape(say(f"web.{key}", view.lang))}">{t(key, view.lang)}</button>'
            for key in EXAMPLES
        )
        told = f'<div class="x-empty x-hello"><p>{t("chat_empty", view.lang)}</p>{buttons}</div>'
    return (
        f'<div class="x-chat"><div id="x-turns" class="x-turns" aria-live="polite">{told}</div>'
        f'<form data-form="ask" class="x-ask"><textarea id="x-question" name="question" rows="1" maxlength="4000" '
        f'placeholder="{t("ask", view.lang)}" aria-label="{t("ask", view.lang)}"></textarea>'
        f'<button class="x-button x-primary">{t("send", view.lang)}</button>'
        f'<button type="button" class="x-button" data-act="newchat">{t("new_chat", view.lang)}</button></form>{_talks(view)}</div>'
    )


def _talks(view: View) -> str:
    """The person's kept conversations: searched, opened, deleted."""
    words = view.options.get("words", "")
    rows = view.desk.workspace.conversations(view.customer, words)[:TALKS]
    if not rows and not words:
        return ""
    listed = "".join(
        f'<li><button class="x-link" data-act="talk" data-id="{escape(row["conversation"])}">{escape(row["question"][:80])}</button> '
        f'<span class="x-sub">{escape(row["at"][:10])} · {row["turns"]}</span> '
        f'<button class="x-link" data-act="forgettalk" data-id="{escape(row["conversation"])}">{t("forget_talk", view.lang)}</button></li>'
        for row in rows
    )
    return (
        f'<details class="x-talks"{" open" if words else ""}><summary>{t("talks", view.lang)}</summary>'
        f'<input id="x-talkwords" type="search" maxlength="200" value="{escape(words)}" aria-label="{t("find_talks", view.lang)}"> '
        f'<button class="x-button" data-act="findtalks">{t("find_talks", view.lang)}</button>'
        f"<ul>{listed or '<li>' + t('no_hits', view.lang) + '</li>'}</ul></details>"
    )


def question_html(question: str) -> str:
    """What was asked."""
    return f'<div class="x-asked">{escape(question)}</div>'
