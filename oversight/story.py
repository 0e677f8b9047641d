"""How the office reads one case and one card: clocks, pauses, history, letters, and the life of a card."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone

from cases.card_acts import rule_by, until_when
from cases.cards import STANDS, appeal_until
from cases.dispatch_wording import STAFF_SUBJECTS, addressee, outcome, readers_of
from cases.events import BY_ITSELF, ENGINE, actor_words, name_of, sentence_of
from cases.former_handlers import handed_over_late
from cases.models import Card, CardState, Case, CaseKind, Deadline, Dispatch, Event, Letter, Pause
from cases.rules import CARD_WORDS, RULES
from cases.wording import half_day, limit_panel, marked, moment, moment_of
from complaints import acts as complaints
from conduct import events as conduct
from enquiries import acts as enquiries
from hall.doors.acts import Telling
from hall.identifiers import grouped
from hall.roles import Step
from hall.sentences import clause
from hall.templatetags.presentation import day
from hall.worktime import HALF_DAY_MINUTES, WorkCalendar
from oversight.holding import APPLICANT, Late, Stretch, half_days
from oversight.holding import NOBODY as NO_HAND
from oversight.wording import CENTRE_NAME, NOBODY, STATE_WORDS, handler, paused_days, unit_of
from permits import events as applications
from permits.acts.telling import day_of, reason
from permits.models import Application, Channel, OneTimeNotice, Visit
from permits.repeated import taken_up
from permits.wording import contact_words, signer
from ratings import acts as ratings

Facts = list[tuple[str, Any]]


def clock_panels(deadlines: Iterable[Deadline], *, at: datetime) -> list[dict[str, Any]]:
    """Panels of all clocks for _parts/limits.html: the running ones first, then the ended, the superseded last and marked."""
    order = sorted(deadlines, key=lambda each: (each.superseded_at is not None, not each.runs, each.due_at, each.pk))
    return [_clock_panel(deadline, at=at) for deadline in order]


def _clock_panel(deadline: Deadline, *, at: datetime) -> dict[str, Any]:
    panel = limit_panel(deadline, at=at)
    if deadline.superseded_at is not None:
        panel["title"] += "（已不用）"
        panel["note"] += f"。{moment(deadline.superseded_at)} 起由延长后的时限代替"
    elif deadline.met_at is not None:
        panel["note"] += f"。{moment(deadline.met_at)} 完成"
    elif deadline.is_stopped:
        panel["text"] = ""
    return panel


def pause_rows(pauses: Iterable[Pause], *, on: date, calendar_now: WorkCalendar) -> list[dict[str, Any]]:
    """Rows for _parts/table.html: ground, notice, from, to, working days, declared, approver."""
    return [
        {
            "cells": [
                pause.get_ground_display(),
                pause.notices,
                day(pause.starts_on),
                _end_of(pause),
                paused_days([pause], on=on, calendar_now=calendar_now),
                pause.declared_days,
                signer(pause.case, pause.approved_by, at=pause.started_at),
            ]
        }
        for pause in pauses
    ]


def _end_of(pause: Pause) -> str:
    if pause.never_began:
        return "没有开始就撤回"
    return day(pause.ends_on) if pause.ends_on else "还在暂停"


def letter_rows(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """Rows for _parts/table.html: what, to whom, written, not before, read."""
    return [
        {
            "cells": [
                STAFF_SUBJECTS[letter.template],
                readers_of(letter),
                moment(letter.written_at),
                moment(letter.not_before),
                f"{moment(letter.read_at)} {letter.read_by}" if letter.read_at else "未读",
            ]
        }
        for letter in letters
    ]


def dispatch_rows(dispatches: Iterable[Dispatch]) -> list[dict[str, Any]]:
    """Rows for _parts/table.html: what left the house as SMS or e-mail, to whom (masked), written, what became of it."""
    return [
        {
            "cells": [
                f"{each.subject}（{each.get_channel_display()}）",
                f"{each.recipient or addressee(each)} {each.masked}",
                moment(each.written_at),
                outcome(each),
            ]
        }
        for each in dispatches
    ]


def event_lines(case: Case, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for _parts/timeline.html, each with its place in the chain and the head of its hash."""
    return [
        {
            "at": event.at,
            "what": _what(event, VOCABULARY[case.kind]),
            "who": f"{actor_words(event)} · {_half(event.at)} · 第 {event.seq} 条，共 {case.events_count} 条 · 校验值 {event.hash[:12]}",
            "note": sentence_of(event, partial(_note, event.verb, VOCABULARY[case.kind])),
        }
        for event in events
    ]


