"""The rows of the office's lists of cases as HTML: fifty a page, which cost a tenth here of what a template's loop takes."""

from collections.abc import Iterable
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
    cells = (
        f'<th scope="row" data-label="编号、事由"><span>{tick}<a class="nowrap" href="{url}">{number}</a><br>{escaped(row["title"])}{again}</span></th>',
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
