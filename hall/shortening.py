"""
Shortening the promises of many items at once (再降三分之一): what it would change, entered by one person, published when another
confirms it (decision 187). Cases keep the version that they were registered under.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hall import queries
from hall.catalogue_terms import AuthorityLevel, ItemStatus, LimitUnit
from hall.horizon import must_begin_in_sight
from hall.importing import versions
from hall.importing.one_at_a_time import hold
from hall.models import Department, ItemVersion, PowerProposal, User
from hall.organising.gains import Kind, keep
from hall.organising.trace import Change
from hall.refusals import Refused, need_document, need_reason
from hall.worktime.wording import in_full

THIRD = Fraction(1, 3)
REASON_MOST, DOCUMENT_MOST = 300, 80  # characters
ROUNDING = "缩短后不满一天的进到一天，最短 1 个工作日；半个工作日的已是最短，不再缩短。"


class CannotShorten(Refused):
    code = "cannot-shorten"


def shortened(quantity: int, part: Fraction) -> int:
    """Return a promise in working days less a part of it: what is left of a day counts as a day, and one day stays."""
    left = quantity * (1 - part)
    return max(1, -(-left.numerator // left.denominator))


@dataclass(frozen=True)
class Line:
    """
    What becomes of the promise of one item.

    :param after: working days; None where it stays as it is.
    :param why_left: why it stays, in a sentence; "" where it is shortened.
    """

    version: ItemVersion
    after: int | None
    why_left: str


def plan(*, part: Fraction, department: Department | None, on: date) -> list[Line]:
    """Return what shortening would do to each item that is in force on a day, by department and code. It changes nothing."""
    rows = queries.published(on=on).filter(item__status=ItemStatus.ACTIVE)
    if department is not None:
        rows = rows.filter(item__department=department)
    waiting = _waiting_items()
    later = set(ItemVersion.objects.filter(effective_from__gt=on).values_list("item_id", flat=True))
    lines = []
    for version in rows:
        why = _why_left(version, part, waits=version.item_id in waiting, changes=version.item_id in later)
        lines.append(Line(version, None if why else shortened(version.promise_quantity, part), why))
    return lines


@transaction.atomic
def propose_shortening(
    *,
    part: Fraction,
    department: Department | None,
    effective_from: date,
    document: str,
    reason: str,
    by: User,
    at: datetime,
) -> PowerProposal:
    """
    Enter that promises are shortened from a day on; they are when another person has confirmed it.

    :param part: by how much, more than 0 and less than 1.
    :param department: whose items; None for the whole hall.
    :raises CannotShorten: naming the field: nothing to shorten, a day in the past or more than a year ahead, no document or reason.
    """
    hold()  # an import and a change never run into each other
    document, reason, today = document.strip(), reason.strip(), timezone.localdate(at)
    if not 0 < part < 1:
        raise CannotShorten("缩短的比例在 1% 到 99% 之间", field="percent")
    if effective_from < today:
        raise CannotShorten("生效日不能早于今天：已经登记的办件不受影响", field="effective_from")
    must_begin_in_sight(effective_from, today=today, field="effective_from", refusal=CannotShorten)
    _must_be_explained(document, reason)
    lines = [line for line in plan(part=part, department=department, on=today) if line.after is not None]
    if not lines:
        raise CannotShorten("没有可以缩短的事项")
    content = {
        "items": [
            {
                "item": line.version.item_id,
                "code": line.version.item.code,
                "version": line.version.pk,
                "before": line.version.promise_quantity,
                "after": line.after,
            }
            for line in lines
        ],
        "effective_from": str(effective_from),
        "document": document,
        "departments": sorted({line.version.item.department_id for line in lines}),
    }
    whose = department.name if department else "全部部门"
    sentence = (
        f"承诺时限缩短{part_words(part)}：{whose} {len(lines)} 项，{in_full(effective_from)}起登记的办件（{document}）"
    )
    return keep(Kind.PROMISE, sentence, content, Change(reason, by, at))


def shortening_stands(proposal: PowerProposal, change: Change) -> PowerProposal:
    """
    Publish the next version of each item, from today on at the earliest, which differs in nothing but the promise.

    :raises CannotShorten: an item has another version by now, or has ended: the whole is entered again.
    """
    content, entries = proposal.content, proposal.content["items"]
    starts = max(date.fromisoformat(content["effective_from"]), timezone.localdate(change.at))
    rows = {
        version.pk: version
        for version in ItemVersion.objects.filter(pk__in=[entry["version"] for entry in entries]).select_related("item")
    }
    for entry in entries:
        _must_still_hold(rows[entry["version"]])
    ItemVersion.objects.filter(pk__in=rows).update(effective_to=starts)
    written = []
    for entry in entries:
        version = rows[entry["version"]]
        terms = replace(versions.terms_of(version), promise_quantity=entry["after"])
        written.append((versions.new(version.item, version.number + 1, starts, terms), terms))
    ItemVersion.objects.bulk_create(version for version, _terms in written)
    versions.write_lists(written)
    change.leave(proposal, "confirm", f"确认{proposal.proposed_by}录入的{proposal}")
    return proposal


def part_words(part: Fraction) -> str:
    """``三分之一``, `` 20%``: as it stands behind 缩短."""
    return "三分之一" if part == THIRD else f" {part * 100}%"


def all_waiting() -> QuerySet[PowerProposal]:
    """What was entered to shorten promises and waits for another person."""
    return PowerProposal.objects.filter(kind=Kind.PROMISE, decided_at=None)


def _waiting_items() -> set[int]:
    entered: Iterable[list[dict[str, int]]] = all_waiting().values_list("content__items", flat=True)
    readings = PowerProposal.objects.filter(kind=Kind.READING, decided_at=None)
    shortenings = {entry["item"] for entries in entered for entry in entries}
    return shortenings | set(readings.values_list("content__item", flat=True))


def _why_left(version: ItemVersion, part: Fraction, *, waits: bool, changes: bool) -> str:
    if version.authority_level != AuthorityLevel.DISTRICT:
        return "不是区级事项，时限是争取的目标，不是承诺"
    if version.promise_unit != LimitUnit.WORKING_DAY:
        return "不按工作日计，已是最短" if version.promise_unit == LimitUnit.WORKING_MINUTE else "不按工作日计"
    if version.promise_quantity == 1:
        return "已是最短的 1 个工作日"
    if shortened(version.promise_quantity, part) == version.promise_quantity:
        return "按比例缩短不到一天，不变"
    if version.effective_to is not None or changes:
        return "已有另一个版本等着生效，等它生效以后再缩短"
    return "有一个改动等另一个人确认" if waits else ""


def _must_still_hold(version: ItemVersion) -> None:
    if version.effective_to is not None or version.item.status != ItemStatus.ACTIVE:
        raise CannotShorten(f"{version.name}（{version.item}）已经有了新的版本或者不再实施，退回以后重新录入")


def _must_be_explained(document: str, reason: str) -> None:
    need_document(document, "填写决定文号", "document", refusal=CannotShorten)
    need_reason(reason, "填写缩短的理由", "reason", refusal=CannotShorten)
    for field, name, words, most in (
        ("reason", "理由", reason, REASON_MOST),
        ("document", "文号", document, DOCUMENT_MOST),
    ):
        if len(words) > most:
            raise CannotShorten(f"{name}最多 {most} 个字，现在有 {len(words)} 个", field=field)
