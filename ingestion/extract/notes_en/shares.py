"""How much of sales or purchases the largest customers and suppliers are, from sentences and from tables of named ones.

A share counts only for the report's own years, of all sales or purchases, and never for a segment, a quarter or receivables.
"""

import re
from collections.abc import Sequence

from ingestion.extract.notes.figure import word_fact
from ingestion.extract.notes_en.rows import Around, Row, column_ends
from ingestion.extract.notes_en.sentences import PERCENT, SHARES, Sentence, ends_in
from ingestion.model.fact import Fact
from ingestion.model.place import Line, Word

SIGNS = ("customer", "supplier", "vendor")
YEAR = 12
_OF = (
    r"of (?:(?:our|its|their|the|the company[’']s|the group[’']s|the companies[’']) )?(?:(?:total|net|consolidated|annual|gross|overall|inventory|merchandise|raw material) ){0,3}"
    r"(?P<of>revenues?|sales|turnover|purchases)"
)
_VERB = r"(?:accounted for|represented|comprised|constituted|contributed|made up|was|were|accounting for|representing)(?: approximately| about| more than| over)?"
_ONE = re.compile(
    rf"(?:\b(?P<count>one|a single|two|three|four|five|ten|our largest|the largest|its largest|largest|our (?:five|top five|ten) largest|the (?:five|top five|ten) largest|top five|five largest)"
    rf"(?: (?:single|individual|major|external|third[- ]party|significant))?(?: (?P<kind>customers?|suppliers?|vendors?)))[^.%;]{{0,60}}? (?:that |which |who |each )?{_VERB} {SHARES},? {_OF}",
    re.IGNORECASE,
)
_YEAR_BY_YEAR = re.compile(
    rf"(?:\b(?P<count>one|a single|(?:our|the|its)? ?largest|(?:our|the) (?:five|top five) largest|(?:our |the )?(?:top five|five largest))"
    rf"(?: (?:single|individual|major|external))?(?: (?P<kind>customers?|suppliers?|vendors?)))[^.%;]{{0,40}}? (?:{_VERB}|amounted to) "
    rf"(?P<a>\d{{1,3}}(?:\.\d+)?) ?% ?(?:\((?P<yc>20\d\d): (?P<b2>\d{{1,3}}(?:\.\d+)?) ?%\) )?of (?P<of>(?:[a-z’'-]+ ){{0,4}}?(?:revenues?|sales|turnover|purchases))"
    rf"(?: in (?P<ya>20\d\d) and (?P<b1>\d{{1,3}}(?:\.\d+)?) ?% in (?P<yb>20\d\d))?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:(?P<kind>Customer|Supplier|Vendor) [A-Z1-9](?:,? (?:and )?(?:Customer|Supplier|Vendor) [A-Z1-9])*"
    r"|\b[A-Z][\w&.’' ]{2,40}, (?:our|its|the [Cc]ompany[’']s|the [Gg]roup[’']s) largest (?P<kind2>customer|supplier|vendor),?)"
    rf" {_VERB} {SHARES},? {_OF}"
)
_OTHER = re.compile(
    r"\b(?:no|not|none|quarters?|months|segments?|divisions?|receivables?|any|product lines?|categor(?:y|ies)|if|could|exceed)\b",
    re.IGNORECASE,
)
_ROW = re.compile(r"(?P<kind>Customer|Supplier|Vendor) (?:[A-H1-9]|#\d)", re.IGNORECASE)
_TABLE_OF = re.compile(r"(?:revenues?|sales|turnover|purchases)", re.IGNORECASE)
_NOT_OF = re.compile(r"receivable|payable", re.IGNORECASE)


def told_shares(sentences: Sequence[Sentence], told: Around) -> list[Fact]:
    """Shares of the largest one and of the five largest, told in a sentence."""
    if told.context.dates.months != YEAR:
        return []
    made: list[Fact] = []
    for sentence in sentences:
        small = sentence.text.lower()
        if "%" in small and (spread := _YEAR_BY_YEAR.search(sentence.text)) and (spread["b1"] or spread["b2"]):
            made += _year_by_year(spread, sentence, told)
            continue
        if "%" not in small or not any(s in small for s in SIGNS):
            continue
        match = _ONE.search(sentence.text) or _NAMED.search(sentence.text)
        if match is None or _OTHER.search(sentence.text[: match.end() + 60]) or re.search("receivable", small):
            continue
        made += _of(match, sentence, told)
    return made


