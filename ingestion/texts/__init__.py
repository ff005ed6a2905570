"""The one catalogue of words a user reads: `say("problem.unit_unknown", "zh", page=60)`.

Each `*.toml` beside this file is a group named after the file; each entry has `zh` and `en` with `{name}` fields.
`problems.toml` is also the published list of problem codes. Values are inserted as plain text, never interpreted.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Lang = Literal["zh", "en"]


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
    plain = _Plain({name: str(value) for name, value in values.items()})
    return catalogue()[key][lang].format_map(plain)


def word_of(group: str, name: str, lang: Lang) -> str:
    """The word for a code: of its group, else of `param` (parameters, kinds, figures of a ledger); the code with spaces elsewhere."""
    for key in (f"{group}.{name}", f"param.{name}"):
        if key in catalogue():
            return say(key, lang)
    return name.replace("_", " ")
