"""The forms for what people enter: which fields, of which kind, in which order. Each posts flat texts; the service reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from assistant.format import Lang
from assistant.web.markup import known_word, t

KINDS_OF_PAPER = (
    "registry_extract", "business_licence", "bureau_enterprise", "bureau_commercial", "bureau_person", "court_document",
    "tax_certificate", "bank_statement", "trade_reference", "insurer_notice", "rating_report", "financial_statements", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field. `kind`: text, money, days, percent, number, date, long, or choice with `options` (codes with words `PREFIX_code`)."""

    name: str
    kind: str = "text"
    must: bool = False
    wide: bool = False
    options: tuple[str, ...] = ()
    prefix: str = ""
    default: str = ""


REQUEST = (
    Field("requested_limit", "money", must=True),
    Field("currency", "choice", options=("CNY", "USD", "EUR", "HKD", "GBP", "JPY"), default="CNY"),
    Field("requested_terms_days", "days", must=True, default="60"),
    Field("payment_form", "choice", options=("OA", "D/P", "D/A", "L/C", "prepaid"), default="OA"),
    Field("expected_purchases_12m", "money", must=True),
    Field("vat_rate_pct", "percent", default="13"),
    Field("peak_factor", "number", default="1.2"),
    Field("current_limit", "money"),
    Field("current_terms_days", "days"),
    Field("limit_valid_to", "date"),
    Field("unbilled", "money"),
    Field("open_orders", "money"),
    Field("relationship_since"),
    Field("goods", wide=True),
    Field("requested_by"),
    Field("request_date", "date", default="today"),
    Field("code_as_printed"),
    Field("reason", wide=True),
)
CONTACT = (
    Field("at", "date", must=True, default="today"),
    Field(
        "channel",
        "choice",
        options=("call", "visit", "email", "letter", "message", "meeting"),
        prefix="channel",
        default="call",
    ),
    Field("person"),
    Field("role"),
    Field("subject", must=True, wide=True),
    Field("summary", "long", wide=True),
    Field("verified_how"),
    Field("verified_at", "date"),
    Field("promise_amount", "money"),
    Field("promise_due_date", "date"),
    Field("promise_invoices"),
    Field("linked"),
    Field("next_contact", "date"),
    Field("owner"),
)
SOURCE = (
    Field("agency", must=True),
    Field("product"),
    Field("kind", "choice", options=KINDS_OF_PAPER, prefix="kind", default="other"),
    Field(
        "how", "choice", options=("bought", "delivered_by_customer", "public_search", "from_bank", "other"), prefix="how",
        default="delivered_by_customer",
    ),
    Field("obtained_on", "date", default="today"),
    Field("data_as_of", "date"),
    Field("max_age_d", "days", default="90"),
    Field("next_due", "date"),
    Field(
        "reliability", "choice", options=("primary", "republished", "self_declared", "estimate"), prefix="reliability",
        default="primary",
    ),
    Field("permitted_purpose", wide=True),
)  # fmt: skip
AUTHORISATION = (
    Field("subject", must=True),
    Field("subject_kind", "choice", options=("company", "person"), prefix="subject_kind", default="company"),
    Field("scope", must=True),
    Field("purpose", must=True, wide=True),
    Field("signed_on", "date", must=True, default="today"),
    Field("valid_until", "date"),
)
FORMS: Mapping[str, tuple[Field, ...]] = {
    "request": REQUEST, "contact": CONTACT, "source": SOURCE, "authorisation": AUTHORISATION,
}  # fmt: skip
INPUTS = {"date": "date"}
HINTS = ("money", "days", "percent", "number")


def record_form(
    form: str, path: str, lang: Lang, values: Mapping[str, str], fresh: bool, today: str, whole: bool = False
) -> str:
    """The form `form` that posts to `path` of the customer's API, filled with `values`.

    Defaults stand in a fresh one only. One that is not fresh sends what was changed, or everything where `whole` is set.
    """
    changed = "" if fresh or whole else ' data-changed="yes"'
    fields = "".join(
        _field(f, form, lang, values.get(f.name, _default(f, today) if fresh else "")) for f in FORMS[form]
    )
    return (
        f'<form class="x-form" data-form="record" data-post="{escape(path)}"{changed} novalidate>{fields}<div class="x-acts">'
        f'<button class="x-button x-primary">{t("word_save", lang)} <kbd>↵</kbd></button>'
        f'<button type="button" class="x-button" data-act="closeform">{t("cancel", lang)} <kbd>Esc</kbd></button>'
        f'<span class="x-error" role="alert"></span></div></form>'
    )


def _default(field: Field, today: str) -> str:
    return today if field.default == "today" else field.default


def _field(field: Field, form: str, lang: Lang, value: str) -> str:
    name = field_name(form, field.name, lang)
    must = " required" if field.must else ""
    label = f'<span class="{"x-must" if field.must else ""}">{escape(name)}</span>'
    klass = ' class="x-wide"' if field.wide else ""
    if field.kind == "choice":
        known = field.options if value in field.options or not value else (value, *field.options)
        options = "".join(
            f'<option value="{escape(o)}"{" selected" if o == value else ""}>{escape(_option(field, o, lang))}</option>'
            for o in known
        )
        return f'<label{klass}>{label}<select name="{field.name}">{options}</select></label>'
    if field.kind == "long":
        return f'<label{klass}>{label}<textarea name="{field.name}" rows="2" maxlength="2000"{must}>{escape(value)}</textarea></label>'
    hint = f' placeholder="{t(f"hint_{field.kind}", lang)}"' if field.kind in HINTS else ""
    kind = INPUTS.get(field.kind, "text")
    return (
        f'<label{klass}>{label}<input name="{field.name}" type="{kind}" value="{escape(value)}" maxlength="300"{hint}{must} '
        f'autocomplete="off"></label>'
    )


def _option(field: Field, option: str, lang: Lang) -> str:
    if field.prefix == "kind":
        return known_word("export", f"kind_{option}", lang)
    return known_word("web", f"{field.prefix}_{option}", lang) if field.prefix else option


def field_name(form: str, name: str, lang: Lang) -> str:
    """The words of a field."""
    group = f"request_{name}" if form == "request" else f"field_{name}"
    return known_word("web", group, lang)
