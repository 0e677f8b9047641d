"""The board on a wall: read from across the room, by whoever passes. Figures and units only, nothing of a case or a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oversight import queries, wording
from oversight.trend import trend
from oversight.views import OversightPage

EACH = 60  # seconds until it asks again, without a script
MOST_BARS = 12  # that a screen of 1,080 lines has room for


class WallPage(OversightPage):
    """Of what whoever signed the screen in may see on their board. Nothing on it is a link: it stands where everybody passes."""

    compressed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        board = queries.board(self.grant, self.at, names_cases=False)
        bars = wording.bars(board, {})
        shown = wording.trend_panel(trend(self.grant, at=self.at), {})
        context: dict[str, Any] = {
            "board": board,
            "each": EACH,
            "tiles": wording.tiles(board, {}),
            "bars": bars[:MOST_BARS],
            "more": len(bars) - MOST_BARS,
            "trend": shown | {"points": [point | {"href": ""} for point in shown["points"]]},
        }
        return render(request, "oversight/wall.html", context)
