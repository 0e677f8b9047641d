"""A supervision order on paper: what is demanded, of which cases, and each step since (papers.sheet)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cases.models import Deadline
from cases.wording import before, moment
from conduct.acts import LINE_WORDS
from conduct.models import Supervision
from hall.fields import shown
from hall.identifiers import grouped
from hall.templatetags.presentation import day
from papers.sheet import Sheet, facts, plain, points, sign, table, text


def layout(row: Supervision, *, at: datetime) -> dict[str, Any]:
    """In the shape that sheet.typ lays out; it is no print of a case's paper, and has neither mark nor second picture."""
    sheet = plain(_sheet(row, at=at))
    return asdict(sheet) | {"mark": "", "by_hand": "", "second_link": "", "second_caption": ""}


def _sheet(row: Supervision, *, at: datetime) -> Sheet:
    cases = [
        (grouped(each.number), each.title, str(each.owner or "没有人")) for each in row.cases.select_related("owner")
    ]
    steps = [
        f"{moment(line.at)} {line.by or '系统'} {LINE_WORDS.get(line.act, line.act)}"
        + (f"：{shown(line, 'words')}" if line.words else "")
        for line in row.lines.select_related("by")
    ]
    return Sheet(
        title=f"{row.get_level_display()}单",
        issuer=f"{row.department.hall.name}软环境办公室",
        number=row.number,
        addressee=f"{row.department}：",
        blocks=(
            text(row.what),
            facts(("期限", f"{row.days} 个工作日内答复"), *((words, _due(clock)) for words, clock in _clocks(row))),
            *([table(("编号", "事项", "首办责任人"), *cases, title="督办的件")] if cases else []),
            points(*steps, title="办理记录"),
            sign("答复：", "负责人：", "日期："),
        ),
        dated=day(row.issued_at),
        foot=f"{moment(at)} 打印，{row.get_state_display()}",
    )


def _clocks(row: Supervision) -> list[tuple[str, Deadline]]:
    """Each term that ran or runs: that of the order, then one for each return."""
    clocks = row.case.deadlines.filter(superseded_at=None).order_by("pk")
    return [("到期" if place == 0 else f"第 {place} 次退回后到期", clock) for place, clock in enumerate(clocks)]


def _due(clock: Deadline) -> str:
    words = f"，{clock.get_verdict_display()}" if clock.verdict else ""
    return f"{before(clock.due_at, clock.provisional)}{words}"
