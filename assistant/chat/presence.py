"""Whether the papers speak of what a question names at all: a condition that no page mentions cannot be answered from them."""

import re

from assistant.chat.question import Question
from assistant.chat.row_search import condition_words
from assistant.chat.subject import capitalised
from assistant.workspace import CustomerData
from ingestion.store.split import words_of

_CJK = re.compile("[\u3400-\u9fff]")
MIN_LATIN = 4


class Presence:
    """Looks the words of one question up in the papers."""

    def __init__(self, data: CustomerData, question: Question) -> None:
        self._data = data
        self._question = question
        self._chinese_papers = any(d.language.startswith("zh") for d in data.profile().documents)
        self._latin_papers = any(d.language == "en" for d in data.profile().documents)

    def absent(self, on_topic: bool = False) -> list[str]:
        """Conditions of the question that no passage mentions, in any known name; words that cannot be checked are left out.

        With `on_topic` only names are looked up: the topic's own words say the rest. One ordinary word among several that is
        not printed says nothing; half of them do.
        """
        conditions = condition_words(self._question.residue)
        gone = [words for words in conditions if self._is_absent(words)]
        named = {n.lower() for n in capitalised(self._question.text)}
        hard = [w[0] for w in gone if len(w) > 1 or w[0] in named or any(n in w[0] for n in named)]
        if on_topic:
            return [w for w in hard if w in named]
        if hard or 2 * len(gone) < len(conditions):
            return hard
        return [w[0] for w in gone]

    def unknown(self) -> int:
        """How many conditions are in a language that no paper is written in and have no known name in another."""
        return sum(not any(self._can_check(w) for w in words) for words in condition_words(self._question.residue))

    def _is_absent(self, words: tuple[str, ...]) -> bool:
        checkable = [w for w in words if self._can_check(w)]
        return bool(checkable) and not any(self._is_printed(w) for w in checkable)

    def _can_check(self, word: str) -> bool:
        if _CJK.search(word):
            return self._chinese_papers and len(word) > 1
        return (self._latin_papers or word.isupper()) and len(word) >= MIN_LATIN

    def _is_printed(self, word: str) -> bool:
        """True where a passage holds the word; of a Chinese run most of its pairs."""
        if not _CJK.search(word):
            return self._data.mentions(words_of(word))
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        here = sum(self._data.mentions([pair]) for pair in pairs)
        return here * 5 > len(pairs) * 2
