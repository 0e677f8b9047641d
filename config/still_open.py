"""
Doors that stay open while a server takes nothing in: by their names in the tables of addresses, so that a route that is renamed takes
its exception along.
"""

from functools import cache

from django.urls import reverse

FORGETS = (
    "leave",
    "complain-forget",
    "logout",
    "large-text",
)  # who leaves a shared computer leaves it, whatever is wrong
LOOKS = ("lookup", "api-lookup", "desk-find")  # what only looks takes nothing in


@cache
def addresses(*names: str) -> frozenset[str]:
    """The paths of these routes, none of which has a part to be filled in."""
    return frozenset(reverse(name) for name in names)
