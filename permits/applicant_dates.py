"""
The dates of an applicant that no clock of the hall measures: until when corrections may come, or a hearing be asked for. Each opens
to its arithmetic, as every date does; the hall owes nothing by them, so they have no lamp of their own and raise no card.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from cases.clocks import A_SECOND
from cases.wording import IS_PAST, marked, moment, short_moment
from hall import calendar
from hall.worktime import Due, Limit, WorkCalendar, explain
from permits import deadlines
from permits.hearings import may_be_asked_for
from permits.models import Application, OneTimeNotice
from permits.states import ACCEPTED, CORRECTION_REQUESTED, SUSPENDED

THE_APPLICANTS = "申请人的日期"


def panels(application: Application, *, at: datetime) -> list[dict[str, Any]]:
    """The dates that the applicant has now, in the shape of cases.wording.limit_panel."""
    state = application.case.state
    notice = last_notice(application) if state == CORRECTION_REQUESTED else None
    hearing = getattr(application, "hearing", None) if state in {ACCEPTED, SUSPENDED} else None
    panels = []
    if notice is not None:
        note = (
            f"大厅规定：一次性告知后 {deadlines.CORRECT_WITHIN} 个自然日内补齐，法律没有规定长短；补齐之前不计办理时限"
        )
        limit, due_at = deadlines.CORRECTION, correct_by(notice).due_at
        panels.append(_panel("补正期限", note, limit, notice.at, due_at, event="一次性告知", at=at))
    if hearing is not None and hearing.asked_at is None and not hearing.is_over and may_be_asked_for(hearing, at=at):
        note = "《行政许可法》第四十七条第一款：被告知听证权利之日起五日内提出"
        limit, event = deadlines.HEARING_CHOSEN, "告知听证权利"
        panels.append(_panel("要求听证", note, limit, hearing.told_at, hearing.ask_by, event=event, at=at))
    return panels


def _panel(
    title: str, note: str, limit: Limit, began_at: datetime, due_at: datetime, *, event: str, at: datetime
) -> dict[str, Any]:
    counting = explain(limit, began_at, _counted_by(limit, began_at, due_at), (), event)
    sentences = counting.sentences()
    return {
        "title": title,
        "due": f"{moment(due_at)} 前",
        "lamp": "grey",
        "word": IS_PAST if at >= due_at + A_SECOND else THE_APPLICANTS,
        "text": "",
        "note": note,
        "runs": True,
        "provisional": counting.result is not None and counting.result.provisional,
        "lines": sentences[:-1],
        "result": sentences[-1],
    }


def _counted_by(limit: Limit, began_at: datetime, due_at: datetime) -> WorkCalendar:
    """A date that was told and is kept is explained by the calendar that it was counted by."""
    now = calendar.current()
    counted = explain(limit, began_at, now).result
    return now if counted is not None and counted.due_at == due_at else calendar.as_of(began_at)


def last_notice(application: Application) -> OneTimeNotice | None:
    return max(application.notices.all(), key=lambda notice: notice.number, default=None)


def correct_by(notice: OneTimeNotice) -> Due:
    return deadlines.correction_due(told_at=notice.at, calendar=calendar.current(), as_told=notice.correct_by)


def corrections_until(cases: Iterable[Any], *, at: datetime, days: WorkCalendar) -> dict[int, str]:
    """
    For a list: of the cases that wait for corrections, by their keys, what stands there in place of a clock. One question.

    :param cases: with `pk` and `state`.
    """
    waiting = [case.pk for case in cases if case.state == CORRECTION_REQUESTED]
    if not waiting:
        return {}
    notices = OneTimeNotice.objects.filter(application__in=waiting).order_by()
    last = notices.values_list("application").annotate(at=Max("at"), as_told=Max("correct_by"))
    until = {
        case: deadlines.correction_due(told_at=told_at, calendar=days, as_told=as_told)
        for case, told_at, as_told in last
    }
    return {case: _waits_for_corrections(due, at=at) for case, due in until.items()}


def _waits_for_corrections(until: Due, *, at: datetime) -> str:
    words = marked(f"{short_moment(until.due_at)} 前", until.provisional)
    return f"补正期限已过（{words}），可以结案" if at >= until.due_at + A_SECOND else f"等申请人补正，{words}"
