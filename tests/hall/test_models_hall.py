"""What the database itself refuses on the ground floor: each constraint, at its boundary and one step beyond."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hall.importing import catalogue
from hall.models import (
    CalendarNotice,
    CalendarVersion,
    Delegation,
    Department,
    Fee,
    ItemVersion,
    Material,
    OpeningHours,
    Post,
    ServiceHall,
    ServiceItem,
    User,
    Window,
    WorkCalendarDay,
)
from tests.hall.sheets import catalogue as sheet

pytestmark = pytest.mark.django_db

FROM = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def loaded():
    catalogue.load(sheet({}), effective_from=FROM, at=NOW)


def refused(constraint):
    """Expect the named constraint to refuse what follows."""
    return pytest.raises(IntegrityError, match=constraint)


def version(**change):
    """Another version of the item, after the first has been closed."""
    ItemVersion.objects.filter(number=1).update(effective_to=FROM + DAY)
    row = ItemVersion.objects.get(number=1)
    row.pk, row.number, row.effective_from, row.effective_to = None, 2, FROM + DAY, None
    for name, value in change.items():
        setattr(row, name, value)
    row.save()
    return row


def post(**change):
    user, _ = User.objects.get_or_create(username="zhangsan", defaults={"display_name": "张三"})
    columns = {"user": user, "role": "office", "hall": ServiceHall.objects.get(), "valid_from": FROM}
    return Post.objects.create(**columns | change)


def hours(*moments):
    names = ("morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes")
    return OpeningHours.objects.create(valid_from=FROM, **dict(zip(names, moments, strict=True)))


@pytest.mark.parametrize(
    ("case", "change", "constraint"),
    [
        ("the same number", {"number": 1}, "version_number_once_an_item"),
        ("overlaps by a day", {"effective_from": FROM}, "one_version_in_force_at_a_time"),
        ("a limit without its unit", {"statutory_unit": ""}, "statutory_limit_has_its_unit"),
        ("a unit without its limit", {"statutory_quantity": None}, "statutory_limit_has_its_unit"),
        (
            "a limit of nothing",
            {"statutory_quantity": 0, "promise_unit": "working_minute"},
            "statutory_limit_has_its_unit",
        ),
        ("a promise of nothing", {"promise_quantity": 0}, "promise_is_positive"),
        ("a promise one day over the law", {"promise_quantity": 21}, "promise_within_the_statutory_limit"),
    ],
)
def test_version_is_refused(case, change, constraint):
    with refused(constraint), transaction.atomic():
        version(**change)
    assert ItemVersion.objects.count() == 1, case


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("begins the day that the first ends", {}),
        ("a promise as long as the law", {"promise_quantity": 20}),
        ("no statutory limit", {"statutory_quantity": None, "statutory_unit": ""}),
        ("minutes beside days", {"promise_quantity": 210, "promise_unit": "working_minute"}),
        ("in force for no day at all", {"effective_to": FROM + DAY}),
    ],
)
def test_version_is_taken(case, change):
    assert version(**change).pk, case


def test_item_rules():
    item = ServiceItem.objects.get()
    with refused("item_in_the_hall_has_a_window"), transaction.atomic():
        ServiceItem.objects.update(window=None)
    ServiceItem.objects.update(window=None, is_in_hall=False)
    for columns in ({"abolished_on": FROM}, {"abolished_by": "国发〔2026〕1号"}, {}):
        with refused("abolished_item_names_its_document"), transaction.atomic():
            ServiceItem.objects.update(status="abolished", **columns)
    ServiceItem.objects.update(status="abolished", abolished_on=FROM, abolished_by="国发〔2026〕1号")
    with refused("code"), transaction.atomic():
        ServiceItem.objects.create(code=item.code, department=item.department, entry_batch="第二批")
    with pytest.raises(ProtectedError):
        item.department.delete()


def test_a_fee_needs_a_basis_and_a_material_its_place():
    current = ItemVersion.objects.get()
    with refused("fee_has_a_basis"), transaction.atomic():
        Fee.objects.create(version=current, name="登记费", basis="")
    with refused("material_position_once_a_version"), transaction.atomic():
        Material.objects.create(version=current, position=1, name="又一份")


@pytest.mark.parametrize("code", ["12", "12a4", "１２３４", "12345"])
def test_hall_code_is_four_digits(code):
    with pytest.raises(Exception, match=r"hall_code_is_four_digits|too long"), transaction.atomic():
        ServiceHall.objects.create(code=code, name="另一个中心")


def test_window_number_once_in_a_hall():
    hall = ServiceHall.objects.get()
    with refused("window_number_once_in_a_hall"), transaction.atomic():
        Window.objects.create(hall=hall, number="07", name="又一个")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"role": "clerk"}, "clerk_post_stands_at_a_window"),
        ({"role": "section_chief"}, "department_post_names_its_department"),
        ({"role": "department_head"}, "department_post_names_its_department"),
        ({"valid_to": FROM - DAY}, "post_ends_after_it_begins"),
    ],
)
def test_post_is_refused(change, constraint):
    with refused(constraint), transaction.atomic():
        post(**change)


def test_one_post_of_a_kind_at_a_time():
    post(valid_to=FROM + DAY)
    with refused("one_post_of_a_kind_at_a_time"), transaction.atomic():
        post(valid_from=FROM + DAY)
    post(valid_from=FROM + 2 * DAY)
    post(role="inspector")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"powers": []}, "delegation_gives_a_power"),
        ({"steps": []}, "delegation_names_a_step"),
        ({"ceiling_yuan": 0}, "delegation_ceiling_is_positive"),
        ({"valid_to": FROM - DAY}, "delegation_ends_after_it_begins"),
    ],
)
def test_delegation_is_refused(change, constraint):
    columns = {
        "number": "授权〔2026〕01号",
        "department": Department.objects.get(),
        "window": Window.objects.get(),
        "powers": ["decision"],
        "steps": ["grant"],
        "signed_by": "李四",
        "valid_from": FROM,
    }
    with refused(constraint), transaction.atomic():
        Delegation.objects.create(**columns | change)
    Delegation.objects.create(**columns)


def test_opening_hours_run_forward():
    with refused("opening_hours_run_forward"), transaction.atomic():
        hours(time(8, 30), time(12), time(11, 59), time(17))
    with refused("opening_hours_run_forward"), transaction.atomic():
        hours(time(8, 30), time(8, 30), time(13, 30), time(17))
    hours(time(8, 30), time(12), time(12), time(17))


def test_calendar_rows():
    notice = CalendarNotice.objects.create(year=2026, title="通知", loaded_at=NOW)
    with refused("calendar_day_kind_is_known"), transaction.atomic():
        WorkCalendarDay.objects.create(date=FROM, kind="rest", notice=notice)
    with refused("year"), transaction.atomic():
        CalendarNotice.objects.create(year=2026, title="又一份", loaded_at=NOW)
    with refused("one_calendar_version_row"), transaction.atomic():
        CalendarVersion.objects.create(id=2, stamp="00000000-0000-0000-0000-000000000000", changed_at=NOW)
