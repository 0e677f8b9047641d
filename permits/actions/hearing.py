"""
The hearing (行政许可法 art. 46–48): tell of the right, take the request, announce, hold; or it is given up.

Who its parties are stands in its row and on its papers, not in the history: that goes on being read, and nothing leaves it.
"""

from datetime import datetime

from django.utils import timezone

from cases import actions as engine
from cases import clocks
from cases.models import Case, Pause
from cases.rules import Rule
from cases.wording import before, moment
from hall import calendar
from hall.refusals import Refused, need, need_reason
from permits import deadlines
from permits.actions.turn import Turn, verb
from permits.hearings import may_be_asked_for, without_names
from permits.models import DocumentKind, HandUp, Hearing
from permits.power import answer_by_doing, send_up, to_propose
from permits.states import SUSPENDED

WHO_GAVE_UP = "谁在什么时候放弃或者撤回听证要求"


class CannotHear(Refused):
    code = "cannot-hear"


@verb(refusal=CannotHear)
def tell_hearing(turn: Turn, *, parties: str, interest: str) -> Hearing:
    """
    Tell the applicant and whoever else is concerned, in writing, that they may ask for a hearing within 5 working days.

    :param interest: the major interest that the licence bears on (art. 47).
    :raises CannotHear: they were told before.
    """
    need(parties, "填写告知了谁：申请人和利害关系人", "parties")
    need_reason(interest, "填写涉及的重大利益", "interest")
    ask_by = deadlines.hearing_request(told_at=turn.at, calendar=calendar.current()).due_at
    document = turn.number(DocumentKind.HEARING_RIGHT)
    hearing = Hearing.objects.create(
        application=turn.application, parties=parties.strip(), interest=interest.strip(), told_at=turn.at,
        told_by=turn.by, told_document=document, ask_by=ask_by,
    )  # fmt: skip
    turn.record(document=document, ask_by=ask_by)
    return hearing


@verb(refusal=CannotHear)
def ask_hearing(turn: Turn, *, party: str) -> Hearing:
    """
    Note that somebody asks for the hearing: from now on it is to be held within 20 working days.

    :raises CannotHear: nobody was told, somebody has asked before, or the 5 working days are over.
    """
    need(party, "填写谁提出听证要求", "party")
    hearing = turn.application.hearing
    hearing.asked_at, hearing.asked_by_party = turn.at, party.strip()
    hearing.save(update_fields=["asked_at", "asked_by_party"])
    turn.record()
    clocks.start(turn.case, deadlines.hearing(), started_at=turn.at, at=turn.at)
    _put_before_whoever_announces(turn)
    return hearing


def _put_before_whoever_announces(turn: Turn) -> None:
    """The hearing hangs on an approver from now on, and the promise runs until it is announced: it stands in their list (decision 126)."""
    application = turn.application
    waits = application.hand_ups.filter(kind=HandUp.Kind.REQUEST, answered_at=None).exists()
    if waits or "announce_hearing" not in to_propose(application, turn.by, turn.at):
        return
    about = {"step": "announce_hearing", "lack": "approval", "why": "有人要求听证，等通知时间和地点"}
    send_up(HandUp(application=application, kind=HandUp.Kind.REQUEST, handed_by=turn.by, handed_at=turn.at, **about))


@verb(refusal=CannotHear)
def announce_hearing(turn: Turn, *, sits_at: datetime, place: str, chair: str) -> Hearing:
    """
    Tell time and place, at least 7 working days before. From today until the hearing the clocks stand still (art. 45).

    Who does it is the approver. The notice is the written one that art. 45 asks for, and the working days from today to the
    hearing are its declared length.

    :raises CannotHear: nobody has asked, it is announced already, too soon, on a rest day, out of hours, or later than the law allows; where
        that is no longer possible, later than the first possible days (decision 117).
    """
    need(place, "填写听证地点", "place")
    need(chair, "填写主持人（审查这件申请以外的人员）", "chair")
    case, by, at = turn.case, turn.by, turn.at
    hearing = turn.application.hearing
    days = _check_day(case, sits_at, at=at)
    document = turn.number(DocumentKind.HEARING_NOTICE)
    hearing.announced_at, hearing.announced_by, hearing.notice_document = at, by, document
    hearing.sits_at, hearing.place, hearing.chair = sits_at, place.strip(), chair.strip()
    hearing.save(update_fields=["announced_at", "announced_by", "notice_document", "sits_at", "place", "chair"])
    engine.pause(
        case,
        engine.PauseNotice(ground=Pause.Ground.HEARING, number=document, declared_days=days),
        approver=by,
        by=by,
        at=at,
    )
    turn.record(document=document, sits_at=sits_at, place=hearing.place, chair=hearing.chair, declared_days=days)
    turn.letter("hearing", sits_at=moment(sits_at))
    return hearing


