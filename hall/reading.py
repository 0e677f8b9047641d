"""How a bare 日 in an item's law is read: working days or natural days, decided per item and traced (rules T10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hall import queries
from hall.catalogue_terms import ItemStatus, LimitUnit
from hall.horizon import must_begin_in_sight
from hall.importing import versions
from hall.importing.one_at_a_time import hold
from hall.importing.readings import OTHER, is_bare, read_as
from hall.models import ItemVersion, ReadingChange, ServiceItem, User
from hall.refusals import Refused, need, need_reason
from hall.worktime import Explanation, Limit, Unit, WorkCalendar, explain
from hall.worktime.wording import in_full

REASON_MOST, DOCUMENT_MOST = 300, 80  # characters
READING_WORDS = {LimitUnit.WORKING_DAY: "按工作日计", LimitUnit.NATURAL_DAY: "按自然日计"}


class CannotChangeReading(Refused):
    code = "cannot-change-reading"


@transaction.atomic
def change_reading(*, item_code: str, change: ReadingChange, by: User, at: datetime) -> ReadingChange:
    """
    Publish a new version of an item, from a day on, whose statutory limit is the same number read in the other unit.

    :param change: not written yet: the unit, the day from which it is read so, reason and document.

    Cases keep the version that they were registered under. The promise stays. A catalogue loaded later keeps the reading.

    :raises CannotChangeReading: naming the field: no bare 日, read so already, a day in the past, a change that still waits.
    """
    hold()  # an import and a change never run into each other
    item = ServiceItem.objects.filter(code=item_code.strip().upper()).first()
    version = item.versions.order_by("number").last() if item else None
    if item is None or version is None:
        raise CannotChangeReading("没有这个事项", field="item_code")
    change.reason, change.document = change.reason.strip(), change.document.strip()
    today = timezone.localdate(at)
    _must_be_open_to_change(item, version, today=today)
    _must_make_sense(version, change, today=today)
    _must_be_explained(change)
    change.item, change.version = item, _publish(version, change)
    change.unit_before, change.changed_by, change.changed_at = version.statutory_unit, by, at
    change.save()
    return change


def open_to_change(*, on: date) -> QuerySet[ItemVersion]:
    """Return the versions in force on a day whose statutory limit is a bare 日, by department and code."""
    return queries.published(on=on).filter(
        item__status=ItemStatus.ACTIVE, statutory_unit__in=list(READING_WORDS), statutory_text__regex=r"^[0-9]+日（"
    )


def changes_of(item: ServiceItem) -> QuerySet[ReadingChange]:
    """Return the changes of an item's reading, the last one first."""
    return item.reading_changes.select_related("changed_by")


@dataclass(frozen=True)
class Reading:
    """One reading of a limit for a sample start: in words, and the arithmetic to its due moment."""

    unit: str
    words: str
    is_chosen: bool
    explanation: Explanation


def both_readings(version: ItemVersion, *, started_at: datetime, calendar: WorkCalendar) -> list[Reading]:
    """Return what a bare 日 comes to in working days and in natural days, side by side."""
    return [
        Reading(
            unit,
            words,
            unit == version.statutory_unit,
            explain(Limit(Unit(unit), version.statutory_quantity or 0), started_at, calendar, (), "受理"),
        )
        for unit, words in READING_WORDS.items()
    ]


def sentences_of(changes: Iterable[ReadingChange]) -> list[str]:
    """A plain sentence for each change, for whoever looks the item up."""
    return [
        f"{in_full(change.effective_from)}起登记的办件，法定时限由{READING_WORDS[LimitUnit(change.unit_before)]}改为"
        f"{READING_WORDS[LimitUnit(change.unit)]}（{change.document}）。理由：{change.reason}"
        for change in changes
    ]


def _must_be_open_to_change(item: ServiceItem, version: ItemVersion, *, today: date) -> None:
    if item.status != ItemStatus.ACTIVE or version.effective_to is not None:
        raise CannotChangeReading("这个事项已经不实施，不能更改时限口径", field="item_code")
    if not is_bare(version.statutory_quantity, version.statutory_text):
        raise CannotChangeReading("这个事项的法定时限写明了单位，或者没有法定时限，没有两种读法", field="item_code")
    if version.effective_from > today:
        raise CannotChangeReading(
            f"这个事项已有一个版本从 {in_full(version.effective_from)} 起生效，等它生效以后再改", field="item_code"
        )


def _must_make_sense(version: ItemVersion, change: ReadingChange, *, today: date) -> None:
    if change.unit not in READING_WORDS:
        raise CannotChangeReading("选择按工作日计或按自然日计", field="unit")
    if change.unit != OTHER[LimitUnit(version.statutory_unit)]:
        raise CannotChangeReading(f"现在就是{READING_WORDS[LimitUnit(change.unit)]}，不用改", field="unit")
    if change.effective_from < today:
        raise CannotChangeReading("生效日不能早于今天：已经登记的办件不受影响", field="effective_from")
    must_begin_in_sight(change.effective_from, today=today, field="effective_from", refusal=CannotChangeReading)


def _must_be_explained(change: ReadingChange) -> None:
    need_reason(change.reason, "填写更改的理由，办事群众能看到", "reason", refusal=CannotChangeReading)
    need(change.document, "填写决定文号", "document", refusal=CannotChangeReading)
    for field, name, most in (("reason", "理由", REASON_MOST), ("document", "文号", DOCUMENT_MOST)):
        words = getattr(change, field)
        if len(words) > most:
            raise CannotChangeReading(f"{name}最多 {most} 个字，现在有 {len(words)} 个", field=field)


def _publish(version: ItemVersion, change: ReadingChange) -> ItemVersion:
    """Close the version in force and open its successor, which differs in nothing but the reading."""
    terms = read_as(versions.terms_of(version), change.unit)
    ItemVersion.objects.filter(pk=version.pk).update(effective_to=change.effective_from)
    successor = versions.new(version.item, version.number + 1, change.effective_from, terms)
    successor.save()
    versions.write_lists([(successor, terms)])
    return successor
