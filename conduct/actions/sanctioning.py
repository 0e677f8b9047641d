"""Deciding on a proposal, serving it, the appeal and its ruling; and which ladder is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conduct.deadlines import out_of_force_on, ruling_by
from conduct.ladders import MEASURES
from conduct.letters import tell_of_appeal, tell_of_serving
from conduct.models import Sanction, SanctionPolicy
from conduct.possible import OVERTURNED, why_not
from conduct.queries import stands
from conduct.states import CONFIRMED, DECIDED, DROPPED, REVOKED, SANCTION_FLOW
from conduct.turn import locked, moved
from hall import calendar
from hall.horizon import must_begin_in_sight
from hall.models import User
from hall.refusals import Refused, need, need_document, need_reason

ACCEPT, CHANGE, DROP = "as_proposed", "changed", "nothing"
RULINGS = {ACCEPT: "照建议决定", CHANGE: "改为别的处理", DROP: "不予处理"}


class CannotDecide(Refused):
    code = "cannot-decide-sanction"


class CannotContest(Refused):
    code = "cannot-contest"


class CannotAdopt(Refused):
    code = "cannot-adopt-policy"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """
    What is decided on a proposal.

    :param result: a code of RULINGS. :param measure: of a change. :param number: of the decision, and `authority` whose it is.
    :param person: who had the place, where the proposal names nobody; `addressee` one without an account.
    :param reason: what the person reads once it is served; of a drop nobody but whoever decides.
    """

    result: str
    reason: str
    measure: str = ""
    number: str = ""
    authority: str = ""
    person: User | None = None
    addressee: str = ""


@transaction.atomic
def settle(*, key: UUID, ruling: Ruling, by: User, at: datetime, version: int | None = None) -> Sanction:
    """
    Decide on a proposal: accept it, change it with the reason, or drop it with the reason (rules C11). Nothing is in force yet.

    :raises CannotDecide: it is about whoever decides, or number, authority, person or reason is missing.
    """
    row = _locked(key, version)
    SANCTION_FLOW.target(row.state, "settle")
    if sentence := why_not("settle", row, by=by, at=at):
        raise CannotDecide(sentence)
    need_reason(ruling.reason, "写明决定的理由", "reason", refusal=CannotDecide)
    if ruling.result != DROP:
        _decide(row, ruling, by)
    row.settled_by, row.settled_at = by, at
    moved(
        row,
        "settle",
        SANCTION_FLOW,
        to=DROPPED if ruling.result == DROP else DECIDED,
        words=ruling.reason,
        by=by,
        at=at,
    )
    return row


def _decide(row: Sanction, ruling: Ruling, by: User) -> None:
    if not stands(row.attribution):
        raise CannotDecide(OVERTURNED.replace("不能送达", "只能不予处理"), field="result")
    measure = row.proposed if ruling.result == ACCEPT else ruling.measure
    if measure not in MEASURES:
        raise CannotDecide("选择改为哪一种处理", field="measure")
    if ruling.result == CHANGE and measure == row.proposed:
        raise CannotDecide("和建议一样的，选“照建议决定”", field="measure")
    need_document(ruling.number, "填写决定的文号", "number", refusal=CannotDecide)
    need(ruling.authority, "填写决定机关", "authority", refusal=CannotDecide)
    if row.person is None:
        _name(row, ruling, by)
    row.measure, row.number, row.authority = measure, ruling.number.strip(), ruling.authority.strip()


def _name(row: Sanction, ruling: Ruling, by: User) -> None:
    """Say who had a place that the hall's posts do not tell."""
    if (ruling.person is None) is (not ruling.addressee.strip()):
        raise CannotDecide("选择一个人；没有账号的，写明姓名和职务", field="person")
    if ruling.person == by:
        raise CannotDecide("处理的是本人，由另一位纪检监察决定", field="person")
    row.person, row.addressee = ruling.person, ruling.addressee.strip()


