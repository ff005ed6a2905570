"""What is to be computed: a figure, a ratio, a formula of the question, a sum, a share or a quotient of figures named in it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from assistant.chat.concepts import WEAK, Concept, Mention, concept_named, concept_of_formula
from assistant.chat.definition import Definition, definitions
from assistant.chat.fraction import TOTAL_OF, fraction_in
from assistant.chat.lexicon import Lexicon

_JOINER = re.compile(
    r"^[\s,、，和与及＋+&]*(?:and|plus|以及)?[\s,、，]*(?:the\s*)?(?:current|non-current|long-term|short-term)?\s*$"
)
_SUM = re.compile(
    r"(?:两|三|四|[2-5])?项?(?:合计|之和|总和|加总|总计|一共|共计|加起来|合起来|加一起|加在一起|总共)|\bsum of|\btotal of|combined|\btogether\b|added together|in total|in aggregate"
)
_OF = re.compile(
    r"(?:share|percentage|percent|proportion|fraction|part|%|how much)\s+of\s+(?:the |its |total )*$|占(?:公司|总|全部|合并|当年|当期|期末)?的?$|占\s*$"
)
_WITHIN = re.compile(r"\W*(?:in|out of|over|within|to|relative to|against)\b")
_IN = re.compile(r"^\s*(?:里|中|当中|里面|之中)")
_SHARE = re.compile(
    r"占|share of|proportion of|percentage of|percent of|fraction of|% of|account for|make up|made up|as a (?:%|percent|share|proportion|fraction)"
)
_WEAK_LISTED = re.compile(
    r"\b(?:and|plus) (?:the |its )?(dividends|depreciation|sales|equity|liabilities|cash|borrowings)\b(?! (?:and|per|flows?|equivalents|held|payable|receivable))"
)
_TIMES = re.compile(r"(?:多少|几)倍|how many times|as a multiple of|\bcover")
_TO = re.compile(r"\s*(?:to|over|/|除以)\s*(?:the |its |total |net )*")
_AGAINST_ONE = re.compile(
    r"^\W*(?:combined |together |in total )*(?:[a-z-]+ ){0,3}(?:over|to|divided by|as a|relative to|of)\b|除以|/|占|与.{0,4}之比|的比"
)
_OF_THEM = re.compile(r"\s*(?:combined|together|的|合计的?)?\s*")
_OVER = re.compile(r"\s*(?:over|divided by|/|÷|除以)\s*(?:the |its |total )*")
_COVERS = re.compile(r"\bcover|\bexceed|\benough\b|覆盖|盖住|够")
_DIFFERS = re.compile(r"差|difference|gap between|minus|\bless\b|减")
_RATIO = re.compile(r"ratio of|之比|的比[率值]")
_APART_ZH = re.compile(r"\s*(?:之间)?(?:的)?(?:相?差(?:多少|几|额|距|了)?|差额|[多少高低大小]了?多少)")
_APART_EN = re.compile(
    r"\b(?:difference|gap|spread)(?: in [a-z ]{1,30}?)? between (?:the |its )?(?:[\w-]+ )?$|\b(?:how much|by how much) (?:higher|lower|more|less|larger|smaller|greater) (?:is|was|were|are) (?:the |its )?(?:[\w-]+ )?$|\bby how much (?:did|does|do) (?:the |its )?$"
)
_TOTAL = re.compile(r"(?:half|quarters?) (?:of )?(?:the |its |total |all )*$|占(?:公司|总|全部)?的?$")
_GENERAL = frozenset({"liquidity", "profitability", "solvency"})
_HIGH, _LOW = (
    "non-current|long-term|noncurrent|非流动|长期",
    r"(?<!non-)(?<!非)(?:current|short-term|流动|短期|一年内到期)",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """`spans` are places of the question that it explains; `operation` where the measure itself settles it."""

    concept: Concept | None
    spans: tuple[tuple[int, int], ...] = ()
    is_defined: bool = False
    operation: Literal["growth", "value"] | None = None


def with_weak_words(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, and where one amount alone is named in a share, a quotient or a difference the common word that is its other side."""
    money = {m.concept.formula for m in mentions if m.concept.unit == "money"}
    two_sided = (
        _SHARE.search(text) or _RATIO.search(text) or _TIMES.search(text) or _TO.search(text) or _DIFFERS.search(text)
    )
    listed = _WEAK_LISTED.search(text) if two_sided is not None else None
    if listed is not None and len(money) == len(mentions) == 2:
        concept = concept_named(WEAK[listed[1]])
        at = listed.start(1)
        if (
            concept is not None
            and concept.formula not in money
            and any(
                m.end <= at and re.fullmatch(r"\s*(?:and|plus|,)\s*(?:the |its )?", text[m.end : at]) for m in mentions
            )
        ):
            return sorted([*mentions, Mention(concept, at, listed.end(1), listed[1])], key=lambda m: m.start)
    of_words = not mentions and (_SHARE.search(text) or _RATIO.search(text)) is not None
    if not of_words and (len(money) != 1 or len(mentions) > 2 or two_sided is None):
        return [*mentions]
    free = [m for m in _weak_words().finditer(text) if all(m.end() <= o.start or m.start() >= o.end for o in mentions)]
    concepts = [(m, concept_named(WEAK[m.group()])) for m in free]
    found = [Mention(c, m.start(), m.end(), m.group()) for m, c in concepts if c is not None and c.formula not in money]
    if of_words:  # "what percentage of assets is cash": both sides are common words
        two = list({m.concept.formula: m for m in found}.values())
        return two if len(two) == 2 else []
    return sorted([*mentions, *found[:1]], key=lambda m: m.start)


