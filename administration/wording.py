"""How the administrator's pages say things about the calendar, the history and the checks. Nothing here asks or decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from cases.calendar_preview import Row
from cases.events import sentence_of
from cases.models import Card, Case, CaseKind, Deadline, Event, HistoryCheck, Recomputation
from cases.rules import RULES
from cases.wording import moment, moment_at, moment_of
from hall.access import Grant
from hall.calendar_words import NO_MAKEUP_DAY, changed_lines, has_no_makeup_day, notice_lines
from hall.disclosures import promise_words
from hall.identifiers import grouped
from hall.models import CalendarChange, Closure, OpeningHours
from hall.shortening import Line
from hall.worktime.wording import in_full
from permits.models import Hearing

MOVE_COLUMNS = [{"label": "编号、事项"}, {"label": "时限"}, {"label": "现在"}, {"label": "改为"}, {"label": "影响"}]
MOVED_COLUMNS = [*MOVE_COLUMNS[:2], {"label": "原到期"}, *MOVE_COLUMNS[3:]]
PROVISIONAL_COLUMNS = [{"label": "编号、事项"}, {"label": "时限"}, {"label": "到期"}]
CHANGE_COLUMNS = [{"label": "变更"}, {"label": "文号"}, {"label": "生效"}, {"label": "拟定、确认"}]
HOURS_COLUMNS = [{"label": "自"}, {"label": "上午"}, {"label": "下午"}]
CLOSURE_COLUMNS = [{"label": "日期"}, {"label": "事由"}, {"label": "文号"}]
BY_COMMAND = "命令行"
# what somebody leaves behind, and what becomes of it
APPLICATIONS_LEFT = ("办件", "以后快到期的提醒发给各部门审批的人，审批科长在办件列表里勾选这些办件，批量转办。")
COMPLAINTS_LEFT = (
    "投诉举报",
    "以后快到期的提醒发给全体投诉受理员；别的投诉受理员在投诉举报的“没有人管的”里打开，接办或转办。",
)


def linked_row(text: str, href: str, *cells: Any) -> dict[str, Any]:
    """A row of ``_parts/table.html`` whose first cell leads on, as does the whole row."""
    return {"href": href, "cells": [{"text": text, "href": href}, *cells]}


def shortening_rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """What becomes of promises, for ``_parts/table.html``: the last cell is the new promise, or why it stays."""
    return [
        linked_row(
            line.version.name,
            reverse("administration-item", args=[line.version.item.code]),
            line.version.item.department.name,
            promise_words(line.version),
            f"{line.after} 个工作日" if line.after else line.why_left,
        )
        for line in lines
    ]


def year_of_notice(change: CalendarChange, *, alone: bool) -> dict[str, Any]:
    """A draft as its preview says it: of a notice its days, and what stands otherwise now; a heading where years are several."""
    if change.kind != CalendarChange.Kind.NOTICE:
        return {}
    return {
        "heading": "" if alone else change.title,
        "lines": notice_lines(change.content),
        "changed": changed_lines(int(change.key), change.before, change.content) if change.before else [],
        "remark": NO_MAKEUP_DAY if has_no_makeup_day(change.content) else "",
    }


def move_row(row: Row, *, at: int) -> dict[str, Any]:
    """One line of the preview. Of a complaint or report only that it is one of these is said: an empty cell would tell the report."""
    move = row.move
    return {
        "cells": [
            f"{grouped(row.case.number)} {_title(row.case)}".strip(),
            RULES[move.clock.rule].words,
            {"text": moment_at(move.clock.due), "provisional": move.clock.provisional},
            {"text": moment_at(move.due), "provisional": move.provisional},
            _effect(row, at),
        ]
    }


def hearing_words(hearing: Hearing) -> str:
    """An announced hearing whose day closes; of the case no more than in the preview of its dates."""
    case = hearing.application.case
    return f"{grouped(case.number)} {case.title}，{moment(hearing.sits_at) if hearing.sits_at else ''}"


def moved_row(line: Event, card: Card | None, grant: Grant) -> dict[str, Any]:
    """One line of what a change has done; a card leads on for whoever's board it is on."""
    facts = line.facts
    effect: Any = "计时暂停中" if facts.get("stopped") else ""
    if card is not None:
        became = "改到新的到期时间" if facts.get("moved_card") else "撤销"
        effect = {"text": f"{card.get_level_display()}{became}"}
        if grant.covers(card.department_id):
            effect["href"] = reverse("oversight-card", args=[card.pk])
    return {
        "cells": [
            f"{grouped(line.case.number)} {_title(line.case)}".strip(),
            sentence_of(line, lambda facts: RULES[facts["rule"]].words),
            sentence_of(line, lambda facts: moment_of(facts["before"])),
            {
                "text": sentence_of(line, lambda facts: moment_of(facts["due_at"])),
                "provisional": bool(facts.get("provisional")),
            },
            effect,
        ]
    }


