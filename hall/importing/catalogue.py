"""Writes the catalogue: departments, windows, items and a new version of each item whose published terms changed."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.utils import timezone

from hall.importing import items, promises, versions
from hall.importing.agreement import joint_departments_unknown
from hall.importing.columns import COLUMNS, LABELS
from hall.importing.meter import Progress, silent
from hall.importing.one_at_a_time import hold
from hall.importing.problems import BadFile, Problem
from hall.importing.published import ItemRow, Terms
from hall.importing.readings import read_as
from hall.importing.sheet import read
from hall.models import Department, ItemVersion, Material, ReadingChange, ServiceHall, ServiceItem, Window

AT_A_TIME = 50  # rows written between two reports of progress
# A fictional district: there is no such place, and the number is the national service line.
HALL = {"code": "0101", "name": "云澜区政务服务中心", "phone": "12345"}


@dataclass(frozen=True)
class Begin:
    """That an item's terms hold from a day on. :param is_first: nothing was published about it before."""

    code: str
    name: str
    starts: date
    is_first: bool


@dataclass(frozen=True)
class Summary:
    """
    What a load did, in items.

    :param adjusted: same terms, but another window, batch, status.
    :param vanished: code and name of items that are not in the file any more; they stay as they were.
    :param remarks: sentences for the person who keeps the catalogue.
    :param begins: from when each new version holds, in the order of the file.
    """

    total: int
    added: int
    renewed: int
    adjusted: int
    unchanged: int
    vanished: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    begins: tuple["Begin", ...] = ()

    def __str__(self) -> str:
        adjusted = f"，窗口或状态变动 {self.adjusted}" if self.adjusted else ""
        return f"{self.total} 项，新增 {self.added}，新版本 {self.renewed}{adjusted}，未变 {self.unchanged}"


def load(
    source: str | Path | BinaryIO,
    *,
    at: datetime,
    on: date | None = None,
    effective_from: date | None = None,
    progress: Progress | None = None,
) -> Summary:
    """
    Load a catalogue file; a second run with the same file writes nothing.

    :param at: now.
    :param on: day from which a changed item's next version holds; today when left out. Versions that have not begun today and
        would have begun later give way to it; those that the hall decided on (hall.reading) do not.
    :param effective_from: day from which the first version of an item that is new here holds; `on` when left out.
    :param progress: called with (rows done, rows in all).
    :raises BadFile: with every problem of the file; nothing was changed.
    """
    sheet = read(source, required=COLUMNS)
    today = timezone.localdate(at)
    days = _Days(today, on or today, effective_from)
    return _write(items.check(sheet), sheet.columns, days, progress or silent)


@dataclass(frozen=True)
class _Days:
    """Today; from when a changed item's next version holds, and the first of a new item, if that is another day."""

    today: date
    next: date
    first: date | None = None


@transaction.atomic
def _write(rows: list[ItemRow], columns: Collection[str], days: _Days, progress: Progress) -> Summary:
    hold()
    remarks = _remarks(rows, columns)
    hall = ServiceHall.objects.order_by("id").first() or ServiceHall.objects.create(**HALL)
    departments = _departments(hall, rows)
    windows = _windows(hall, rows, departments)
    stored = _Stored.read()
    sent = stored.as_left_alone(rows, columns)
    rows = stored.as_decided(sent)
    remarks += _readings_kept(sent, rows) + _promises_kept(sent, rows)
    tally: Counter[str] = Counter()
    begins: list[Begin] = []
    for start in range(0, len(rows), AT_A_TIME):
        chunk = rows[start : start + AT_A_TIME]
        outcome, chunk_begins = _write_items(chunk, departments, windows, stored, days)
        tally.update(outcome)
        begins += chunk_begins
        progress(start + len(chunk), len(rows))
    counts = {name: tally[name] for name in ("added", "renewed", "adjusted", "unchanged")}
    remarks += stored.given_way()
    return Summary(
        total=len(rows), vanished=stored.missing_from(rows), remarks=tuple(remarks), begins=tuple(begins), **counts
    )


