"""
What the hall knows of whoever's document number stands in the form of a registration: asked while it is being filled in, shown,
never blocked (decision 126). The number stands in the body, never in an address.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from desk.pages import DeskPage
from hall.identifiers import BadNumber, grouped
from hall.identity import USUAL, Identity, IdKind, identity, possible
from hall.models import ItemVersion
from hall.texts import folded, visible
from permits import barring
from permits.acts.intake import REGISTER
from permits.queries import departments_served, version_in_force
from permits.states import VOID


class Records(DeskPage):
    """The answer to a number that was just typed or scanned, for an item of this desk."""

    permission = REGISTER.may
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        version = version_in_force(visible(request.GET.get("item", "")).strip()[:200], on=self.on)
        records = NOTHING
        if version is not None and version.item.department_id in departments_served(self.access):
            records = records_of(self, version, request.POST)
        return render(request, "desk/_records.html", records)


def records_of(page: DeskPage, version: ItemVersion, sent: Any, *, with_bar: bool = True) -> dict[str, Any]:
    """
    For ``desk/_records.html``: until when they may not apply again, their applications for the item that are not decided, and
    another name that the number was registered under; of the cases that the page's person may see.

    :param sent: of the form: applicant_id, id_kind, applicant_kind, applicant_name; what is missing is empty.
    """
    documents = _documents(sent.get("id_kind") or "", sent.get("applicant_id") or "", page)
    if not documents:
        return NOTHING
    hashes = [document.hash for document in documents]
    bars = [barring.in_force(id_hash=each, item=version.item_id, on=page.on) for each in hashes] if with_bar else []
    bar = next(filter(None, bars), None)
    name = visible(sent.get("applicant_name") or "").strip()[:80]
    return {
        "barred": barring.sentence(bar) if bar else "",
        "same": undecided(page.cases(), version.item_id, hashes),
        "other_name": _other_name(page.cases(), hashes, name) if name else "",
    }


NOTHING: dict[str, Any] = {"barred": "", "same": [], "other_name": ""}


def undecided(cases: Any, item: int, hashes: list[str]) -> list[dict[str, str]]:
    """The applications for an item by these people that nothing has been decided on, at most five, as {number, url}."""
    same = cases.running().filter(
        application__applicant_id_hash__in=hashes, application__item_version__item=item, concluded_at=None
    )
    numbers = same.order_by("number").values_list("number", flat=True)[:5]
    return [{"number": grouped(each), "url": reverse("desk-case", args=[each])} for each in numbers]


def _documents(kind: str, number: str, page: DeskPage) -> list[Identity]:
    """What the number is by the kind that was chosen; where none is, one of the two usual ones. Another kind's is nobody meant here."""
    number = visible(number)[:40]
    if not kind:
        return [each for each in possible(number, today=page.on) if each.kind in USUAL]
    try:
        return [identity(kind, number, today=page.on)] if kind in IdKind.values else []
    except BadNumber:
        return []


def _other_name(cases: Any, hashes: list[str], name: str) -> str:
    """
    The name that this number was last registered under, as its case shows it, if it is another one; "" for the same or none. The
    whole names are compared: the slip of a key is often in the character that a mask hides.

    :param cases: that the person asking may see: that there is one elsewhere is no business of this window.
    """
    before = cases.filter(application__applicant_id_hash__in=hashes).exclude(state=VOID)
    last = before.order_by("-opened_at", "-pk").values_list("party", "application__applicant_name").first()
    return last[0] if last and folded(last[1]) != folded(name) else ""
