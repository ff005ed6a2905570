"""Company names for matching: taken apart into trade name, region, legal form and branch; the printed name is never changed."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from opencc import OpenCC

Verdict = Literal["same", "different", "unclear"]
_CJK = re.compile("[\u3400-\u9fff]")
_BRACKETS = str.maketrans("〔〕【】[]{}〈〉《》「」", "()" * 7)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "AE", "Ö": "OE", "Ü": "UE"})
_QUOTES = re.compile("[\"'“”‘’`´「」『』《》]")
_DOTS = re.compile("[·•・‧∙･]")
_GROUP = "集团"
_VARIANTS = str.maketrans("滙羣峯綫裏邨", "汇群峰线里村")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart. `region` is (place, where it stands) pairs; `form` a key of names.toml, None where none is written."""

    printed: str
    trade: str
    region: tuple[tuple[str, str], ...] = ()
    form: str | None = None
    is_branch: bool = False
    branch: str = ""
    has_group: bool = False
    chinese: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Trade name and region as one text; with `form` it tells companies apart."""
        return "|".join((*(f"{where}:{place}" for place, where in self.region), self.trade, self.branch))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))


@cache
def _simplifier() -> Any:
    return OpenCC("t2s")


def company_name(text: str) -> CompanyName:
    """The name in `text`, taken apart."""
    flat, aliases = _without_aliases(_flat(text))
    if _CJK.search(flat):
        return _chinese(text, flat, aliases)
    return _latin(text, flat, aliases)


def compare_names(a: str, b: str) -> tuple[Verdict, str]:
    """(verdict, rule) of two names by themselves: same, different, or unclear where a name alone cannot tell."""
    told = _compared(a, b)
    if told[0] != "same" and (_german(a), _german(b)) != (a, b):
        again = _compared(_german(a), _german(b))  # Müller is Mueller where letters have no dots
        return again if again[0] == "same" else told
    return told


def _german(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_UMLAUTS)


def _compared(a: str, b: str) -> tuple[Verdict, str]:
    left, right = company_name(a), company_name(b)
    if not left.trade or not right.trade:
        return "unclear", "no_name"
    if left.chinese != right.chinese:
        return "unclear", "transliteration"
    if left.is_branch != right.is_branch:
        return "different", "branch"
    if left.trade == right.trade and left.region == right.region and left.branch == right.branch:
        if left.has_group != right.has_group:
            return "unclear", "group"
        return ("same", "name_and_form") if left.form == right.form else ("unclear", "legal_form")
    if _told_apart_by_group(left, right):
        return "unclear", "group"
    if _is_alias(left, right) or _is_alias(right, left):
        return "unclear", "alias"
    if _confused(left) == _confused(right):
        return "unclear", "ocr_confusable"
    if left.trade == right.trade and left.branch == right.branch:
        return "different", "region"
    if left.trade == right.trade:
        return "different", "branch"
    return "different", "trade_name"


def name_key(text: str) -> str:
    """Trade name, region and form as one key: equal keys are one name."""
    name = company_name(text)
    return f"{name.key}|{name.form or ''}"


def _flat(text: str) -> str:
    flat = _QUOTES.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    flat = _DOTS.sub("·", flat)
    if _CJK.search(flat):
        flat = _simplifier().convert(flat.translate(_VARIANTS))
        flat = re.sub(r"(?<=[\u3400-\u9fff()·])\s+|\s+(?=[\u3400-\u9fff()·])", "", flat)
    return " ".join(flat.split())


def _without_aliases(flat: str) -> tuple[str, tuple[str, ...]]:
    """The name without `(曾用名: …)`, `t/a …`, and these other names."""
    marks = "|".join(re.escape(m) for m in _words()["aliases"]["marks"])
    found = []
    match = re.search(
        rf"\(\s*(?:{marks})\s*[:：]?\s*([^()]*(?:\([^()]*\)[^()]*)*)\)|[,，;]?\s*\b(?:{marks})(?![a-z])\s*[:：]?\s*(.+)$",
        flat,
        re.IGNORECASE,
    )
    if match and match.start() > 0:
        found.append((match[1] or match[2] or "").strip(" ,;"))
        flat = (flat[: match.start()] + flat[match.end() :]).strip(" ,;")
    return flat, tuple(found)


# Chinese


def _chinese(printed: str, flat: str, aliases: tuple[str, ...]) -> CompanyName:
    flat = flat.upper().strip("。.,;:、")
    parent, branch = _branch_of(flat)
    body, form = _form_of(parent)
    body, has_group = re.subn(r"\(集团\)|集团(?:公司)?$", "", body)
    body, region = _regions(body)
    if "(集团)" in parent:
        region = (*region, ("(集团)", "group"))
    return CompanyName(printed, body, region, form, bool(branch), branch, bool(has_group), True, aliases)


def _branch_of(flat: str) -> tuple[str, str]:
    """(the parent's name, the branch's own part) of a branch; the whole name and nothing for any other."""
    for word in _words()["branches"]["zh"]:
        if flat.endswith(word):
            stem = flat.removesuffix(word)
            cut = max(
                (stem.rfind(form) + len(form) for form in _words()["forms_zh"] if len(form) > 1 and form in stem),
                default=-1,
            )
            return (stem[:cut], stem[cut:].strip("()") + word) if cut > 0 else (stem, word)
    return flat, ""


def _form_of(flat: str) -> tuple[str, str | None]:
    for form, key in sorted(_words()["forms_zh"].items(), key=lambda item: -len(item[0])):
        if flat.endswith(form) and len(flat) > len(form):
            return flat.removesuffix(form), str(key)
    return flat, None


@cache
def _places() -> tuple[dict[str, str], int]:
    """Names of provinces, cities and counties as company names use them, to one spelling; and the longest name."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text("utf-8")
    found: dict[str, str] = {}
    for match in re.finditer(r'(?:province|county)="(?:\[[^\]]*\])?([\u3400-\u9fff]+)"', text):
        name = match[1]
        short = re.sub(r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|地区|省|市)$", "", name)
        if len(short) >= 2 and short not in ("市辖", "省直辖"):
            found[name] = short
            if name.endswith(("省", "市", "自治区", "特别行政区", "地区")):
                found[short] = short
        elif name.endswith(("县", "区")) and len(name) >= 3:
            found[name] = name
    return found, max(len(name) for name in found)