def _departments(hall: ServiceHall, rows: list[ItemRow]) -> dict[str, Department]:
    """
    Return the departments by code, new ones created, changed ones brought up to date.

    :raises BadFile: a name belongs to another code already.
    """
    stored = {department.code: department for department in Department.objects.all()}
    by_code = {row.department_code: row for row in reversed(rows)}
    # one row of a department that says it is enough; a sheet that does not leaves it as it was
    companies = {row.department_code: row.is_service_company for row in rows if row.is_service_company is not None}
    _refuse_taken_names(by_code, {department.name: code for code, department in stored.items()})
    for code, row in sorted(by_code.items()):
        wanted = {"name": row.department, "is_approval_department": row.is_approval_department}
        if code in companies:
            wanted["is_service_company"] = companies[code]
        department = stored.setdefault(code, Department(hall=hall, code=code))
        if _take_over(department, wanted):
            department.save()
    return stored


def _refuse_taken_names(by_code: dict[str, ItemRow], stored: dict[str, str]) -> None:
    problems = [
        Problem(f"系统里{row.department}的编码字母是 {other}", row.line, "部门（department）", row.department)
        for code, row in by_code.items()
        if (other := stored.get(row.department, code)) != code
    ]
    if problems:
        raise BadFile(problems)


def _windows(hall: ServiceHall, rows: list[ItemRow], departments: dict[str, Department]) -> dict[str, Window]:
    """Return the windows by number. Departments are added to a window, never taken from it."""
    stored = {window.number: window for window in Window.objects.filter(hall=hall).prefetch_related("departments")}
    serves: dict[str, list[Department]] = {}
    names = {}
    for row in rows:
        if row.window:
            names[row.window.number] = row.window.name
            serves.setdefault(row.window.number, []).append(departments[row.department_code])
    for number, name in sorted(names.items()):
        window = stored.setdefault(number, Window(hall=hall, number=number))
        before = set(window.departments.all()) if window.pk else set()
        after = before | set(serves[number])
        if _take_over(window, {"name": name, "is_comprehensive": window.is_comprehensive or len(after) > 1}):
            window.save()
        if after != before:
            window.departments.add(*after - before)
    return stored


def _take_over(row: Department | Window | ServiceItem, wanted: dict[str, object]) -> bool:
    """Set the fields that differ and say whether the row has to be saved."""
    differing = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing) or row.pk is None


