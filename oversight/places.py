"""What a list may be narrowed to below a department: items, windows and people, those that a reader's cases have."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from hall.access import Grant
from hall.doors.fields import without_nul
from hall.models import ItemVersion, User, Window

Choices = list[tuple[str, str]]
CENTRE = "centre"  # in addresses: the complaint centre, which is no department
NOWHERE = "none"  # of windows: cases that have none
KINDS = ("item", "window", "handler")
MOST_DIGITS = 9  # of a key in an address


def offered(grant: Grant, department: str, chosen: dict[str, str]) -> dict[str, Choices]:
    """
    Of each of KINDS what there is to choose from.

    :param department: the code of one that the grant reaches, CENTRE, or "" for no choice but what is chosen already.
    :param chosen: the value of each as it stands in the address, unchecked.
    """
    return {
        "item": _items(grant, department, chosen["item"]),
        "window": [(NOWHERE, "没有窗口"), *_rows(Window, "window", grant, department, chosen["window"])],
        "handler": _rows(User, "owner", grant, department, chosen["handler"]),
    }


def _items(grant: Grant, department: str, code: str) -> Choices:
    code = without_nul(code)
    if not code and (not department or department == CENTRE):
        return []
    named = Q(item__department__code=department) if department else Q(pk__in=[])
    versions = ItemVersion.objects.filter(grant.as_filter("item__department")).filter(named | Q(item__code=code))
    # by the name of the last version: an address that was kept goes on meaning what it says
    return list(dict(versions.order_by("item__code", "number").values_list("item__code", "name")).items())


def _rows(model: Any, column: str, grant: Grant, department: str, chosen: str) -> Choices:
    """Whoever or whatever has running cases that the grant reaches; what is chosen also where its cases are over."""
    key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= MOST_DIGITS else None
    if not department and key is None:
        return []
    cases = Case.objects.reached_by(grant).filter(**{column: OuterRef("pk")})
    wanted: QuerySet[Any] = model.objects.filter(pk=key).filter(Exists(cases))
    if department:
        within = {"department": None} if department == CENTRE else {"department__code": department}
        wanted = wanted | model.objects.filter(Exists(cases.running().filter(**within)))
    return [(str(each.pk), str(each)) for each in wanted.order_by("pk")]
