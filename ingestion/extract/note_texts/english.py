"""English headings with what stands under them, sentences that tell wherever they stand, titles of critical and key audit matters."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingestion.extract.finder import compact
from ingestion.extract.note_texts.kinds import Kind, kinds
from ingestion.extract.note_texts.paragraphs import LENGTH, is_repeated, is_running, paragraphs, repeated
from ingestion.extract.notes_en.sentences import is_row, sentences_on
from ingestion.model.fact import NoteText
from ingestion.model.place import Line, union

_POINTER = re.compile(
    r"^(?:refer to|see|for .{0,80}\bsee|please|information .{0,60}(?:incorporated|set forth|included)|the (?:information|following table)|reference is made)\b",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"(?:is|are) (?:recogni[sz]ed|recorded|accrued|disclosed|provided|expensed) (?:when|if|only when|as incurred)|(?:records?|recogni[sz]es?|accrues?|discloses?) (?:an? |the )?[^.]{0,60}\b(?:when|if)\b"
    r"|determines? if an arrangement|is the parent entity|(?:is|are) set out in|audit evidence|^as described in note|accounting polic|inherently uncertain|series of complex judg|are described (?:below|in)|key assumption",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z\d)%’”\"]\.(?:\s|\d|$)")
WORDS = 6
_NUMBERED = re.compile(r"(?:(?:note|item)\s*)?\(?\d{1,2}[A-Z]?\b", re.IGNORECASE)
BODY = 36  # lines under a heading that are read
TITLE = 80  # characters of a heading
_NUMBER = re.compile(
    r"^(?:(?:notes?|item)\s*)?\(?(?:\d{1,2}[A-Z]?|[A-Z])[.):]?(?:\d{1,2}\.?)?\s*[-–—:.]*\s+(?=[A-Z(])", re.IGNORECASE
)
_UPPER = re.compile(r"[A-Z0-9 ,.&'’()/:–—-]{5,80}")
_SIGNS = (
    "subsequent", "after the reporting", "after the balance", "since the end", "balance sheet event", "contingen", "litigation", "legal proceedings", "legal matters",
    "guarantee", "commitment", "related part", "concentration", "major customer", "significant customer", "accounting polic", "accounting principle", "accounting estimate",
    "error", "restate", "adjustment", "after the end", "purchase obligation", "certain relationships",
)  # fmt: skip
_MATTERS = re.compile(r"(?:critical|key)auditmatters?(?:\(continued\))?")
_REPORT = re.compile(r"independentregisteredpublicaccountingfirm|independentauditor['’]?s?['’]?report")
_TITLE_LINE = re.compile(r"[A-Z][A-Za-z&,’'()/–— -]{4,90}")
_END_OF_MATTERS = re.compile(
    r"/s/|other information|responsibilities of|we have served|basis for opinion|our application of materiality|report on other|an overview of|other matters?$|emphasis of",
    re.IGNORECASE,
)
_CITY = re.compile(r"[A-Z][A-Za-z. ]{2,24}, [A-Z][A-Za-z. ]{1,20}")
_NO_TITLE = re.compile(
    r"^(?:(?:consolidated )?(?:statements? of|balance sheets?)|description of|how (?:the|our|we)|key audit matter|critical audit matter|why |the key|risk|audit (?:approach|response)|our (?:audit|response)|key observations|table of|report of|to the|opinion|conclusion|procedures|addressed|principal|notes? |in our|the |we |this |these|of which|columbus)|matter (?:description|in)|was addressed|in the audit|^\w+$(?<!taxes)",
    re.IGNORECASE,
)
MATTER_LINES = 150
REST = 3  # lines of the next page in which a sentence may end


def english_texts(pages: Mapping[int, Sequence[Line]]) -> list[NoteText]:
    """Everything told in words."""
    made: list[NoteText] = []
    often = repeated(pages)
    for n in sorted(pages):
        flat = " ".join(line.text for line in pages[n]).lower()
        if any(s in flat for s in _SIGNS):
            for kind, heading, body in _sections(pages, n, often):
                made += _under(kind, heading, body)
        asked = [k for k in kinds() if k.says_en and any(s in flat for s in k.signs)]
        if asked:
            made += _sentences(asked, _with_rest(pages, n, often), n)
    return made + _matters(pages)


def _named(text: str) -> str:
    """A heading without its number, in small letters."""
    return _NUMBER.sub("", text.strip(), count=1).strip(" .:–—-").lower()


def _kind_of(text: str) -> Kind | None:
    name = _named(text)
    return next((k for k in kinds() if k.heading_en and k.heading_en.fullmatch(name)), None)


def _sections(
    pages: Mapping[int, Sequence[Line]], n: int, often: frozenset[str]
) -> Iterator[tuple[Kind, Line, list[Line]]]:
    for at, line in enumerate(pages[n]):
        text = line.text.strip()
        if (
            len(text) > TITLE
            or not text[:1].isalnum()
            or (text[-1:] in ".,;" and not text.isupper())
            or text[0].islower()
        ):
            continue
        kind = _kind_of(text)
        if kind is not None:
            yield kind, line, list(_body(pages, n, at + 1, bool(_NUMBERED.match(text)), often))


def _body(
    pages: Mapping[int, Sequence[Line]], page: int, at: int, numbered: bool, often: frozenset[str]
) -> Iterator[Line]:
    """The lines under a heading: up to the next numbered one, or, where it has no number, up to any other title."""
    count = 0
    while page in pages and count < BODY:
        lines = [
            line
            for line in pages[page][at:]
            if line.text.strip() and not is_running(line) and not is_repeated(line, often)
        ]
        right = max((line.box[2] for line in lines), default=0.0)
        for k, line in enumerate(lines):
            text = line.text.strip()
            if is_row(line):
                continue
            if len(text) <= TITLE and (_is_heading(text) or (count > 0 and _kind_of(text) is not None)):
                return
            after = lines[k + 1].text[:1] if k + 1 < len(lines) else ""
            if (
                ((k == 0 and count) or (not numbered and count))
                and line.box[2] < right - TITLE
                and text[-1] not in ".,;"
                and text[0].isupper()
                and after.isupper()
            ):
                return
            yield line
            count += 1
            if count >= BODY:
                return
        page, at = page + 1, 0
        if count == 0:
            return


def _is_heading(text: str) -> bool:
    """True for a line that looks like the head of another note or part."""
    if re.match(
        r"(?:note\s*)?\d{1,2}[A-Z]?\s*[.):–—-]+\s*[A-Z]|note\s+\d|item\s+\d|schedule\s+[IVX]+\b|part\s+[IV]+\b|exhibit\b",
        text,
        re.IGNORECASE,
    ):
        return bool(re.match(r"item\s+\d", text, re.IGNORECASE)) or (
            not text.endswith(".") and not re.search(r"\d{3}", text)
        )
    return bool(_UPPER.fullmatch(text)) and sum(c.isalpha() for c in text) > 6


def _under(kind: Kind, heading: Line, body: Sequence[Line]) -> list[NoteText]:
    made = []
    for text, page, box in paragraphs(body, False):
        if re.match(r"(?:none|nil|not applicable)\b", text, re.IGNORECASE):
            made.append(
                NoteText(what=kind.what, text=text, heading=heading.text.strip(), none=True, page=page, box=box)
            )
            continue
        if not _SENTENCE.search(text) or len(text.split()) < WORDS or _POINTER.match(text) or _POLICY.search(text):
            continue
        nothing = kind.none_en is not None and bool(kind.none_en.search(text))
        made.append(NoteText(what=kind.what, text=text, heading=heading.text.strip(), none=nothing, page=page, box=box))
    return made


def _with_rest(pages: Mapping[int, Sequence[Line]], n: int, often: frozenset[str]) -> list[Line]:
    """The lines of a page, and those in which its last sentence ends on the next."""
    own = [line for line in pages[n] if not is_running(line) and not is_repeated(line, often)]
    if not own or own[-1].text.rstrip().endswith((".", ":")):
        return own
    return own + [line for line in pages.get(n + 1, ()) if not is_running(line) and not is_repeated(line, often)][:REST]


def _sentences(asked: Sequence[Kind], lines: Sequence[Line], page: int) -> list[NoteText]:
    made = []
    for sentence in sentences_on(lines, page):
        small = sentence.text.lower()
        for kind in asked:
            if not any(s in small for s in kind.signs) or kind.says_en is None:
                continue
            text = sentence.text[sentence.text.rfind("| ") + 1 :].strip() if "| " in sentence.text else sentence.text
            found = kind.says_en.search(text)
            nothing = kind.none_en is not None and bool(kind.none_en.search(text))
            if (
                found is None
                or sentence.lines[0].page != page
                or len(text) > 2 * LENGTH
                or (not nothing and kind.unless and kind.unless.search(text))
            ):
                continue
            if not _SENTENCE.search(text):
                continue
            made.append(
                NoteText(
                    what=kind.what,
                    text=text[:LENGTH],
                    none=nothing,
                    page=page,
                    box=union([line.box for line in sentence.lines if line.page == page]),
                )
            )
    return made


def _matters(pages: Mapping[int, Sequence[Line]]) -> list[NoteText]:
    """Titles of the matters of an audit report: short lines with capitals between running text."""
    for n in sorted(pages):
        head = [compact(line.text) for line in pages[n]]
        at = next((k for k, text in enumerate(head) if _MATTERS.fullmatch(text)), None)
        if at is None or not any(
            _REPORT.search(compact(line.text)) for k in (n, n - 1, n - 2) for line in pages.get(k, ())
        ):
            continue
        found = list(_titles(pages, n, at + 1))
        if found:
            return found
    return []


def _titles(pages: Mapping[int, Sequence[Line]], page: int, at: int) -> Iterator[NoteText]:
    seen: set[str] = set()
    count = 0
    while page in pages and count < MATTER_LINES:
        lines = [line for line in pages[page][at:] if not is_running(line)]
        right = max((line.box[2] for line in lines), default=0.0)
        for k, line in enumerate(lines):
            text = line.text.strip()
            count += 1
            if _END_OF_MATTERS.match(text) or _CITY.fullmatch(text):
                return
            after = lines[k + 1].text if k + 1 < len(lines) else ""
            before = lines[k - 1].text.rstrip() if k else "."
            if (
                not _TITLE_LINE.fullmatch(text) or _NO_TITLE.search(text) or line.box[2] > right - 60 or text in seen
                or not before.endswith((".", ":", "Matters", "Matter", "matters")) or not re.match(r"[A-Z]", after) or _few_capitals(text)
            ):  # fmt: skip
                continue
            seen.add(text)
            yield NoteText(what="key_matter", text=text, heading="Critical audit matters", page=page, box=line.box)
        page, at = page + 1, 0


def _few_capitals(text: str) -> bool:
    """True where the words are those of a sentence, not of a title."""
    words = [w for w in re.findall(r"[A-Za-z]+", text) if len(w) > 3]
    return not words or sum(w[0].isupper() for w in words) < 0.7 * len(words)