@verb(refusal=CannotHear)
def move_hearing(turn: Turn, *, sits_at: datetime, place: str, chair: str, reason: str) -> Hearing:
    """
    Tell another, later day of an announced hearing, by a new notice at least 7 working days before: the hall is closed on the day that
    was told, for one. The pause takes so much longer (art. 45, 48; decision 138).

    :raises CannotHear: it is not announced; earlier than what was told, too soon, on a rest day, out of hours, or later than the law
        allows.
    """
    need(place, "填写听证地点", "place")
    need(chair, "填写主持人（审查这件申请以外的人员）", "chair")
    need_reason(reason, "填写改期的原因，原因要告知当事人", "reason")
    case, at = turn.case, turn.at
    hearing = turn.application.hearing
    sits_before = hearing.sits_at
    if sits_before is not None and sits_at <= sits_before:
        raise CannotHear(f"听证只能往后改：原定 {moment(sits_before)}", field="sits_at")
    _check_day(case, sits_at, at=at)
    document = turn.number(DocumentKind.HEARING_NOTICE)
    pause = case.pauses.get(ends_on__isnull=True)
    # counted by the calendar of now: a day that was declared and is closed since is no longer one of them
    length = deadlines.hearing_length(
        called_on=pause.starts_on, held_on=timezone.localdate(sits_at), calendar=calendar.current()
    )
    days = max(0, length - pause.declared_days)
    [declared] = clocks.running(case, Rule.SPECIAL_PROCEDURE)
    pause, prolonged = engine.prolong(case, notice_number=document, days=days, at=at)
    hearing.announced_at, hearing.announced_by, hearing.notice_document = at, turn.by, document
    hearing.sits_at, hearing.place, hearing.chair = sits_at, place.strip(), chair.strip()
    hearing.save(update_fields=["announced_at", "announced_by", "notice_document", "sits_at", "place", "chair"])
    turn.record(
        document=document,
        sits_before=sits_before,
        sits_at=sits_at,
        place=hearing.place,
        chair=hearing.chair,
        days=days,
        declared_days=pause.declared_days,
        reason=without_names(reason.strip(), hearing),
        due_before=declared.due_at,
        due_after=prolonged.due_at,
        provisional=prolonged.provisional,
    )
    turn.letter("hearing_moved", sits_at=moment(sits_at))
    return hearing


@verb(refusal=CannotHear)
def hold_hearing(turn: Turn) -> Hearing:
    """
    Note that the hearing was held, with its record: today is the last day that does not count.

    :raises CannotHear: it is not announced, or its time has not come.
    """
    case, by, at = turn.case, turn.by, turn.at
    hearing = turn.application.hearing
    clocks.meet(case, Rule.HEARING, at=at)
    was_paused = case.state == SUSPENDED
    moved = engine.go_on(turn.case, by=by, at=at)[1] if was_paused else []  # outlasted, it is over already
    document = turn.number(DocumentKind.HEARING_RECORD)
    hearing.held_at, hearing.held_by, hearing.record_document = at, by, document
    hearing.save(update_fields=["held_at", "held_by", "record_document"])
    turn.record(
        document=document,
        due={clock.rule: clock.due_at for clock in moved},
        provisional=[clock.rule for clock in moved if clock.provisional],
    )
    if was_paused:
        turn.letter("resumed", never_began=False)
    return hearing


