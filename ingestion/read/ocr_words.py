"""Recognised lines as words: cut at visible gaps, numbers kept whole and read by the page's own way of writing them. Pure."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from ingestion.model.place import Word

Run = tuple[float, float]
"""From and to of a stretch of ink, in pixels of the line's picture."""

WORD_GAP_EM = 0.75
LABEL_GAP_EM = 0.5
STRAY_GAP_EM = 0.25
EM_SHARE = 0.72  # of the height of a detected line
TRIM_SHARE = 0.10
FEW, MANY, ALIKE = 4, 8, 0.9  # amounts that show a habit, that show it firmly, and their share
UNSURE = 0.85  # the confidence of a figure whose signs had to be set right
NUMERIC = frozenset("0123456789.,;:'")
GLUED_AMOUNT = re.compile(r"(?<=[\u3400-\u9fff:：)）])(?=[(（]?-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[)）]?$)")
AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
SEPARATED = re.compile(r"(?P<before>[-(¥$₱]*)(?P<body>\d[\d.,;:']*\d)(?P<after>[)%]*)")
NOTE_LIKE = re.compile(r"\(?\d{1,2}(?:[.,]\d{1,2})*\)?")
LOOKALIKE = str.maketrans({"O": "0", "o": "0"})
SPECK_FIRST = re.compile(r"^[.,;:']+(?=\d{1,3},\d{3})")
BORDERS = "|lI!"  # a rule of the table read as a sign at the end of its cell
FIGURE = re.compile(r"[-(]*\d[\d.,;:]*[)-]*|[-—–]")
PESO = frozenset({"P", "p", "P/", "PI", "Pl", "P|", "P1", "P-", "P.", "P=", "F/"})
SIGN_LETTERS = {"S": "$", "s": "$", "§": "$", "Y": "¥", "半": "¥"} | dict.fromkeys(PESO, "₱")
GLUED_PESO = re.compile(r"^[Pp][/I|l=.-]?(?=\(?\d{1,3}(?:,\d{3})+)")
SIGN_REACH_EM = 12.0
SPECK_CONF = 0.6
DASHES = frozenset("一_ー—–-－")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised character: its middle in pixels of the line's picture, and how sure the recogniser is (0 to 1)."""

    text: str
    x: float
    conf: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A run of print found in the picture: left, top, right, bottom in its pixels, and the characters read."""

    x0: float
    top: float
    x1: float
    bottom: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """The characters as one string."""
        return "".join(g.text for g in self.glyphs)

    @property
    def conf(self) -> float:
        """Mean confidence; 0 where nothing was read."""
        return sum(g.conf for g in self.glyphs) / len(self.glyphs) if self.glyphs else 0.0


def words_of_line(line: TextLine, ink: list[Run]) -> list[Word]:
    """The words of one line in pixels of the picture; `ink` are the inked stretches of its columns, left to right."""
    glyphs = [g for g in line.glyphs if not g.text.isspace()]
    if not glyphs:
        return []
    spaced = _spaces(line.glyphs)
    em = EM_SHARE * (line.bottom - line.top)
    gaps = [_gap(ink, a.x, b.x) for a, b in pairwise(glyphs)]
    cuts = [i for i, gap in enumerate(gaps) if _is_cut(glyphs[i], glyphs[i + 1], i in spaced, (gap[1] - gap[0]) / em)]
    text = "".join(g.text for g in glyphs)
    cuts = sorted({*cuts, *(m.start() - 1 for m in GLUED_AMOUNT.finditer(text))})
    left = ink[0][0] if ink else 0.0
    trim = TRIM_SHARE * (line.bottom - line.top)
    words: list[Word] = []
    start = 0
    for cut in [*cuts, len(glyphs) - 1]:
        own = glyphs[start : cut + 1]
        right = gaps[cut][0] if cut < len(gaps) else (ink[-1][1] if ink else line.x1 - line.x0)
        box = (line.x0 + left, line.top + trim, line.x0 + max(right, left + 1), line.bottom - trim)
        words.append(Word("".join(g.text for g in own), *box, conf=round(min(g.conf for g in own), 3)))
        left = gaps[cut][1] if cut < len(gaps) else left
        start = cut + 1
    return words


def _spaces(glyphs: tuple[Glyph, ...]) -> set[int]:
    """Indexes of the signs (blanks not counted) after which the recogniser saw a blank."""
    seen: set[int] = set()
    count = 0
    for glyph in glyphs:
        if glyph.text.isspace():
            seen.add(count - 1)
        else:
            count += 1
    return seen


def _gap(ink: list[Run], start: float, end: float) -> Run:
    """The widest blank stretch between two places; a point half-way where there is none."""
    edges = [start, *(x for a, b in ink if b > start and a < end for x in (max(a, start), min(b, end))), end]
    blanks = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    middle = (start + end) / 2
    return max(blanks, key=lambda run: run[1] - run[0], default=(middle, middle))


def _is_cut(a: Glyph, b: Glyph, spaced: bool, gap: float) -> bool:
    if gap >= WORD_GAP_EM:
        return True
    if a.text in NUMERIC and b.text in NUMERIC:
        return spaced and gap >= STRAY_GAP_EM
    if b.text.isdigit() and not a.text.isascii():
        return gap >= LABEL_GAP_EM
    return spaced


def settle_numbers(words: list[Word]) -> list[Word]:
    """Figures written as the page writes its figures; one that cannot be is marked `unclear` and is no figure any more."""
    plain = _signs([w._replace(text=_plain(w)) for w in words if not _is_speck(w)])
    amounts = [m.group() for w in plain if (m := AMOUNT.fullmatch(w.text.strip("()-¥$%")))]
    endings = Counter(len(a.partition(".")[2]) for a in amounts)
    usual, members = endings.most_common(1)[0] if len(amounts) >= FEW else (None, 0)
    settled = [_settled(w, usual) for w in plain]
    if usual is None or members < max(MANY, ALIKE * len(amounts)):
        return settled
    return [w._replace(conf=min(w.conf, UNSURE)) if _is_odd(w.text, usual) else w for w in settled]


def _is_odd(text: str, usual: int) -> bool:
    """An amount with other decimals than nearly all amounts of its page: a point may have been read as a comma."""
    match = AMOUNT.fullmatch(text.strip("()-¥$₱%"))
    return match is not None and _decimals(match.group()) != usual


def _is_speck(word: Word) -> bool:
    """A lone sign the recogniser hardly believes in: a stroke of a stamp, a speck."""
    return len(word.text) == 1 and word.conf < SPECK_CONF and not word.text.isdigit() and word.text not in DASHES


def _signs(words: list[Word]) -> list[Word]:
    """Currency signs that were read as letters, where they stand alone before an amount."""
    out: list[Word] = []
    for word in words:
        sign = SIGN_LETTERS.get(word.text)
        out.append(word._replace(text=sign) if sign and _before_amount(word, words) else word)
    return out


def _before_amount(word: Word, words: list[Word]) -> bool:
    height = word.bottom - word.top
    beside = [w for w in words if abs(w.top + w.bottom - word.top - word.bottom) < height and w.x0 >= word.x1 - 1]
    nearest = min(beside, key=lambda w: w.x0, default=None)
    return (
        nearest is not None and nearest.x0 - word.x1 < SIGN_REACH_EM * height and bool(FIGURE.fullmatch(nearest.text))
    )


def _plain(word: Word) -> str:
    """Full-width digits and signs made plain in words that are mostly digits; a lone stroke is a dash."""
    text = word.text
    if text in DASHES:
        return "-"
    digits = sum(ch.isdigit() for ch in text)
    if digits < 1 or digits < 0.5 * len(text):
        return text
    text = GLUED_PESO.sub("₱", text)
    return unicodedata.normalize("NFKC", text).replace("，", ",").replace("。", ".").replace("、", ",")


def _settled(word: Word, usual: int | None) -> Word:
    """The word with its separators as the page has them: `usual` decimals, thousands by commas."""
    text = word.text
    if ("," in text or "." in text) and re.fullmatch(r"[\d.,;:'OolI|!()%$¥₱-]+", text) and re.search(r"\d", text):
        mended = SPECK_FIRST.sub("", text.strip(BORDERS)).translate(LOOKALIKE)
        if mended != text:
            word = word._replace(text=mended, conf=min(word.conf, UNSURE))
    match = SEPARATED.fullmatch(word.text)
    if not match or usual is None or NOTE_LIKE.fullmatch(word.text):
        return word
    body = match["body"]
    groups = re.split(r"[.,;:']", body)
    if len(groups) < 2 or (AMOUNT.fullmatch(body) and _decimals(body) in (0, usual)):
        return word
    wanted = _as_usual(groups, usual)
    if wanted is not None and wanted != body:
        return word._replace(text=match["before"] + wanted + match["after"], conf=min(word.conf, UNSURE))
    if wanted is None and len(groups) > 2:
        return word._replace(suspect="unclear")
    return word


def _decimals(body: str) -> int:
    return len(body.partition(".")[2])


def _as_usual(groups: list[str], usual: int) -> str | None:
    """The groups of digits as thousands and decimals of the usual length, or None where they do not fit."""
    whole, decimals = (groups[:-1], groups[-1]) if usual and len(groups[-1]) == usual else (groups, "")
    if len(whole) == 1 and not decimals:
        return None
    if not 1 <= len(whole[0]) <= 3 and len(whole) > 1:
        return None
    if any(len(g) != 3 for g in whole[1:]):
        return None
    return ",".join(whole) + ("." + decimals if decimals else "")
