"""
Changing the working calendar: a proposal is checked and kept as a draft, which changes nothing; in force it is written into
the tables, with what it overwrote. The page, the command and the opening of a hall all go through `put_in_force`.

Who confirms a draft calls cases.recompute.confirm: the clocks are derived again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q

from hall import calendar
from hall.calendar_facts import (
    DEFAULT_CONTENT,
    Content,
    hours_content,
    hours_from,
    is_whole,
    notice_content,
    special_days,
    usual_title,
    whole_year,
)
from hall.importing.one_at_a_time import hold
from hall.models import CalendarChange, CalendarNotice, Closure, OpeningHours, User, WorkCalendarDay
from hall.refusals import Refused, need_document, need_reason
from hall.statutory_holidays import impossible, lacking
from hall.worktime import DEFAULT_HOURS, Day
from hall.worktime.spans import days_of
from hall.worktime.wording import in_full

Kind = CalendarChange.Kind
LONGEST_TITLE = 180  # characters of a notice that the change of another year repeats
MOMENTS = ("morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes")


class CannotChangeCalendar(Refused):
    code = "cannot-change-calendar"


class CalendarMoved(Refused):
    code = "calendar-moved"
    sentence = "日历刚刚又改过，下面是按新日历重新算的，核对后再确认"


class YearsLackHolidays(Refused):
    """Years without all holidays of the law, and nobody has said that they are wanted all the same."""

    code = "years-lack-holidays"


@transaction.atomic
def propose_notice(
    *, years: Mapping[int, Sequence[Day]], title: str = "", document: str = "", by: User, at: datetime
) -> CalendarChange:
    """
    Keep a notice as a draft, with one more for each other year of which it names days, and return that of its own year.

    :param years: the days by year: all of them, or those that the notice names; its own year is the latest.
    :param title: left out: see `changes_of`.
    :raises CannotChangeCalendar: days that no year can have, or every year stands like that already.
    """
    drafts = [change for change in changes_of(years, title=title.strip(), at=at) if change is not None]
    if not drafts:
        raise CannotChangeCalendar(f"{'、'.join(map(str, years))}年的日历已经是这样，没有要改的")
    own = drafts.pop()
    own.document = document
    _keep(own, by=by, at=at)
    for draft in drafts:
        draft.part_of, draft.document = own, document
        _keep(draft, by=by, at=at)
    return own


def changes_of(years: Mapping[int, Sequence[Day]], *, title: str = "", at: datetime) -> Iterator[CalendarChange | None]:
    """
    Yield the change that a notice makes in each year, from the earliest on, None where all stands like that already. Nothing
    is written.

    :param title: of the notice. Without it a whole year has the usual one, and a year of which only some days are changed
        keeps that of the notice that stands.
    :raises CannotChangeCalendar: days that no year can have, or that take holidays of the law from a complete year.
    """
    own = max(years, default=0)
    standing = {year: calendar.standing(Kind.NOTICE, str(year)) for year in years}
    titles = {year: _title(year, days, standing[year]) for year, days in years.items()}
    if title:
        titles[own] = title
    for year, days in sorted(years.items()):
        whole, before = is_whole(year, days), standing[year]
        of_year = whole_year(year, [*(special_days(before) if before and not whole else []), *days])
        lacks = _lacks(year, of_year, before)
        content = notice_content(titles[year], of_year, lacks)
        touched = year != own and not whole
        named = f"{titles[own][:LONGEST_TITLE]}涉及{year}年的日子" if touched else titles[year]
        change = CalendarChange(kind=Kind.NOTICE, key=str(year), content=content, title=named, proposed_at=at)
        change.before = before
        yield None if _stands(before) == _stands(content) else change


def _title(year: int, days: Sequence[Day], before: Content) -> str:
    """What a year's notice is called where nobody typed a title."""
    return before["title"] if before and not is_whole(year, days) else usual_title(year)


def _lacks(year: int, days: Sequence[Day], before: Content) -> str:
    """Which holidays of the law a year will lack. :raises CannotChangeCalendar: no year can be so, or this one may not become so."""
    if sentence := impossible(year, days):
        raise CannotChangeCalendar(sentence)
    lacks = lacking(year, days)
    if lacks and before and not lacking(year, special_days(before)):
        raise CannotChangeCalendar(f"{year}年的安排是完整的，不能换成缺{lacks}的")
    return lacks