@transaction.atomic
def serve_sanction(*, key: UUID, how: str, by: User, at: datetime, version: int | None = None) -> Sanction:
    """
    Note that the decision was served: from now on it is in force, for 24 months, and the person sees it.

    :raises CannotDecide: the finding is no longer upheld, or nothing is said of how it was served.
    """
    row = _locked(key, version)
    SANCTION_FLOW.target(row.state, "serve_sanction")
    if sentence := why_not("serve_sanction", row, by=by, at=at):
        raise CannotDecide(sentence)
    need_reason(how, "写明怎样送达", "how", refusal=CannotDecide)
    row.served_by, row.served_at = by, at
    row.out_of_force_on = out_of_force_on(timezone.localdate(at))
    moved(row, "serve_sanction", SANCTION_FLOW, words=how, by=by, at=at)
    tell_of_serving(row, at=at)
    return row


@transaction.atomic
def contest(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Sanction:
    """
    Appeal against what was served on oneself, within 30 days. It stays in force meanwhile (公务员法 96).

    :raises CannotContest: it is somebody else's, too late, or without a reason.
    """
    row = _locked(key, version)
    SANCTION_FLOW.target(row.state, "contest")
    if row.person_id != by.pk:
        raise CannotContest("只有本人可以申诉")
    if sentence := why_not("contest", row, by=by, at=at):
        raise CannotContest(sentence)
    need_reason(reason, "写明申诉的理由", "reason", refusal=CannotContest)
    row.contested_at = at
    moved(row, "contest", SANCTION_FLOW, words=reason, by=by, at=at)
    tell_of_appeal(row, ruling_by(contested_at=at, calendar=calendar.current()), at=at)
    return row


@transaction.atomic
def adjudicate(*, key: UUID, upheld: bool, reason: str, by: User, at: datetime, version: int | None = None) -> Sanction:
    """
    Rule on an appeal, with the reason: one that is right revokes the sanction. Another person than who decided (appeal limit).

    :param upheld: the appeal is right.
    :raises CannotDecide: whoever rules has decided it, or gives no reason.
    """
    row = _locked(key, version)
    SANCTION_FLOW.target(row.state, "adjudicate")
    if sentence := why_not("adjudicate", row, by=by, at=at):
        raise CannotDecide(sentence)
    need_reason(reason, "写明裁定的理由", "reason", refusal=CannotDecide)
    row.ruled_by, row.ruled_at = by, at
    moved(row, "adjudicate", SANCTION_FLOW, to=REVOKED if upheld else CONFIRMED, words=reason, by=by, at=at)
    return row


@transaction.atomic
def call_off(*, key: UUID, reason: str, by: User, at: datetime, version: int | None = None) -> Sanction:
    """
    Call a decision off, served or not, because its ground is gone: a later finding, an attribution that was wrong.

    :raises CannotDecide: no reason, which whoever was served reads.
    """
    row = _locked(key, version)
    need_reason(reason, "写明取消的理由", "reason", refusal=CannotDecide)
    moved(row, "call_off", SANCTION_FLOW, words=reason, by=by, at=at)
    return row


@transaction.atomic
def adopt_policy(*, policy: dict[str, Any], by: User, at: datetime) -> SanctionPolicy:
    """
    Have another ladder in force from a day on. What was found before keeps the ladder of its day.

    :param policy: `ladder`, `in_force_from`, `document`, `reason`.
    :raises CannotAdopt: the day has passed, or lies before that of the version before it.
    """
    before = SanctionPolicy.objects.select_for_update().order_by("number").last()
    begins: date = policy["in_force_from"]
    if begins <= timezone.localdate(at):
        raise CannotAdopt("从明天或以后的日子起执行：已经查实的照原来的标准", field="in_force_from")
    must_begin_in_sight(begins, today=timezone.localdate(at), field="in_force_from", refusal=CannotAdopt)
    if before and begins <= before.in_force_from:
        raise CannotAdopt("要在上一版执行以后开始", field="in_force_from")
    need_document(policy["document"], "填写文号", "document", refusal=CannotAdopt)
    need_reason(policy["reason"], "写明更换的理由", "reason", refusal=CannotAdopt)
    number = before.number + 1 if before else 1
    return SanctionPolicy.objects.create(number=number, adopted_by=by, adopted_at=at, **policy)


def _locked(key: UUID, version: int | None) -> Sanction:
    return locked(Sanction, key, version)
