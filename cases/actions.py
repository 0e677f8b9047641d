"""The engine's verbs on a case: open it, pause it. Cards have their own: cases.cards; letters: cases.owing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import clocks, deadlines, history, in_hand
from cases.models import NUMBERED_IN, Case, CaseKind, Deadline, Pause, ReplacedCode
from cases.numbering import (
    give_number,
    idem_hash,
    is_placeholder,
    one_at_a_time,
    placeholder,
    receipt_code,
    receipt_hash,
)
from cases.rules import Rule
from cases.sweep import settle
from hall import calendar
from hall.articles import need_article
from hall.crypto import keyed_hash
from hall.models import Department, ServiceHall, User, Window
from hall.prepared import ANY_TEXT, Prepared
from hall.refusals import KeyUsed, Refused
from hall.worktime.wording import in_full
from hall.writing import insert_one, update


class NoSuchPauseGround(Refused):
    code = "pause-not-in-law"
    sentence = "不在《行政许可法》第四十五条列举范围，不能暂停计时"
    field = "ground"


class CannotPause(Refused):
    code = "cannot-pause"


_SENT_BEFORE = Prepared(lambda: Case.objects.filter(idem_hash=ANY_TEXT), ANY_TEXT)
_WITH_CODE = Prepared(lambda: Case.objects.filter(receipt_hash=ANY_TEXT).only("pk"), ANY_TEXT)


def find_sent_before(idem: str) -> Case | None:
    """
    Return the case that this form's key already opened, or None. Requests with the same key wait for each other here.

    Call it first in the transaction that opens a case.
    """
    one_at_a_time(idem)
    return next(iter(_SENT_BEFORE.rows(idem_hash(idem))), None)


def answered_before(idem: str, *, kind: str, content: str) -> Case | None:
    """
    Return the case that this form's key already opened with this content (see content_hash), or None.

    :raises KeyUsed: it opened one of another kind, or with other content. Nothing is told of that one: whoever mixes keys up may
        be somebody else.
    """
    before = find_sent_before(idem)
    # A case from before contents were compared has no hash: for it the key alone counts, as it did then.
    if before is not None and (before.kind != kind or before.content_hash not in ("", content)):
        raise KeyUsed
    return before


def content_hash(idem: str, content: Any) -> str:
    """
    Return what tells whether the same was sent again: values that JSON can write, in their order.

    The key, which is stored nowhere in clear, goes into it: not even the holder of HASH_PEPPER can try out who or what a case
    was about.
    """
    return keyed_hash("content", json.dumps([idem, content], ensure_ascii=False, sort_keys=True, default=str))


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """
    A case that is about to be opened, as it first stands.

    :param party: who it is about, masked already; "" for nobody.
    :param hidden_from: the department whose people do not see it: it is about them.
    :param about_centre: a complaint about the centre's or the office's own people: the inspector's alone.
    :param kept_from: ids of people whom a complaint is about: none of them ever sees it.
    :param content_hash: of what was sent with its key; "" for a case that nobody sent.
    """

    kind: str
    hall: ServiceHall
    title: str
    party: str
    state: str
    department: Department | None = None
    window: Window | None = None
    owner: User | None = None
    confidential: bool = False
    hidden_from: Department | None = None
    about_centre: bool = False
    kept_from: list[int] = field(default_factory=list)
    content_hash: str = ""


@contextmanager
def opening(new: NewCase, *, verb: str, idem: str, by: User | None, at: datetime, **facts: Any) -> Iterator[Case]:
    """
    Open a case with its receipt code (see code_of) and the first line of its history, for the block that writes what belongs
    to it. Its number is taken when the block ends, or before whatever names it (`take_number`): from then on everybody else
    who opens a case waits for the commit.

    `idem` is the key of the form or request that asks; it opens one case, ever.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a case is opened inside the transaction of its act")
    case = insert_one(
        Case(
            **vars(new),
            number=placeholder(idem),
            opened_at=at,
            acted_at=at,
            receipt_hash=_free_receipt_hash(idem),
            idem_hash=idem_hash(idem),
        )
    )
    history.record(case, verb=verb, by=by, at=at, **facts)
    with in_hand.acting(), calendar.held():
        in_hand.hold(case, is_new=True)
        yield case
        take_number(case, at=at)


def take_number(case: Case, *, at: datetime) -> None:
    """Give the case that is being opened its number, if it has none yet."""
    if is_placeholder(case.number):
        series = NUMBERED_IN[CaseKind(case.kind)]
        case.number = give_number(case.pk, case.hall, series=series, day=timezone.localdate(at))


def code_of(case: Case, idem: str) -> str:
    """Return the receipt code that was given out for this key; "" if it has been replaced since."""
    for attempt in range(_ATTEMPTS):
        code = receipt_code(idem, attempt)
        if receipt_hash(code) == case.receipt_hash:
            return code
    return ""


def replace_code(case: Case, *, reason: str, idem: str, by: User, at: datetime) -> str:
    """
    Give a case a new receipt code (the slip was lost); the old one is void from now on. Call with the case locked.

    :param reason: who asked, and what they showed.
    """
    # a key that is sent again may come back to a code that it gave before
    ReplacedCode.objects.bulk_create([ReplacedCode(receipt_hash=case.receipt_hash)], ignore_conflicts=True)
    case.receipt_hash = _free_receipt_hash(idem)
    case.save(update_fields=["receipt_hash"])
    history.record(case, verb="replace_code", by=by, at=at, reason=reason)
    return code_of(case, idem)


@dataclass(frozen=True, kw_only=True)
class PauseNotice:
    """
    The written notice of a special procedure, without which no clock is paused.

    :param basis: the law and article that orders the waiting; art. 45 itself does not know statutory waiting (rules D8).
    """

    ground: str
    number: str
    declared_days: int
    basis: str = ""


