"""Reports as plain text and as XML: glued and cut cells, personal accounts, elements with their paths."""

from typing import Any

from ingestion.extract.bureau.text_cards import names_in
from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from ingestion.model.fact import Extraction
from tests.builders.personal_report import PERSON

CARDS = """企业信用报告
身份标识
企业名称：样本精密（苏州
）有限公司
报告时间：2026-02-03T10:11:12
信息概要
短期借款 2 450
信贷记录明细
未结清信贷
短期借款 共 2 笔
账户编号 授信机构 业务种类 开立日期 到期日 币种 借款金额 发放形式
77样本银行股份有限公司苏州分行流动资金贷款 2025-08-01 2026-07-31 人民币元 300 新增
担保方式 余额 五级分类 逾期总额 逾期本金 逾期月数 最近一次还款日期
保证 250 正常 0 0 0 2026-01-20
A2000000H
0001LD9
样本农商银行股份
有限公司
订单融
资 2025-09-01 2026-02-28 人民币元 200 新增
抵押 200 关注 5.5 5 1 2025-12-20
授信信息 共 1 笔
授信协议编号 授信机构 授信额度类型 额度循环标志 生效日期 到期日 信息报告日期
币种 授信额度 已用额度 授信限额 授信限额编号
SX0001
样本银行股份有限公司苏州分行 综合授信 是 2025-07-01 2026-06-30
2026-01-31
人民币元 500 250 -- --
"""
XML = """<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<Report xmlns="http://www.creditsafe.com/reports" ReportCurrency="GBP" OrderNumber="77">
 <CompanySummary><BusinessName>BRIARWOOD JOINERY LTD</BusinessName><Country>&x;</Country></CompanySummary>
 <CompanyIdentification><BasicInformation><CompanyRegistrationNumber>08123456</CompanyRegistrationNumber>
  <DateofCompanyRegistration>2012-09-25T00:00:00Z</DateofCompanyRegistration></BasicInformation></CompanyIdentification>
 <CreditScore><CurrentCreditRating><CommonValue>B</CommonValue><CreditLimit>42000</CreditLimit>
  <ProviderValue MinValue="0" MaxValue="100">58</ProviderValue></CurrentCreditRating>
  <CurrentContractLimit>85000</CurrentContractLimit></CreditScore>
 <FinancialStatements><FinancialStatement><YearEndDate>2025-03-31T00:00:00Z</YearEndDate>
  <BalanceSheet><TradePayables>1200</TradePayables></BalanceSheet></FinancialStatement></FinancialStatements>
</Report>
"""


def read(text: str, name: str) -> tuple[Extraction, dict[str, Any]]:
    found = read_paper(text.encode(), name).extraction
    assert found.bureau is not None
    BureauReport.model_validate(found.bureau)
    return found, found.bureau


def test_cards_glued_and_cut_by_line_ends_are_whole_records() -> None:
    _, report = read(CARDS, "a.txt")
    first, second = report["credit_accounts"]
    assert report["subject"]["name"]["value"] == "样本精密(苏州)有限公司"
    assert [first[k]["value"] for k in ("account_no_masked", "lender", "product")] == [
        "77",
        "样本银行股份有限公司苏州分行",
        "流动资金贷款",
    ]
    assert (first["amount"]["value"], first["balance"]["value"], first["collateral_type"]["value"]) == (
        "3000000",
        "2500000",
        "guarantee",
    )
    assert [second[k]["value"] for k in ("account_no_masked", "lender", "product")] == [
        "A2000000H0001LD9",
        "样本农商银行股份有限公司",
        "订单融资",
    ]
    assert (second["five_class"]["value"], second["overdue_total"]["value"], second["overdue_months"]["value"]) == (
        "sm",
        "55000",
        "1",
    )
    assert report["credit_matrix"][0]["account_count"]["value"] == "2"


def test_credit_lines_of_running_text() -> None:
    line = read(CARDS, "a.txt")[1]["credit_lines"][0]
    assert (line["agreement_no"]["value"], line["kind"]["value"], line["revolving"]["value"]) == (
        "SX0001",
        "综合授信",
        True,
    )
    assert (line["limit"]["value"], line["used"]["value"], line["end_date"]["value"]) == (
        "5000000",
        "2500000",
        "2026-06-30",
    )


def test_names_are_cut_where_a_lenders_name_ends() -> None:
    assert names_in("31A1000 样本发展银行总行营业部 流动资金贷款") == (
        "31A1000",
        "样本发展银行总行营业部",
        "流动资金贷款",
    )


def test_a_personal_report_gives_accounts_and_enquiries_only() -> None:
    found, report = read(PERSON, "p.txt")
    assert (found.kind, report["provider"], report["subject"]["name"]["value"]) == (
        "bureau_person",
        "pboc_ind",
        "李样本",
    )
    assert report["credit_summary"]["loan_balance"]["value"] == "31000"
    assert report["credit_summary"]["overdue_total"]["value"] == "1500"
    assert report["credit_accounts"][0]["five_class"]["value"] == "sm"
    assert [(i["institution"]["value"], i["reason"]["value"]) for i in report["inquiries"]] == [
        ("样本银行", "贷款审批")
    ]


def test_an_xml_report_is_read_by_element_and_opens_nothing() -> None:
    found, report = read(XML, "a.xml")
    assert (found.kind, found.subject.name) == ("bureau_commercial", "BRIARWOOD JOINERY LTD")
    score = next(s for s in report["scores"] if s["name"] == "creditsafe_score")
    assert (score["value"]["value"], score["scale_max"]["value"]) == ("58", "100")
    assert score["value"]["locator"]["xpath"].startswith("/*")
    limits = {r["kind"]: r["amount"]["value"] for r in report["limit_recommendations"]}
    assert limits == {"credit_limit": "42000", "contract_limit": "85000"}
    assert [(f["field"], f["period_end"], f["value"]["value"]) for f in report["financials"]] == [
        ("accounts_payable", "2025-03-31", "1200")
    ]
    assert "hostname" not in str(report)


def test_a_credit_paper_of_no_known_layout_is_marked_as_not_verified() -> None:
    lines = [
        "Global risk report",
        "",
        "Company name: Sample Trading LLC",
        "Date of incorporation: 2014-05-06",
        "Employees: 44",
        "Status: Active",
    ]
    text = "\n".join([*lines, "Report date: 2026-01-02", ""])
    found, report = read(text, "u.txt")
    assert [p.code for p in found.problems] == ["unverified_layout"]
    assert report["subject"]["employees"]["value"] == "44"
    assert report["subject"]["employees"]["confidence"] < 0.7