@dataclass
class _Stored:
    """
    The items that stand in the tables, by code, and the versions of each that hold on some day, by item id, the first one first.

    :param numbers: the highest number that a version of the item has, by item id.
    :param tolerable: names of the materials that may follow later, by version id.
    :param readings: the unit in which an item's bare 日 was decided to be read, by code; a sheet does not undo it.
    :param shortenings: how its promise was decided to be shortened, by code; a sheet that says the longer one does not undo it.
    :param read_from: the day from which what was decided holds, by code: no sheet takes the place of what holds until then.
    :param replaced: code and first day of what has given way before it began.
    """

    items: dict[str, ServiceItem]
    standing: dict[int, list[ItemVersion]]
    numbers: dict[int, int]
    readings: dict[str, str]
    shortenings: dict[str, list[promises.Shortening]]
    read_from: dict[str, date]
    tolerable: dict[int, list[str]]
    replaced: list[tuple[str, date]] = field(default_factory=list)

    @classmethod
    def read(cls) -> "_Stored":
        tolerable = Material.objects.filter(tolerable=True).order_by()
        standing: dict[int, list[ItemVersion]] = {}
        numbers: dict[int, int] = {}
        for version in ItemVersion.objects.order_by("item_id", "number"):
            numbers[version.item_id] = version.number
            if version.effective_to is None or version.effective_to > version.effective_from:
                standing.setdefault(version.item_id, []).append(version)
        decisions = list(ReadingChange.objects.order_by("id").values_list("item__code", "unit", "effective_from"))
        shortenings = promises.decided()
        read_from = {code: day for code, _unit, day in decisions}
        for code, shorter in shortenings.items():
            read_from[code] = max(read_from.get(code, shorter[-1].starts), *(each.starts for each in shorter))
        return cls(
            {item.code: item for item in ServiceItem.objects.all()},
            standing,
            numbers,
            {code: unit for code, unit, _day in decisions},
            shortenings,
            read_from,
            dict(tolerable.values("version_id").annotate(names=ArrayAgg("name")).values_list("version_id", "names")),
        )

    def newest(self, item: ServiceItem | None) -> ItemVersion | None:
        """What holds last of all that is published about an item."""
        versions = self.standing.get(item.pk, []) if item else []
        return versions[-1] if versions else None

    def as_decided(self, rows: list[ItemRow]) -> list[ItemRow]:
        """The rows with each bare 日 read, and each promise shortened, as it was decided (hall.reading, hall.shortening)."""
        return [replace(row, terms=self._decided(row)) for row in rows]

    def _decided(self, row: ItemRow) -> Terms:
        terms = read_as(row.terms, self.readings.get(row.code, ""))
        return promises.as_shortened(terms, self.shortenings.get(row.code, []))

    def as_left_alone(self, rows: list[ItemRow], columns: Collection[str]) -> list[ItemRow]:
        """The rows with what a sheet without the column says nothing about: it stays as it was published."""
        return [replace(row, terms=self._left_alone(row, columns)) for row in rows]

    def _left_alone(self, row: ItemRow, columns: Collection[str]) -> Terms:
        newest = self.newest(self.items.get(row.code))
        terms = row.terms
        if newest is not None and "informed_commitment" not in columns:
            terms = replace(terms, informed_commitment=newest.informed_commitment)
        if newest is not None and "touches_safety" not in columns:
            terms = replace(terms, touches_safety=newest.touches_safety)
        if newest is not None and "tolerable_materials" not in columns:
            before = self.tolerable.get(newest.pk, [])
            terms = replace(terms, tolerable=tuple(name for name in terms.materials if name in before))
        if newest is not None and "presence_basis" not in columns:
            terms = replace(terms, presence_basis=newest.presence_basis)
        return terms

    def missing_from(self, rows: list[ItemRow]) -> tuple[str, ...]:
        codes = {row.code for row in rows}
        gone = [item for code, item in sorted(self.items.items()) if code not in codes]
        names = {item_id: versions[-1].name for item_id, versions in self.standing.items()}
        return tuple(f"{item.code} {names.get(item.id, '')}".strip() for item in gone)

    def given_way(self) -> list[str]:
        items = "、".join(f"{code}（原定 {day} 起）" for code, day in self.replaced)
        return [f"还没有开始的版本由这张表代替 {len(self.replaced)} 个：{items}"] if self.replaced else []


def _write_items(
    rows: list[ItemRow], departments: dict[str, Department], windows: dict[str, Window], stored: _Stored, days: _Days
) -> tuple[list[str], list[Begin]]:
    """Write a chunk and return for each row what became of it (added, renewed, adjusted or unchanged), and what begins when."""
    new: list[ServiceItem] = []
    adjusted: list[ServiceItem] = []
    terms: list[tuple[ServiceItem, Terms]] = []
    for row in rows:
        item = stored.items.get(row.code) or ServiceItem(code=row.code)
        if _take_over(item, _item_fields(row, departments, windows)):
            (adjusted if item.pk else new).append(item)
        terms.append((item, row.terms))
    ServiceItem.objects.bulk_create(new)
    ServiceItem.objects.bulk_update(adjusted, ITEM_FIELDS)
    plans = {item.code: _Plan.of(stored, item, wanted, days) for item, wanted in terms}
    begins = _write_versions([(item, wanted, plans[item.code]) for item, wanted in terms], stored)
    became = {item.code: "adjusted" for item in adjusted}
    became |= {code: "renewed" for code, plan in plans.items() if plan.is_change}
    became |= {item.code: "added" for item in new}
    return [became.get(row.code, "unchanged") for row in rows], begins


ITEM_FIELDS = ["department", "window", "entry_batch", "is_in_hall", "status", "abolished_on", "abolished_by"]


def _item_fields(row: ItemRow, departments: dict[str, Department], windows: dict[str, Window]) -> dict[str, object]:
    fields: dict[str, object] = {
        "department_id": departments[row.department_code].id,
        "window_id": windows[row.window.number].id if row.window else None,
        "entry_batch": row.entry_batch,
        "is_in_hall": row.is_in_hall,
    }
    if row.status is not None:
        fields |= {"status": row.status, "abolished_on": row.abolished_on, "abolished_by": row.abolished_by}
    return fields