def provisional_row(clock: Deadline) -> dict[str, Any]:
    """One clock that waits for a year's notice; of its case no more than in the preview of a change."""
    return {
        "cells": [
            f"{grouped(clock.case.number)} {_title(clock.case)}".strip(),
            RULES[clock.rule].words,
            {"text": "暂停中" if clock.is_stopped else moment(clock.due_at), "provisional": True},
        ]
    }


def _title(case: Case) -> str:
    if case.kind in {CaseKind.APPLICATION, CaseKind.ENQUIRY}:
        return case.title
    return case.get_kind_display()


def _effect(row: Row, at: int) -> str:
    if row.move.becomes_overdue(at):
        return "变为超期"
    if row.move.stops_being_overdue(at):
        return "不再超期"
    return "计时暂停中" if row.move.stopped else ""


def change_row(change: CalendarChange) -> dict[str, Any]:
    proposed = str(change.proposed_by or BY_COMMAND)
    confirmed = str(change.confirmed_by or BY_COMMAND)
    return {
        "cells": [
            {"text": change.title, "href": reverse("calendar-change", args=[change.pk])},
            change.document or None,
            moment(change.confirmed_at) if change.confirmed_at else "草稿，还没有生效",
            (proposed if proposed == confirmed else f"{proposed}、{confirmed}") if change.in_force else proposed,
        ]
    }


def hours_row(hours: OpeningHours) -> dict[str, Any]:
    opens, closes, opens_again, ends = (f"{each:%H:%M}" for each in hours.moments)
    return {"cells": [in_full(hours.valid_from), f"{opens}–{closes}", f"{opens_again}–{ends}"]}


def closure_row(closure: Closure) -> dict[str, Any]:
    return {"cells": [in_full(closure.date), closure.name, closure.document]}


def history_words(check: HistoryCheck | None, *, at: datetime) -> tuple[str, str, str]:
    """How the history stands by the last check: in one sentence, what is wrong with it, and what is wrong with the check."""
    if check is None:
        return "", "", "办理记录还没有校验过。"
    day = f"日摘要编到 {in_full(check.day)}" if check.day else "还没有编过日摘要"
    result = f"{moment(check.started_at)} 校验：{day}，{check.lines:,} 行。"
    flaws = f"办理记录有 {check.flaws:,} 处与原来不符。" if check.flaws else ""
    stale = (
        "上一夜没有校验，要看后台任务是否在运行。"
        if (at - check.started_at).total_seconds() > settings.RECONCILIATION_STALE_AFTER
        else ""
    )
    owner = "应用在以数据表所有者的身份运行，它本可以改写办理记录。" if check.by_owner else ""
    return result, flaws, stale + owner


def job_words(job: Recomputation | None) -> str:
    """How far the recomputation is, in one sentence."""
    if job is None:
        return "等待后台开始重新推算。"
    if job.overtaken:
        return "日历后来又改过，由后一次变更重新推算。"
    if job.finished_at is not None:
        return f"{moment(job.finished_at)} 推算完成：{job.clocks} 个时限重新推算，{job.moved} 个到期时间改变，{job.cards_words}。"
    if job.cases_done >= job.cases and job.cases:
        return "已经推算一遍，等还没有结束的旧操作完成后再核一遍。"
    return f"正在重新推算：{job.cases} 件里已完成 {job.cases_done} 件，{job.moved} 个到期时间改变。"


def left_behind(counts: dict[int | None, tuple[int, int]]) -> str:
    """What is left in the hands of somebody who goes (cases.queries.in_hand_of), and what becomes of it; "" for nothing."""
    complaints = {None: counts[None]} if None in counts else {}
    of_departments = {department: each for department, each in counts.items() if department is not None}
    return "".join(
        f"现在是 {number} 件没有办结的{kind}的首办责任人{f'，其中 {late} 件已超时限' if late else ''}：{then}"
        for (kind, then), some in ((APPLICATIONS_LEFT, of_departments), (COMPLAINTS_LEFT, complaints))
        if (number := sum(each[0] for each in some.values()))
        for late in [sum(each[1] for each in some.values())]
    )
