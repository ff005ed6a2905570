"""What is configured, and the keys."""

from collections.abc import Iterator
from html import escape
from typing import Any

from assistant.web.markup import card, known_word, number, t, table, title
from assistant.web.view import View
from ingestion.texts import say

KEYS = ("/", "n", "p", "c", "e", "←", "→", "+", "−", "h", "t", "Esc", "?")
HIDDEN = ("home", "limits", "api_key")


def render(view: View) -> str:
    """Settings, limits, keys."""
    values = view.desk.workspace.settings_shown()
    head = title(say("web.tab_settings", view.lang), say("web.settings_told", view.lang))
    left = card(t("settings", view.lang), _table({n: v for n, v in values.items() if n not in HIDDEN}, "", view))
    right = _keys(view) + card(t("limits_of_reading", view.lang), _table(values["limits"], "limits.", view))
    return f'{head}<div class="x-two x-even"><div>{left}</div><div>{right}</div></div>'


def _table(values: dict[str, Any], prefix: str, view: View) -> str:
    rows = []
    for name, value in _flat(values):
        words = known_word("web", "setting_" + name.replace(".", "_"), view.lang)
        rows.append(
            [
                f"{escape(words)}<small><code>{escape(prefix + name)}</code></small>",
                number(escape(_shown(value, name, view))),
            ]
        )
    return table((), rows)


def _flat(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Settings one a line; those of a group carry its name."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _shown(value: Any, name: str, view: View) -> str:
    """A setting as a person reads it: bytes in MB, yes and no, a dash for what is not set."""
    if value is None or value == "":
        return "—"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "—"
    if isinstance(value, bool):
        return say("web.yes" if value else "web.no", view.lang)
    if name.endswith("_bytes") and isinstance(value, int):
        return f"{value >> 20:,} MB" if value >= 1 << 20 else f"{value >> 10:,} KB"
    if isinstance(value, int | float) and name != "port":
        return f"{value:,.0f}" if float(value).is_integer() else str(value)
    return str(value)


def _keys(view: View) -> str:
    rows = [[f"<kbd>{escape(k)}</kbd>", t(f"key_{n}", view.lang)] for n, k in enumerate(KEYS)]
    return card(t("keys", view.lang), table((), rows, "x-keys"))
