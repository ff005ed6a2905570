"""Words of English captions and questions in the form they share. Pure."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from ingestion.store.split import stem
from ingestion.taxonomy.captions import plain

TOKEN = re.compile(r"[a-z0-9]+")


@cache
def _forms() -> tuple[frozenset[str], dict[str, str]]:
    read = tomllib.loads(files(__package__).joinpath("word_forms.toml").read_text("utf-8"))
    return frozenset(read["loose"].split()), {word: base for base, words in read["forms"].items() for word in words}


def is_loose(word: str) -> bool:
    """True for words that tell nothing in a caption."""
    return word in _forms()[0]


@lru_cache(maxsize=8192)
def token_of(word: str) -> str:
    """A word in the form that questions and captions share."""
    forms = _forms()[1]
    if word in forms:
        return forms[word]
    bare = stem(word)
    return forms.get(bare, bare.rstrip("e"))


def tokens_of(label: str) -> frozenset[str]:
    """The telling words of a caption, without brackets and numbers."""
    words = re.sub(r"\([^()]*\)", " ", plain(label).replace("&", " and ").replace("/", " ")).replace("'", "")
    return frozenset(token_of(w) for w in TOKEN.findall(words) if not is_loose(w) and not w.isdigit())
