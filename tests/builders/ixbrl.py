"""Small inline XBRL accounts, with made-up figures."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2015-02-26" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:core="http://xbrl.frc.org.uk/fr/2022-01-01/core" xmlns:bus="http://xbrl.frc.org.uk/cd/2022-01-01/business"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi">
<head><title>Accounts</title><style>p { color: red }</style></head><body>"""
RESOURCES = """<div style="display:none"><ix:header>
<ix:hidden><ix:nonNumeric name="bus:EntityCurrentLegalOrRegisteredName" contextRef="now">Sample Widgets Limited</ix:nonNumeric>
<ix:nonFraction name="core:Debtors" contextRef="now" unitRef="GBP" decimals="0">1200</ix:nonFraction></ix:hidden>
<ix:resources>{contexts}
<xbrli:unit id="GBP"><xbrli:measure>iso4217:GBP</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
<xbrli:unit id="pps"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:GBP</xbrli:measure></xbrli:unitNumerator>
<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>
</ix:resources></ix:header></div>"""


def context(name: str, start: str, end: str, members: tuple[tuple[str, str], ...] = ()) -> str:
    """A context; an empty `start` makes it an instant."""
    period = (
        f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        if start
        else f"<xbrli:instant>{end}</xbrli:instant>"
    )
    marks = "".join(f'<xbrldi:explicitMember dimension="{d}">{m}</xbrldi:explicitMember>' for d, m in members)
    segment = f"<xbrli:segment>{marks}</xbrli:segment>" if marks else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="http://www.companieshouse.gov.uk/">01234567'
        f"</xbrli:identifier>{segment}</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
    )


def figure(tag: str, ref: str, printed: str, form: str = "ixt:num-dot-decimal", **more: str) -> str:
    """One tagged figure; `more` are further attributes (scale, sign, unitRef)."""
    attributes = {"unitRef": "GBP", "decimals": "0", **more}
    text = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    mark = f'format="{form}" ' if form else ""
    return f'<ix:nonFraction name="{tag}" contextRef="{ref}" {mark}{text}>{printed}</ix:nonFraction>'


def accounts(rows: list[tuple[str, str, str]], contexts: str = "", before: str = "") -> bytes:
    """Accounts whose table holds `rows` of (caption, this year, last year)."""
    body = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in rows)
    known = contexts or STANDARD
    return (
        HEAD
        + RESOURCES.format(contexts=known)
        + f"<h1>Sample Widgets Limited</h1>{before}<h2>Balance Sheet</h2><table>{body}</table></body></html>"
    ).encode()


DUE = ("core:MaturitiesOrExpirationPeriodsDimension", "core:WithinOneYear")
LATER = ("core:MaturitiesOrExpirationPeriodsDimension", "core:AfterOneYear")
STANDARD = (
    context("now", "", "2024-03-31")
    + context("then", "", "2023-03-31")
    + context("year", "2023-04-01", "2024-03-31")
    + context("due", "", "2024-03-31", (DUE,))
    + context("later", "", "2024-03-31", (LATER,))
)
