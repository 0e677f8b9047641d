"""
The limits of an application, one function per rule. Pure: what is published and what happened in, a clock or a moment out.

The first part gives a `Clock` to the acts in permits/actions/, which say when it starts and ends. The second part is for
acts that no room has yet (joint handling, renewals, ratings …): it takes what happened and the calendar and
gives the moment. Days are counted in hall/worktime only. Days of a licence are working days (《行政许可法》第八十二条).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.rules import RULES, Clock, Rule
from hall.worktime import HALF_DAY_MINUTES, Due, Limit, Unit, WorkCalendar, days_later, due, due_before, month_later

# working days, 《行政许可法》第三十二条第一款第四项：在五日内一次告知，逾期不告知的自收到之日起即为受理
NOTIFY_WITHIN = 5
CONSULTATION_SEEN_TO = 5  # working days from the first question: the hall's own rule (decision 141)
# natural days for the applicant's own corrections: no law sets a length; published guides use 30 (rules A7, rzrksm.com/szgm)
# A notice keeps its day (`OneTimeNotice.correct_by`); of those of before the kept ones only a line of the history does.
CORRECT_WITHIN = 30
CORRECTION = Limit(Unit.NATURAL_DAY, CORRECT_WITHIN)
SUPPLEMENT_NOTICE = 1  # working day: the missing paper did not come, the applicant is told (rules A12)
PUBLISHED_FOR = 30  # days, 《民事诉讼法》第九十五条：自发出公告之日起，经过三十日，即视为送达（2022年起；以前是六十日）
DELIVER_WITHIN = 10  # working days, 同法第四十四条：自作出决定之日起十日内送达
# working days: no law says within what time an agency revokes. As long as the law gives for a decision (第四十二条), decision 122
SETTLE_FALSE_PROMISE = 20
# working days from the grant: 国办发〔2020〕42号 has each agency set when it verifies, and sets no number. National practice for the one
# item whose law asks for a promise (《消防法》第十五条) is twenty, as published by its windows; decision 133
VERIFY_WITHIN = 20
HEARING_REQUEST = 5  # working days, 同法第四十七条第一款：被告知听证权利之日起五日内提出
HEARING_CHOSEN = Limit(Unit.WORKING_DAY, HEARING_REQUEST)
HEARING_HELD = 20  # working days, 同款：二十日内组织听证
HEARING_NOTICE = 7  # working days, 同法第四十八条第一项：举行听证的七日前通知
HEARING_CHOICE = (
    5  # working days to choose from, for a room and a chair, once the 20 can no longer be kept (the hall\'s own rule)
)
# what starts the handling after a notice, not a later acceptance (《行政许可法》第三十二条第一款第五项；rules A7)
CORRECTED = "补正材料收齐"
# what starts anew whatever waited for a paper that was promised and came too late (rules A12)
SUPPLIED = "容缺材料补齐"
# what starts the half day of an application that is accepted although papers are missing: they are not complete then
ON_A_PROMISE = "按书面承诺受理"
AGENCY_TARGET = 5  # working days, soft: 市级事项代办“争取不超过一周” (rules S-2)

# years, 同法第七十八条：隐瞒有关情况或者提供虚假材料，属于直接关系公共安全、人身健康、生命财产安全事项的，一年内不得再次申请
FALSE_MATERIALS_BAR = 1
DECEIT_BAR = 3  # years, 同法第七十九条：以欺骗、贿赂等不正当手段取得许可，属于上述事项的，三年内不得再次申请

# Who may approve an extension, from low to high: an item names one of them, whoever stands higher may approve it too.
EXTENSION_RANKS = {
    "本机关负责人": 1,  # 《行政许可法》第四十二条第一款：经本行政机关负责人批准
    "登记机关负责人": 1,  # 《市场主体登记管理条例》第十九条
    "本机关主要负责人": 2,  # 《企业投资项目核准和备案管理条例》第十条
    "本级人民政府负责人": 3,  # 《行政许可法》第四十二条第二款：联合办理
}
# The offices that a department head's post in the hall is; whoever stands higher has none here and approves on paper.
RANKS_OF_A_HEAD = frozenset({"本机关负责人", "登记机关负责人"})


def acceptance_notice() -> Clock:
    """Accept, decline or tell all that is missing within 5 working days of receipt (art. 32)."""
    return Clock(Rule.ACCEPTANCE_NOTICE, Limit(Unit.WORKING_DAY, NOTIFY_WITHIN), "《行政许可法》第三十二条第一款第四项")


def window_acceptance() -> Clock:
    """
    The window's own part of an item promised in days: half a working day from complete papers to the acceptance, or to the
    written refusal to accept (rules §4.1). An item that is done within half a day has that instead.
    """
    article = "两次终结制：材料齐全的半个工作日内，窗口作出是否受理的决定"
    return Clock(Rule.WINDOW_ACCEPTANCE, Limit(Unit.WORKING_MINUTE, HALF_DAY_MINUTES), article)


def correction_due(*, told_at: datetime, calendar: WorkCalendar, as_told: datetime | None = None) -> Due:
    """
    Say until when the applicant may bring what a notice asks for, a rest day rolling forward (rules A7).

    No clock of the hall runs meanwhile; only after this moment may the hall close the case as not corrected.

    :param as_told: what the notice said. A calendar that is put right since may give the applicant a later day, never an earlier one
        (decision 138).
    """
    until = due(CORRECTION, told_at, calendar)
    return until._replace(due_at=as_told) if as_told and as_told > until.due_at else until


def promise(*, limit: Limit, corrected: bool = False) -> Clock:
    """
    The promise published for a district item, from acceptance on (优化营商环境条例 art. 36; Q1).

    A promise in working minutes is the half-day clock of the two-visit rule (rules S-3); the catalogue publishes half a day
    as 210 of them (rules T11, hall.importing.terms).

    :param corrected: it counts from the complete corrections that a notice asked for (rules A7).
    """
    if limit.unit is Unit.WORKING_MINUTE:
        return Clock(Rule.HALF_DAY, limit, "两次终结制：材料齐全的半个工作日内办结")
    start = CORRECTED if corrected else RULES[Rule.PROMISE].start
    return Clock(Rule.PROMISE, limit, f"本大厅公开承诺：{start}后 {limit.quantity} 个工作日内办结")


def statutory(*, limit: Limit, basis: str, extended_by: int = 0) -> Clock:
    """
    The limit that the law sets, from acceptance on, with the one extension once it is approved (art. 42).

    :param extended_by: days of the approved extension, in the limit's own unit. The promise never moves with it (Q2).
    """
    unit = "个工作日" if limit.unit == Unit.WORKING_DAY else "日"
    article = basis if not extended_by else f"{basis}，经批准延长 {extended_by} {unit}"
    return Clock(Rule.STATUTORY, Limit(limit.unit, limit.quantity + extended_by), article)


def may_approve_extension(*, rank: str, required: str) -> bool:
    """
    Whether this rank may approve an extension for which the item's law names `required` (art. 42, rules D4).

    Of two offices on the same step neither stands in for the other; words that the table does not know equal only themselves.
    """
    if rank == required:
        return True
    return 0 < EXTENSION_RANKS.get(required, 0) < EXTENSION_RANKS.get(rank, 0)


def extension_within(*, days: int, allowed: int) -> bool:
    """Whether an extension of so many days is one that the item's law allows: at least a day, at most `allowed`; 0 is none."""
    return 1 <= days <= allowed


