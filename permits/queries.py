"""Questions about applications and the items they are for."""

from datetime import date

from django.db.models import Q

from hall.access import access_of
from hall.models import Delegation, ItemVersion, Material, User
from hall.roles import Power, Role
from hall.worktime import Limit, Unit
from permits.models import Application


def version_in_force(item_code: str, *, on: date) -> ItemVersion | None:
    """Return the version of an item that was published on a day, or None for an unknown item."""
    return (
        ItemVersion.objects.select_related("item__department", "item__window")
        .filter(item__code=item_code.strip().upper(), effective_from__lte=on)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on))
        .first()
    )


def promise_limit(terms: ItemVersion) -> Limit:
    return Limit(Unit(terms.promise_unit), terms.promise_quantity)


def statutory_limit(terms: ItemVersion) -> Limit | None:
    """The limit that the law sets, or None for an item that is decided at once (即时)."""
    if terms.statutory_quantity is None:
        return None
    return Limit(Unit(terms.statutory_unit), terms.statutory_quantity)


def missing_materials(application: Application) -> list[Material]:
    """Materials on the item's list that have not been received."""
    received = application.received.values("material")
    return list(application.item_version.materials.exclude(pk__in=received))


def may_decide_at_window(user: User, application: Application, *, on: date) -> bool:
    """
    Whether this person may decide this application: chief or head of its department, or a clerk at a window that an
    instrument in force gives the decision power over the item (rules W2, W4).
    """
    access = access_of(user, on=on)
    department = application.case.department_id
    if any(
        post.role in {Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD} and post.department_id == department
        for post in access.posts
    ):
        return True
    return Delegation.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        window__in=access.windows,
        items=application.item_version.item,
        powers__contains=[Power.DECISION],
        valid_from__lte=on,
    ).exists()