@verb(refusal=CannotHear)
def give_up_hearing(turn: Turn, *, reason: str) -> Hearing:
    """
    Note that everybody who was told waives the hearing in writing, before it is announced: the decision is free at once.

    One party's wish is not enough while another may still ask; when nobody may, whoever has asked can take it back alone.

    :raises CannotHear: nobody was told, or it is announced or over.
    """
    hearing = turn.application.hearing
    _give_up(turn, hearing, reason)
    answer_by_doing(turn.application, "announce_hearing", by=turn.by, at=turn.at)
    turn.record(reason=without_names(hearing.given_up_because, hearing))
    return hearing


@verb(refusal=CannotHear)
def cancel_hearing(turn: Turn, *, reason: str) -> Hearing:
    """
    Note that an announced hearing does not take place because the request was taken back. The clocks go on tomorrow.

    Until `ask_by` everybody else who was told may still ask: the hearing then stands as it was told, and the decision waits.

    :raises CannotHear: it is not announced.
    """
    hearing = turn.application.hearing
    masked_reason = without_names(reason.strip(), hearing)  # before the hearing's names are taken out of its row
    if may_be_asked_for(hearing, at=turn.at):
        _ask_anew(turn, hearing, reason)
    else:
        _give_up(turn, hearing, reason)
    # one that had outlasted the announced day is over already (permits.outlasted)
    pause = engine.go_on(turn.case, by=turn.by, at=turn.at)[0] if turn.case.state == SUSPENDED else None
    turn.record(reason=masked_reason, **engine.what_never_began(pause))
    if pause is not None:
        turn.letter("resumed", never_began=pause.never_began)
    return hearing


def _check_day(case: Case, sits_at: datetime, *, at: datetime) -> int:
    """Check the day of a hearing against art. 47 and 48; return the working days until then, today and it counted."""
    if sits_at < at or timezone.localdate(sits_at).year > timezone.localdate(at).year + 1:
        raise CannotHear("听证的时间不对：不早于现在，也不会在一年以后", field="sits_at")
    days = calendar.current()
    told_on, held_on = days.received_on(at), timezone.localdate(sits_at)
    if days.workday_on_or_after(held_on) != held_on:
        raise CannotHear("听证要在工作日举行", field="sits_at")
    if not days.opens(held_on) <= sits_at < days.closes(held_on):
        # What sits after closing time is held after its limit, however early its day.
        hours = f"{days.opens(held_on):%H:%M} 至 {days.closes(held_on):%H:%M}"
        raise CannotHear(f"听证要在上班时间（{hours}）开始", field="sits_at")
    if told_on > deadlines.hearing_notice(held_on=held_on, calendar=days):
        raise CannotHear(f"听证要提前 {deadlines.HEARING_NOTICE} 个工作日通知，往后选一天", field="sits_at")
    [limit] = clocks.running(case, Rule.HEARING)
    last_on = timezone.localdate(limit.due_at)
    latest = deadlines.last_hearing_day(told_on=told_on, last_on=last_on, calendar=days)
    if held_on > latest:
        over = f"{before(limit.due_at, limit.provisional)}已经来不及，" if latest > last_on else ""
        raise CannotHear(f"{over}听证最迟在 {moment(days.closes(latest))} 前举行，往前选一天", field="sits_at")
    return deadlines.hearing_length(called_on=told_on, held_on=held_on, calendar=days)


def _ask_anew(turn: Turn, hearing: Hearing, reason: str) -> None:
    """Put the hearing back to where only the right to it is told; what was asked for and announced stays in the history."""
    need_reason(reason, f"填写{WHO_GAVE_UP}", "reason")
    clocks.void(turn.case, Rule.HEARING, at=turn.at)
    hearing.asked_at, hearing.asked_by_party = None, ""
    hearing.announced_at, hearing.announced_by, hearing.notice_document = None, None, ""
    hearing.sits_at, hearing.place, hearing.chair = None, "", ""
    hearing.save()


def _give_up(turn: Turn, hearing: Hearing, reason: str) -> None:
    need_reason(reason, f"填写{WHO_GAVE_UP}", "reason")
    clocks.void(turn.case, Rule.HEARING, at=turn.at)
    hearing.given_up_at, hearing.given_up_because = turn.at, reason.strip()
    hearing.save(update_fields=["given_up_at", "given_up_because"])
