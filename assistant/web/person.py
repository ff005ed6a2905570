"""Who is asking and for which customer: resolved from the session, never from values of the page."""

from typing import TYPE_CHECKING, cast

from fastapi import Request

from assistant.access import LOCAL, acting
from assistant.accounts import Accounts
from assistant.format import Lang
from assistant.web.view import SCALES, Desk, View

if TYPE_CHECKING:
    from assistant.service import Workspace

SCALE_COOKIE, LANG_COOKIE = "scale", "lang"


def desk_of(request: Request) -> Desk:
    """The service layer for the person of this request; without accounts that is the one at the machine."""
    accounts: Accounts | None = request.app.state.accounts
    person = getattr(request.state, "person", LOCAL)
    granted = (lambda customer: accounts.grant(person.name, customer)) if accounts else _nobody
    return Desk(cast("Workspace", acting(request.app.state.workspace, person, granted)), person, accounts)


def _nobody(customer: str) -> None:
    """Without accounts there is nobody to grant a customer to."""


def lang_of(request: Request) -> Lang:
    """The chosen language, else the browser's."""
    chosen = request.cookies.get(LANG_COOKIE) or request.headers.get("accept-language", "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def view_of(request: Request, lang: Lang, customer: str = "") -> View:
    """The view a screen is drawn from; the customer is looked up, so an unknown one is an error here.

    Raises:
        UnknownCustomer: no such customer for this person.
    """
    desk = desk_of(request)
    known = desk.workspace.find_customer(customer).id if customer else ""
    scale = SCALES.get(request.cookies.get(SCALE_COOKIE, "auto"))
    return View(desk, lang, known, scale, dict(request.query_params))
