"""How a paper prints its values: dates, amounts with the unit in cell, head, section or declaration, closed words, empty fields."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

UnitPlace = Literal["cell", "head", "section", "declared", "line"]
SCALE = {"元": 1, "万元": 10**4, "亿元": 10**8}
SIGN = {"USD": "$", "GBP": "£", "EUR": "€", "HKD": "HK$"}
FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def truth_of(kind: str, value: str) -> dict[str, str | None]:
    """What a reader has to make of a value, by the ending of its leaf's name; None where the field is empty."""
    if value == "":
        return {"": None}
    match kind:
        case "e":
            return {"": value.split("=")[1]}
        case "P":
            year, month = int(value[:4]), int(value[5:7])
            return {"_start": f"{value}-01", "_end": f"{value}-{monthrange(year, month)[1]:02d}"}
        case _:
            return {"": value}


@dataclass(frozen=True, slots=True)
class Printing:
    """One paper's habits of writing."""

    english: bool
    currency: str
    unit: str
    day_first: bool
    dates: str
    place: UnitPlace
    empty: str

    def label(self, label: str, kind: str, value: str, in_section: bool) -> str:
        """A label, with the unit behind it where the look puts it there."""
        if kind != "m" or self._place(in_section) != "head":
            return label
        return f"{label} ({self.currency})" if self.english else f"{label}（{self._unit()}）"

    def heading(self, title: str, has_money: bool) -> str:
        """A heading, with the unit of its section where the look puts it there."""
        if not has_money or self.place != "section":
            return title
        return f"{title} (amounts in {self.currency})" if self.english else f"{title}（单位：{self._unit()}）"

    def declaration(self) -> str:
        """The line that tells the unit of the whole paper."""
        if self.english:
            return f"All amounts in {self.currency}"
        return "金额单位：" + (f"人民币{self.unit}" if self.currency == "CNY" else self._unit())

    def unit_line(self) -> str:
        """The line that tells the unit of what stands below it."""
        return f"(in {self.currency})" if self.english else f"单位：{self._unit()}"

    def value(self, kind: str, value: str, in_section: bool) -> str:
        """The value as printed."""
        if value == "":
            return self.empty
        match kind:
            case "m":
                return self._money(Decimal(value), self._place(in_section))
            case "d":
                return self._day(date.fromisoformat(value))
            case "D":
                time = datetime.fromisoformat(value)
                return f"{self._day(time.date())} {time:%H:%M:%S}"
            case "M" | "P":
                return self._month(value)
            case "p":
                return f"{value}%"
            case "e" | "k":
                return value.split("=")[0]
            case "n":
                return f"{int(value):,}" if value.isdigit() and int(value) >= 10000 else value
            case _:
                return value

    def _place(self, in_section: bool) -> UnitPlace:
        return "cell" if self.place == "section" and not in_section else self.place

    def _unit(self) -> str:
        return self.unit if self.currency == "CNY" else {"USD": "美元", "EUR": "欧元"}[self.currency]

    def _money(self, amount: Decimal, place: UnitPlace) -> str:
        if self.english:
            digits = f"{amount:,.2f}" if amount != amount.to_integral() else f"{amount:,.0f}"
            return f"{SIGN[self.currency]}{digits}" if place == "cell" else digits
        scaled = amount / SCALE[self.unit]
        digits = f"{scaled:,.2f}" if scaled == scaled.quantize(Decimal("0.01")) else f"{scaled:,f}"
        if place != "cell":
            return digits
        return f"{digits}{self.unit}" if self.currency == "CNY" else f"{self.currency} {amount:,.0f}"

    def _day(self, day: date) -> str:
        if self.english:
            name = NAMES[day.month - 1]
            words = f"{day.day} {name} {day.year}" if self.day_first else f"{name} {day.day}, {day.year}"
            numbers = f"{day:%d/%m/%Y}" if self.day_first else f"{day:%m/%d/%Y}"
            full = FULL[day.month - 1]
            forms = {
                "words": words, "dot": f"{day.day:02d}-{name}-{day.year}", "iso": day.isoformat(),
                "long": f"{day.day} {full} {day.year}" if self.day_first else f"{full} {day.day}, {day.year}",
                "packed": numbers.replace("/", "."),
            }  # fmt: skip
            return forms.get(self.dates, numbers)
        forms = {"words": f"{day.year}年{day.month}月{day.day}日", "slash": f"{day:%Y/%m/%d}", "dot": f"{day:%Y.%m.%d}"}
        forms |= {"long": f"{day:%Y年%m月%d日}", "packed": f"{day:%Y%m%d}"}
        return forms.get(self.dates, day.isoformat())

    def _month(self, month: str) -> str:
        year, number = month.split("-")
        if self.english:
            return {
                "words": f"{NAMES[int(number) - 1]} {year}",
                "iso": month,
                "long": f"{NAMES[int(number) - 1]}-{year[2:]}",
            }.get(self.dates, f"{number}/{year}")
        forms = {"words": f"{year}年{int(number)}月", "slash": f"{year}/{number}", "dot": f"{year}{number}"}
        forms |= {"long": f"{year}年{number}月", "packed": f"{year}{number}"}
        return forms.get(self.dates, month)