@transaction.atomic
def propose_closure(*, on: date, name: str, document: str, by: User, at: datetime) -> CalendarChange:
    """
    Keep the closure of one day as a draft (大雪停办): the day is not counted.

    :raises CannotChangeCalendar: the day is not worked anyway, no reason or document, or a year out of range.
    """
    _within_range(on, field="on")
    need_reason(name, "填写事由，例如：大雪停办", "name", refusal=CannotChangeCalendar)
    need_document(document, "填写文号：停办要有书面依据", "document", refusal=CannotChangeCalendar)
    if calendar.standing(Kind.CLOSURE, str(on)) is not None:
        raise CannotChangeCalendar(f"{in_full(on)}已经登记停办", field="on")
    if not calendar.current().is_workday(on):
        raise CannotChangeCalendar(f"{in_full(on)}本来就休息，不用登记停办", field="on")
    content = {"name": name.strip(), "document": document.strip()}
    title = f"{in_full(on)}{name.strip()}"
    draft = CalendarChange(kind=Kind.CLOSURE, key=str(on), content=content, title=title, document=document)
    return _keep(draft, by=by, at=at)


@transaction.atomic
def propose_opening(*, on: date, document: str, by: User, at: datetime) -> CalendarChange:
    """
    Keep as a draft that a closed day is open after all.

    :raises CannotChangeCalendar: the day is not closed, or no document.
    """
    if calendar.standing(Kind.CLOSURE, str(on)) is None:
        raise CannotChangeCalendar(f"{in_full(on)}没有登记停办", field="on")
    need_document(document, "填写文号：恢复办公要有书面依据", "document", refusal=CannotChangeCalendar)
    title = f"{in_full(on)}恢复办公"
    return _keep(CalendarChange(kind=Kind.CLOSURE, key=str(on), title=title, document=document), by=by, at=at)


@transaction.atomic
def propose_hours(
    *, valid_from: date, moments: Sequence[time], document: str = "", by: User, at: datetime
) -> CalendarChange:
    """
    Keep new opening hours from a day on as a draft; `moments`: morning opens, closes, afternoon opens, closes.

    :raises CannotChangeCalendar: hours that do not run forward, that stand already, or a year out of range.
    """
    _within_range(valid_from, field="valid_from")
    content = hours_content(*moments)
    try:
        sessions = hours_from(valid_from, content).sessions
    except ValueError:
        sentence = "上午开、上午关、下午开、下午关要一个比一个晚；中午不关门的，上午关和下午开写同一时刻"
        raise CannotChangeCalendar(sentence, field="morning_opens") from None
    if calendar.standing(Kind.HOURS, str(valid_from)) == content:
        raise CannotChangeCalendar(f"{in_full(valid_from)}起已经是这个时间，没有要改的")
    if document.strip():
        need_document(document, "填写文号", "document", refusal=CannotChangeCalendar)
    title = f"{in_full(valid_from)}起对外时间 {'、'.join(map(str, sessions))}"
    draft = CalendarChange(kind=Kind.HOURS, key=str(valid_from), content=content, title=title, document=document)
    return _keep(draft, by=by, at=at)


@transaction.atomic
def drop(*, draft: int, by: User, at: datetime) -> None:
    """
    Throw a draft away, with what belongs to it; it has changed nothing. A change in force stays.

    :raises CannotChangeCalendar: it is in force.
    """
    hold()
    for existing in CalendarChange.objects.select_for_update().filter(pk=draft):
        if existing.in_force:
            raise CannotChangeCalendar("这项变更已经生效，不能丢弃；要改回去就再拟一项")
        CalendarChange.objects.filter(pk=existing.part_of_id or existing.pk).delete()


def is_outdated(draft: CalendarChange) -> bool:
    """
    Whether a notice was drawn up for a year that was changed since, or by a release that asked for no holidays of the law; a day
    closed that is closed already, or opened that is open.
    """
    if draft.kind == Kind.CLOSURE:
        return (calendar.standing(draft.kind, draft.key) is None) is (draft.content is None)
    if draft.kind != Kind.NOTICE or draft.content is None:
        return False
    lacks = lacking(int(draft.key), special_days(draft.content))
    return draft.before != calendar.standing(draft.kind, draft.key) or lacks != draft.content.get("lacks", "")


def lacks_of(changes: Sequence[CalendarChange]) -> str:
    """Say what the years of some changes lack: ``2027年缺春节4天、…``; "" if nothing."""
    lacks = {change.key: (change.content or {}).get("lacks") for change in changes}
    return "；".join(f"{key}年缺{words}" for key, words in lacks.items() if words)


