"""
The hearing (行政许可法 art. 46–48): tell of the right, take the request, announce, hold; or it is given up.

Who its parties are stands in its row and on its papers, not in the history: that goes on being read, and nothing leaves it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history
from cases.models import Case, Pause
from cases.rules import Rule
from cases.wording import moment
from hall import calendar
from hall.models import User
from hall.refusals import Refused
from hall.roles import Permission
from permits import deadlines, letters
from permits.actions.locking import lock, need
from permits.authority import stood_in
from permits.documents.numbering import next_number
from permits.hearings import may_be_asked_for, without_names
from permits.models import Application, DocumentKind, Hearing
from permits.states import FLOW

APPROVE = Permission.APPLICATION_APPROVE
NO_REASON = "填写谁在什么时候放弃或者撤回听证要求"


class CannotHear(Refused):
    code = "cannot-hear"


@transaction.atomic
def tell_hearing(
    *, number: str, parties: str, interest: str, by: User, at: datetime, version: int | None = None
) -> Hearing:
    """
    Tell the applicant and whoever else is concerned, in writing, that they may ask for a hearing within 5 working days.

    :param interest: the major interest that the licence bears on (art. 47).
    :raises CannotHear: they were told before.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "tell_hearing")
    need(parties, "填写告知了谁：申请人和利害关系人", "parties")
    need(interest, "填写涉及的重大利益", "interest")
    if hasattr(application, "hearing"):
        raise CannotHear("已经告知过听证权利")
    ask_by = deadlines.hearing_request(told_at=at, calendar=calendar.current()).due_at
    document = next_number(case.department, DocumentKind.HEARING_RIGHT, day=timezone.localdate(at))
    hearing = Hearing.objects.create(
        application=application, parties=parties.strip(), interest=interest.strip(), told_at=at, told_by=by,
        told_document=document, ask_by=ask_by,
    )  # fmt: skip
    history.record(
        case, verb="tell_hearing", by=by, at=at, document=document, ask_by=ask_by,
    )  # fmt: skip
    return hearing


@transaction.atomic
def ask_hearing(*, number: str, party: str, by: User, at: datetime, version: int | None = None) -> Hearing:
    """
    Note that somebody asks for the hearing: from now on it is to be held within 20 working days.

    :raises CannotHear: nobody was told, somebody has asked before, or the 5 working days are over.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "ask_hearing")
    need(party, "填写谁提出听证要求", "party")
    hearing = _hearing(application)
    if hearing.asked_at is not None or hearing.is_over:
        raise CannotHear("已经有人要求听证，或者已经放弃")
    if not may_be_asked_for(hearing, at=at):
        raise CannotHear(f"要在 {moment(hearing.ask_by)} 前提出，已经过了")
    hearing.asked_at, hearing.asked_by_party = at, party.strip()
    hearing.save(update_fields=["asked_at", "asked_by_party"])
    history.record(case, verb="ask_hearing", by=by, at=at)
    clocks.start(case, deadlines.hearing(), started_at=at, at=at)
    return hearing


@transaction.atomic
def announce_hearing(
    *,
    number: str,
    sits_at: datetime,
    place: str,
    chair: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Hearing:
    """
    Tell time and place, at least 7 working days before. From today until the hearing the clocks stand still (art. 45).

    `by` is the approver; the door asks for that permission. The notice is the written one that art. 45 asks for, and the
    working days from today to the hearing are its declared length.

    :raises CannotHear: nobody has asked, it is announced already, too soon, on a rest day, or later than the law allows
        although an earlier day is still possible.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "announce_hearing")
    need(place, "填写听证地点", "place")
    need(chair, "填写主持人（审查这件申请以外的人员）", "chair")
    hearing = _hearing(application)
    if not hearing.is_owed or hearing.announced_at is not None:
        raise CannotHear("没有人要求听证，或者已经通知过")
    days = _check_day(case, sits_at, at=at)
    document = next_number(case.department, DocumentKind.HEARING_NOTICE, day=timezone.localdate(at))
    hearing.announced_at, hearing.announced_by, hearing.notice_document = at, by, document
    hearing.sits_at, hearing.place, hearing.chair = sits_at, place.strip(), chair.strip()
    hearing.save(update_fields=["announced_at", "announced_by", "notice_document", "sits_at", "place", "chair"])
    engine.pause(
        case, ground=Pause.Ground.HEARING, notice_number=document, declared_days=days, approver=by, by=by, at=at
    )
    history.record(
        case, verb="announce_hearing", by=by, at=at, to=target, document=document, sits_at=sits_at, place=hearing.place,
        chair=hearing.chair, declared_days=days, **stood_in(case, APPROVE, by=by, at=at),
    )  # fmt: skip
    letters.tell(application, "hearing", at=at, sits_at=moment(sits_at))
    return hearing