@cache
def _weak_words() -> re.Pattern[str]:
    latin = [w for w in WEAK if w.isascii()]
    return re.compile(
        rf"\b(?:{'|'.join(latin)})\b(?! (?:and|per|flows?|equivalents|held|payable|receivable))|"
        + "|".join(w for w in WEAK if not w.isascii())
    )


def measure_of(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> Measure:
    """The measure of a plain question (periods blanked out)."""
    mentions = [_sided(m, text, lexicon) for m in mentions]
    if (listed := _sum_against(text, mentions, plainly=True)) is not None:
        return listed
    defined = [d for d in definitions(text, mentions) if _worth(d)]
    if defined:
        return _as_defined(text, mentions, defined)
    return (
        _part_of_total(text, mentions)
        or _sum_against(text, mentions)
        or _added(text, mentions)
        or _apart(text, mentions)
        or Measure(_of_figures(text, mentions))
    )


def _apart(text: str, mentions: Sequence[Mention]) -> Measure | None:
    """How far two amounts of one period are apart, where the question puts them side by side and asks for the difference."""
    money = list({m.concept.formula: m for m in mentions if m.concept.unit == "money"}.values())
    if len(money) != 2 or len(mentions) != len(money):
        return None
    first, second = money
    between, after = text[first.end : second.start], text[second.end : second.end + 12]
    before = text[max(0, first.start - 40) : first.start]
    zh = bool(re.fullmatch(r"\s*(?:和|与|跟|比|较|减|、)\s*", between) and _APART_ZH.match(after))
    asked = _APART_EN.search(before)
    joined = re.fullmatch(r"\s*(?:,|and|than|over|vs\.?|versus|to|is|was|were|the|its|\s)*", between)
    if not zh and (asked is None or joined is None):
        return None
    top, bottom = (
        (second.concept, first.concept) if zh and after.strip()[:1] in "多高大" else (first.concept, second.concept)
    )
    if zh and re.fullmatch(r"\s*[比较]\s*", between):
        top, bottom = first.concept, second.concept
    formula = f"({top.formula}) - ({bottom.formula})"
    zh_name, en_name = f"{top.zh}减{bottom.zh}", f"{top.en} less {bottom.en}"
    start = first.start - (len(before) - asked.start() if asked is not None else 0)
    spans = ((start, second.end + (len(after) if zh else 0)),)
    return Measure(
        Concept(f"{top.id}_less_{bottom.id}"[:80], formula, "money", zh_name, en_name), spans, operation="value"
    )


def _part_of_total(text: str, mentions: Sequence[Mention]) -> Measure | None:
    """The share that a question holds against a half, a quarter … of a total, named or understood."""
    fraction = fraction_in(text)
    if fraction is None or not mentions:
        return None
    ratio = next((m.concept for m in mentions if m.concept.unit == "percent"), None)
    money = list({m.concept.formula: m for m in mentions if m.concept.unit == "money"}.values())
    if ratio is not None and not _sides_of_part(text, money):
        return Measure(ratio, fraction.spans)
    if sides := _sides_of_part(text, money):
        return Measure(_quotient(sides[0], sides[1], "percent"), fraction.spans)
    return None


def _sides_of_part(text: str, money: Sequence[Mention]) -> tuple[Concept, Concept] | None:
    """(part, total) of a share; the total stands after "half of", after 占 or before 一半, or is the one the part belongs to."""
    if len(money) == 1:
        total = concept_named(TOTAL_OF.get(money[0].concept.id, ""))
        return (money[0].concept, total) if total is not None else None
    if len(money) != 2:
        return None
    whole = next((m for m in money if _TOTAL.search(text[: m.start])), money[1])
    part = next(m for m in money if m is not whole)
    return part.concept, whole.concept


def _of_figures(text: str, mentions: Sequence[Mention]) -> Concept | None:
    """A share or quotient of two amounts, else the first ratio named, else the first amount."""
    money = [m for m in mentions if m.concept.unit in ("money", "per_share")]
    two = len({m.concept.formula for m in money}) >= 2
    if _SHARE.search(text) and two:
        top, bottom = _share_sides(text, money)
        return _quotient(top.concept, bottom.concept, "percent")
    if two and len(money) == len(mentions) and (_TIMES.search(text) or _RATIO.search(text)):
        unit = "percent" if re.search(r"percent|%|百分", text) else "x"
        return _quotient(money[0].concept, money[1].concept, unit)
    if len(money) == 2 and two and len(money) == len(mentions) and _TO.fullmatch(text[money[0].end : money[1].start]):
        unit = "percent" if re.search(r"percent|pct|%|百分|share", text) else "x"
        return _quotient(money[0].concept, money[1].concept, unit)
    ratios = [m.concept for m in mentions if m.concept.unit not in ("money", "per_share")]
    ratios = [r for r in ratios if r.id not in _GENERAL] or ratios
    ratios = [r for r in ratios if _made_of(r, ratios)] or ratios
    if not ratios and len(mentions) == 2 and text[mentions[0].end : mentions[1].start] == "的":
        return mentions[1].concept  # 甲的乙: the figure is 乙
    return next(iter(ratios or [m.concept for m in mentions]), None)


def _made_of(ratio: Concept, others: Sequence[Concept]) -> bool:
    """True where the other ratios named are what this one is made of."""
    rest = [r.formula for r in others if r.id != ratio.id]
    return len(rest) > 1 and all(formula in ratio.formula for formula in rest)


def _worth(definition: Definition) -> bool:
    return bool(re.search(r"[-+*/]", definition.formula))


def _as_defined(text: str, mentions: Sequence[Mention], defined: list[Definition]) -> Measure:
    """A formula that the question gives: for a figure it names, for a part of that figure, or for itself."""
    inside = tuple((d.start, d.end) for d in defined)
    outside = [m for m in mentions if not any(s <= m.start < e for s, e in inside)]
    formulas = _substituted(defined)
    given = {d.concept.id: f for d, f in zip(defined, formulas, strict=True) if d.concept is not None}
    loose = next((f for d, f in zip(defined, formulas, strict=True) if d.concept is None), None)
    main = loose or formulas[0]
    named = [
        replace(m, concept=_redefined(m.concept, given[m.concept.id], text)) if m.concept.id in given else m
        for m in outside
    ]
    asked = _of_figures(text, named)
    if asked is None and (known := concept_of_formula(main)) is not None:
        return Measure(known, inside, True)
    if asked is None:
        unit = _unit(main, text, None)
        return Measure(
            Concept("defined", main, unit, "按题中定义的结果", "The figure as defined in the question"), inside, True
        )
    if asked.formula == main or asked.id.partition("_to_")[0] in given or asked.id.partition("_to_")[2] in given:
        return Measure(asked, inside, True)
    if loose is not None and not (asked.unit == "percent" and "/" not in loose):
        return Measure(_redefined(asked, loose, text), inside, True)
    if asked.unit == "percent":  # a margin of what was defined
        return Measure(Concept(asked.id, f"({main}) / revenue", "percent", asked.zh, asked.en), inside, True)
    return Measure(_redefined(asked, main, text), inside, True)


def _substituted(defined: list[Definition]) -> list[str]:
    """The formulas, with what one defines put into the others."""
    out = []
    for one in defined:
        formula = one.formula
        for other in defined:
            name = other.concept.formula if other.concept is not None and other is not one else ""
            if name and re.fullmatch(r"\w+", name) and name in one.names:
                formula = re.sub(rf"\b{name}\b", f"({other.formula})", formula)
        out.append(formula)
    return out


def _redefined(concept: Concept, formula: str, text: str) -> Concept:
    return Concept(concept.id, formula, _unit(formula, text, concept), concept.zh, concept.en)


def _unit(formula: str, text: str, asked: Concept | None) -> str:
    if "/" not in formula:
        return "money"
    if (
        (asked is not None and asked.unit == "days")
        or re.search(r"天数|多少天|\bdays\b", text)
        or re.match(r"\(*36[05]", formula)
        or re.search(r"\* 36[05]", formula)
    ):
        return "days"
    if asked is not None and asked.unit in ("x", "percent"):
        return asked.unit if not re.search(r"%|百分|percent|\bpct\b|\bmargin\b", text) else "percent"
    return "percent" if re.search(r"%|百分|percent|\bpct\b|\bmargin\b", text) else "x"


def _added(text: str, mentions: Sequence[Mention]) -> Measure | None:
    """Figures listed side by side with a word that adds them up."""
    run = _listed(text, mentions)
    if len(run) < 2 or any(m.concept.unit != "money" for m in run):
        return None
    around = text[max(0, run[0].start - 24) : run[0].start] + "|" + text[run[-1].end : run[-1].end + 12]
    if not _SUM.search(around):
        return None
    return Measure(sum_of(list(dict.fromkeys(m.concept for m in run))), ((run[0].start, run[-1].end),))


def _sum_against(text: str, mentions: Sequence[Mention], plainly: bool = False) -> Measure | None:
    """Figures listed side by side as a share or a multiple of one other figure, or the other way round: all of them are used.

    `plainly`: only where nothing but "over" or "divided by" stands between them.
    """
    money = [m for m in mentions if m.concept.unit == "money"]
    run = _listed(text, money)
    rest = [m for m in money if m not in run]
    if len(rest) > 1 and run and _OF_THEM.fullmatch(text[run[-1].end : rest[0].start]):
        rest = rest[1:]  # "the combined sales of A and B", "A and B combined sales": what the parts are parts of
    if len(money) != len(mentions) or len(run) < 2 or len({m.concept.formula for m in rest}) != 1:
        return None
    parts, other = list(dict.fromkeys(m.concept for m in run)), rest[0]
    if other.concept in parts or len(parts) < 2:
        return None
    between = text[run[-1].end : other.start] if other.start > run[-1].start else text[other.end : run[0].start]
    if plainly and not (_OVER.fullmatch(between) and _SHARE.search(text)):
        return None
    if _COVERS.search(text) and not _RATIO.search(text):
        return None
    if not (_SHARE.search(text) or _RATIO.search(text) or _TIMES.search(text) or _AGAINST_ONE.search(between)):
        return None
    total = sum_of(parts)
    first_is_whole = other.start < run[0].start and bool(
        _OF.search(text[: other.start]) or _IN.match(text[other.end :])
    )
    sum_on_top = other.start > run[-1].start or first_is_whole
    unit = "percent" if _SHARE.search(text) or re.search(r"percent|%|百分", text) else "x"
    top, bottom = (total, other.concept) if sum_on_top else (other.concept, total)
    spans = ((min(run[0].start, other.start), max(run[-1].end, other.end)),)
    return Measure(_quotient(top, bottom, unit), spans, operation="value")


def sum_of(parts: Sequence[Concept]) -> Concept:
    """Several figures added up, as one."""
    formula = " + ".join(c.formula if re.fullmatch(r"\w+", c.formula) else f"({c.formula})" for c in parts)
    zh, en = "、".join(c.zh for c in parts) + "合计", "Sum of " + ", ".join(c.en for c in parts)
    return Concept("_plus_".join(c.id for c in parts)[:80], formula, "money", zh, en)


def _listed(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The longest run of mentions with nothing but joining words between them."""
    best: list[Mention] = []
    held: list[Mention] = []
    for mention in mentions:
        if held and not _JOINER.match(text[held[-1].end : mention.start]):
            held = []
        held = [*held, mention]
        best = held if len(held) > len(best) else best
    return best


def _share_sides(text: str, money: Sequence[Mention]) -> tuple[Mention, Mention]:
    """(part, whole): the whole stands after "share of" or 占, or before 中; in "share of A in B" it is B."""
    if _WITHIN.match(text[money[0].end : money[1].start]) and _OF.search(text[: money[0].start]):
        return money[0], money[1]
    whole = next((m for m in money if _OF.search(text[: m.start])), None)
    whole = whole or next((m for m in money if _IN.match(text[m.end :]) and m is not money[-1]), None)
    if whole is None:
        whole = money[1]
    part = next(m for m in money if m is not whole)
    return part, whole


def _quotient(top: Concept, bottom: Concept, unit: str) -> Concept:
    return Concept(
        f"{top.id}_to_{bottom.id}", f"{_bracketed(top.formula)} / {_bracketed(bottom.formula)}", unit, f"{top.zh}/{bottom.zh}", f"{top.en} to {bottom.en}"
    )  # fmt: skip


def _bracketed(formula: str) -> str:
    return formula if formula.isidentifier() else f"({formula})"


def _sided(mention: Mention, text: str, lexicon: Lexicon) -> Mention:
    """A caption printed both among current and non-current lines, by the word before it."""
    before = text[max(0, mention.start - 16) : mention.start]
    high, low = re.search(rf"(?:{_HIGH})\W*$", before), re.search(rf"{_LOW}\W*$", before)
    if not high and not low:
        return mention
    for other in lexicon.printed_as(mention.phrase):
        if other.owner and ("noncurrent" if high else "_current") in other.owner:
            found = Concept(other.name, other.name, "money", other.label, other.label)
            return replace(mention, concept=found)
    named = lexicon.canonical(mention.phrase) if high else None
    concept = concept_named(named) if named else None
    return replace(mention, concept=concept) if concept is not None else mention