def barred_until(*, decided_on: date, years: int) -> date:
    """
    Return the last day on which an applicant may not apply for the item again (art. 78, 79; rules A10): the corresponding day
    (民法典第二百零二条). A rest day does not make it longer: nothing has to be done on it.
    """
    return month_later(decided_on, 12 * years)


def agency_target() -> Clock:
    """Filing with the city for the applicant: a target, never a breach (rules S-2)."""
    article = f"市级事项代办：争取不超过一周（{AGENCY_TARGET} 个工作日）"
    return Clock(Rule.AGENCY_TARGET, Limit(Unit.WORKING_DAY, AGENCY_TARGET), article)


def delivery(*, start: str = "") -> Clock:
    """Hand over what was granted within 10 working days of the decision (art. 44). :param start: what starts it anew."""
    return Clock(Rule.DELIVERY, Limit(Unit.WORKING_DAY, DELIVER_WITHIN), "《行政许可法》第四十四条", start=start)


def refusal_delivery() -> Clock:
    """
    Hand over a decision not to grant, from which the times for the remedies run. Art. 44 gives its ten days for what was granted
    only; that a refusal takes no longer is the hall's own rule (decision 130).
    """
    article = f"大厅规定：不予许可、不予办理的书面决定，同样在作出后 {DELIVER_WITHIN} 个工作日内送达"
    return Clock(Rule.REFUSAL_DELIVERY, Limit(Unit.WORKING_DAY, DELIVER_WITHIN), article)


