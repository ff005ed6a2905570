"""Numbers and dates as people read them, zh and en. The only place that rounds, always half up."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ingestion.errors import UsageError

Lang = Literal["zh", "en"]
Style = Literal["full", "short"]

SHARE = "k_"  # how the policy calls its shares
RATIO_PLACES = {"x": 2, "percent": 2, "days": 1, "points": 1}
SYMBOLS = {"USD": "$", "CNY": "¥", "HKD": "HK$", "EUR": "€", "GBP": "£", "PHP": "₱", "INR": "₹"}
ZH_UNITS = {"USD": "美元", "CNY": "元", "HKD": "港元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "PHP": "比索"}


def rounded(value: Decimal, places: int) -> Decimal:
    """The value with `places` decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def grouped(value: Decimal, places: int | None = None) -> str:
    """Digits in groups of three; all decimals of the value unless `places` is given."""
    number = value if places is None else rounded(value, places)
    text = format(number, ",f")
    return "0" if text in ("-0", "0") else text


def amount(value: Decimal, currency: str | None, lang: Lang, scale: int = 1, places: int | None = None) -> str:
    """Money in units of `scale` of its currency: `1,577 million USD`, `18,116.79 万元`."""
    number = grouped(value / scale, places) if places is not None else grouped(_trimmed(value / scale))
    if lang == "zh":
        return f"{number} {zh_scale(scale)}{ZH_UNITS.get(currency or '', currency or '')}".rstrip()
    words = {1: "", 10**3: " thousand", 10**6: " million", 10**9: " billion"}
    shown = number + words.get(scale, f" x {scale}")
    symbol = SYMBOLS.get(currency or "")
    if scale == 10**4 and symbol:  # the paper's own unit, and what an English reader expects
        return f"{number} 万元 ({symbol}{grouped(_trimmed(value / 10**6))} million)"
    if symbol and len(symbol) <= 3:
        return f"-{symbol}{shown[1:]}" if shown.startswith("-") else f"{symbol}{shown}"
    return f"{shown} {currency}" if currency else shown


def leaf_amount(value: Decimal, currency: str, printed_scale: int, lang: Lang) -> str:
    """An amount of a bureau report: in the unit of its page in Chinese, in millions in English."""
    return amount(value, currency, lang, printed_scale if lang == "zh" else 10**6)


def display_scale(value: Decimal, printed_scale: int, lang: Lang) -> tuple[int, int | None]:
    """(scale, places) that reads best: the paper's own unit in English, 万元 or 亿元 for long yuan figures in Chinese."""
    if printed_scale != 1:
        return printed_scale, None
    return 1, None


def ratio_text(value: Decimal, unit: str, lang: Lang, places: int | None = None) -> str:
    """A ratio with its unit: 1.24, 58.75%, 78.6 days."""
    whole = unit == "days" and value == value.to_integral_value()
    digits = (0 if whole else RATIO_PLACES.get(unit, 2)) if places is None else places
    number = grouped(value, digits)
    if unit == "percent":
        return f"{number}%"
    if unit == "days":
        return f"{number} 天" if lang == "zh" else f"{number} days"
    if unit == "x":
        return f"{number} 倍" if lang == "zh" else f"{number}x"
    return number


def shown_value(name: str, value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value and its unit as people read it: a share that the policy keeps as a factor (0.10) is 10 percent."""
    return (value * 100, "percent") if unit == "x" and name.startswith(SHARE) else (value, unit)


def zh_scale(scale: int) -> str:
    """The Chinese word for a scale."""
    return {1: "", 10**3: "千", 10**4: "万", 10**6: "百万", 10**8: "亿", 10**9: "十亿"}.get(scale, f"×{scale} ")


def unit_words(currency: str | None, scale: int, lang: Lang) -> str:
    """The unit that a table of money counts in: 万元, 千美元; RMB'000, RMB 10 thousand (万元), USD million."""
    if lang == "zh":
        return f"{zh_scale(scale)}{ZH_UNITS.get(currency or '', currency or '?')}"
    name = "RMB" if currency == "CNY" else currency or "?"
    if scale in (10**4, 10**8):
        return f"{name} {scale // (10**6 if scale == 10**8 else 10**3)} {'million' if scale == 10**8 else 'thousand'} ({zh_scale(scale)}元)"
    return {1: name, 10**3: f"{name}'000", 10**6: f"{name} million", 10**9: f"{name} billion"}.get(
        scale, f"{name} × {scale:,}"
    )


def period_text(period_end: str, months: int | None, lang: Lang) -> str:
    """A period in words: 2024年度, 2024-09-30 (9个月), FY 2018-12-31."""
    year, month, _ = period_end.split("-")
    if lang == "zh":
        if months == 12:
            return f"{year}年度" if month == "12" else f"截至{period_end}年度"
        return f"截至{period_end}的{months}个月" if months else f"{period_end}"
    if months == 12:
        return f"FY{year}" if month == "12" else f"year to {period_end}"
    return f"{months} months to {period_end}" if months else period_end


def _trimmed(value: Decimal) -> Decimal:
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


UNIT_SCALES = {
    "元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8,
    "units": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "crore": 10**7, "lakh": 10**5,
}  # fmt: skip


def scale_of_unit(unit: str) -> int:
    """The factor of a unit's name: 万元 10,000, thousand 1,000.

    Raises:
        UsageError: the unit is unknown.
    """
    found = UNIT_SCALES.get(unit.strip().lower().rstrip("s")) or UNIT_SCALES.get(unit.strip())
    if found is None:
        raise UsageError("cli.bad_unit", unit=unit, candidates=", ".join(UNIT_SCALES))
    return found


def parsed_number(text: str) -> Decimal:
    """A number as a person types it: `1,234.5`, `(120)`, `-120`.

    Raises:
        UsageError: it is no number.
    """
    plain = text.strip().replace(",", "").replace("，", "").replace("−", "-")
    negative = plain.startswith("(") and plain.endswith(")")
    try:
        value = Decimal(plain.strip("()"))
    except ArithmeticError as err:
        raise UsageError("problems.not_a_number", text=text) from err
    if not value.is_finite() or "e" in plain.lower():
        raise UsageError("problems.not_a_number", text=text)
    return -value if negative else value
