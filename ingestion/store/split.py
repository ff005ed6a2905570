"""Text as search words: Latin words in a light stem, Chinese as single characters and pairs. The same for papers and questions."""

import re

from ingestion.taxonomy.captions import plain

_TOKEN = re.compile("[a-z]+|[0-9][0-9,.]*|[\u3400-\u9fff]+")
_STOP_WORDS = (
    "the of and in to a is for on by with as at an be are was were or from that this it its our we what how much many "
    "which did does do has have had any if not please answer question based using following give response"
)
_STOP = frozenset(_STOP_WORDS.split())


def words_of(text: str) -> list[str]:
    """The search words of `text`, in order."""
    out: list[str] = []
    for token in _TOKEN.findall(plain(text)):
        if token[0].isascii():
            word = token.rstrip(".,").replace(",", "") if token[0].isdigit() else stem(token)
            if word and word not in _STOP:
                out.append(word)
        else:
            out += token if len(token) == 1 else [*token, *(token[i : i + 2] for i in range(len(token) - 1))]
    return out


def query_words(text: str) -> list[str]:
    """Search words of a question: single Chinese characters only where they stand alone, each word once."""
    out: list[str] = []
    for token in _TOKEN.findall(plain(text)):
        if token[0].isascii():
            out += words_of(token)
        else:
            out += [token] if len(token) == 1 else [token[i : i + 2] for i in range(len(token) - 1)]
    return list(dict.fromkeys(out))


def stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word
