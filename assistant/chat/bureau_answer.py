"""Answers from the credit-bureau reports: balances, lines, cards, guarantees, history, each value cited to its box."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import Record as Report
from assistant.chat.leaves import cite_leaf, say_amount, value_of
from assistant.chat.question import Question
from assistant.chat.tell import Tell
from assistant.credit.profile_model import CreditProfile
from assistant.credit.risks import followup_definitions
from assistant.workspace import CustomerData
from ingestion.store.split import words_of
from ingestion.texts import say

MAX_CARDS = 16
PART = "special_mention_balance"


def _of_report(tell: Callable[["_Teller"], bool]) -> Tell:
    """Told from the latest bank-credit report; nothing where there is none."""

    def told(question: Question, data: CustomerData) -> Answer | None:
        profile = data.profile()
        reports = [r for r in profile.bureau if r.get("provider") == "pboc_ent"]
        if not reports:
            return None
        bank = _BANK.search(question.text)
        if bank and not data.mentions(words_of(bank[1])):
            return _no_such_bank(Draft(question, profile), bank[1])
        report = max(reports, key=lambda r: str((r.get("report_time") or {}).get("value") or ""))
        teller = _Teller(Draft(question, profile), report, profile.as_of)
        return teller.draft.done("answered") if tell(teller) else None

    return told


_BANK = re.compile("(?:在|向|从|欠|对)([\u3400-\u9fff]{2,10}银行)")


def _no_such_bank(draft: Draft, name: str) -> Answer:
    draft.say(say("chat.bank_absent", draft.lang, name=name)).say_searched()
    return draft.done("insufficient_evidence")


class _Teller:
    def __init__(self, draft: Draft, report: Report, as_of: str) -> None:
        self.draft = draft
        self._report = report
        self._as_of = as_of
        self._summary: Report = report.get("credit_summary", {})

    def balance_and_lines(self) -> bool:
        balance = self._summary.get("loan_balance")
        if balance is None:
            return False
        self._say("bureau_balance")
        self._leaf("loan_balance", balance)
        kinds = [self._summary[k] for k in ("non_revolving", "revolving") if k in self._summary]
        for name in ("total", "used", "available"):
            leaves = [k[name] for k in kinds if k.get(name, {}).get("value") is not None]
            if leaves:
                self._say(f"bureau_lines_{name}")
                self._sum(f"line_{name}", leaves)
        used = [k["used"] for k in kinds if k.get("used", {}).get("value") is not None]
        total = [k["total"] for k in kinds if k.get("total", {}).get("value") is not None]
        whole = sum((Decimal(t["value"]) for t in total), Decimal(0))
        if used and whole:
            share = sum((Decimal(u["value"]) for u in used), Decimal(0)) / whole * 100
            self._say("line_share")
            self.draft.figure("line_utilisation", share, f"{round(share, 1)}%", "percent", formula="used / total")
        self._say_dated()
        return True

    def special_mention(self) -> bool:
        own = self._summary.get("special_mention_balance")
        if own is None:
            return False
        self._say("bureau_own_special_mention")
        self._leaf("special_mention_balance", own)
        rows = self._report.get("repayment_liabilities", [])
        marked = [r for r in rows if value_of(r, "five_class") == "sm" or Decimal(value_of(r, PART) or 0) > 0]
        for row in marked:
            self._say("bureau_guaranteed_special_mention", debtor=value_of(row, "debtor"))
            if value_of(row, PART) is not None:
                self._leaf("repayment_liability_special_mention", row[PART])
                self._say("bureau_special_mention_of")
            self._leaf("repayment_liability_balance", row["balance"])
        self._say_dated()
        if marked:
            self._say("bureau_ask", check="FU-19", title=followup_definitions()["FU-19"]["names"][self.draft.lang])
        return True

    def guaranteed(self) -> bool:
        rows = self._report.get("repayment_liabilities", [])
        leaves = [r["amount"] for r in rows if r.get("amount", {}).get("value") is not None]
        if not leaves:
            return False
        self._say("bureau_guaranteed")
        self._sum("external_guarantee_amount", leaves, cite=False)
        for number, row in enumerate(rows):
            self.draft.say(self._joint(number)).say(f"{value_of(row, 'debtor')} ")
            self._leaf("repayment_liability", row["amount"])
        self._say_dated()
        return True

    def overdue(self) -> bool:
        current = self._summary.get("overdue_total")
        late = [h for h in self._report.get("liability_history", []) if Decimal(value_of(h, "overdue_total") or 0) > 0]
        if current is None and not late:
            return False
        if current is not None:
            self._say("bureau_overdue")
            self._leaf("overdue_total", current)
        for month in late:
            self._say("bureau_overdue_month", month=value_of(month, "month"))
            self._leaf("overdue_total", month["overdue_total"])
        self._say_dated()
        return True

    def lenders(self) -> bool:
        ever, now = self._summary.get("lender_count"), self._summary.get("active_lender_count")
        if now is None:
            return False
        self._say("bureau_lenders_now")
        self._leaf("active_lender_count", now)
        if ever is not None:
            self._say("bureau_lenders_ever")
            self._leaf("lender_count", ever)
        self._say_dated()
        return True

    def inquiries(self) -> bool:
        rows = self._report.get("inquiries", [])
        for number, row in enumerate(rows[:MAX_CARDS]):
            self.draft.say(self._joint(number) if number else "")
            self.draft.say(f"{value_of(row, 'date')} {value_of(row, 'institution')} {value_of(row, 'reason')}")
            self._cite(row["date"])
        return bool(rows)

    def maturing(self) -> bool:
        """Open accounts due within twelve months of the file's date, with their sum."""
        limit = _in_a_year(self._as_of)
        open_ = [a for a in self._report.get("credit_accounts", []) if not value_of(a, "is_settled")]
        due = [a for a in open_ if (end := value_of(a, "due_date")) and str(end) <= limit]
        due = [a for a in due if a.get("balance", {}).get("value") is not None]
        if not open_:
            return False
        self._say("bureau_maturing", date=limit)
        self._sum("maturing_balance", [a["balance"] for a in due], cite=False)
        total = self._summary.get("loan_balance")
        if total is not None:
            self._say("bureau_of")
            self._leaf("loan_balance", total)
        for account in due[:MAX_CARDS]:
            self.draft.say("\n- ").say(
                f"{value_of(account, 'lender')} {value_of(account, 'product')} {value_of(account, 'due_date')} "
            )
            printed = str((account.get("collateral_type") or {}).get("printed", ""))
            self._leaf("account_balance", account["balance"], after=f" {printed}")
        return True

    # pieces

    def _say(self, key: str, **values: object) -> None:
        self.draft.say(say(f"chat.{key}", self.draft.lang, **values))

    def _say_dated(self) -> None:
        told = self._report.get("report_time") or self._report.get("report_date")
        if told and told.get("value"):
            self._say("bureau_dated", date=str(told["value"])[:10])

    def _joint(self, number: int) -> str:
        zh = self.draft.lang == "zh"
        return ("：" if zh else ": ") if number == 0 else ("；" if zh else "; ")

    def _leaf(self, name: str, leaf: Report, after: str = "") -> None:
        value = Decimal(str(leaf["value"] or 0))
        say_amount(self.draft, name, value, leaf)
        self.draft.say(after)
        self._cite(leaf)

    def _sum(self, name: str, leaves: list[Report], cite: bool = True) -> None:
        total = sum((Decimal(leaf["value"]) for leaf in leaves), Decimal(0))
        say_amount(self.draft, name, total, leaves[0] if leaves else {"scale": 1, "currency": "CNY"})
        for leaf in leaves if cite else ():
            self._cite(leaf)

    def _cite(self, leaf: Report) -> None:
        cite_leaf(self.draft, self._report, leaf)


def summary_into(draft: Draft, profile: CreditProfile) -> bool:
    """Balances, lines, guarantees and overdue debts of the latest report, written into a draft; False where there is none."""
    reports = [r for r in profile.bureau if r.get("provider") == "pboc_ent"]
    if not reports:
        return False
    teller = _Teller(draft, reports[-1], profile.as_of)
    for tell in (teller.balance_and_lines, teller.guaranteed, teller.overdue):
        tell()
        draft.say("\n")
    return True


def _in_a_year(day: str) -> str:
    start = date.fromisoformat(day)
    month_end_safe = min(start.day, 28) if start.month == 2 else start.day
    return start.replace(year=start.year + 1, day=month_end_safe).isoformat()


TELLS: dict[str, Tell] = {
    "bureau_maturing": _of_report(_Teller.maturing),
    "bureau_special_mention": _of_report(_Teller.special_mention),
    "bureau_guaranteed": _of_report(_Teller.guaranteed),
    "bureau_overdue": _of_report(_Teller.overdue),
    "bureau_inquiries": _of_report(_Teller.inquiries),
    "bureau_lenders": _of_report(_Teller.lenders),
    "bureau_balance": _of_report(_Teller.balance_and_lines),
}
"""What each intent about the bank-credit report is told by."""
