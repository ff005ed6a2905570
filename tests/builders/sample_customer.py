"""Every paper of the sample customers by file name. Run as a module to write the package data anew."""

from pathlib import Path

from tests.builders.bank import bank_statement
from tests.builders.form import form, load
from tests.builders.ledger import ledger
from tests.builders.pboc import enterprise_report
from tests.builders.statements_en import annual_report_en
from tests.builders.statements_zh import annual_report, prior_audit_report, small_enterprise_statements

TARGET = Path(__file__).parents[2] / "assistant" / "sample" / "papers"
DRAWN = {
    "annual_report": annual_report,
    "prior_audit_report": prior_audit_report,
    "annual_report_en": annual_report_en,
    "pboc": enterprise_report,
    "ledger": ledger,
    "bank_statement": bank_statement,
    "trading_statements": small_enterprise_statements,
}
FORMS = (
    "business_licence",
    "registry_extract",
    "commercial_report",
    "court_search",
    "vat_summary",
    "credit_request",
    "cover_letter",
    "trading_licence",
    "stray_bureau_page",
)


def papers() -> dict[str, bytes]:
    """Every paper by file name."""
    return {
        **{load(name)["file"]: draw() for name, draw in DRAWN.items()},
        **{load(name)["file"]: form(name) for name in FORMS},
    }


def main() -> None:
    """Write the papers of the package."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in papers().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