def _what(event: Event, table: Mapping[str, Telling]) -> str:
    words = name_of(event, table)
    if event.from_state != event.to_state and event.to_state:
        before = STATE_WORDS[event.from_state] if event.from_state else ""
        return f"{words}：{before} → {STATE_WORDS[event.to_state]}" if before else words
    return words


def _note(verb: str, table: Mapping[str, Telling], facts: dict[str, Any]) -> str:
    return "；".join(map(clause, _notes(verb, table, facts)))


def _notes(verb: str, table: Mapping[str, Telling], facts: dict[str, Any]) -> list[str]:
    """Every fact that FACTS knows, with its label; of an event that has none of them what its handlers read."""
    if isinstance(facts.get("after"), dict):  # of a contact; of a clock `before` and `after` are instants
        reason = [f"理由：{facts['reason']}"] if facts.get("reason") else []
        return [f"由{contact_words(facts['before'])}改为{contact_words(facts['after'])}", *reason]
    labelled = [
        f"{label}：{say(facts[name])}"
        for name, (label, say) in FACTS.items()
        if facts.get(name) not in (None, "", {}, []) and facts[name] is not False
    ]
    if labelled or verb not in table:
        return labelled
    words = table[verb].staff(facts)
    return [words] if words else []


def _half(at: datetime) -> str:
    return "上午" if timezone.localtime(at).hour < 12 else "下午"


def _dues(due: dict[str, str]) -> str:
    return "、".join(f"{RULES[rule].words} {moment_of(text)}" for rule, text in due.items())


# What happens is called the same here as where it is done.
VOCABULARY: dict[str, Mapping[str, Telling]] = {
    CaseKind.APPLICATION: applications.EVENTS,
    CaseKind.ENQUIRY: enquiries.EVENTS,
    CaseKind.RATING: ratings.EVENTS,
    CaseKind.CONDUCT: conduct.EVENTS,
    CaseKind.COMPLAINT: complaints.EVENTS,
}
FACTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "item": ("事项", str),
    "item_version": ("目录版本", str),
    "channel": ("渠道", lambda value: Channel(value).label),
    "purpose": ("目的", lambda value: Visit.Purpose(value).label),
    "counted_as": ("第几次", str),
    "counted": ("计入的到访", str),
    "cause": ("原因", lambda value: Visit.Cause(value).label if value in Visit.Cause.values else value),
    "notice": ("第几份告知书", str),
    "missing": ("要补", "、".join),
    "materials": ("收到", "、".join),
    "ground": ("事由", str),
    "basis": ("依据条款", str),
    "ask_by": ("可以提出到", moment_of),
    "sits_at": ("举行", moment_of),
    "sits_before": ("原定举行", moment_of),
    "place": ("地点", str),
    "to_department": ("移交给", str),
    "to_person": ("接手人", str),
    "from_person": ("移交人", str),
    "application": ("办件", grouped),
    "enquiry": ("咨询", grouped),
    "chair": ("主持人", str),
    "notice_number": ("告知书", str),
    "declared_until": ("告知的时间到", moment_of),
    "declared_days": ("告知所需天数", str),
    "rule": ("时限或规定", lambda value: RULES[value].words),
    "before": ("原到期", moment_of),
    "due_at": ("应在此前完成", moment_of),
    "why": ("依据", str),
    "provisional": ("说明", lambda _value: "到期时间是暂定的"),
    "due": ("新的到期", _dues),
    "days": ("延长", str),
    "unit": ("延长的单位", str),
    "rank": ("批准", str),
    "approver": ("批准人", str),
    "document": ("文号", str),
    "due_before": ("原到期", moment_of),
    "due_after": ("新到期", moment_of),
    "reason": ("理由", str),
    "competent_agency": ("主管机关", str),
    "remedies": ("救济途径", str),
    "barred_until": ("不能再次申请到", day_of),
    "method": ("方式", str),
    "paper": ("文书", str),
    "received_at": ("视为受理自", moment_of),
    "notice_due_at": ("应在此前告知", moment_of),
    "step": ("环节", lambda value: Step(value).label),
    "note": ("窗口意见", str),
    "answer": ("答复", str),
    "agent": ("代理人", str),
    "agent_id": ("代理人证件号", str),
    "authority": ("代理权限", str),
    "authority_document": ("授权文书", str),
    "authority_until": ("授权到", day_of),
    "instrument": ("授权书", str),
    "handler_before": ("原首办责任人", str),
    "handler": ("首办责任人", str),
    "finding": ("核查情况", str),
    "amount_before": ("原金额（元）", str),
    "amount": ("金额（元）", str),
    "moved_card": ("红黄牌", lambda _card: "随之改到新的到期时间"),
    "level": ("牌", lambda value: CARD_WORDS[value]),
}