def served_by_publication(*, published_on: date, calendar: WorkCalendar) -> date:
    """
    Return the day with whose end a published paper counts as served (民事诉讼法 art. 95, which no law on licences replaces). Natural
    days, the day of publication not counted; a rest day at the end rolls forward (art. 85).
    """
    return calendar.workday_on_or_after(days_later(published_on, PUBLISHED_FOR))


def delivery_left(*, days: int, started_at: datetime, found_at: datetime, calendar: WorkCalendar) -> Clock:
    """
    What is left of a delivery that a finding had ended, once the finding is put right: the days before it are not given back, the
    days from it on are not counted, as in a pause (rules D9). At least one day.

    :param days: of the delivery that was ended. :param started_at: when it began. :param found_at: when it was ended.
    """
    began_on, found_on = calendar.received_on(started_at), calendar.local(found_at).date()
    used = calendar.workdays_between(began_on, calendar.nth_workday_before(found_on, 1)) if found_on > began_on else 0
    left = max(1, days - used)
    article = f"《行政许可法》第四十四条；承诺核查期间不计，{days} 个工作日还有 {left} 个"
    return Clock(Rule.DELIVERY, Limit(Unit.WORKING_DAY, left), article, start="核查结论更正为属实")


def false_promise() -> Clock:
    """
    Hear the applicant of what was granted on a promise found false, and revoke it or put the finding right: a duty of the hall, so
    that what may not be handed over does not stand for years (rules A12, D15).
    """
    article = (
        f"大厅规定：承诺核查不属实的，{SETTLE_FALSE_PROMISE} 个工作日内听取陈述和申辩，撤销许可决定或者更正核查结论"
    )
    return Clock(Rule.FALSE_PROMISE, Limit(Unit.WORKING_DAY, SETTLE_FALSE_PROMISE), article)


def verification() -> Clock:
    """
    Verify the promise that an application was granted on: a duty of the hall, so that no licence rests unverified on a promise for
    ever (rules A12).
    """
    article = f"大厅规定：按告知承诺准予的，{VERIFY_WITHIN} 个工作日内核查承诺（国办发〔2020〕42号：明确核查时间）"
    return Clock(Rule.VERIFICATION, Limit(Unit.WORKING_DAY, VERIFY_WITHIN), article)


