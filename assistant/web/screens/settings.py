"""What is configured, what the policy says, and the keys."""

from html import escape

from assistant.credit.ratios import ratio_definitions
from assistant.web.markup import card, number, t, table, term
from assistant.web.view import View
from ingestion.texts import say

KEYS = ("/", "n", "p", "c", "e", "←", "→", "+", "−", "Esc", "?")


def render(view: View) -> str:
    """Settings, thresholds, keys."""
    return _settings(view) + _keys(view) + _thresholds(view)


def _settings(view: View) -> str:
    values = view.desk.workspace.settings_shown()
    rows = [
        [f"<code>{escape(name)}</code>", escape(str(value))]
        for name, value in values.items()
        if name not in ("home", "limits", "api_key")
    ]
    limits = [
        [f"<code>limits.{escape(n)}</code>", escape(f"{v:,}" if isinstance(v, int) else str(v))]
        for n, v in values["limits"].items()
    ]
    body = table((t("setting", view.lang), t("value", view.lang)), rows + limits, "x-papers")
    return card(t("settings", view.lang), f'<p class="x-sub">{t("settings_told", view.lang)}</p>{body}')


def _keys(view: View) -> str:
    rows = [[f"<kbd>{escape(k)}</kbd>", t(f"key_{n}", view.lang)] for n, k in enumerate(KEYS)]
    return card(t("keys", view.lang), table((), rows, "x-papers x-pairs"))


def _thresholds(view: View) -> str:
    rows = []
    for name, definition in ratio_definitions().items():
        bands = definition.get("bands")
        if not bands:
            continue
        up = definition.get("direction", "up") == "up"
        rows.append([term(name, definition["names"][view.lang], view.lang), "↑" if up else "↓", *[number(str(b)) for b in bands],
                     escape(say(f"web.unit_{definition['unit']}", view.lang))])  # fmt: skip
    heads = [t("ratio", view.lang), t("good_side", view.lang), f'<th class="x-num" scope="col">{t("band_good", view.lang)}</th>',
             f'<th class="x-num" scope="col">{t("band_watch", view.lang)}</th>', t("unit", view.lang)]  # fmt: skip
    return card(t("thresholds", view.lang), table(heads, rows), t("thresholds_note", view.lang))