def card_steps(card: Card, remarks: Sequence[Event], *, at: datetime) -> list[dict[str, str]]:
    """
    The life of a card as steps for _parts/steps.html: only what has happened, and what somebody can do next.

    :param remarks: the events of cases.cards.remarks_on.
    """
    steps = [{"name": "发出", "state": "done", "at": day(card.issued_at)}]
    explained = next((event for event in remarks if event.verb == "card_explained"), None)
    if explained is not None:
        steps.append({"name": "说明", "state": "done", "at": day(explained.at)})
    if card.appealed_at is not None:
        steps.append({"name": "申诉", "state": "done", "at": day(card.appealed_at)})
    return [*steps, _last_step(card, remarks, at=at)]


def _last_step(card: Card, remarks: Sequence[Event], *, at: datetime) -> dict[str, str]:
    if card.state in STANDS:
        in_time = at <= appeal_until(card)
        words = "说明或申诉" if card.state == CardState.ISSUED else "可以申诉"
        return (
            {"name": words, "state": "current", "at": f"申诉到 {until_when(card)}"}
            if in_time
            else {"name": "期满没有申诉，牌有效", "state": "done"}
        )
    if card.state == CardState.APPEALED:
        return {"name": "裁定", "state": "current", "at": rule_by(card)}
    ends = {"name": "撤销" if card.state == CardState.WITHDRAWN else "维持", "state": "done"}
    return ends | ({"at": day(remarks[-1].at)} if remarks else {})


