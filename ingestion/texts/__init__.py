"""The one catalogue of words a user reads: `say("problem.unit_unknown", "zh", page=60)`.

Each `*.toml` beside this file is a group named after the file; each entry has `zh` and `en` with `{name}` fields.
`problems.toml` is also the published list of problem codes. Values are inserted as plain text, never interpreted.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Lang = Literal["zh", "en"]
_LIMIT = "problems.limit_reached"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every entry by its full key `group.name`: {"zh": …, "en": …}."""
    entries: dict[str, dict[str, str]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            group = file.name.removesuffix(".toml")
            for name, words in tomllib.loads(file.read_text("utf-8")).items():
                entries[f"{group}.{name}"] = words
    return entries


class _Plain(dict[str, Any]):
    """Leaves unknown fields standing instead of failing in front of a user."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def say(key: str, lang: Lang = "en", /, **values: object) -> str:
    """The words of `key` in `lang`. Values are formatted with str(); braces inside them stay text.

    Raises:
        KeyError: the catalogue has no such key; a test walks all keys used in the code.
    """
    if key == _LIMIT:
        values = {**values, "name": _limit_word(str(values.get("name", "")), lang)}
    plain = _Plain({name: str(value) for name, value in values.items()})
    return catalogue()[key][lang].format_map(plain)


def _limit_word(name: str, lang: Lang) -> str:
    """The word for what a limit counts, given its code or its word in either language."""
    for key, words in catalogue().items():
        if key.startswith("limit.") and name in (key.removeprefix("limit."), *words.values()):
            return words[lang]
    return name


def word_of(group: str, name: str, lang: Lang) -> str:
    """The word for a code: of its group, else of `param` (parameters, kinds, figures of a ledger); the code with spaces elsewhere."""
    for key in (f"{group}.{name}", f"param.{name}"):
        if key in catalogue():
            return say(key, lang)
    return name.replace("_", " ")