def _year_by_year(match: re.Match[str], sentence: Sentence, told: Around) -> list[Fact]:
    """ "one customer: 17% of net sales in 2024 and 15% in 2023", "the largest customer: 22% (2023: 19%) of revenue"."""
    pair = [
        (match["a"], match["ya"] or told.end[:4], match.start("a")),
        (match["b1"] or match["b2"], match["yb"] or match["yc"], max(match.start("b1"), match.start("b2"))),
    ]
    ends = [told.end_of(int(year)) for _, year, _ in pair]
    outside = len(re.findall(PERCENT, sentence.text)) > 2 or _OTHER.search(sentence.text)
    is_buyer = match["kind"].lower().startswith("customer")
    if outside or None in ends or ends[0] != told.end or ends[1] == ends[0]:
        return []
    if is_buyer == ("purchases" in match["of"].lower()):
        return []
    field = f"top{5 if 'five' in match['count'].lower() else 1}_{'customer' if is_buyer else 'supplier'}_pct"
    return [
        word_fact(
            field,
            sentence.word_at(at),
            sentence.text[:160],
            sentence.page,
            None,
            end,
            "consolidated",
            told.context,
            share,
        )
        for (share, _, at), end in zip(pair, ends, strict=True)
    ]


def _of(match: re.Match[str], sentence: Sentence, told: Around) -> list[Fact]:
    found = match.groupdict()
    kind = (found.get("kind") or found.get("kind2") or "").lower()
    count = (found.get("count") or "").lower()
    is_buyer = kind.startswith("customer")
    shares = "shares" if found.get("shares") else ""
    if not shares or is_buyer == (match["of"].lower() == "purchases"):
        return []
    ends = ends_in(sentence.text, told)
    pcts = list(re.finditer(r"(\d{1,3}(?:\.\d+)?) ?%", match["shares"]))
    if not ends or "10" in count or "ten" in count.split():
        return []
    if len(re.findall(PERCENT, sentence.text)) > len(pcts):
        return []
    field = f"top{5 if 'five' in count else 1}_{'customer' if is_buyer else 'supplier'}_pct"
    several = count in ("two", "three", "four") or bool(
        re.search(r" [A-Z1-9](?:,| and)", match.group()) and found.get("kind") and not count
    )
    if several and len(ends) == 1 and len(pcts) > 1:
        pairs = [(max(pcts, key=lambda p: float(p[1])), ends[0])]
    elif not several and len(ends) == len(pcts):
        pairs = list(zip(pcts, ends, strict=True))
    else:
        return []
    if len(pairs) > 1 and "respectively" not in sentence.text and [e for _, e in pairs] != sorted(ends, reverse=True):
        return []
    return [
        word_fact(field, sentence.word_at(match.start("shares") + p.start()), sentence.text[:160], sentence.page, None, end, "consolidated",
                  told.context, p[1])
        for p, end in pairs
    ]  # fmt: skip


def listed_shares(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """The largest share of a table of named customers or suppliers, in each of its years."""
    if told.context.dates.months != YEAR:
        return []
    made: list[Fact] = []
    at = 0
    while at < len(rows):
        kind = _ROW.fullmatch(rows[at].label)
        if kind is None or not rows[at].cells:
            at += 1
            continue
        k = at
        while k < len(rows) and _ROW.fullmatch(rows[k].label) and len(rows[k].cells) == len(rows[at].cells):
            k += 1
        made += _listed(rows[at:k], kind["kind"].lower(), lines, told)
        at = k
    return made


def _listed(rows: Sequence[Row], kind: str, lines: Sequence[Line], told: Around) -> list[Fact]:
    first = rows[0]
    about = " ".join(r.text for r in lines[max(0, first.at - 4) : first.at])
    ends = column_ends(lines, first, len(first.cells), told)
    if (
        ends is None
        or not _TABLE_OF.search(about)
        or _NOT_OF.search(about)
        or not any("%" in c.text for r in rows for c in r.cells)
    ):
        return []
    if re.search(r"months|quarter", about):
        return []
    field = f"top1_{'customer' if kind == 'customer' else 'supplier'}_pct"
    made = []
    for k, end in enumerate(ends[0]):
        row, cell = max(((r, r.cells[k]) for r in rows), key=lambda x: x[1].value or 0)
        if end is not None and cell.value and 0 < cell.value <= 100:
            word = Word(cell.text, *cell.box, conf=min((w.conf for w in cell.words), default=1.0))
            made.append(
                word_fact(field, word, row.label, row.page, None, end, "consolidated", told.context, value=cell.value)
            )
    return made
