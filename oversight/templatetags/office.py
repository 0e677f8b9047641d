"""The rows of the office's lists of cases as HTML: fifty a page, which cost a tenth here of what a template's loop takes."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString

from hall.identifiers import grouped
from hall.templatetags.presentation import card_mark, escaped, lamp

register = template.Library()

BETWEEN = "\n          "  # cells
NONE = "—"


@register.filter
def case_rows(rows: Iterable[dict[str, Any]], share: bool) -> SafeString:
    """
    The table rows of wording.case_row, which may have `again`: lines about what a case takes up.

    :param share: whether a last column says the multiple of the limit, instead of the state.
    """
    return SafeString("".join(f"\n        {_row(row, share=share)}\n      " for row in rows))


def _row(row: dict[str, Any], *, share: bool) -> str:
    url = escaped(row["url"])
    window = f"{escaped(row['window'])} · " if row["window"] else ""
    again = "".join(f'<br><span class="muted">{escaped(line)}</span>' for line in row.get("again", ()))
    paused = f"{row['paused_days']} 个工作日" if row["paused_days"] else NONE
    cards = "<br>".join(card_mark(card["level"], card["text"]) for card in row["cards"]) or NONE
    number = grouped(row["number"])
    tick = (
        f'<label class="pick"><input type="checkbox" name="case" value="{row["number"]}" form="ticked"><span class="vh">选择 {number}</span></label>'
        if row.get("ticks")
        else ""
    )
    whole = "" if tick else ' class="nowrap"'  # beside its tick a number may break on a phone
    cells = (
        f'<th scope="row" data-label="编号、事由"><span>{tick}<a{whole} href="{url}">{number}</a><br>{escaped(row["title"])}{again}</span></th>',
        f'<td data-label="部门、窗口、责任人"><span>{escaped(row["unit"])}<br><span class="muted">{window}{escaped(row["owner"])}</span></span></td>',
        "" if share else f'<td data-label="环节"><span>{escaped(row["state"])}</span></td>',
        f'<td data-label="时限、到期"><span>{_limit(row, url)}</span></td>',
        f'<td data-label="暂停累计"><span>{paused}</span></td>',
        f'<td data-label="红黄牌"><span>{cards}</span></td>',
        f'<td class="num" data-label="已用时限"><span>{floatformat(row["share"], 1)} 倍</span></td>' if share else "",
    )
    return f'<tr data-href="{url}">{BETWEEN}{BETWEEN.join(cells)}\n        </tr>'


def _limit(row: dict[str, Any], url: str) -> str:
    """The lamp of a case, and the due moment that leads to its arithmetic."""
    text = f"<b>{escaped(row['text'])}</b>" if row["text"] else NONE
    due = row["due"] and f'<br><a href="{url}#clocks">{escaped(row["due"])}<span class="vh">，怎么算出来的</span></a>'
    return f"{lamp(row) if row['lamp'] else text}{due}"


PLOT, PAD = 132, 28  # pixels: how high the line can climb, and what stands above and below it
WIDE = 100.0  # percent: the picture is as wide as what it stands in, its words as large as everywhere


@register.simple_tag
def trend_line(points: Sequence[dict[str, Any]]) -> SafeString:
    """
    The line of `oversight/_trend.html`: of each month its rate (None: a gap), a link over its whole height; only the last one is labelled,
    the years beneath. The scale goes from the tenth below the lowest to 100 %.
    """
    rates = [point["value"] for point in points if point["value"] is not None]
    low = min(0.9, floor(min(rates, default=1) * 10) / 10)
    step = WIDE / max(len(points), 1)
    places = [
        None if point["value"] is None else (step * (n + 0.5), PAD + PLOT * (1 - point["value"]) / (1 - low))
        for n, point in enumerate(points)
    ]
    lines = "".join(
        f'<line class="run" x1="{a[0]:.2f}%" y1="{a[1]:.1f}" x2="{b[0]:.2f}%" y2="{b[1]:.1f}"/>'
        for a, b in pairwise(places)
        if a and b
    )
    scale = "".join(
        f'<line class="rule" x1="0" y1="{y}" x2="100%" y2="{y}"/><text x="0" y="{y - 6}">{rate:.0%}</text>'
        for y, rate in ((PAD, 1.0), (PAD + PLOT, low))
    )
    months = "".join(
        f'<text x="{step * (n + 0.5) if n else 0:.2f}%" y="{2 * PAD + PLOT - 8}" text-anchor="{"middle" if n else "start"}">{escaped(point["below"])}</text>'
        for n, point in enumerate(points)
        if point["below"]
    )
    dots = "".join(
        _dot(point, place, step * n, step) for n, (point, place) in enumerate(zip(points, places, strict=True))
    )
    last = next(
        ((point, place) for point, place in zip(reversed(points), reversed(places), strict=True) if place), None
    )
    word = (
        f'<text class="last" x="100%" y="{max(last[1][1] - 12, 16):.1f}" text-anchor="end">{escaped(last[0]["words"])}</text>'
        if last
        else ""
    )
    return SafeString(f'<svg width="100%" height="{2 * PAD + PLOT}">{scale}{months}{lines}{dots}{word}</svg>')


def _dot(point: dict[str, Any], place: tuple[float, float] | None, start: float, step: float) -> str:
    if place is None:
        return ""
    spot = f'<circle cx="{place[0]:.2f}%" cy="{place[1]:.1f}" r="5"/>'
    if not point["href"]:
        return spot
    area = f'<rect class="reach" x="{start:.2f}%" y="0" width="{step:.2f}%" height="{2 * PAD + PLOT}"/>'
    words = escaped(f"{point['label']}：{point['words']}")
    return f'<a href="{escaped(point["href"])}" aria-label="{words}"><title>{words}</title>{area}{spot}</a>'


@register.simple_tag
def share_of(bar: dict[str, Any], bars: Sequence[dict[str, Any]]) -> str:
    """How long a bar is beside the longest one, as an attribute of SVG."""
    longest = max((each["value"] for each in bars), default=0) or 1
    return f"{bar['value'] / longest * 100:.2f}%"