def remark_lines(remarks: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for _parts/timeline.html: what was written about a card, in the words of whoever wrote it."""
    return [
        {"at": event.at, "what": name_of(event, ENGINE), "who": actor_words(event), "note": sentence_of(event, reason)}
        for event in remarks
    ]


def move_lines(moves: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for _parts/timeline.html: how corrections of the calendar have moved the instant of a breach."""
    return [
        {
            "at": event.at,
            "what": "违规时刻随日历改过",
            "who": actor_words(event),
            "note": sentence_of(event, _moved),
        }
        for event in moves
    ]


def _moved(facts: dict[str, Any]) -> str:
    return f"由 {moment_of(facts['before'])} 改为 {moment_of(facts['due_at'])}。依据：{facts['why']}"


def notice_lines(card: Card) -> list[str]:
    """What the notices of the matter asked for up to the card, one line each: the breach is what the earlier ones left out."""
    application = Application.objects.get(case=card.case_id)
    matter = [application, *taken_up(application)]
    notices = OneTimeNotice.objects.filter(application__in=matter, at__lte=card.breached_at).order_by("at", "number")
    return [
        ("" if notice.application_id == card.case_id else f"办件 {grouped(notice.application.case.number)} 的")
        + f"第 {notice.number} 份：{moment(notice.at)}，{'、'.join(line.material.name for line in notice.lines.all())}"
        + (f"（{notice.get_ground_display()}：{notice.ground_reason}）" if notice.ground else "")
        for notice in notices.select_related("application__case").prefetch_related("lines__material")
    ]


def visit_lines(visits: Iterable[Visit]) -> list[str]:
    """The counted trips behind a two-visit card, one line each."""
    return [
        f"第 {visit.counted_as} 次：{moment(visit.at)}，{visit.get_purpose_display()}"
        + (f"，{visit.get_cause_display()}" if visit.cause else "")
        + (f"（{visit.basis}）" if visit.basis else "")
        + (f"，为办件 {visit.carried_from}" if visit.carried_from else "")
        for visit in visits
    ]


def stretch_rows(
    of_case: Iterable[Stretch], events: Iterable[Event], calendar_now: WorkCalendar, *, at: datetime
) -> list[dict[str, Any]]:
    """Rows for _parts/table.html: from which half-day to which, in whose hand, since what happened, at which step, how long."""
    by_number = {event.seq: event for event in events}
    return [
        {
            "cells": [
                half_day(each.since),
                half_day(each.until) if each.until else "现在",
                each.holder,
                name_of(by_number[each.after], VOCABULARY[CaseKind.APPLICATION]),
                STATE_WORDS[each.state] if each.state else NOBODY,
                _half_days(half_days(each, calendar_now, at=at)),
            ]
        }
        for each in of_case
    ]


def _half_days(count: float | None) -> str:
    return NOBODY if count is None else f"{count:g}"


def late_lines(late: Iterable[Late]) -> list[dict[str, str]]:
    """Of each broken limit when it ran out, in whose hand, and which stretch used most of it: {title, words}."""
    return [
        {
            "title": RULES[each.clock.rule].title,
            "words": (
                f"{half_day(each.clock.started_at)}起算，{marked(moment(each.clock.due_at), each.clock.provisional)} 到期"
                + (
                    f"，到期时在{each.ran_out.holder}手里"
                    if each.ran_out and each.ran_out.holder not in (APPLICANT, NO_HAND)
                    else ""
                )
                + f"。用时最多的一段：{half_day(each.longest.since)} 至 "
                + (half_day(each.longest.until) if each.longest.until else "现在")
                + f"，{each.longest.holder}，{each.minutes / HALF_DAY_MINUTES:.1f} 个半天。"
            ),
        }
        for each in late
    ]


STRETCH_COLUMNS = [
    *({"label": label} for label in ("自", "至", "在谁手里", "从哪一步起", "环节")), {"label": "半天", "num": True},
]  # fmt: skip
PAUSE_COLUMNS = [
    {"label": "事由"}, {"label": "告知书"}, {"label": "自"}, {"label": "至"}, {"label": "工作日", "num": True},
    {"label": "告知的天数", "num": True}, {"label": "批准人"},
]  # fmt: skip
LETTER_COLUMNS = [{"label": label} for label in ("通知", "收件人", "写成", "最早送达", "阅读")]
DISPATCH_COLUMNS = [{"label": label} for label in ("信件", "发给", "写成", "结果")]
APPLICANT_COLUMNS = (
    "item_version__item__code", "item_version__number", "applicant_id_masked", "phone_masked", "channel", "accepted_at",
)  # fmt: skip


def case_facts(case: Case) -> Facts:
    """The head of a case page, for _parts/identity.html. Of a complaint nothing but what the board may show."""
    return [
        ("编号", grouped(case.number)),
        ("责任单位", unit_of(case)),
        ("窗口", str(case.window or NOBODY)),
        ("责任人", handler(case.owner)),
        ("环节", STATE_WORDS[case.state]),
        ("收件", (half_day if case.kind == CaseKind.COMPLAINT else moment)(case.opened_at)),
        *([("办结", moment(case.concluded_at))] if case.concluded_at else []),
        *([("归档", moment(case.closed_at))] if case.closed_at else []),
    ]


def applicant_facts(row: dict[str, Any], party: str) -> Facts:
    """Who applied for what: masked, from the columns that hold no sealed value."""
    return [
        ("事项编码", f"{row['item_version__item__code']}（目录版本 {row['item_version__number']}）"),
        ("申请人", party),
        ("证件号", row["applicant_id_masked"]),
        ("手机", row["phone_masked"]),
        ("渠道", Channel(row["channel"]).label),
        ("受理", moment(row["accepted_at"]) if row["accepted_at"] else "未受理"),
    ]


def card_facts(card: Card, case_url: str) -> Facts:
    """What was broken, when, and who is liable; the case is a link for whoever may open it (`case_url`; "": nobody)."""
    number = grouped(card.case.number)
    facts: Facts = [
        ("违反的规定", card.get_rule_display()),
        ("原因", card.cause),
        ("违规时刻", moment(card.breached_at)),
        ("发现并发牌", moment(card.issued_at)),
        ("责任单位", str(card.department or CENTRE_NAME)),
        ("窗口", str(card.window or NOBODY)),
        ("责任人", _liable(card)),
        ("编号", {"text": number, "href": case_url} if case_url else number),
        ("事由", card.case.title),
        ("状态", card.get_state_display()),
    ]
    if ruling := rule_by(card):
        facts.append(("裁定", ruling))
    if card.withdrawn_at is not None:
        facts.append(
            ("撤销", f"{moment(card.withdrawn_at)}，{card.withdrawn_by or BY_ITSELF}：{card.withdrawn_because}")
        )
    return facts


def _liable(card: Card) -> str:
    """Who had the clock when it was broken, and from whom, if they got it shortly before."""
    handed_over = handed_over_late([card]).get(card.pk, "")
    return f"{handler(card.owner)}（{handed_over}）" if handed_over else handler(card.owner)