def of_one_notice(change: CalendarChange) -> list[CalendarChange]:
    """Return a change and the changes of other years by the same notice, by year."""
    own = change.part_of_id or change.pk
    return list(CalendarChange.objects.filter(Q(pk=own) | Q(part_of=own)).order_by("key"))


def other_days(changes: Sequence[CalendarChange], *, until: date) -> list[date]:
    """The days up to this one that would count otherwise, or have other hours, than by the calendar in force."""
    now, then = calendar.current(), calendar.proposed(changes)
    return [on for on in _touched(changes) if on <= until and now.sessions_of(on) != then.sessions_of(on)]


def _touched(changes: Iterable[CalendarChange]) -> list[date]:
    """The days on which changes could make a difference; of new hours those up to the end of the year of today's calendar."""
    days: set[date] = set()
    for change in changes:
        if change.kind == Kind.NOTICE:
            days.update(days_of(int(change.key)))
        elif change.kind == Kind.CLOSURE:
            days.add(date.fromisoformat(change.key))
        else:
            first = date.fromisoformat(change.key)
            years = range(first.year, calendar.current().years[-1] + 1)
            days.update(on for year in years for on in days_of(year) if on >= first)
    return sorted(days)


def put_in_force(
    changes: Sequence[CalendarChange], *, by: User | None, at: datetime, at_the_beginning: bool = False
) -> int:
    """
    Write changes into the tables, as one version of the calendar, and return how many days or rows differ.

    Call it in a transaction; it waits for another change to end.
    """
    hold()
    written = 0
    for change in changes:
        change.before = calendar.standing(change.kind, change.key)
        written += _WRITERS[change.kind](change.key, change.content, at)
    stamp = calendar.changed(at=at)
    for change in changes:
        change.confirmed_by, change.confirmed_at, change.stamp = by, at, stamp
        change.at_the_beginning = at_the_beginning
        change.save()
    return written


def _keep(draft: CalendarChange, *, by: User, at: datetime) -> CalendarChange:
    draft.document, draft.proposed_by, draft.proposed_at = draft.document.strip(), by, at
    draft.save()
    return draft


def _stands(content: Content) -> object:
    return content and (content["days"], content.get("lacks"))


def _within_range(on: date, *, field: str) -> None:
    years = calendar.current().years
    if on.year not in years:
        raise CannotChangeCalendar(f"年份在 {years[0]} 到 {years[-1]} 之间", field=field)


# Writing one change into the tables


def _write_notice(key: str, content: Content, at: datetime) -> int:
    """Write the days that differ and return how many."""
    if content is None:
        raise ValueError("a year's notice is replaced, never taken away")
    year, days = int(key), WorkCalendarDay.objects.filter(date__year=int(key))
    stored = {on: (kind, name) for on, kind, name in days.values_list("date", "kind", "name")}
    notice_days = whole_year(year, special_days(content))
    differing = [day for day in notice_days if stored.get(day.date) != (day.kind.value, day.name)]
    notice, _ = CalendarNotice.objects.update_or_create(
        year=year, defaults={"title": content["title"], "lacks": content.get("lacks", ""), "loaded_at": at}
    )
    WorkCalendarDay.objects.bulk_create(
        [WorkCalendarDay(date=day.date, kind=day.kind.value, name=day.name, notice=notice) for day in differing],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "name", "notice"],
    )
    return len(differing)


def _write_closure(key: str, content: Content, at: datetime) -> int:
    if content is None:
        return Closure.objects.filter(date=date.fromisoformat(key)).delete()[0]
    Closure.objects.update_or_create(date=date.fromisoformat(key), defaults=content)
    return 1


def _write_hours(key: str, content: Content, at: datetime) -> int:
    if content is None:
        raise ValueError("opening hours are followed by others, never taken away")
    set_default_hours()
    OpeningHours.objects.update_or_create(valid_from=date.fromisoformat(key), defaults=_moments(content))
    return 1


def set_default_hours() -> bool:
    """Write down the hours that hold where nobody has set any; say whether that was so."""
    if OpeningHours.objects.exists():
        return False
    OpeningHours.objects.create(valid_from=DEFAULT_HOURS.valid_from, **_moments(DEFAULT_CONTENT))
    return True


def _moments(content: dict[str, Any]) -> dict[str, time]:
    return dict(zip(MOMENTS, map(time.fromisoformat, content["sessions"]), strict=True))


_WRITERS: dict[str, Callable[[str, Content, datetime], int]] = {
    Kind.NOTICE: _write_notice,
    Kind.CLOSURE: _write_closure,
    Kind.HOURS: _write_hours,
}
