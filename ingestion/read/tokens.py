"""Words of a printed row as number tokens and text tokens: currency signs, brackets and % joined to their number."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from ingestion.model.place import Box, Word, span
from ingestion.read.numbers import DASHES, ParsedNumber, parse_amount, parse_sided

LEADER_SIGNS = ".…·_"
LEADERS = re.compile(f"[{LEADER_SIGNS}]{{2,}}")
FOOTNOTE = re.compile(r"\(?[a-z]\)|\(\d\)|[*†‡]+")
SIGNS = frozenset({"P=", "$", "¥", "￥", "€", "£", "₱", "₹", "HK$", "US$", "RMB", "(", "($", "$(", "¥(", "€(", "£("})
CLOSERS = frozenset({")", "%", ")%", "%)", "％", "Dr", "Cr", "DR", "CR", "Dr.", "Cr."})
SIGN_REACH_EM = 14.0
CLOSER_REACH_EM = 2.0
PROSE_GAP_EM = 0.7


class Token(NamedTuple):
    """`number` is set for a number or dash; `prose` marks one that stands inside running text. `edge` is the digits' right edge."""

    words: tuple[Word, ...]
    text: str
    box: Box
    number: ParsedNumber | None = None
    edge: float = 0.0
    core: Box = (0.0, 0.0, 0.0, 0.0)
    prose: bool = False

    @property
    def is_value(self) -> bool:
        """A number that is not part of running text."""
        return self.number is not None and not self.prose


_new_token: Callable[[Iterable[Any]], Token] = partial(tuple.__new__, Token)


def tokens_of(row: list[Word], em: float) -> list[Token]:
    """The tokens of one row, left to right; dot leaders are dropped. `em` is the page's typical text height."""
    words = [w for w in row if w[0][:1] not in LEADER_SIGNS or not LEADERS.fullmatch(w[0])]
    tokens: list[Token] = []
    i = 0
    while i < len(words):
        word = words[i]
        text = word[0]
        if (not text.isalpha() or not _is_plain(text)) and (group := _number_group(words, i, em)):
            tokens.append(_number_token(group, em))
            i += len(group)
        else:
            box = word[1:5]
            tokens.append(_new_token(((word,), text, box, None, 0.0, box, False)))
            i += 1
    return [token if token.number is None else _mark_prose(tokens, k, em) for k, token in enumerate(tokens)]


def _is_plain(text: str) -> bool:
    """A word of Latin letters that neither is a number nor begins one: most words of a page."""
    return text.isascii() and text.isalpha() and text not in SIGNS and text.lower() not in DASHES


def _number_group(words: list[Word], i: int, em: float) -> list[Word]:
    """The words of the number that begins at `i`: its signs, digits and closers; empty where none begins."""
    j = i
    while j < len(words) and words[j].text in SIGNS and (j == i or words[j].x0 - words[j - 1].x1 < SIGN_REACH_EM * em):
        j += 1
    if j >= len(words) or (j > i and words[j].x0 - words[j - 1].x1 >= SIGN_REACH_EM * em):
        return []
    end = j + 1
    while end < len(words) and words[end].text in CLOSERS and words[end].x0 - words[end - 1].x1 < CLOSER_REACH_EM * em:
        end += 1
    group = words[i:end]
    return group if _parse(group) else []


def _parse(group: list[Word]) -> ParsedNumber | None:
    text = "".join(w.text for w in group)
    number = parse_sided(text)
    if number is None and text.count("(") > text.count(")"):
        number = parse_amount(text + ")")  # the closing bracket is lost in some prints
    if number is None and len(group) > 1 and group[-1].text in CLOSERS:
        number = parse_amount(text.rstrip(")"))
    return number


def _number_token(group: list[Word], em: float) -> Token:
    number = _parse(group)
    with_digits = [w for w in group if any(c.isdigit() for c in w.text)] or group[:1]
    last = with_digits[-1]
    hanging = len(last.text) - len(last.text.rstrip(")%％"))
    edge = last.x1 - (hanging * 0.33 * em if hanging < len(last.text) else 0.0)
    text = "".join(w.text for w in group)
    return Token(tuple(group), text, span(group), number, edge, span(with_digits))


def _mark_prose(tokens: list[Token], k: int, em: float) -> Token:
    token = tokens[k]
    if token.number is None:
        return token
    left = tokens[k - 1] if k else None
    right = tokens[k + 1] if k + 1 < len(tokens) else None
    near_left = _is_near_text(left, token.box[0] - left.box[2], em) if left else False
    near_right = _is_near_text(right, right.box[0] - token.box[2], em) if right else False
    signed = token.words[0].text in SIGNS
    if token.number.is_dash:
        return token._replace(prose=(near_left and right is not None and right.number is None) or near_right)
    return token._replace(prose=(near_left and not signed) or near_right)


def _is_near_text(other: Token, gap: float, em: float) -> bool:
    return other.number is None and gap < PROSE_GAP_EM * em and not FOOTNOTE.fullmatch(other.text)
