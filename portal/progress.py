"""An application in plain words for its applicant: what stopped the clock, whose turn it is, what happened."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from cases.clocks import A_SECOND, is_broken
from cases.events import news_of
from cases.models import Case, Deadline, Event, Pause
from cases.rules import RULES, Rule
from cases.wording import before, marked, moment
from hall.models import Material
from permits import deadlines
from permits.actions.delivering import TRACKING_NUMBER
from permits.applicant_dates import correct_by, last_notice
from permits.events import EVENTS
from permits.gaps import still_owed, tolerance_of
from permits.hearings import may_be_asked_for
from permits.models import Application, Commitment, Delivery, Ending, NoticeLine
from permits.queries import false_grant, held, unverified_grant
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
        f"{pause.get_ground_display()}：{_stretch(pause)}。"
        f"告知书 {pause.notices}，告知需要 {pause.declared_days} 个工作日"
        for pause in case.pauses.all()
    ]


def _stretch(pause: Pause) -> str:
    if pause.never_began:
        return "没有开始就撤回，没有一天不计"
    end = f"至{_day(pause.ends_on)}" if pause.ends_on else "起，还没有结束"
    return f"{_day(pause.starts_on)}{end}，不计时"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# Whose turn


def turn(application: Application, *, at: datetime) -> dict[str, Any]:
    """
    Return ``{yours, who, head, by, what, papers}``: whether the applicant has to do something, who has the case, the same in a few
    words, until when the applicant has time ("" where nobody says so), what happens, and the papers to bring as [(name, remark)]. Of a
    hearing also ``owed``, the one limit that counts then, or ``date``, what stands in its place.
    """
    case = application.case
    hall_has_it = {"yours": False, "who": _place(case), "by": "", "papers": []}
    turn_of_state = _TURNS[case.state]
    words = turn_of_state(application) if callable(turn_of_state) else turn_of_state
    return hall_has_it | words | _hearing(application, at=at) | _period_over(application, at=at)


def _period_over(application: Application, *, at: datetime) -> Facts:
    """The days for corrections are over, and nobody has closed the case: what that means, and what still helps."""
    notice = last_notice(application) if application.case.state == CORRECTION_REQUESTED else None
    due_at = correct_by(notice).due_at if notice is not None else None
    if due_at is None or at < due_at + A_SECOND:
        return {}
    return {
        "head": "补正期限已过，还没有补齐",
        "by": "",
        "date": f"期限到 {moment(due_at)}，已经过了",
        "what": f"补正期限到 {moment(due_at)}，已经过了，窗口可以按逾期未补正结案。还没有结案，下面的材料仍然可以交到窗口；结案以后可以重新申请",
    }


def _hearing(application: Application, *, at: datetime) -> Facts:
    """What the applicant has to know of a hearing that may still be asked for, is being prepared, or is announced."""
    hearing = getattr(application, "hearing", None)
    if hearing is None or hearing.is_over or application.case.state not in {ACCEPTED, SUSPENDED}:
        return {}
    if hearing.stops_the_clocks and application.case.state == ACCEPTED:  # its day has passed without a record
        return {"what": f"听证定在 {moment(hearing.sits_at)}，在{hearing.place}；窗口还没有登记笔录，计时已经继续"}
    if hearing.stops_the_clocks:
        return {
            "head": f"听证：{moment(hearing.sits_at)}，在{hearing.place}，您可以到场",
            "date": "听证以前不计时，结束后重新推算日期",
            "what": f"{moment(hearing.sits_at)} 在{hearing.place}听证，您可以到场。听证期间不计入时限，结束后继续计时",
        }
    if hearing.is_owed:
        told = f"有人要求听证，正在安排；时间和地点会提前 {deadlines.HEARING_NOTICE} 个工作日通知"
        return {"head": "正在安排听证", "owed": Rule.HEARING, "what": told}
    if may_be_asked_for(hearing, at=at):
        until = f"{moment(hearing.ask_by)} 前"
        return {
            "head": "正在审查",
            "date": f"{until}您可以要求听证，期满以后作出决定",
            "what": f"正在审查。您可以在 {until}到窗口要求听证，听证不收费",
        }
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
    notice = last_notice(application)
    until_when = correct_by(notice) if notice else None
    by = before(until_when.due_at, until_when.provisional) if until_when else ""
    until = f"，到 {marked(moment(until_when.due_at), until_when.provisional)} 为止" if until_when else ""
    came, owed = _asked_for(application)
    there = f"已经收到：{'、'.join(came)}。" if came else ""
    return _yours(
        "补齐材料，交到窗口",
        f"{there}把下面的材料补齐，交到窗口{until}。"
        "补齐之前不计时；补齐以后，半个工作日内告诉您是否受理，办理时限也从补齐时起算",
        by=by,
        papers=owed,
    )


def _asked_for(application: Application) -> tuple[list[str], Papers]:
    """Of the papers that notices asked for, those that have come since and those that are still owed, as the last notice has them."""
    asked: dict[int, NoticeLine] = {}
    for notice in sorted(application.notices.all(), key=lambda each: each.number):
        asked |= {line.material_id: line for line in notice.lines.all()}
    there, lines = held(application), sorted(asked.values(), key=lambda line: line.material.position)
    came = [line.material.name for line in lines if line.material_id in there]
    return came, [(line.material.name, line.remark) for line in lines if line.material_id not in there]


def _accepted(application: Application) -> Facts:
    tolerance = tolerance_of(application)
    if tolerance is None or not tolerance.is_open:
        return {"head": "正在审查", "what": "正在审查，您不用做什么。作出决定后到窗口领取，或由窗口邮寄给您"}
    by = _pledged(application)
    what = f"已经受理。把您承诺的材料在 {by}补齐，交到窗口；补齐之前不交付证照"
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
    is_out = application.case.state != GRANTED
    licence = "已领取的证照先不要使用" if is_out else "证照不交付"
    return _yours(
        f"您承诺的条件不属实，{licence}",
        f"核查发现您承诺的条件不属实：{commitment.finding}。{licence}，准予的决定将依法撤销。"
        "您可以到窗口陈述和申辩；不服撤销决定的，可以申请行政复议或者提起行政诉讼",
    )


def _delivered(application: Application) -> Facts:
    if unverified_grant(application):
        return _TO_BE_VERIFIED
    return _found_false(application) or _sent(application) or _OVER


def _sent(application: Application) -> Facts | None:
    """Posted is not arrived: the number is what the applicant needs now."""
    delivery: Delivery | None = getattr(application, "delivery", None)
    if delivery is None or delivery.method != Delivery.Method.COURIER:
        return None
    posted = "已寄出" + (f"，单号 {delivery.proof}" if TRACKING_NUMBER.fullmatch(delivery.proof) else "")
    return _nobodys(f"已办完，结果{posted}", f"已经办完，结果{posted}。没有收到的，拨打大厅电话或者到窗口问")


def _archived(application: Application) -> Facts:
    return _REVOKED if hasattr(application, "revocation") else _OVER


def _granted(application: Application) -> Facts:
    if facts := _found_false(application):
        return facts
    tolerance = tolerance_of(application)
    if tolerance is None or not tolerance.is_open:
        return _yours("已准予，领取结果", "已准予。带身份证件和收件凭证到窗口领取；不方便来的，可以要求窗口邮寄")
    by = _pledged(application)
    what = f"已准予。先把您承诺的材料在 {by}补齐，交到窗口；补齐之前不交付证照"
    return _yours("已准予，先补齐承诺的材料", what, by=by, papers=_still_owed(application))


def _pledged(application: Application) -> str:
    """The moment of the clock of the pledge, which opens to its arithmetic: the day that was pledged may be a rest day."""
    clock = _running(application, Rule.TOLERANCE)
    if clock:
        return before(clock.due_at, clock.provisional)
    return f"{_day(application.tolerance.pledged_on)} 前"


def _running(application: Application, rule: Rule) -> Deadline | None:
    return next((clock for clock in application.case.deadlines.all() if clock.rule == rule and clock.runs), None)


def _still_owed(application: Application) -> Papers:
    return [(material.name, "") for material in still_owed(application)]


def _yours(head: str, what: str, *, by: str = "", papers: Papers | None = None) -> Facts:
    return {"yours": True, "head": head, "what": what, "by": by, "papers": papers or []}


def _nobodys(head: str, what: str) -> Facts:
    return {"who": "", "head": head, "what": what}


def _terminated(application: Application) -> Facts:
    """Nobody is told to apply again where the applicant is no more."""
    gone = application.ending.ground == Ending.Ground.APPLICANT_GONE
    again = "" if gone else "。需要时可以重新申请"
    return _nobodys("已终止办理", f"已终止办理，理由和救济途径见下{again}")


_REVOKED = _nobodys("准予的决定已经撤销", "准予的决定已经撤销，理由和救济途径见下。已经取得的证件要交回")
_OVER = _nobodys("已办完，结果已送达", "已经办完，没有要等的事")
_TO_BE_VERIFIED = {
    "head": "结果已送达，您的承诺等大厅核查",
    "what": "结果已经送达。您书面承诺的条件由大厅核查，核查的时间见下；需要您到场或者补充说明的，会联系您",
}
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
    TERMINATED: _terminated,
    VOID: _nobodys(
        "登记有误，已作废",
        "这次登记有误，已作废。重新登记的那一件有自己的收件凭证和凭证码，按新的凭证码查；没有拿到的到窗口问，或拨打 12345",
    ),
}


# What was promised


def promised(application: Application) -> list[tuple[str, str]]:
    """What the applicant promised in writing, which papers that stands for or puts off, and what follows; nothing where nothing was."""
    tolerance, commitment = tolerance_of(application), getattr(application, "commitment", None)
    if tolerance is not None:
        came = f"{moment(tolerance.supplied_at)} 已补齐" if tolerance.supplied_at else f"{_pledged(application)}补齐"
        return [("后补的材料", _names(tolerance.materials.all())), ("承诺书", tolerance.pledge), ("补齐", came)]
    if commitment is None:
        return []
    return [
        ("承诺代替的材料", _names(commitment.materials.all())),
        ("承诺书", commitment.pledge),
        ("核查", _verification(commitment, _running(application, Rule.VERIFICATION))),
    ]


def _verification(commitment: Commitment, clock: Deadline | None) -> str:
    if commitment.verified_at is not None:
        return "已核查，属实" if commitment.holds else f"已核查，不属实：{commitment.finding}"
    if clock is not None:
        return f"大厅在 {before(clock.due_at, clock.provisional)}核查您的承诺是否属实"
    return f"准予以后 {deadlines.VERIFY_WITHIN} 个工作日内，大厅核查您的承诺是否属实"


def _names(materials: Iterable[Material]) -> str:
    return "、".join(material.name for material in materials)


# What stands above everything else


def headline(words: Facts, clocks: Iterable[Deadline], *, at: datetime) -> Facts:
    """
    Return ``{whose, what, date}``: whose turn it is, for what, and until when. Dates, no half-days: those are the hall's own measure.

    :param words: what `turn` gave.
    """
    whose = "轮到您" if words["yours"] else "轮到窗口" if words["who"] else ""
    running = [clock for clock in clocks if clock.runs and clock.rule == words.get("owed", clock.rule)]
    date = words.get("date", "")
    if not date:
        date = f"最迟 {words['by']}" if words["by"] else _hall_until(running, at=at) if words["who"] else ""
    return {"whose": whose, "what": words["head"], "date": date}


def _hall_until(running: list[Deadline], *, at: datetime) -> str:
    """By when the hall has to do what it owes next; a date that has passed is said as such."""
    owed = [clock for clock in running if clock.rule in OWED and not clock.is_stopped]
    clock = min(owed, key=lambda each: (each.due_at, each.pk), default=None)
    if clock is None:
        return _paused(running) if any(each.is_stopped for each in running) else ""
    until, deed = before(clock.due_at, clock.provisional), OWED[Rule(clock.rule)]
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
    Rule.VERIFICATION: "核查您的承诺",
}


# What happened


def history(application: Application) -> list[Facts]:
    """What concerns the applicant, newest first: places instead of people's names, and no internal notes."""
    case = application.case
    lines = []
    for event in sorted(case.events.all(), key=lambda each: each.seq, reverse=True):
        if event.verb in NEWS:
            what, note = news_of(event, NEWS[event.verb])
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
