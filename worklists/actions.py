"""What a person keeps at a desk: drafts of forms, lists with a name; and asking for one act on many cases. No case changes here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from cases.numbering import may_be_a_number, one_at_a_time
from cases.queries import was_sent
from hall.models import Department, User
from hall.refusals import BadInput, KeyUsed, Refused, need, need_reason
from hall.texts import visible
from worklists.bulk import BulkActs
from worklists.drafts import PER_PERSON, drafts_of
from worklists.models import HAND_OVER, BulkRow, BulkRun, Draft, SavedView

LARGEST = 20_000  # characters of a form
MOST_VIEWS = 50
LONGEST_NAME = 40  # characters of a list's name
MOST = 500  # cases of one run (ux.md §1)
LONGEST_REASON = 500  # characters
NOT_THERE = "有的办件查不到，回到列表重新勾选"


@transaction.atomic
def save_draft(
    *, place: str, title: str, fields: Mapping[str, Sequence[str]], by: User, at: datetime, idem: str = ""
) -> Draft | None:
    """
    Keep a form as it stands, in place of what was kept of it before. None: the form with this key has been sent meanwhile.

    :param idem: the form's key, if it opens a case.
    :raises BadInput: too long, or too many drafts.
    """
    if idem and was_sent(idem):
        return None
    content = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(content) > LARGEST:
        raise BadInput("内容太长，存不进草稿")
    existing = Draft.objects.filter(owner=by, place=place)
    if not existing.exists() and drafts_of(by, at=at).count() >= PER_PERSON:
        raise BadInput(f"草稿最多 {PER_PERSON} 份，先处理或丢弃几份")
    return Draft.objects.update_or_create(
        owner=by, place=place, defaults={"title": title[:200], "content": content, "saved_at": at}
    )[0]


@transaction.atomic
def drop_draft(*, place: str, by: User, at: datetime) -> bool:
    """Throw one's own draft of a form away, because the form was sent or is not wanted; whether there was one."""
    return bool(drafts_of(by, at=at).filter(place=place).delete()[0])


@transaction.atomic
def save_view(*, kind: str, name: str, query: str, department: Department | None, by: User, at: datetime) -> SavedView:
    """
    Keep a list of the cases of a kind under a name; one's own of that name is replaced.

    :param department: shared with everybody who handles its cases; the door asks whether `by` does.
    :raises BadInput: no name, or too many.
    """
    name = visible(name)
    need(name, "给这个视图起个名字", "name")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"名称不超过 {LONGEST_NAME} 个字", field="name")
    if len(query) > 2_000:
        raise BadInput("条件太长，存不下来", field="name")
    existing = SavedView.objects.filter(owner=by, kind=kind, name=name)
    if not existing.exists() and SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise BadInput(f"视图最多 {MOST_VIEWS} 个，先删几个", field="name")
    columns = {"query": query, "department": department, "saved_at": at}
    return SavedView.objects.update_or_create(owner=by, kind=kind, name=name, defaults=columns)[0]


@transaction.atomic
def drop_view(*, kind: str, pk: int, by: User, at: datetime) -> bool:
    """Drop one's own view; a shared one is dropped for everybody. Whether there was one."""
    return bool(SavedView.objects.filter(pk=pk, kind=kind, owner=by).delete()[0])


class CannotBulk(Refused):
    code = "cannot-bulk"


@dataclass(frozen=True, kw_only=True)
class BulkOrder:
    """
    The same act on several cases.

    :param kind: of these cases only, done by one of the `acts` of their room.
    :param to: with HAND_OVER, whose cases they become; with its `reason`. Other acts have neither.
    """

    kind: str
    acts: BulkActs
    act: str
    numbers: Sequence[str]
    to: User | None = None
    reason: str = ""


@transaction.atomic
def ask_in_room(*, kind: str, acts: BulkActs, idem: str, by: User, at: datetime, **order: Any) -> BulkRun:
    """`ask_bulk` of cases of a room's kind, by the room's acts; `order`: the other fields of BulkOrder."""
    return ask_bulk(order=BulkOrder(kind=kind, acts=acts, **order), idem=idem, by=by, at=at)


@transaction.atomic
def ask_bulk(*, order: BulkOrder, idem: str, by: User, at: datetime) -> BulkRun:
    """
    Ask for the same act on several cases, each as it stands now. Asked for twice with one key, it is one run.

    :raises KeyUsed: the key has asked for something else.

    :param idem: 32 characters at most, the key of the form or request.
    :raises CannotBulk: no case, more than MOST, one that is not in the reach of `by`, an act that is not done in bulk, or a
        hand-over without a person or a reason.
    """
    one_at_a_time(f"bulk:{by.pk}:{idem}")
    before = BulkRun.objects.filter(by=by, idem=idem).first()
    if before is not None and not _is_for(before, order):
        raise KeyUsed
    if before is not None:
        return before
    if order.act not in order.acts:
        raise CannotBulk("选择要批量办理的动作", field="act")
    hand_over = _hand_over(order) if order.act == HAND_OVER else {}
    numbers = list(dict.fromkeys(order.numbers))
    if not numbers:
        raise CannotBulk("先勾选办件", field="numbers")
    if len(numbers) > MOST:
        raise CannotBulk(f"一次最多 {MOST} 件，选了 {len(numbers)} 件", field="numbers")
    allowed = Case.objects.allowed(by, order.acts[order.act].needs, on=timezone.localdate(at))
    cases = allowed.filter(kind=order.kind, number__in=filter(may_be_a_number, numbers))
    by_number = {case.number: case for case in cases.only("pk", "number", "version")}
    if len(by_number) < len(numbers):
        raise CannotBulk(NOT_THERE, field="numbers")
    run = BulkRun.objects.create(kind=order.kind, by=by, act=order.act, idem=idem, asked_at=at, **hand_over)
    BulkRow.objects.bulk_create(
        BulkRow(run=run, position=place, case=by_number[number], version=by_number[number].version)
        for place, number in enumerate(numbers, start=1)
    )
    return run


def _is_for(run: BulkRun, order: BulkOrder) -> bool:
    """Whether a run was asked for in the same words. A person who handles these cases no longer is not named any more."""
    numbers = list(run.rows.order_by("position").values_list("case__number", flat=True))
    same = (run.kind, run.act, run.reason, numbers) == (
        order.kind,
        order.act,
        order.reason.strip() if order.act == HAND_OVER else "",
        list(dict.fromkeys(order.numbers)),
    )
    return same and (order.to is None or run.to_id in (None, order.to.pk))


def _hand_over(order: BulkOrder) -> dict[str, Any]:
    reason = order.reason.strip()
    if order.to is None:
        raise CannotBulk("选择新的首办责任人", field="to")
    need_reason(reason, "填写变更的理由", "reason")
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"最多 {LONGEST_REASON} 个字", field="reason")
    return {"to": order.to, "reason": reason}
