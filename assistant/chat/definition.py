"""Definitions given in a question ("365 * average … / (…)", "（流动资产－存货）÷流动负债") as formulas over line items and captions. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.chat.concepts import Concept, Mention

_WORDS = (
    (re.compile(r"divided by|÷|除以|/|(?<=\w )over(?= (?:the |its |total |net |average |avg )*[a-z])"), "/"),
    (re.compile(r"multiplied by|times(?= )|×|乘以|乘|\*"), "*"),
    (re.compile(r"\bplus\b|＋|\+|加上|加(?!权|总|工|强)|\badded to\b"), "+"),
    (re.compile(r"\bminus\b|\bless\b|－|−|减去|减(?!值|少|持)|(?<![a-z0-9])-(?![a-z])|(?<=[\u3400-\u9fff])-"), "-"),
    (re.compile(r"[(（]"), "("),
    (re.compile(r"[)）]"), ")"),
    (re.compile(r"\d+(?:\.\d+)?(?![\d年%])"), "number"),
    (re.compile(r"the average (?:of|between|balance of)?|average(?:d)?(?: of| balance of| between)?|avg\.?|mean(?: of)?|平均(?!余额|数|值|账面)(?:的)?"), "avg"),
    (re.compile(r"(?:期初、?(?:和|与)?期末|年初、?(?:和|与)?年末|期初期末|年初年末)?(?:账面价值|账面余额|余额)?(?:的)?(?:期初、?(?:和|与)?期末|年初、?(?:和|与)?年末|期初期末)?(?:的)?(?:账面价值|余额)?(?:的)?平均(?:数|值|余额|账面价值)?"), "after_avg"),
    (re.compile(r"(?:the )?(?:increase|change|movement|difference) in"), "change"),
    (re.compile(r"的?(?:变动额|增加额|变动数|变动|增减额)"), "after_change"),
    (re.compile(r"[ \t]+|\b(?:the|of|and for|between|from|total|net|its|fiscal year|both|respectively|for|in|at|as|reported)\b|现金流量表中的?|利润表中的?|资产负债表中的?|(?:合并口径|账面价值|余额|全年|的)|\band(?=\s{2,}|\s*[)）])"), "skip"),
)  # fmt: skip
_SUM_OVER = re.compile(r"^(\w+(?: [+-] \w+)+) / ([^+-]+)$")
"""An amount and an amount over another, as it is written without brackets: amounts are not added to ratios."""
_FORMULA_MAX = 48  # tokens
_JOIN = re.compile(
    r"[^=＝(（]{0,12}?(?:[=＝(（,，:：]|\b(?:is |are )?(?:defined )?as\b:?|\bequals?\b|即|等于|定义为|公式为|算式为)[\s(（:：]*[\u3400-\u9fff]{0,5}|\s*(?:of [\w ]{1,30} )as\s*"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A formula written out in the question, what it defines (where that is named), and its place."""

    formula: str
    concept: Concept | None
    start: int
    end: int
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    unit: str = "money"


def definitions(text: str, mentions: Sequence[Mention]) -> list[Definition]:
    """Every definition in `text` (plain, periods blanked out), longest first where they overlap."""
    tokens = _tokens(text, mentions)
    found: list[Definition] = []
    at = 0
    while at < len(tokens):
        made = _Parser(tokens, at).whole()
        if made is None:
            at += 1
            continue
        formula, stop, names = made
        start, end = tokens[at].start, tokens[stop - 1].end
        found.append(Definition(formula, _defined(text, mentions, start), start, end, names))
        at = stop
    return found


def _defined(text: str, mentions: Sequence[Mention], start: int) -> Concept | None:
    """What the formula at `start` defines: the figure named just before it, joined by a sign, a bracket or "as"."""
    before = [m for m in mentions if m.end <= start]
    gap = text[before[-1].end : start] if before else ""
    if before and (_JOIN.fullmatch(gap) or (not gap.strip() and text[start] in "(（")):
        return before[-1].concept
    return None


