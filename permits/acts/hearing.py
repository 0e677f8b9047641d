"""The hearing, step by step: what each step asks for, and how it is told."""

from datetime import datetime

from cases.clocks import running
from cases.rules import RULES, Rule
from cases.wording import before, marked, moment, moment_of
from hall import calendar
from hall.doors.acts import Act, Field, Kind, Occasion, Telling
from permits import deadlines
from permits.actions import hearing
from permits.acts.telling import reason, reason_for, resumed_for_applicant, resumed_for_staff
from permits.deadlines import HEARING_HELD, HEARING_NOTICE, HEARING_REQUEST
from permits.models import DocumentKind
from permits.states import FLOW
from permits.wording import LONG, clocks_words

HANDLING = (Rule.PROMISE, Rule.HALF_DAY, Rule.STATUTORY)


def _ends_before(occasion: Occasion, instant: datetime) -> str:
    """The limits of the handling that end before an instant: ``承诺时限（2026年12月4日 17:00 到期）``."""
    ends = [clock for clock in running(occasion.case, *HANDLING) if not clock.is_stopped and clock.due_at < instant]
    return "、".join(
        f"{RULES[clock.rule].title}（{marked(moment(clock.due_at), clock.provisional)} 到期）" for clock in ends
    )


def _decision_waits(occasion: Occasion) -> str:
    """The days in which a hearing may be asked for outlast a limit: nothing may be decided in it, unless all give it up."""
    until = deadlines.hearing_request(told_at=occasion.at, calendar=calendar.current())
    ends = _ends_before(occasion, until.due_at)
    if not ends:
        return ""
    return (
        f"{before(until.due_at, until.provisional)}不能作出决定，在{ends}之后：当事人都书面放弃，或者有人要求并在到期以前通知听证"
        "（计时随之暂停），才不会超过"
    )


def _pauses_only_when_told(occasion: Occasion) -> str:
    soonest = deadlines.last_hearing_day(
        told_on=occasion.on, last_on=occasion.on, calendar=calendar.current()
    )  # no hearing is sooner than the notice of it
    ends = _ends_before(occasion, calendar.current().closes(soonest))
    return f"{ends}早于能够举行听证的日子：到期以前通知听证，计时才会暂停" if ends else ""


def _sits_at(label: str, *, needed: str, hint: str, api: str) -> Field:
    wrong = {"invalid": "填写日期和时间，例如 2026-03-16 09:00"}
    return Field("sits_at", label, Kind.MOMENT, needed, hint=hint, sentences=wrong, api=api)


WHERE = Field("place", "地点", needed="填写听证地点", most=120, api_label="听证地点")
CHAIR = Field(
    "chair",
    "主持人",
    needed="填写主持人",
    most=40,
    hint="审查这件申请以外的人员",
    api="Not one of those who examine the application.",
)


TELL_HEARING = Act(
    FLOW,
    hearing.tell_hearing,
    "Tell of the right to a hearing",
    (
        "Tell the applicant and others concerned that they may ask for a hearing within"
        f" {HEARING_REQUEST} working days (行政许可法 art. 47)."
    ),
    asks=(
        Field(
            "parties",
            "告知了谁",
            needed="填写告知了谁：申请人和利害关系人",
            most=200,
            focus=True,
            hint="写明申请人和每一个利害关系人",
            api_label="告知了谁：申请人和利害关系人",
        ),
        Field("interest", "涉及的重大利益", Kind.TEXT, "填写涉及的重大利益", most=LONG),
    ),
    button="记录告知",
    note=f"告知以后 {HEARING_REQUEST} 个工作日内可以要求听证；这段时间照常计时，期满或者放弃以前不作决定。",
    warns=_decision_waits,
    foreseen=True,
    leaves=(DocumentKind.HEARING_RIGHT,),
    done=lambda _occasion, hearing, _fields: (
        f"已告知听证权利，{moment(hearing.ask_by)} 前可以提出。文书编号 {hearing.told_document}"
    ),
    telling=Telling(
        staff=lambda facts: f"{facts['document']}，{moment_of(facts['ask_by'])} 前可以提出",
        applicant=lambda facts: ("告知听证权利", f"{moment_of(facts['ask_by'])} 前可以到窗口要求听证"),
    ),
    synonyms=("告知听证权利", "hearing_right"),
)

ASK_HEARING = Act(
    FLOW,
    hearing.ask_hearing,
    "Take a request for a hearing in",
    f"Note that somebody asks for the hearing: it is to be held within {HEARING_HELD} working days (行政许可法 art. 47).",
    asks=(Field("party", "谁提出", needed="填写谁提出听证要求", most=120, focus=True, api_label="谁提出听证要求"),),
    button="登记",
    note="听证不收费。通知时间地点以前照常计时。",
    warns=_pauses_only_when_told,
    foreseen=True,
    done=lambda occasion, _hearing, _fields: "已登记听证要求。" + clocks_words(running(occasion.case)),
    telling=Telling(applicant=lambda _facts: ("有人要求听证", f"{HEARING_HELD} 个工作日内举行")),
    synonyms=("要求听证", "request_hearing", "hearing_request"),
)