def _regions(body: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The trade name without its places, and the places in order with where they stand (before, or in brackets)."""
    places, longest = _places()
    regions: list[tuple[str, str]] = []
    rest = body.removeprefix("中国") if body.startswith("中国") and len(body) > 4 else body
    if rest != body:
        regions.append(("中国", "before"))
    while True:
        found = next((rest[:n] for n in range(min(longest, len(rest)), 1, -1) if rest[:n] in places), None)
        if found is None or len(rest) - len(found) < 2:
            break
        regions.append((places[found], "before"))
        rest = rest[len(found) :]
    for inside in re.findall(r"\(([^()]*)\)", rest):
        if inside in places or inside in ("中国", "香港", "亚洲", "国际"):
            regions.append((places.get(inside, inside), "within"))
            rest = rest.replace(f"({inside})", "")
    return rest, tuple(regions)


# Latin letters


def _latin(printed: str, flat: str, aliases: tuple[str, ...]) -> CompanyName:
    plain = unicodedata.normalize("NFKD", flat)
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch)).upper()
    plain = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z]\b)", "", plain).replace("&", " AND ").replace("+", " AND ")
    plain = re.sub(r"(?<=[A-Z])/(?=[A-Z]\b)", "", plain)
    words = " ".join(re.sub(r"[^A-Z0-9]+", " ", plain).split()).removeprefix("THE ")
    words = _joined_letters(words)
    words, branch = _latin_branch(words)
    trade, form = words, None
    for text, key in sorted(_words()["forms_en"].items(), key=lambda item: -len(item[0])):
        bare = text.replace(" CO KG", " AND CO KG") if "KG" in text else text
        for candidate in (text, bare):
            if words.endswith(f" {candidate}"):
                trade, form = words.removesuffix(f" {candidate}"), str(key)
                break
        if form:
            break
    return CompanyName(
        printed, trade.removesuffix(" AND").strip(), (), form, bool(branch), branch, False, False, aliases
    )


def _joined_letters(words: str) -> str:
    """`L L C` as LLC: single letters at the end that spell a form."""
    parts = words.split()
    tail = 0
    while tail < len(parts) - 1 and len(parts[-1 - tail]) == 1:
        tail += 1
    joined = "".join(parts[len(parts) - tail :])
    return " ".join([*parts[: len(parts) - tail], joined]) if tail > 1 and joined in _words()["forms_en"] else words


def _latin_branch(words: str) -> tuple[str, str]:
    for word in _words()["branches"]["en"]:
        if words.endswith(f" {word}"):
            stem = words.removesuffix(f" {word}")
            forms = sorted(_words()["forms_en"], key=len, reverse=True)
            cut = max(
                (m.end() for form in forms if len(form) > 1 for m in re.finditer(rf"\b{form}\b", stem)), default=-1
            )
            return (stem[:cut].strip(), f"{stem[cut:].strip()} {word}".strip()) if cut > 0 else (stem, word)
    return words, ""


# what a name alone cannot tell


def _told_apart_by_group(left: CompanyName, right: CompanyName) -> bool:
    def bare(name: CompanyName) -> tuple[str, tuple[tuple[str, str], ...], str]:
        region = tuple(r for r in name.region if r[1] != "group")
        return name.trade.replace(_GROUP, "").removesuffix(" GROUP").removesuffix(" HOLDINGS"), region, name.branch

    return bare(left) == bare(right) and (left.has_group or right.has_group or "GROUP" in left.trade + right.trade)


def _is_alias(name: CompanyName, other: CompanyName) -> bool:
    return any(compare_names(alias, other.printed)[0] == "same" for alias in name.aliases if alias)


@cache
def _confusion() -> dict[str, str]:
    table = {ch: group[0] for group in _words()["confusable"]["groups"] for ch in group}
    return table | {ch: group[0] for group in _words()["confusable"]["latin"] for ch in group}


def _confused(name: CompanyName) -> tuple[str, str, bool]:
    """The name with characters that pictures confuse made one."""
    table = _confusion()
    body = "".join(table.get(ch, ch) for ch in f"{''.join(p for p, _ in name.region)}{name.trade}{name.branch}")
    where = "".join(w for _, w in name.region)
    return body, where, name.is_branch
