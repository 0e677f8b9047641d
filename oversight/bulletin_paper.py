"""A bulletin on paper: its words and figures as one sheet (papers.sheet)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cases.wording import moment
from hall.models import ServiceHall
from hall.templatetags.presentation import day
from hall.worktime import days_later
from hall.worktime.wording import in_full
from oversight import bulletins
from oversight.bulletins import Figures
from oversight.models import Bulletin
from oversight.statement import OF_COMPLAINTS, OF_DEPARTMENTS
from papers.sheet import Sheet, facts, plain, points, table, text


def layout(bulletin: Bulletin, figures: Figures, *, foot: str) -> dict[str, Any]:
    """In the shape that sheet.typ lays out; it is no print of a case's paper, and has neither mark nor second picture."""
    sheet = plain(_sheet(bulletin, figures, foot=foot))
    return asdict(sheet) | {"mark": "", "by_hand": "", "second_link": "", "second_caption": ""}


def _sheet(bulletin: Bulletin, figures: Figures, *, foot: str) -> Sheet:
    hall = ServiceHall.objects.order_by("id").first()
    corrections = [
        f"{moment(each.at)}：{each.reason}。" + "；".join(change_words(*change) for change in changes)
        for each, changes in corrected(bulletin)
    ]
    words = [line for line in bulletin.text.splitlines() if line.strip()]
    heads = bulletins.heads_for_table(figures, OF_DEPARTMENTS)
    return Sheet(
        title=bulletin.title,
        issuer=f"{hall.name}软环境办公室" if hall else "软环境办公室",
        number=bulletin.number,
        blocks=(
            *([text(*words)] if words else []),
            facts(("时间", span_words(bulletin)), *whole(figures)),
            table(tuple(heads), *map(tuple, bulletins.lines_for_table(figures, OF_DEPARTMENTS)), title="各部门"),
            points(*(f"{each['words']}：{each['definition']}" for each in figures["measures"]), title="这些数字怎么算"),
            *([points(*corrections, title="更正")] if corrections else []),
        ),
        dated=day(bulletin.issued_at) if bulletin.issued_at else "",
        foot=foot,
    )


def span_words(bulletin: Bulletin) -> str:
    return f"{in_full(bulletin.first)} 至 {in_full(days_later(bulletin.after, -1))}"


def whole(figures: Figures) -> list[tuple[str, str]]:
    """What the whole comes to, in the words of the sources' own statements."""
    rows = [("进驻的部门", f"{figures['departments']} 个"), ("进驻的事项", f"{figures['items']} 项")]
    for measure in figures["measures"]:
        if measure["name"] in OF_COMPLAINTS and measure["name"] not in figures["total"]:
            continue
        rows.append((measure["words"], bulletins.figure_words(figures["total"].get(measure["name"], 0))))
        if measure["rate_words"]:
            rows.append((measure["rate_words"], bulletins.rate(figures["total"], measure)))
    return rows


def corrected(bulletin: Bulletin) -> list[tuple[Any, list[tuple[str, str, int, int]]]]:
    """Each correction with what it changed against the one before it, or against the issue."""
    changes, before = [], bulletin.figures
    for each in bulletin.corrections.all():
        changes.append((each, bulletins.differences(before or {}, each.figures)))
        before = each.figures
    return changes


def change_words(unit: str, figure: str, told: int, counted: int) -> str:
    return f"{unit} {figure} {told:,} → {counted:,}"


def printed_at(bulletin: Bulletin, at: datetime) -> str:
    return f"内部使用，{moment(at)} 打印" if bulletin.issued_at else f"草稿，{moment(at)} 打印"