@transaction.atomic
def hold_hearing(*, number: str, by: User, at: datetime, version: int | None = None) -> Hearing:
    """
    Note that the hearing was held, with its record: today is the last day that does not count.

    :raises CannotHear: it is not announced, or its time has not come.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "hold_hearing")
    hearing = _hearing(application)
    if not hearing.stops_the_clocks or hearing.sits_at is None:
        raise CannotHear("还没有通知听证的时间和地点")
    if at < hearing.sits_at:
        raise CannotHear(f"听证在 {moment(hearing.sits_at)} 举行，还没有到")
    clocks.meet(case, Rule.HEARING, at=at)
    moved = engine.go_on(case, by=by, at=at)
    document = next_number(case.department, DocumentKind.HEARING_RECORD, day=timezone.localdate(at))
    hearing.held_at, hearing.held_by, hearing.record_document = at, by, document
    hearing.save(update_fields=["held_at", "held_by", "record_document"])
    history.record(
        case, verb="hold_hearing", by=by, at=at, to=target, document=document,
        due={clock.rule: clock.due_at for clock in moved},
        provisional=[clock.rule for clock in moved if clock.provisional], **stood_in(case, APPROVE, by=by, at=at),
    )  # fmt: skip
    letters.tell(application, "resumed", at=at)
    return hearing


@transaction.atomic
def give_up_hearing(*, number: str, reason: str, by: User, at: datetime, version: int | None = None) -> Hearing:
    """
    Note that everybody who was told waives the hearing in writing, before it is announced: the decision is free at once.

    One party's wish is not enough while another may still ask; when nobody may, whoever has asked can take it back alone.

    :raises CannotHear: nobody was told, or it is announced or over.
    """
    case, application = lock(number, version, at=at)
    FLOW.target(case.state, "give_up_hearing")
    hearing = _hearing(application)
    if hearing.is_over or hearing.announced_at is not None:
        raise CannotHear("已经通知听证的时间和地点，或者已经结束")
    _give_up(case, hearing, reason, at=at)
    history.record(case, verb="give_up_hearing", by=by, at=at, reason=without_names(hearing.given_up_because, hearing))
    return hearing


@transaction.atomic
def cancel_hearing(*, number: str, reason: str, by: User, at: datetime, version: int | None = None) -> Hearing:
    """
    Note that an announced hearing does not take place because the request was taken back. The clocks go on tomorrow.

    Until `ask_by` everybody else who was told may still ask: the hearing then stands as it was told, and the decision waits.

    :raises CannotHear: it is not announced.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "cancel_hearing")
    hearing = _hearing(application)
    if not hearing.stops_the_clocks:
        raise CannotHear("还没有通知听证的时间和地点")
    said = without_names(reason.strip(), hearing)
    if may_be_asked_for(hearing, at=at):
        _ask_anew(case, hearing, reason, at=at)
    else:
        _give_up(case, hearing, reason, at=at)
    engine.go_on(case, by=by, at=at)
    history.record(
        case, verb="cancel_hearing", by=by, at=at, to=target, reason=said, **stood_in(case, APPROVE, by=by, at=at)
    )
    letters.tell(application, "resumed", at=at)
    return hearing


def _hearing(application: Application) -> Hearing:
    hearing = getattr(application, "hearing", None)
    if hearing is None:
        raise CannotHear("还没有书面告知听证权利")
    return hearing


def _check_day(case: Case, sits_at: datetime, *, at: datetime) -> int:
    """Check the day of a hearing against art. 47 and 48; return the working days until then, today and it counted."""
    if sits_at < at or timezone.localdate(sits_at).year > timezone.localdate(at).year + 1:
        raise CannotHear("听证的时间不对：不早于现在，也不会在一年以后", field="sits_at")
    days = calendar.current()
    told_on, held_on = days.received_on(at), timezone.localdate(sits_at)
    if days.workday_on_or_after(held_on) != held_on:
        raise CannotHear("听证要在工作日举行", field="sits_at")
    if told_on > deadlines.hearing_notice(held_on=held_on, calendar=days):
        raise CannotHear(f"听证要提前 {deadlines.HEARING_NOTICE} 个工作日通知，往后选一天", field="sits_at")
    limit = clocks.running(case, Rule.HEARING).get()
    last_on = timezone.localdate(limit.due_at)
    in_time_is_possible = told_on <= deadlines.hearing_notice(held_on=last_on, calendar=days)
    if in_time_is_possible and held_on > last_on:
        raise CannotHear(f"听证最迟在 {moment(limit.due_at)} 前举行，往前选一天", field="sits_at")
    return deadlines.hearing_length(called_on=timezone.localdate(at), held_on=held_on, calendar=days)


def _ask_anew(case: Case, hearing: Hearing, reason: str, *, at: datetime) -> None:
    """Put the hearing back to where only the right to it is told; what was asked for and announced stays in the history."""
    need(reason, NO_REASON, "reason")
    clocks.void(case, Rule.HEARING, at=at)
    hearing.asked_at, hearing.asked_by_party = None, ""
    hearing.announced_at, hearing.announced_by, hearing.notice_document = None, None, ""
    hearing.sits_at, hearing.place, hearing.chair = None, "", ""
    hearing.save()


def _give_up(case: Case, hearing: Hearing, reason: str, *, at: datetime) -> None:
    need(reason, NO_REASON, "reason")
    clocks.void(case, Rule.HEARING, at=at)
    hearing.given_up_at, hearing.given_up_because = at, reason.strip()
    hearing.save(update_fields=["given_up_at", "given_up_because"])