@dataclass(frozen=True)
class _Plan:
    """
    What a row changes in the versions of its item.

    :param ends: a version and the day on which it ends now; None: it holds until further notice.
    :param gives_way: versions that have not begun and never will; each stays, in force for no day.
    :param starts: from when the row's terms hold as a new version; None where a version that holds has the same.
    """

    ends: tuple[ItemVersion, date | None] | None = None
    gives_way: tuple[ItemVersion, ...] = ()
    starts: date | None = None

    @property
    def is_change(self) -> bool:
        return self.starts is not None or bool(self.gives_way)

    @classmethod
    def of(cls, stored: _Stored, item: ServiceItem, wanted: Terms, days: _Days) -> "_Plan":
        versions = stored.standing.get(item.pk, [])
        begun = max(days.today, stored.read_from.get(item.code, days.today))
        waiting = [each for each in versions if each.effective_from > begun]
        if not versions:
            return cls(starts=days.first or days.next)
        if waiting == versions:
            # nothing of it has begun: corrected, it begins when it was to begin, or when it is said to
            starts = days.first if days.first and days.first >= days.today else waiting[0].effective_from
            same = waiting[-1].digest == wanted.digest and waiting[-1].effective_from == starts
            return cls() if same else cls(gives_way=tuple(waiting), starts=starts)
        again = (days.next, wanted.digest)  # the same sheet, loaded once more before its day
        later = tuple(
            each for each in waiting
            if each.effective_from >= days.next and (each.effective_from, each.digest) != again
        )  # fmt: skip
        base = next(each for each in reversed(versions) if each not in later)
        is_over = base.effective_to is not None and not later
        if base.digest == wanted.digest and not is_over:
            return cls(ends=(base, None), gives_way=later) if later else cls()
        starts = max(days.next, base.effective_to if is_over and base.effective_to else base.effective_from)
        return cls(ends=None if is_over else (base, starts), gives_way=later, starts=starts)


def _write_versions(rows: list[tuple[ServiceItem, Terms, _Plan]], stored: _Stored) -> list[Begin]:
    """Close what ends or gives way and open the next versions, with their bases, materials and fees; say what begins when."""
    written, begins = [], []
    for item, wanted, plan in rows:
        for version in plan.gives_way:  # first, or two would be in force at a time
            ItemVersion.objects.filter(pk=version.pk).update(effective_to=version.effective_from)
            stored.replaced.append((item.code, version.effective_from))
        if plan.ends:
            version, last = plan.ends
            ItemVersion.objects.filter(pk=version.pk).update(effective_to=last)
        if plan.starts:
            number = stored.numbers.get(item.pk, 0) + 1
            written.append((versions.new(item, number, plan.starts, wanted), wanted))
            begins.append(Begin(item.code, wanted.name, plan.starts, is_first=number == 1))
    ItemVersion.objects.bulk_create(version for version, _wanted in written)
    versions.write_lists(written)
    return begins


def _remarks(rows: list[ItemRow], columns: Iterable[str]) -> list[str]:
    remarks = []
    if unused := [name for name in columns if name and name not in LABELS]:
        remarks.append(f"没有用到的列：{'、'.join(unused)}")
    for name, count in joint_departments_unknown(rows).items():
        remarks.append(f"联办部门“{name}”不在部门一栏里（{count} 项）")
    unchecked = [row.code for row in rows if not all(basis.checked for basis in row.terms.legal_bases)]
    if unchecked:
        remarks.append(f"设定依据待核对 {len(unchecked)} 项：{'、'.join(unchecked)}")
    return remarks


def _readings_kept(rows: list[ItemRow], decided: list[ItemRow]) -> list[str]:
    codes = [
        row.code
        for row, other in zip(rows, decided, strict=True)
        if row.terms.statutory_unit != other.terms.statutory_unit
    ]
    return [f"法定时限的“日”按大厅决定的口径读，没有照表改回 {len(codes)} 项：{'、'.join(codes)}"] if codes else []


def _promises_kept(rows: list[ItemRow], decided: list[ItemRow]) -> list[str]:
    codes = [
        row.code for row, other in zip(rows, decided, strict=True)
        if row.terms.promise_quantity != other.terms.promise_quantity
    ]  # fmt: skip
    return [f"承诺时限按大厅缩短后的，没有照表改回 {len(codes)} 项：{'、'.join(codes)}"] if codes else []
