"""Lists with a name: whose they are, and who else finds them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hall.models import User
from worklists.models import SavedView


def views_for(user: User, kind: str, *, departments: Iterable[int]) -> QuerySet[SavedView]:
    """A person's own lists of a kind of case, and those shared with the departments whose cases they handle."""
    views = SavedView.objects.filter(Q(owner=user) | Q(department__in=departments), kind=kind)
    return views.order_by("name", "pk")
