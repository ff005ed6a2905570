"""Accounts and enquiries of a personal credit report in running text: what a check of a guarantor needs and no more."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import Vocabulary, spec_of, target
from ingestion.extract.bureau.text_cards import names_in
from ingestion.model.place import Line

LOANS = re.compile("贷款账户明细|非循环贷账户|循环贷账户|^贷款$|贷款明细")
CARDS = re.compile("贷记卡账户明细|贷记卡账户|信用卡明细|^贷记卡$")
ENQUIRIES = re.compile("查询记录明细|机构查询记录|查询记录$")
OTHER = re.compile("公共信息|信贷记录概要|声明|异议|相关还款责任|个人基本信息")
ACCOUNT = re.compile(r"^(?:\d{1,2}\s*[.、．]\s*)?账户(?:编号|标识)?\s*[:：]?\s*(?P<rest>[A-Za-z0-9*].*)$")
ENQUIRY = re.compile(
    r"^(?:\d{1,3}\s+)?(?P<date>\d{4}[年.-]\d{1,2}[月.-]\d{1,2}日?)\s*(?P<who>\S.*?(?:银行|公司|机构|中心|信用社|本人))\s*(?P<why>\S.*?)\s*(?:机构查询|本人查询)?$"
)
ENFORCED = re.compile(r"强制执行记录?\s*(?P<rest>.*案号.*)$")
MAX_TITLE = 24


def add_personal_records(bureau: dict[str, Any], pages: Mapping[int, list[Line]]) -> None:
    """Put accounts, overdue sums and enquiries into `bureau`; a sum is told only where one account prints it."""
    spec = spec_of("pboc_person")
    maker = LeafMaker(Unit(bureau.get("amount_unit"), bureau.get("currency")), spec.get("extractor"), spec.words)
    labels = Vocabulary(spec.get("account_labels"))
    accounts: dict[str, list[dict[str, Any]]] = {"loan": [], "card": []}
    enquiries: list[dict[str, Any]] = []
    part = ""
    for line in (line for own in pages.values() for line in own):
        text = clean(line.text)
        if len(text) <= MAX_TITLE and not re.search(r"[:：]", text):
            named = _part(text)
            part = part if named is None else named
        if part in accounts:
            _account_line(accounts[part], text, line, maker, labels)
        elif part == "enquiry" and (match := ENQUIRY.match(text)):
            enquiries.append(
                {
                    name: _leaf(maker, kind, match[group], line)
                    for name, kind, group in (
                        ("date", "date", "date"),
                        ("institution", "text", "who"),
                        ("reason", "text", "why"),
                    )
                }
                | {"page": line.page}
            )
        if match := ENFORCED.search(text):
            _enforcement(bureau, match["rest"], line, maker)
    if enquiries and not bureau.get("inquiries"):
        bureau["inquiries"] = enquiries
    if any(accounts.values()) and not bureau.get("credit_accounts"):
        bureau["credit_accounts"] = [*accounts["loan"], *accounts["card"]]
        _sums(bureau, accounts)


def _part(text: str) -> str | None:
    for name, pattern in (("loan", LOANS), ("card", CARDS), ("enquiry", ENQUIRIES), ("", OTHER)):
        if pattern.search(text):
            return name
    return None


def _account_line(accounts: list[dict[str, Any]], text: str, line: Line, maker: LeafMaker, labels: Vocabulary) -> None:
    if match := ACCOUNT.match(text):
        number, lender, product = names_in(match["rest"])
        account: dict[str, Any] = {"page": line.page}
        for name, kind, value in (
            ("account_no_masked", "id", number),
            ("lender", "text", lender),
            ("product", "text", product),
        ):
            if value:
                account[name] = _leaf(maker, kind, value, line)
        accounts.append(account)
        return
    if not accounts:
        return
    for pair in inline_pairs(text, labels):
        goal = target(pair.meaning)
        if goal is not None:
            accounts[-1].setdefault(goal.path, _leaf(maker, goal.kind, pair.value, line))


def _sums(bureau: dict[str, Any], accounts: Mapping[str, list[dict[str, Any]]]) -> None:
    summary = bureau.setdefault("credit_summary", {})
    for kind, leaf, name in (
        ("loan", "balance", "loan_balance"),
        ("loan", "overdue_total", "overdue_total"),
        ("card", "overdue_total", "card_overdue_total"),
    ):
        told = [a[leaf] for a in accounts[kind] if (a.get(leaf) or {}).get("value") is not None]
        if len(told) == 1 and len(accounts[kind]) == 1:
            summary.setdefault(name, told[0])
    if not summary:
        del bureau["credit_summary"]


def _enforcement(bureau: dict[str, Any], rest: str, line: Line, maker: LeafMaker) -> None:
    words = Vocabulary(
        {
            "case_no id": ["案号"],
            "amount money": ["金额", "执行标的", "申请执行标的金额"],
            "court_or_agency text": ["执行法院"],
            "filed date": ["立案日期"],
        }
    )
    record = {
        goal.path: _leaf(maker, goal.kind, p.value, line)
        for p in inline_pairs(rest, words)
        if (goal := target(p.meaning))
    }
    if record:
        bureau.setdefault("legal_events", []).append({"kind": "enforcement", **record, "page": line.page})


def _leaf(maker: LeafMaker, kind: str, text: str, line: Line) -> Leaf:
    return maker.leaf(kind, Printed(text, line.page, line.box))
