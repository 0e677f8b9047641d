"""How a page of a list reads: how many there are, where the page stands, and an answer that need not be sent twice."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from worklists.listing import COUNTED, Place

ROWS_A_PAGE = 50
PAGES = COUNTED // ROWS_A_PAGE  # that have a number; behind them a page begins where the one before it ended


def counted(number: int, most: int = COUNTED) -> str:
    """``52``, ``1,000+``."""
    return f"{most:,}+" if number > most else f"{number:,}"


def column(label: str, sort: str = "", *, sorted_by: str, address: Callable[..., str]) -> dict[str, Any]:
    """The head of a column; one with an order can be clicked, and says how the list is sorted."""
    if not sort:
        return {"label": label}
    up, down = sorted_by == sort, sorted_by == f"-{sort}"
    head = {"label": label, "sort": address(sort=f"-{sort}" if up else sort)}
    return {**head, "sorted": "ascending" if up else "descending"} if up or down else head


def pager(
    address: Callable[..., str], page: int, number: int, places: Sequence[Place], *, after: Place | None
) -> dict[str, Any]:
    """
    Where the page stands in the list, and the pages beside it.

    :param address: of the same list with another `page`, or `after` a place.
    :param places: of the page, and one more if there is one.
    """
    more, rows = len(places) > ROWS_A_PAGE, min(len(places), ROWS_A_PAGE)
    if after is not None:
        words, before = f"第 {COUNTED:,} 件以后的 {rows} 件", address(page=PAGES)
    else:
        first = (page - 1) * ROWS_A_PAGE + 1
        span = f"显示 {first:,}–{first + rows - 1:,}，" if rows else ""
        words = f"{span}共 {counted(number)} 件"
        before = address(page=page - 1) if page > 1 else ""
    by_number = more and after is None and page < PAGES
    behind = address(page=page + 1) if by_number else address(after=str(places[ROWS_A_PAGE - 1])) if more else ""
    return {"words": words, "previous": before, "next": behind}


def unless_unchanged(request: HttpRequest, state: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """
    304 while the state that a page shows is the one that the browser has. Counts are nobody's secret: this browser may keep
    them, and asks each time whether they still hold.
    """
    tag = f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
    response = HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else page()
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response
