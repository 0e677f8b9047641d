"""The tablet on a window's counter: enrolled and revoked by the administrator, opened by the tablet itself, rated on by whoever was served."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hall.crypto import keyed_hash
from hall.identifiers import with_check_digit
from hall.models import User, Window
from hall.organising.trace import CannotChangeStaff, Change, begin
from hall.refusals import BadInput, Refused
from ratings import deadlines
from ratings.codes import VISIT, Source, visit_of
from ratings.models import Rating, RefusedRating, Tablet
from ratings.rateable import newest_at, service_of
from ratings.tablets import hash_of, tablet_of
from ratings.writing import NoSuchLink, Opinion, StaffCannotRate, must_be_the_public, write_rating


class NotThisTablet(Refused):
    """The same for a tablet that was revoked, and for any other browser."""

    code = "not-this-tablet"
    sentence = "这台平板没有开通，由管理员登记"


class NoLongerAsked(Refused):
    code = "no-longer-asked"
    sentence = "这次评价的时间已过。用凭证上的二维码评价，30 天内有效"


@dataclass(frozen=True)
class Enrolment:
    """A new enrolment, with the code that opens it: shown once."""

    tablet: Tablet
    code: str


@transaction.atomic
def enrol(*, window: Window, reason: str, by: User, at: datetime) -> Enrolment:
    """Enrol a tablet at a window, in the place of the one that is there. The code is typed in on the tablet within half an hour."""
    change = begin(reason=reason, by=by, at=at)
    former = _in_force(window)
    if former is not None:
        _revoke(former, by=by, at=at)
    code = with_check_digit(f"{secrets.randbelow(10**15):015d}")
    tablet = Tablet.objects.create(window=window, code_hash=_of_code(code), enrolled_at=at, enrolled_by=by)
    change.leave(window, "enrol_tablet", f"登记评价平板{'，原来的停用' if former else ''}")
    return Enrolment(tablet, code)


@transaction.atomic
def revoke(*, window: Window, reason: str, by: User, at: datetime) -> Tablet:
    """
    End what the tablet of a window may do, at once.

    :raises CannotChangeStaff: there is none.
    """
    change: Change = begin(reason=reason, by=by, at=at)
    tablet = _in_force(window)
    if tablet is None:
        raise CannotChangeStaff("这个窗口没有评价平板")
    _revoke(tablet, by=by, at=at)
    change.leave(window, "revoke_tablet", "停用评价平板")
    return tablet


@transaction.atomic
def open_tablet(*, code: str, by: User | None, at: datetime) -> str:
    """
    Return the secret of a tablet: of the browser that types the code in, and of no other afterwards.

    :param by: who is signed in in this browser. :raises BadInput: a code that is unknown, used, revoked or older than half an hour.
    """
    if by is not None:
        raise NotThisTablet("这个浏览器登录了工作账号。评价平板上不登录：先退出，再输入开通码")
    tablet = (
        Tablet.objects.select_for_update().filter(code_hash=_of_code(code), revoked_at=None, opened_at=None).first()
    )
    if tablet is None or not deadlines.may_open(enrolled_at=tablet.enrolled_at, at=at):
        raise BadInput("开通码不对，或者已经过了 30 分钟。由管理员重新登记", field="code")
    secret = secrets.token_urlsafe(32)
    tablet.secret_hash, tablet.opened_at = hash_of(secret), at
    tablet.save(update_fields=["secret_hash", "opened_at"])
    return secret


@transaction.atomic
def rate_at_counter(*, secret: str, event: str, level: int, by: User | None, at: datetime) -> Rating:
    """
    Rate the last visit at the tablet's window, once. Whatever the tablet showed before is over as soon as somebody else is served.

    :param event: of that visit, as this tablet's page had it. :param by: who is signed in in this browser: nobody of the hall rates.
    :raises NotThisTablet: no tablet that is in force. :raises NoLongerAsked: another visit came, or the time is over.
    """
    tablet = tablet_of(secret)
    if tablet is None:
        raise NotThisTablet
    visit = visit_of(event, tablet.pk)
    service = service_of(Source(VISIT, visit)) if visit is not None else None
    if service is None:
        raise NoSuchLink("没有这次办事的记录")
    if by is not None:
        raise StaffCannotRate(RefusedRating.Why.ACCOUNT, by)
    must_be_the_public(service, by=by)
    newest = newest_at(tablet.window_id, at=at)
    if newest is None or newest.pk != visit:
        raise NoLongerAsked
    return write_rating(service, Opinion(level, "", event, tablet=tablet), at=at)


def _in_force(window: Window) -> Tablet | None:
    return Tablet.objects.select_for_update().filter(window=window, revoked_at=None).first()


def _revoke(tablet: Tablet, *, by: User, at: datetime) -> None:
    tablet.revoked_at, tablet.revoked_by = at, by
    tablet.save(update_fields=["revoked_at", "revoked_by"])


def _of_code(code: str) -> str:
    return keyed_hash("tablet code", "".join(code.split()))