def pause(case: Case, notice: PauseNotice, *, approver: User, by: User, at: datetime) -> Pause:
    """
    Begin a pause on the day that `at` counts for (its first paused day): 行政许可法 art. 45. After closing time or on a rest day
    that is the next working day, as for every clock (decision 20).

    :raises NoSuchPauseGround: outside the closed list. :raises CannotPause: no written notice or declared length, waiting
        without its law, or the day is already part of another pause.
    """
    if notice.ground not in Pause.Ground.values:
        raise NoSuchPauseGround(field="ground")
    if not notice.number.strip():
        raise CannotPause("缺少书面告知：没有告知书编号，不能暂停计时", field="notice_number")
    if notice.declared_days < 1:
        raise CannotPause("告知书要写明所需时间：天数至少为 1", field="declared_days")
    if notice.ground == Pause.Ground.STATUTORY_WAITING:
        need_article(notice.basis, "法定等待要写明是哪一部法律的哪一条", "basis", refusal=CannotPause)
    day = calendar.current().received_on(at)
    _must_be_free(case, day)
    settle(case, at=at)
    begun = Pause.objects.create(
        case=case,
        ground=notice.ground,
        notice_number=notice.number.strip(),
        declared_days=notice.declared_days,
        basis=notice.basis.strip(),
        starts_on=day,
        started_by=by,
        started_at=at,
        approved_by=approver,
    )
    clocks.stop(case, at=at)
    clocks.start(
        case,
        deadlines.special_procedure(declared_days=notice.declared_days, notice_number=begun.notice_number),
        started_at=deadlines.special_procedure_start(starts_on=day, calendar=calendar.current()),
        at=at,
    )
    return begun


def _must_be_free(case: Case, day: date) -> None:
    """A day is left out once: the day on which a pause has ended belongs to that one, and the next begins after it."""
    begun = case.pauses.filter(never_began=False).filter(Q(ends_on__gte=day) | Q(ends_on__isnull=True)).first()
    if begun is None:
        return
    if begun.ends_on is None:
        raise CannotPause("正在特别程序里，先恢复计时")
    free = calendar.current().nth_workday_after(begun.ends_on, 1)
    raise CannotPause(
        f"{in_full(begun.ends_on)}还算在{begun.get_ground_display()}的特别程序里，不能再从这一天起不计时；{in_full(free)}起可以办"
    )


def prolong(case: Case, *, notice_number: str, days: int, at: datetime) -> tuple[Pause, Deadline]:
    """
    Add the working days of a further written notice to the open pause, before it has outlasted the ones before (art. 45 ¶2).

    Returns the pause and the clock of all that was declared.
    """
    open_pause = case.pauses.get(ends_on__isnull=True)
    open_pause.declared_days += days
    open_pause.later_notices = [*open_pause.later_notices, notice_number.strip()]
    open_pause.save(update_fields=["declared_days", "later_notices"])
    declared = deadlines.special_procedure(
        declared_days=open_pause.declared_days, notice_number=open_pause.later_notices[-1]
    )
    return open_pause, clocks.supersede(case, declared, at=at)


def go_on(
    case: Case, *, by: User | None, at: datetime, ended_at: datetime | None = None
) -> tuple[Pause, list[Deadline]]:
    """
    End the open pause, replay the clocks that it stopped, and return both.

    One that outlasted its declared length has its own late verdict. One that is ended before its first day (it was ordered after
    closing time, or on a rest day) never was: no day is left out for it.

    :param by: None: it ended by itself. :param ended_at: when, if it is noticed later; that day is the last paused one.
    """
    ended_at = ended_at or at
    clocks.meet(case, Rule.SPECIAL_PROCEDURE, at=ended_at)
    open_pause = case.pauses.get(ends_on__isnull=True)
    day = timezone.localdate(ended_at)
    open_pause.never_began = day < open_pause.starts_on
    open_pause.ends_on = max(day, open_pause.starts_on)
    open_pause.ended_by, open_pause.ended_at = by, ended_at
    open_pause.save(update_fields=["never_began", "ends_on", "ended_by", "ended_at"])
    return open_pause, clocks.go_on(case, at=at)


def what_never_began(pause: Pause | None) -> dict[str, Any]:
    """For the line of an act that has ended a pause, if any: that it was ended before its first day."""
    return {"never_began": True} if pause is not None and pause.never_began else {}


def close(case: Case, *, at: datetime) -> None:
    """Put a case away; one that had come to its result before keeps the instant of that."""
    put_away(case, at=at)
    update(case, "concluded_at", "closed_at")


def put_away(case: Case, *, at: datetime) -> None:
    """The same in memory alone, for an act whose line in the history writes it (`moments`)."""
    case.concluded_at, case.closed_at = case.concluded_at or at, at


def open_again(case: Case) -> None:
    """A duty has come up in a case that was put away: it stands in the lists again until that is done. Its result stays."""
    if case.closed_at is not None:
        case.closed_at = None
        case.save(update_fields=["closed_at"])


def take_up_again(case: Case) -> None:
    """What was put away has to be done anew: with its new result it is put away once more, at that instant."""
    case.concluded_at = case.closed_at = None
    case.save(update_fields=["concluded_at", "closed_at"])


_ATTEMPTS = 4


def _free_receipt_hash(idem: str) -> str:
    """Return the hash of the first code of this key that no case has: two keys meet about once in 10^15."""
    for attempt in range(_ATTEMPTS):
        hashed = receipt_hash(receipt_code(idem, attempt))
        if not _WITH_CODE.rows(hashed):
            return hashed
    raise RuntimeError("no free receipt code: the random source is broken")
