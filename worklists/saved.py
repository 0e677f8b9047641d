"""Lists with a name: whose they are, and who else finds them."""

from collections.abc import Iterable

from django.db.models import F, Q

from hall.models import User
from hall.prepared import ANY_NUMBER, ANY_NUMBERS, ANY_TEXT, Among, Prepared
from worklists.models import SavedView

_VIEWS: Prepared[SavedView] = Prepared(
    lambda: SavedView.objects.filter(
        Q(owner=ANY_NUMBER) | Q(Among(F("department"), ANY_NUMBERS)), kind=ANY_TEXT
    ).order_by("name", "pk"),
    ANY_NUMBER, ANY_NUMBERS, ANY_TEXT,
)  # fmt: skip


def views_for(user: User, kind: str, *, departments: Iterable[int]) -> list[SavedView]:
    """A person's own lists of a kind of case, and those shared with the departments whose cases they handle."""
    return _VIEWS.rows(user.pk, sorted(departments), kind)