def undo_until(*, decided_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the last instant at which a conclusion can be taken back: the end of its half working day (the hall's own rule)."""
    return calendar.half_day_closes(decided_at)


def amend_until(*, registered_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the last instant at which a registration can be put right by the window: the end of its half working day (the hall's own rule)."""
    return calendar.half_day_closes(registered_at)


def take_back_visit_until(*, noted_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the last instant at which a trip noted by mistake can be taken back: the end of its half working day (the hall's own rule)."""
    return calendar.half_day_closes(noted_at)


def silent_since(*, at: datetime, calendar: WorkCalendar) -> datetime:
    """
    Return the instant half a working day before this one: who has not been acted on since then may have been forgotten.

    Half a day is the hall's own measure of what is finished at a window (rules S-3).
    """
    return calendar.moment_after(calendar.seconds_at(at) - HALF_DAY_MINUTES * 60)


def unanswered_since(*, at: datetime, calendar: WorkCalendar) -> datetime:
    """
    Return up to which instant a consultation (咨询) was opened that is to be seen to by now: the end of the day CONSULTATION_SEEN_TO
    working days before today.

    The hall's own rule: as long as the law leaves for telling what is missing (art. 32), once there are papers.
    """
    return calendar.closes(calendar.nth_workday_before(calendar.local(at).date(), CONSULTATION_SEEN_TO))


def tolerance_supplement(*, pledged_on: date, promise_due_at: datetime, calendar: WorkCalendar) -> datetime:
    """
    Return the last moment at which a paper that may follow later (容缺) is in time (rules A12).

    It is the close of business of the day that the applicant pledged, a rest day rolling forward (民法典第二百零三条),
    and never later than the promise itself.
    """
    return min(calendar.closes(calendar.workday_on_or_after(pledged_on)), promise_due_at)


def tolerance(
    *, pledged_on: date, started_at: datetime, promise_due_at: datetime, calendar: WorkCalendar
) -> Clock | None:
    """
    The clock that runs out at the last moment for a paper that may follow later; None when that moment has passed.

    Natural days to a later day, rolling forward as the pledge does; working minutes where it ends within the day.
    """
    article = f"容缺受理：申请人承诺 {pledged_on.year}年{pledged_on.month}月{pledged_on.day}日 前补齐，不晚于承诺时限"
    last = tolerance_supplement(pledged_on=pledged_on, promise_due_at=promise_due_at, calendar=calendar)
    days = (pledged_on - calendar.received_on(started_at)).days
    if days > 0:
        whole = Limit(Unit.NATURAL_DAY, days)
        if due(whole, started_at, calendar).due_at == last:
            return Clock(Rule.TOLERANCE, whole, article)
    minutes = int(calendar.minutes_between(started_at, last))
    return Clock(Rule.TOLERANCE, Limit(Unit.WORKING_MINUTE, minutes), article) if minutes > 0 else None


def supplement_overdue_notice() -> Clock:
    """Tell the applicant within a working day that the paper did not come and no licence is made out (rules A12)."""
    limit = Limit(Unit.WORKING_DAY, SUPPLEMENT_NOTICE)
    return Clock(Rule.SUPPLEMENT_NOTICE, limit, f"容缺受理：逾期没有补齐的，{SUPPLEMENT_NOTICE} 个工作日内告知申请人")


def hearing_request(*, told_at: datetime, calendar: WorkCalendar) -> Due:
    """Ask for a hearing within 5 working days of being told of the right to one (art. 47)."""
    return due(HEARING_CHOSEN, told_at, calendar)


def hearing() -> Clock:
    """Hold the hearing that was asked for within 20 working days (art. 47): a duty of the hall, no pause stops it."""
    return Clock(Rule.HEARING, Limit(Unit.WORKING_DAY, HEARING_HELD), "《行政许可法》第四十七条第一款")


def hearing_notice(*, held_on: date, calendar: WorkCalendar) -> date:
    """Return the last day for telling time and place: 7 working days before the hearing, its own day not counted (art. 48)."""
    return due_before(Limit(Unit.WORKING_DAY, HEARING_NOTICE), held_on, calendar)


def last_hearing_day(*, told_on: date, last_on: date, calendar: WorkCalendar) -> date:
    """
    Return the last day for a hearing that is announced now: the last of its 20 working days (art. 47), or, where 7 days' notice
    no longer reaches that day, one within a week of the first that is possible. Late it is all the same, and without a bound its
    pause could hide every other limit.

    :param told_on: the day on which the notice counts as told. :param last_on: the last of the 20 days.
    """
    first = calendar.nth_workday_after(told_on, HEARING_NOTICE)
    return max(last_on, calendar.nth_workday_after(first, HEARING_CHOICE - 1)) if first > last_on else last_on


def hearing_length(*, called_on: date, held_on: date, calendar: WorkCalendar) -> int:
    """Return the working days that the notice of a hearing declares: from its own day to the hearing's, both counted (D9)."""
    return calendar.workdays_between(calendar.nth_workday_before(called_on, 1), held_on)


# What no act starts yet

PROVISIONAL_WITHIN = 10  # working days, the hall's default for making up the formalities (rules S-4)
RENEWAL_BEFORE = 30  # working days, 《行政许可法》第五十条第一款：有效期届满三十日前提出
COOLING_OFF = 30  # natural days, 《民法典》第一千零七十七条第一款：自收到离婚登记申请之日起三十日内可以撤回
COOLING_OFF_WINDOW = 30  # natural days, 同条第二款：前款规定期限届满后三十日内，双方亲自申请发给离婚证
RATING_CONTACT = 1  # working day, the hall's default out of published practice (rules G4)
RATING_CORRECTION = 5  # working days, likewise
RATING_CORRECTION_AT_MOST = 15  # working days in all, once extended


@dataclass(frozen=True)
class JointStep:
    """
    One step of joint handling; departments that answer side by side share one.

    :param departments: who is liable for this step, and nobody else (rules W7).
    :param days: working days, data of the item.
    :param done_at: when the last of them was done, or None.
    """

    departments: tuple[str, ...]
    days: int
    done_at: datetime | None = None


@dataclass(frozen=True)
class JointStepDue:
    departments: tuple[str, ...]
    due: Due


def joint_steps(*, steps: Sequence[JointStep], received_at: datetime, calendar: WorkCalendar) -> list[JointStepDue]:
    """
    Say until when each step of joint handling is to be done, and by whom (for one, 校车安全管理条例第十五条).

    A step begins when the one before it is done; until then it is planned from that one's due moment. A department that
    keeps nobody waiting thereby moves the rest forward, and the late one alone is late.
    """
    begins_at, answer = received_at, []
    for step in steps:
        moment = due(Limit(Unit.WORKING_DAY, step.days), begins_at, calendar)
        answer.append(JointStepDue(step.departments, moment))
        begins_at = step.done_at or moment.due_at
    return answer


def provisional_handling(*, approved_at: datetime, calendar: WorkCalendar, days: int = PROVISIONAL_WITHIN) -> Due:
    """Make up the formalities of what was handled first (特事特办); after that it lapses (rules S-4)."""
    return due(Limit(Unit.WORKING_DAY, days), approved_at, calendar)


def renewal_latest(*, expires_on: date, calendar: WorkCalendar) -> date:
    """Return the last day on which a renewal is asked for in time: 30 working days before expiry (art. 50)."""
    return due_before(Limit(Unit.WORKING_DAY, RENEWAL_BEFORE), expires_on, calendar)


def deemed_renewed_at(*, expires_on: date, calendar: WorkCalendar) -> datetime:
    """
    Return the moment from which a renewal asked for in time and not decided counts as granted (art. 50).

    It is the close of business of the day of expiry, on a rest day too: a licence does not run on because its last day is
    one.
    """
    return calendar.closes(expires_on)


def cooling_off(*, received_at: datetime, calendar: WorkCalendar) -> Due:
    """Wait 30 natural days between the application for divorce and anything that can be done on it (statutory waiting)."""
    return due(Limit(Unit.NATURAL_DAY, COOLING_OFF), received_at, calendar)


def cooling_off_window(*, waited_until: datetime, calendar: WorkCalendar) -> Due:
    """Come in person within 30 natural days after the waiting has ended; who does not has withdrawn the application."""
    return due(Limit(Unit.NATURAL_DAY, COOLING_OFF_WINDOW), waited_until, calendar)


def rating_contact(*, rated_at: datetime, calendar: WorkCalendar) -> Due:
    """Speak to whoever gave a bad rating within a working day (rules G4)."""
    return due(Limit(Unit.WORKING_DAY, RATING_CONTACT), rated_at, calendar)


def rating_correction(*, rated_at: datetime, calendar: WorkCalendar, days: int = RATING_CORRECTION) -> Due:
    """
    Put right what a bad rating is about and answer, within 5 working days (rules G4).

    :param days: working days since the rating; an approved extension makes them at most 15.
    :raises ValueError: for more than that.
    """
    if days > RATING_CORRECTION_AT_MOST:
        raise ValueError(f"整改回复最多延长到 {RATING_CORRECTION_AT_MOST} 个工作日，不是 {days} 个")
    return due(Limit(Unit.WORKING_DAY, days), rated_at, calendar)