ANNOUNCE_HEARING = Act(
    FLOW,
    hearing.announce_hearing,
    "Announce the hearing",
    f"Tell time and place, {HEARING_NOTICE} working days before; the clocks stand still until then (行政许可法 art. 45, 48).",
    asks=(
        _sits_at(
            "举行时间",
            needed="填写举行时间",
            hint=f"提前 {HEARING_NOTICE} 个工作日通知，在提出以后 {HEARING_HELD} 个工作日内举行",
            api=f"{HEARING_NOTICE} working days from now at least, {HEARING_HELD} since the request at most.",
        ),
        WHERE,
        CHAIR,
    ),
    button="发出听证通知",
    note="通知书写明所需的时间，从今天（已下班的，从下一个工作日）起到听证那天不计时。",
    foreseen=True,
    leaves=(DocumentKind.HEARING_NOTICE,),
    done=lambda _occasion, hearing, _fields: (
        f"已通知听证：{moment(hearing.sits_at)}，{hearing.place}。文书编号 {hearing.notice_document}"
    ),
    telling=Telling(
        staff=lambda facts: (
            f"{facts['document']}，{moment_of(facts['sits_at'])} 在{facts['place']}，"
            f"{facts['declared_days']} 个工作日不计时"
        ),
        applicant=lambda facts: (
            "通知听证",
            f"{moment_of(facts['sits_at'])}，{facts['place']}。{facts['document']}，举行以前不计时",
        ),
        by_department=True,
    ),
    synonyms=("通知听证", "hearing_notice", "call_hearing"),
)

MOVE_HEARING = Act(
    FLOW,
    hearing.move_hearing,
    "Move the hearing to a later day",
    (
        f"Tell another, later day of an announced hearing by a new notice, {HEARING_NOTICE} working days before; the clocks stand still"
        " until then (行政许可法 art. 45, 48)."
    ),
    asks=(
        _sits_at(
            "改到",
            needed="填写改到什么时间",
            hint=f"比原定的晚，提前 {HEARING_NOTICE} 个工作日通知",
            api=f"Later than what was told, {HEARING_NOTICE} working days from now at least.",
        ),
        WHERE,
        CHAIR,
        reason_for("改期的原因", "原因", most=300, hint="原因要告知当事人；可以写到原定那一天停办"),
    ),
    button="发出改期通知",
    note="另编一份听证通知书；不计时的时间延到改定的那一天。",
    foreseen=True,
    leaves=(DocumentKind.HEARING_NOTICE,),
    done=lambda _occasion, hearing, _fields: (
        f"已改期：{moment(hearing.sits_at)}，{hearing.place}。文书编号 {hearing.notice_document}"
    ),
    telling=Telling(
        staff=lambda facts: (
            f"{facts['document']}，由 {moment_of(facts['sits_before'])} 改到 {moment_of(facts['sits_at'])}，在{facts['place']}："
            f"{facts['reason']}"
        ),
        applicant=lambda facts: (
            "听证改期",
            (
                f"由 {moment_of(facts['sits_before'])} 改到 {moment_of(facts['sits_at'])}，{facts['place']}。{facts['document']}，"
                f"举行以前不计时。原因：{facts['reason']}"
            ),
        ),
        by_department=True,
    ),
    synonyms=("听证改期", "postpone_hearing"),
)

HOLD_HEARING = Act(
    FLOW,
    hearing.hold_hearing,
    "Record the hearing",
    "Note that the hearing was held, with its record: the clocks are replayed, and the decision rests on the record.",
    button="登记听证已经举行",
    note="根据听证笔录作出决定。还在暂停计时的，今天是最后一个不计的日子。",
    foreseen=True,
    leaves=(DocumentKind.HEARING_RECORD,),
    done=lambda occasion, hearing, _fields: (
        f"听证已经举行，笔录编号 {hearing.record_document}。" + clocks_words(running(occasion.case))
    ),
    telling=Telling(
        staff=lambda facts: "；".join(filter(None, (facts["document"], resumed_for_staff(facts)))),
        applicant=lambda facts: ("听证已经举行", resumed_for_applicant(facts)),
        by_department=True,
    ),
    synonyms=("举行听证", "hearing_held", "hearing"),
)

GIVE_UP_HEARING = Act(
    FLOW,
    hearing.give_up_hearing,
    "Waive the hearing",
    "Note that everybody who was told waives the hearing, before it is announced: the decision is free at once.",
    asks=(
        reason_for(
            hearing.WHO_GAVE_UP,
            "怎样放弃的",
            most=300,
            focus=True,
            hint="告知过的每一个人都书面放弃：谁、在什么时候、怎样表示的。只有其中一人不要听证的，不用这一项",
        ),
    ),
    button="登记放弃",
    note="告知过的每一个人都放弃，才可以马上作出决定；还有人可以要求听证的，等到期满。",
    foreseen=True,
    done=lambda _occasion, _hearing, _fields: "已登记放弃听证，可以作出决定",
    telling=Telling(staff=reason, applicant=lambda _facts: ("放弃听证", "")),
    synonyms=("放弃听证", "waive_hearing"),
)

CANCEL_HEARING = Act(
    FLOW,
    hearing.cancel_hearing,
    "Cancel the hearing",
    (
        "Note that an announced hearing does not take place because the request was taken back: the clocks are replayed.\n\n"
        "Until `ask_by` somebody else who was told may still ask: the hearing then stands as it was told, and the decision waits."
    ),
    asks=(
        reason_for(
            hearing.WHO_GAVE_UP,
            "原因",
            most=300,
            focus=True,
            hint="谁、在什么时候、怎样撤回的。还在可以提出的时间里，告知过的其他人仍然可以要求听证",
        ),
    ),
    note="要求听证的人撤回的，计时从明天起继续；期满以前，告知过的其他人还可以要求听证，决定要等。",
    foreseen=True,
    done=lambda occasion, _hearing, _fields: "已取消听证，恢复计时。" + clocks_words(running(occasion.case)),
    telling=Telling(staff=reason, applicant=lambda _facts: ("取消听证", "继续计时"), by_department=True),
    synonyms=("取消听证",),
)
