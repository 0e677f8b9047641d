"""An application in plain words for its applicant: what stopped the clock, whose turn it is, what happened."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from cases.clocks import is_broken
from cases.models import Case, Deadline, Event, Pause
from cases.rules import RULES, Rule
from cases.wording import marked, moment
from hall import calendar
from permits import deadlines
from permits.events import EVENTS
from permits.gaps import still_owed, tolerance_of
from permits.hearings import may_be_asked_for
from permits.models import Application, OneTimeNotice
from permits.queries import false_grant
from permits.states import (
    ACCEPTED,
    ARCHIVED,
    CLOSED_NOT_CORRECTED,
    CORRECTION_REQUESTED,
    DELIVERED,
    ENQUIRED,
    GRANTED,
    NOT_ACCEPTED,
    NOT_REQUIRED,
    REFUSED,
    REVOKED,
    SUBMITTED,
    SUSPENDED,
    TERMINATED,
    VOID,
    WITHDRAWN,
)

Facts = dict[str, Any]
Papers = list[tuple[str, str]]
SYSTEM = "系统"


# Pauses


def pauses(case: Case) -> list[str]:
    """One sentence for each pause: ground, days, the written notice, what was declared."""
    return [
        f"{pause.get_ground_display()}：{_stretch(pause)}，不计时。"
        f"告知书 {pause.notices}，告知需要 {pause.declared_days} 个工作日"
        for pause in case.pauses.all()
    ]


def _stretch(pause: Pause) -> str:
    end = f"至{_day(pause.ends_on)}" if pause.ends_on else "起，还没有结束"
    return _day(pause.starts_on) + end


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# Whose turn


def turn(application: Application, *, at: datetime) -> dict[str, Any]:
    """
    Return ``{yours, who, head, by, what, papers}``: whether the applicant has to do something, who has the case, the same in a few
    words, until when the applicant has time ("" where nobody says so), what happens, and the papers to bring as [(name, remark)].
    """
    case = application.case
    hall_has_it = {"yours": False, "who": _place(case), "by": "", "papers": []}
    turn_of_state = _TURNS[case.state]
    words = turn_of_state(application) if callable(turn_of_state) else turn_of_state
    return hall_has_it | words | _hearing(application, at=at)


def _hearing(application: Application, *, at: datetime) -> Facts:
    """What the applicant has to know of a hearing that may still be asked for, is being prepared, or is announced."""
    hearing = getattr(application, "hearing", None)
    if hearing is None or hearing.is_over or application.case.state not in {ACCEPTED, SUSPENDED}:
        return {}
    if hearing.stops_the_clocks and application.case.state == ACCEPTED:  # its day has passed without a record
        return {"what": f"听证定在 {moment(hearing.sits_at)}，在{hearing.place}；窗口还没有登记笔录，计时已经继续"}
    if hearing.stops_the_clocks:
        return {
            "what": f"{moment(hearing.sits_at)} 在{hearing.place}听证，您可以到场。听证期间不计入时限，结束后继续计时"
        }
    if hearing.is_owed:
        return {"what": f"有人要求听证，正在安排；时间和地点会提前 {deadlines.HEARING_NOTICE} 个工作日通知"}
    if may_be_asked_for(hearing, at=at):
        return {"what": f"正在审查。您可以在 {moment(hearing.ask_by)} 前到窗口要求听证，听证不收费"}
    return {}


def _place(case: Case) -> str:
    parts = [case.department.name if case.department else "", _window(case)]
    return "，".join(part for part in parts if part)


def _window(case: Case) -> str:
    return f"{case.window.number} 号窗口（{case.window.name}）" if case.window else ""


def _enquired(application: Application) -> Facts:
    papers = [(material.name, "") for material in application.item_version.materials.all()]
    what = "已经咨询，还没有交材料。把下面的材料备齐，交到窗口；交来以后开始计时"
    return _yours("备齐材料，交到窗口", what, papers=papers)


def _correction(application: Application) -> Facts:
    notice = _last_notice(application)
    by = _correct_by(notice) if notice else ""
    until = f"，到 {by} 为止" if notice else ""
    return _yours(
        "补齐材料，交到窗口",
        f"把下面的材料补齐，交到窗口{until}。补齐之前不计时；补齐以后，半个工作日内告诉您是否受理，办理时限也从补齐时起算",
        by=by,
        papers=[(line.material.name, line.remark) for line in notice.lines.all()] if notice else [],
    )


def _correct_by(notice: OneTimeNotice) -> str:
    until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current(), as_told=notice.correct_by)
    return marked(moment(until.due_at), until.provisional)


def _accepted(application: Application) -> Facts:
    tolerance = tolerance_of(application)
    if tolerance is None or not tolerance.is_open:
        return {"head": "正在审查", "what": "正在审查，您不用做什么。作出决定后到窗口领取，或由窗口邮寄给您"}
    by = _day(tolerance.pledged_on)
    what = f"已经受理。把您承诺的材料在 {by} 前补齐，交到窗口；补齐之前不交付证照"
    return _yours("补齐承诺的材料", what, by=by, papers=_still_owed(application))


def _suspended(application: Application) -> Facts:
    pause = next(pause for pause in application.case.pauses.all() if pause.ends_on is None)
    ground = pause.get_ground_display()
    return {
        "head": f"正在{ground}，这段时间不计时",
        "what": f"正在{ground}，这段时间不计入时限；书面告知的时间是 {pause.declared_days} 个工作日。结束后，或者告知的时间到期，继续计时",
    }


def _found_false(application: Application) -> Facts | None:
    """The promise does not hold: what that means, and what the applicant can do before it is revoked."""
    commitment = false_grant(application)
    if commitment is None:
        return None
    delivered = "" if application.case.state == GRANTED else "已经交付的证照先不要使用。"
    return _yours(
        "您承诺的条件不属实，证照不交付",
        f"核查发现您承诺的条件不属实：{commitment.finding}。证照不交付，准予的决定将依法撤销。{delivered}"
        "您可以到窗口陈述和申辩；不服撤销决定的，可以申请行政复议或者提起行政诉讼",
    )


def _delivered(application: Application) -> Facts:
    return _found_false(application) or _OVER


def _archived(application: Application) -> Facts:
    return _REVOKED if hasattr(application, "revocation") else _OVER


def _granted(application: Application) -> Facts:
    if facts := _found_false(application):
        return facts
    tolerance = tolerance_of(application)
    if tolerance is None or not tolerance.is_open:
        return _yours("已准予，领取结果", "已准予。带身份证件和收件凭证到窗口领取；不方便来的，可以要求窗口邮寄")
    what = "已准予。先把您承诺的材料补齐，交到窗口；补齐之前不交付证照"
    return _yours("已准予，先补齐承诺的材料", what, papers=_still_owed(application))


def _still_owed(application: Application) -> Papers:
    return [(material.name, "") for material in still_owed(application)]


def _yours(head: str, what: str, *, by: str = "", papers: Papers | None = None) -> Facts:
    return {"yours": True, "head": head, "what": what, "by": by, "papers": papers or []}


def _nobodys(head: str, what: str) -> Facts:
    return {"who": "", "head": head, "what": what}


_REVOKED = _nobodys("准予的决定已经撤销", "准予的决定已经撤销，理由和救济途径见下。已经取得的证件要交回")
_OVER = _nobodys("已办完，结果已送达", "已经办完，没有要等的事")
_TURNS: dict[str, Facts | Callable[[Application], Facts]] = {
    ENQUIRED: _enquired,
    SUBMITTED: {
        "head": "正在核对材料",
        "what": "窗口正在核对材料，将告诉您受理、不予受理，或一次性告知要补的全部材料",
    },
    CORRECTION_REQUESTED: _correction,
    ACCEPTED: _accepted,
    SUSPENDED: _suspended,
    GRANTED: _granted,
    REFUSED: _yours(
        "决定是不予许可，领取书面决定",
        "决定是不予许可。带身份证件和收件凭证到窗口领取书面决定；不方便来的，可以要求窗口邮寄。理由和救济途径见下",
    ),
    DELIVERED: _delivered,
    ARCHIVED: _archived,
    REVOKED: _REVOKED,
    NOT_ACCEPTED: _nobodys("不予受理", "不予受理，理由和救济途径见下"),
    NOT_REQUIRED: _nobodys("不需要取得许可", "这件事不需要取得许可，您可以直接去做；说明见下"),
    CLOSED_NOT_CORRECTED: _nobodys(
        "没有补齐材料，已结案", "补正期限内没有收到材料，已经结案，理由和救济途径见下。材料备齐以后可以重新申请"
    ),
    WITHDRAWN: _nobodys("您已撤回申请", "您已撤回申请。需要时可以重新申请"),
    TERMINATED: _nobodys("已终止办理", "已终止办理，理由和救济途径见下。需要时可以重新申请"),
    VOID: _nobodys("登记有误，已作废", "这次登记有误，已作废。有疑问可以到窗口问，或拨打 12345"),
}


def _last_notice(application: Application) -> OneTimeNotice | None:
    return max(application.notices.all(), key=lambda notice: notice.number, default=None)


# What stands above everything else


def headline(words: Facts, clocks: Iterable[Deadline], *, at: datetime) -> Facts:
    """
    Return ``{whose, what, date}``: whose turn it is, for what, and until when. Dates, no half-days: those are the hall's own measure.

    :param words: what `turn` gave.
    """
    whose = "轮到您" if words["yours"] else "轮到窗口" if words["who"] else ""
    running = [clock for clock in clocks if clock.runs]
    date = f"最迟 {words['by']} 前" if words["by"] else _hall_until(running, at=at) if words["who"] else ""
    return {"whose": whose, "what": words["head"], "date": date}


def _hall_until(running: list[Deadline], *, at: datetime) -> str:
    """By when the hall has to do what it owes next; a date that has passed is said as such."""
    owed = [clock for clock in running if clock.rule in OWED and not clock.is_stopped]
    clock = min(owed, key=lambda each: (each.due_at, each.pk), default=None)
    if clock is None:
        return _paused(running) if any(each.is_stopped for each in running) else ""
    until, deed = marked(f"{moment(clock.due_at)} 前", clock.provisional), OWED[Rule(clock.rule)]
    if RULES[clock.rule].card is None:
        return f"争取 {until}{deed}"
    return f"窗口应在 {until}{deed}，已经超过" if is_broken(clock, at=at) else f"窗口最迟 {until}{deed}"


def _paused(running: list[Deadline]) -> str:
    """The limits have no date; what the notice declared has one, with which they go on at the latest."""
    declared = next((clock for clock in running if clock.rule == Rule.SPECIAL_PROCEDURE), None)
    until = f"，告知的时间到 {marked(moment(declared.due_at), declared.provisional)}" if declared else ""
    return f"不计时{until}，结束后重新推算日期"


OWED = {
    Rule.ACCEPTANCE_NOTICE: "告诉您是否受理",
    Rule.WINDOW_ACCEPTANCE: "告诉您是否受理",
    Rule.PROMISE: "作出决定",
    Rule.HALF_DAY: "作出决定",
    Rule.STATUTORY: "作出决定",
    Rule.AGENCY_TARGET: "报送上级",
    Rule.HEARING: "举行听证",
    Rule.DELIVERY: "把结果送达",
    Rule.REFUSAL_DELIVERY: "把书面决定送达",
    Rule.FALSE_PROMISE: "听取您的意见并作出处理",
}


# What happened


def history(application: Application) -> list[Facts]:
    """What concerns the applicant, newest first: places instead of people's names, and no internal notes."""
    case = application.case
    lines = []
    for event in sorted(case.events.all(), key=lambda each: each.seq, reverse=True):
        if event.verb in NEWS:
            what, note = NEWS[event.verb](event.facts)
            lines.append({"at": event.at, "what": what, "note": note, "who": _who(event, case)})
    return lines


def _who(event: Event, case: Case) -> str:
    if event.actor_id is None:
        return SYSTEM
    if event.verb in EVENTS and EVENTS[event.verb].by_department:
        return case.department.name if case.department else ""
    return _window(case)


NEWS: dict[str, Callable[[Facts], tuple[str, str]]] = {
    verb: telling.applicant for verb, telling in EVENTS.items() if telling.applicant
}
# A reminder to the handler, or what the hall does for itself, is no news for the applicant
