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
from hall.models import ItemVersion, PowerProposal, ReadingChange, ServiceItem, User
from hall.organising.gains import Kind, keep
from hall.organising.trace import Change
from hall.refusals import Refused, need_document, need_reason
from hall.worktime import Explanation, Limit, Unit, WorkCalendar, explain
from hall.worktime.wording import in_full

REASON_MOST, DOCUMENT_MOST = 300, 80  # characters
READING_WORDS = {LimitUnit.WORKING_DAY: "按工作日计", LimitUnit.NATURAL_DAY: "按自然日计"}


class CannotChangeReading(Refused):
    code = "cannot-change-reading"


@transaction.atomic
def propose_reading(*, item_code: str, change: ReadingChange, by: User, at: datetime) -> PowerProposal:
    """
    Enter how the 日 of an item's law is to be read from a day on; it is read so when another person has confirmed it (decision 137).

    :param change: not written yet: the unit, the day from which it is read so, reason and document.
    :raises CannotChangeReading: naming the field: no bare 日, read so already, a day in the past, a change that still waits.
    """
    hold()  # an import and a change never run into each other
    item = ServiceItem.objects.filter(code=item_code.strip().upper()).select_related("department").first()
    version = item.versions.order_by("number").last() if item else None
    if item is None or version is None:
        raise CannotChangeReading("没有这个事项", field="item_code")
    change.reason, change.document = change.reason.strip(), change.document.strip()
    today = timezone.localdate(at)
    _must_be_open_to_change(item, version, today=today)
    if waiting_for(item).exists():
        raise CannotChangeReading("这个事项的时限口径已经有人录入，等着确认", field="item_code")
    _must_make_sense(version, change, today=today)
    _must_be_explained(change)
    content = {"item": item.pk, "unit": change.unit, "effective_from": str(change.effective_from)}
    content |= {"document": change.document, "departments": [item.department.pk]}
    return keep(Kind.READING, _in_words(version, change), content, Change(change.reason, by, at))


def reading_stands(proposal: PowerProposal, change: Change) -> ReadingChange:
    """
    Publish a new version of an item, from today on at the earliest, whose statutory limit is the same number read in the other
    unit. Cases keep the version that they were registered under. The promise stays. A catalogue loaded later keeps the reading.

    :raises CannotChangeReading: what was entered does not hold together any more.
    """
    content, today = proposal.content, timezone.localdate(change.at)
    item = ServiceItem.objects.get(pk=content["item"])
    version = item.versions.order_by("number").last()
    if version is None or change.by is None:
        raise CannotChangeReading("没有这个事项", field="item_code")
    effective_from = max(date.fromisoformat(content["effective_from"]), today)
    row = ReadingChange(unit=content["unit"], effective_from=effective_from, document=content["document"], item=item)
    _must_be_open_to_change(item, version, today=today)
    _must_make_sense(version, row, today=today)
    row.reason, row.unit_before, row.entered_by = proposal.reason, version.statutory_unit, proposal.proposed_by
    row.changed_by, row.changed_at = change.by, change.at
    row.version = _publish(version, row)
    row.save()
    change.leave(row, "enter", f"确认{proposal.proposed_by}录入的{_in_words(version, row)}")
    return row


def waiting_for(item: ServiceItem) -> QuerySet[PowerProposal]:
    """What was entered about an item's reading and waits for another person."""
    return all_waiting().filter(content__item=item.pk)


def all_waiting() -> QuerySet[PowerProposal]:
    return PowerProposal.objects.filter(kind=Kind.READING, decided_at=None)


def _in_words(version: ItemVersion, change: ReadingChange) -> str:
    before, after = READING_WORDS[LimitUnit(version.statutory_unit)], READING_WORDS[LimitUnit(change.unit)]
    return (
        f"时限口径：{version.name}（{version.item}）法定时限 {version.statutory_quantity} 日，由{before}改为{after}，"
        f"{in_full(change.effective_from)}起登记的办件（{change.document}）"
    )


def open_to_change(*, on: date) -> QuerySet[ItemVersion]:
    """Return the versions in force on a day whose statutory limit is a bare 日, by department and code."""
    return queries.published(on=on).filter(
        item__status=ItemStatus.ACTIVE, statutory_unit__in=list(READING_WORDS), statutory_text__regex=r"^[0-9]+日（"
    )


def changes_of(item: ServiceItem) -> QuerySet[ReadingChange]:
    """Return the changes of an item's reading, the last one first."""
    return item.reading_changes.select_related("changed_by", "entered_by")


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


def as_written(version: ItemVersion) -> str:
    """
    The limit as its law writes it, and apart from that how the hall reads it: ``60日；本大厅读作工作日``. What stands in brackets
    behind a bare 日 in the catalogue is the hall's reading, not the law's word.
    """
    if not is_bare(version.statutory_quantity, version.statutory_text):
        return version.statutory_text
    read_as_natural = version.statutory_unit == LimitUnit.NATURAL_DAY
    return f"{version.statutory_quantity}日；本大厅读作{'自然日' if read_as_natural else '工作日'}"


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
    need_document(change.document, "填写决定文号", "document", refusal=CannotChangeReading)
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