def _tokens(text: str, mentions: Sequence[Mention]) -> list[_Token]:
    starts = {m.start: m for m in mentions}
    out: list[_Token] = []
    at = 0
    while at < len(text):
        mention = starts.get(at)
        if mention is not None:
            out.append(_Token("name", mention.concept.formula, at, mention.end, mention.concept.unit))
            at = mention.end
            continue
        for pattern, kind in _WORDS:
            match = pattern.match(text, at)
            if match and match.end() > at and not any(at < s < match.end() for s in starts):
                if kind != "skip":
                    out.append(_Token(kind, match.group(), at, match.end()))
                at = match.end()
                break
        else:
            word = re.compile(r"[a-z0-9'’]+|.", re.DOTALL).match(text, at)
            end = word.end() if word else at + 1
            out.append(_Token("other", text[at:end], at, end))
            at = end
    return out


class _Parser:
    """Reads one arithmetic expression from a token on; what does not fit ends it."""

    def __init__(self, tokens: list[_Token], at: int) -> None:
        self._tokens = tokens[at : at + _FORMULA_MAX]
        self._offset = at
        self._at = 0
        self._names: list[str] = []
        self._operators: list[str] = []
        self._modified = False
        self._units: set[str] = set()

    def whole(self) -> tuple[str, int, frozenset[str]] | None:
        """(formula, index after its last token, its names), or None where no real expression begins here."""
        try:
            formula = self._sum()
        except _NoExpression:
            return None
        formula = _SUM_OVER.sub(r"(\1) / \2", formula)
        names = frozenset(self._names)
        if not self._operators or not names:
            return None
        same = len(self._units) == 1
        if self._units - {"money", "per_share"} and (
            "/" in self._operators or (not same and {"+", "-"} & set(self._operators))
        ):
            return None  # ratios side by side, or a ratio beside an amount, are several questions
        if len(names) == 1 and set(self._operators) == {"-"} and not self._modified:
            return None  # the same figure at two dates: a change, not a definition
        return formula, self._offset + self._at, names

    def _sum(self) -> str:
        return self._chain(self._product, "+-")

    def _product(self) -> str:
        return self._chain(self._factor, "*/")

    def _chain(self, read: Callable[[], str], operators: str) -> str:
        out = read()
        while (self._kind() or "end") in operators:
            held = self._at
            operator = self._next().kind
            count, names = len(self._operators), len(self._names)
            self._operators.append(operator)
            try:
                out += f" {operator} {read()}"
            except _NoExpression:
                self._at = held
                del self._operators[count:], self._names[names:]
                break
        return out

    def _factor(self) -> str:
        kind = self._kind()
        if kind == "(":
            held = self._at
            self._next()
            inner = _SUM_OVER.sub(r"(\1) / \2", self._sum())
            if self._kind() != ")":
                self._at = held
                raise _NoExpression
            self._next()
            return f"({inner})"
        if kind == "number":
            return self._next().text
        if kind in ("avg", "change"):
            self._next()
            bracketed = self._kind() == "("
            if bracketed:
                self._next()
            name = self._name()
            if bracketed and self._kind() == ")":
                self._next()
            return self._modify(name, kind)
        name = self._name()
        after = self._kind()
        if after in ("after_avg", "after_change"):
            self._next()
            return self._modify(name, after.removeprefix("after_"))
        return name if re.fullmatch(r"\w+", name) else f"({name})"

    def _modify(self, name: str, how: str) -> str:
        self._modified = True
        if not re.fullmatch(r"\w+", name):
            raise _NoExpression
        return f"avg({name})" if how == "avg" else f"({name} - prior({name}))"

    def _name(self) -> str:
        if self._kind() != "name":
            raise _NoExpression
        token = self._next()
        self._names.append(token.text)
        self._units.add(token.unit)
        return token.text

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]


class _NoExpression(Exception):
    """What follows is no arithmetic."""
