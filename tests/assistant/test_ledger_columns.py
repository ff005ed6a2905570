"""A ledger's columns put right by a person: read again, remembered for the next ledger, one customer's rows out of a book."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access import Actor
from assistant.cli import main
from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import PaperError, UsageError
from tests.builders import receivables as book
from tests.builders.receivables import Account, account, metrics

HEADS = ["单据", "开出", "期限日", "价格", "抵掉", "结账日", "到款"]
"""Heads that no word list tells."""
RIGHT = {
    "单据": "number",
    "开出": "date",
    "期限日": "due",
    "价格": "amount",
    "抵掉": "ignored",
    "结账日": "paid_date",
    "到款": "paid",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    settings = load_settings(tmp_path_factory.mktemp("home"), {}, lang="zh", readers=1)
    with Workspace.open(settings) as made:
        yield made


def odd_ledger(accounts: Account, heads: list[str]) -> bytes:
    rows: book.Rows = [heads]
    for x in accounts.invoices:
        pairs = x.receipts or ((None, None),)
        rows += [[x.number, x.issued, x.due, x.amount, None, d, a] for d, a in pairs]
    return book.workbook([("应收", book.head_of(accounts) + rows)])


def without_credits(accounts: Account) -> Account:
    return Account([replace(x, credits=()) for x in accounts.invoices])


def add(workspace: Workspace, customer: str, data: bytes, name: str) -> str:
    outcome = workspace.add_documents(customer, [Upload(name, data)], lambda progress: None)[0]
    assert outcome.status == "added", outcome
    return str(outcome.document)


def test_confirmed_columns_are_read_so_now_and_for_the_next_customer(workspace: Workspace) -> None:
    first, second = without_credits(account(71)), without_credits(account(72))
    one, two = workspace.create_customer("甲").id, workspace.create_customer("乙").id
    paper = add(workspace, one, odd_ledger(first, HEADS), "a.xlsx")
    shown = workspace.ledger_heads(one, paper)[0]
    assert dict(shown.columns)["期限日"] == "" and shown.samples[0][0] == first.invoices[0].number
    assert workspace.extraction(one, paper).kind != "ledger"
    before = workspace.documents(one)[0].added_at

    now = workspace.confirm_ledger_columns(one, paper, RIGHT, "ana")

    assert dict(now[0].columns) == RIGHT
    assert workspace.extraction(one, paper).ledger["currencies"]["CNY"] == metrics(first)  # type: ignore[index]
    assert workspace.profile(one).payment_behaviour is not None
    assert workspace.documents(one)[0].added_at == before
    assert {e["action"] for e in workspace.audit_trail(one)} >= {"setting_saved", "document_read_again"}
    next_one = add(workspace, two, odd_ledger(second, HEADS), "b.xlsx")
    assert workspace.extraction(two, next_one).ledger["currencies"]["CNY"] == metrics(second)  # type: ignore[index]


def test_what_cannot_be_read_so_changes_nothing(workspace: Workspace) -> None:
    accounts = without_credits(account(73))
    heads = ["发票号", "发票日期", "到期日", "发票金额", "折让", "收款日期", "收款金额"]
    customer = workspace.create_customer("丙").id
    paper = add(workspace, customer, odd_ledger(accounts, heads), "c.xlsx")
    for bad in ({"没有的列": "due"}, {"到期日": "no such meaning"}):
        with pytest.raises(UsageError):
            workspace.confirm_ledger_columns(customer, paper, bad)
    with pytest.raises(PaperError):
        workspace.confirm_ledger_columns(customer, paper, dict.fromkeys(heads, "ignored"))
    assert workspace.extraction(customer, paper).ledger["currencies"]["CNY"] == metrics(accounts)  # type: ignore[index]


def test_sales_may_not_say_what_columns_are(workspace: Workspace) -> None:
    customer = workspace.create_customer("丁").id
    sales = workspace.acting(Actor("sam", frozenset({"sales"}), None))
    with pytest.raises(NotPermitted):
        sales.confirm_ledger_columns(customer, "x", {})  # type: ignore[attr-defined]


def many_customers(books: dict[str, Account]) -> bytes:
    rows: book.Rows = [["客户代码", "客户名称", "发票号", "发票日期", "到期日", "发票金额", "收款日期", "收款金额"]]
    for at, (name, accounts) in enumerate(books.items()):
        for x in accounts.invoices:
            d, a = x.receipts[0] if x.receipts else (None, None)
            rows.append([f"C{at:03}", name, x.number, x.issued, x.due, x.amount, d, a])
            rows += [[None, None, None, None, None, None, d, a] for d, a in x.receipts[1:]]
        rows.append([None, f"{name} 小计", None, None, None, sum(x.amount for x in accounts.invoices), None, None])
    return book.workbook([("应收总账", book.head_of(accounts) + rows)])


BOOKS = {
    "杭州甲木业有限公司": without_credits(account(74, 20)),
    "宁波乙五金有限公司": without_credits(account(75, 20, prefix="NB")),
    "Total Gas & Power Ltd": without_credits(account(76, 20, prefix="TG")),
}


@pytest.mark.parametrize("name", list(BOOKS))
def test_of_a_book_of_many_customers_only_the_customers_rows_count(workspace: Workspace, name: str) -> None:
    customer = workspace.create_customer(name).id
    paper = add(workspace, customer, many_customers(BOOKS), "all.xlsx")
    told = workspace.extraction(customer, paper)
    assert told.ledger["currencies"]["CNY"] == metrics(BOOKS[name])  # type: ignore[index]
    assert "ledger_one_customer" in [p.code for p in told.problems]
    assert workspace.profile(customer).payment_behaviour is not None


def test_a_book_of_many_without_the_customer_is_kept_and_feeds_nothing(workspace: Workspace) -> None:
    customer = workspace.create_customer("温州丙鞋业有限公司").id
    paper = add(workspace, customer, many_customers(BOOKS), "all.xlsx")
    assert "ledger_several_customers" in [p.code for p in workspace.extraction(customer, paper).problems]
    assert workspace.profile(customer).payment_behaviour is None


def test_the_command_puts_a_column_right_and_prints_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accounts = without_credits(account(77))
    file = tmp_path / "a.xlsx"
    file.write_bytes(odd_ledger(accounts, HEADS))
    at = ["--home", str(tmp_path / "home"), "--json"]
    assert main(["ingest", str(file), "--customer", "甲", "--no-vectors", *at]) == 0
    assert main(["ledger", "甲", *at]) == 0 and '"heads":[]' in capsys.readouterr().out.replace(" ", "")
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    words = [word for head, role in RIGHT.items() for word in ("--column", f"{head}={role}")]
    capsys.readouterr()
    assert main(["ledger", "甲", "--paper", sha[:12], *words, *at]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "xintan.ledger_columns/1"
    assert dict(told["heads"][0]["columns"]) == RIGHT
    assert main(["ledger", "甲", "--paper", sha[:12], "--column", "价格=price", *at]) == 2
