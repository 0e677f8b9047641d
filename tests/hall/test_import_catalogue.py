"""The catalogue in the tables: the real sheet, a second run, changes, and files that change nothing."""

import io
from datetime import date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hall.demo import delegate_everything
from hall.importing import catalogue, columns
from hall.importing.problems import BadFile
from hall.models import Delegation, Department, Fee, ItemVersion, LegalBasis, Material, ServiceHall, ServiceItem, Window
from tests.hall.sheets import FEE, GOOD_ROW, SECOND_ROW, csv_bytes
from tests.hall.sheets import catalogue as sheet

pytestmark = pytest.mark.django_db

REAL = "data/catalogue.csv"
FIRST = date(2025, 1, 1)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
TABLES = [ServiceHall, Department, Window, ServiceItem, ItemVersion, LegalBasis, Material, Fee]
STATUS = [*columns.COLUMNS, *columns.OPTIONAL_COLUMNS]


def load(source, **terms):
    return catalogue.load(source, **{"effective_from": FIRST, "at": NOW} | terms)


def rows():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def versions(code="MZ-XK-0001"):
    return list(
        ItemVersion.objects.filter(item__code=code)
        .order_by("number")
        .values_list("number", "effective_from", "effective_to")
    )


def test_the_real_sheet():
    steps = []
    summary = load(REAL, progress=lambda count, total: steps.append((count, total)))
    assert str(summary) == "258 项，新增 258，新版本 0，未变 0"
    assert steps == [(50, 258), (100, 258), (150, 258), (200, 258), (250, 258), (258, 258)]
    in_hall = ServiceItem.objects.filter(is_in_hall=True)
    assert in_hall.count() == 148
    assert in_hall.values("department").distinct().count() == 29
    assert in_hall.filter(department__is_approval_department=True).values("department").distinct().count() == 24
    assert in_hall.values("window").distinct().count() == Window.objects.count() == 31
    assert Department.objects.count() == 33
    assert not ItemVersion.objects.filter(disclosure_complete=False).exists()
    shared = Window.objects.get(is_comprehensive=True)
    assert {department.name for department in shared.departments.all()} == {"区供水供热服务中心", "区供电公司"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("FG-XK-0001", (20, "working_day", 3, "working_day", 40, "本机关主要负责人")),
        ("FG-QT-0001", (None, "", 210, "working_minute", 0, "")),
        ("SJ-XK-0001", (3, "working_day", 210, "working_minute", 3, "登记机关负责人")),
        ("JY-XK-0002", (3, "month", 3, "working_day", 0, "")),
        ("SW-XK-0001", (45, "working_day", 3, "working_day", 10, "本机关负责人")),
        ("WJ-XK-0003", (45, "working_day", 3, "working_day", 10, "本机关负责人")),
    ],
)
def test_limits_of_real_items(code, expected):
    load(REAL)
    version = ItemVersion.objects.get(item__code=code)
    limits = (version.statutory_quantity, version.statutory_unit, version.promise_quantity, version.promise_unit)
    assert (*limits, version.extension_days, version.extension_approver) == expected


def test_a_second_run_writes_nothing():
    load(REAL)
    before = rows()
    with CaptureQueriesContext(connection) as queries:
        summary = load(REAL)
    assert str(summary) == "258 项，新增 0，新版本 0，未变 258"
    assert writes(queries.captured_queries) == []
    assert len(queries) < 15
    assert rows() == before


def test_a_changed_row_closes_the_version_and_opens_the_next():
    load(sheet({}, SECOND_ROW))
    summary = load(sheet({"promised_days": "2", "materials": "登记申请书"} | FEE, SECOND_ROW))
    assert str(summary) == "2 项，新增 0，新版本 1，未变 1"
    assert versions() == [(1, FIRST, TODAY), (2, TODAY, None)]
    assert versions("MZ-GG-0001") == [(1, FIRST, None)]
    old, new = ItemVersion.objects.filter(item__code="MZ-XK-0001").order_by("number")
    assert [material.name for material in old.materials.all()] == ["登记申请书", "章程草案"]
    assert [material.name for material in new.materials.all()] == ["登记申请书"]
    assert (old.promise_quantity, new.promise_quantity, new.fees.get().name) == (3, 2, "登记费")


def test_two_changes_on_one_day_leave_one_version_in_force():
    load(sheet({}))
    load(sheet({"promised_days": "2"}))
    load(sheet({"promised_days": "1"}))
    assert versions() == [(1, FIRST, TODAY), (2, TODAY, TODAY), (3, TODAY, None)]
    on_the_day = ItemVersion.objects.filter(effective_from__lte=TODAY).exclude(effective_to__lte=TODAY)
    assert [version.promise_quantity for version in on_the_day] == [1]


def test_a_change_before_the_first_version_holds_begins_with_it():
    later = date(2027, 1, 1)
    load(sheet({}), effective_from=later)
    load(sheet({"promised_days": "2"}))
    assert versions() == [(1, later, later), (2, later, None)]


def test_another_window_is_no_new_version():
    load(sheet({}))
    summary = load(sheet({"window": "08 社会组织窗口"}))
    assert str(summary) == "1 项，新增 0，新版本 0，窗口或状态变动 1，未变 0"
    assert ServiceItem.objects.get().window.name == "社会组织窗口"
    assert len(versions()) == 1


def test_names_of_departments_and_windows_are_brought_up_to_date():
    load(sheet({}))
    load(sheet({"department": "区民政和社会事务局", "window": "07 民政综合窗口"}))
    assert Department.objects.get().name == "区民政和社会事务局"
    assert Window.objects.get().name == "民政综合窗口"


def test_a_name_under_other_letters_is_refused():
    load(sheet({}))
    before = rows()
    with pytest.raises(BadFile, match="系统里区民政局的编码字母是 MZ"):
        load(sheet({"item_code": "MX-XK-0001"}))
    assert rows() == before


def test_departments_given_to_a_window_by_hand_stay():
    load(sheet({}))
    other = Department.objects.create(hall=ServiceHall.objects.get(), code="SF", name="区司法局")
    Window.objects.get().departments.add(other)
    load(sheet({}))
    assert set(Window.objects.get().departments.all()) == set(Department.objects.all())
    assert Window.objects.get().is_comprehensive


def test_an_item_that_vanished_is_named_and_stays():
    load(sheet({}, SECOND_ROW))
    summary = load(sheet({}))
    assert summary.vanished == ("MZ-GG-0001 婚姻登记咨询",)
    assert ServiceItem.objects.count() == 2


def test_a_sheet_without_status_leaves_an_item_abolished():
    gone = {"status": "已取消", "abolished_on": "2026-03-01", "abolished_by": "国发〔2026〕1号"}
    load(sheet({}))
    assert load(sheet(gone, columns=STATUS)).adjusted == 1
    assert str(load(sheet({}))) == "1 项，新增 0，新版本 0，未变 1"
    item = ServiceItem.objects.get()
    assert (item.status, item.abolished_on, item.abolished_by) == ("abolished", date(2026, 3, 1), "国发〔2026〕1号")
    assert versions() == [(1, FIRST, None)]
    assert load(sheet({}, columns=STATUS)).adjusted == 1
    assert ServiceItem.objects.get().status == "active"


@pytest.mark.parametrize(
    "bad", [{"visits_max": "7"}, {"promised_days": "21"}, {"window": ""}, {"item_code": "MZ-XK-0001"}]
)
def test_one_bad_row_changes_nothing(bad):
    load(sheet({}))
    before = rows()
    changed = {"promised_days": "2", "item_name": "改过的名称"}
    with pytest.raises(BadFile):
        load(sheet(changed, {"item_code": "MZ-XK-0009"}, {"item_code": "MZ-XK-0002"} | bad))
    assert rows() == before


def test_a_failure_in_the_middle_of_writing_changes_nothing(monkeypatch):
    def breaks(_written):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(catalogue.versions, "write_lists", breaks)
    with pytest.raises(RuntimeError):
        load(sheet({}))
    assert not any(rows().values())


def test_remarks_for_the_keeper_of_the_catalogue():
    joint = {"handling_kind": "联办件", "joint_departments": "区自然资源分局", "basis_checked": "no"}
    summary = load(sheet(joint, columns=[*columns.COLUMNS, "备注"]))
    assert summary.remarks == (
        "没有用到的列：备注",
        "联办部门“区自然资源分局”不在部门一栏里（1 项）",
        "设定依据待核对 1 项：MZ-XK-0001",
    )


@pytest.fixture
def items_csv(tmp_path):
    """Write a sheet with these rows and load it by the command, at NOW; returns what it says."""
    path = tmp_path / "items.csv"

    def _load(*changes, **options):
        path.write_bytes(csv_bytes([GOOD_ROW | change for change in changes], columns.COLUMNS))
        output = io.StringIO()
        with time_machine.travel(NOW, tick=False):
            call_command("import_catalogue", str(path), **options, stdout=output, stderr=io.StringIO())
        return output.getvalue()

    return _load


FAR, SOON = date(2062, 12, 1), date(2027, 1, 1)


def test_a_corrected_sheet_replaces_what_has_not_begun():
    load(sheet({}))
    load(sheet({"promised_days": "2"}), on=FAR)
    assert versions() == [(1, FIRST, FAR), (2, FAR, None)]
    summary = load(sheet({"promised_days": "1"}))
    assert versions() == [(1, FIRST, TODAY), (2, FAR, FAR), (3, TODAY, None)]
    assert summary.remarks == ("还没有开始的版本由这张表代替 1 个：MZ-XK-0001（原定 2062-12-01 起）",)
    assert str(load(sheet({"promised_days": "1"}))) == "1 项，新增 0，新版本 0，未变 1"


def test_the_same_sheet_with_its_right_day_begins_then():
    load(sheet({}))
    load(sheet({"promised_days": "2"}), on=FAR)
    assert load(sheet({"promised_days": "2"}), on=SOON).renewed == 1
    assert versions() == [(1, FIRST, SOON), (2, FAR, FAR), (3, SOON, None)]


def test_the_sheet_in_force_takes_back_what_was_to_come():
    load(sheet({}))
    load(sheet({"promised_days": "2"}), on=SOON)
    assert load(sheet({})).renewed == 1
    assert versions() == [(1, FIRST, None), (2, SOON, SOON)]
    assert str(load(sheet({}))) == "1 项，新增 0，新版本 0，未变 1"
    load(sheet({"promised_days": "1"}))
    assert versions() == [(1, FIRST, TODAY), (2, SOON, SOON), (3, TODAY, None)]


def test_a_sheet_for_a_later_day_leaves_what_begins_before():
    load(sheet({}))
    load(sheet({"promised_days": "2"}), on=SOON)
    load(sheet({"promised_days": "2"}), on=SOON)
    later = date(2027, 6, 1)
    load(sheet({"promised_days": "1"}), on=later)
    assert versions() == [(1, FIRST, SOON), (2, SOON, later), (3, later, None)]


def test_a_new_item_can_still_begin_on_another_day():
    load(sheet({}), effective_from=FAR)
    assert load(sheet({}), effective_from=None).unchanged == 1
    load(sheet({}), effective_from=SOON)
    assert versions() == [(1, FAR, FAR), (2, SOON, None)]


@pytest.mark.parametrize("day", [FAR, date(2026, 10, 1)])
def test_an_odd_day_is_asked_about_with_its_items(day, items_csv):
    items_csv({}, effective_from=FIRST)
    before = rows()
    with pytest.raises(CommandError, match="没有人可以询问，什么都没有写入：核对以上日期后，加 --yes 再运行"):
        items_csv({"promised_days": "2"}, on=day)
    assert rows() == before
    words = items_csv({"promised_days": "2"}, on=day, yes=True)
    assert f"MZ-XK-0001 社会团体成立登记：自 {day} 起\n以上 1 项的新版本从已经过去或一年以后的日子起生效" in words
    assert versions()[-1] == (2, day, None)


def test_a_new_item_a_year_ahead_is_asked_about(items_csv):
    with pytest.raises(CommandError, match="加 --yes 再运行"):
        items_csv({}, effective_from=date(2028, 1, 1))
    assert not ItemVersion.objects.exists()


def test_a_day_outside_the_calendar_is_refused(items_csv):
    with pytest.raises(CommandError, match="9999年12月31日不在工作日历的 2000 至 2100 年之间，核对年份"):
        items_csv({}, on=date(9999, 12, 31), yes=True)
    with pytest.raises(CommandError, match="“2026-13-01”不是日期，写成 2026-12-01"):
        call_command("import_catalogue", "items.csv", "--on", "2026-13-01")
    assert not any(rows().values())


@time_machine.travel(NOW, tick=False)
def test_the_command(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(csv_bytes([GOOD_ROW], columns.COLUMNS))
    output, progress = io.StringIO(), io.StringIO()
    call_command("import_catalogue", str(path), on=TODAY, effective_from=FIRST, stdout=output, stderr=progress)
    assert output.getvalue() == "1 项，新增 1，新版本 0，未变 0\n"
    assert progress.getvalue() == "进度 1/1 项\n"
    path.write_bytes(csv_bytes([GOOD_ROW | {"promised_days": "2"}], columns.COLUMNS))
    call_command("import_catalogue", str(path), "--on", "2026-11-20", stdout=output, stderr=progress)
    assert versions() == [(1, FIRST, TODAY), (2, TODAY, None)]


def test_the_command_says_where_a_row_is_bad(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(csv_bytes([GOOD_ROW | {"visits_max": "三次"}], columns.COLUMNS))
    with pytest.raises(CommandError) as refused:
        call_command("import_catalogue", str(path), stderr=io.StringIO())
    assert str(refused.value).splitlines() == [
        "文件里有 1 处问题，什么都没有改：",
        "第 2 行，最多跑几次（visits_max）是“三次”：填写 1 到 2 之间的整数",
    ]
    assert refused.value.returncode == 1
    assert not any(rows().values())


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_once():
    summaries = []

    def one():
        summaries.append(str(load(sheet({}, SECOND_ROW))))
        connection.close()

    threads = [Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(summaries) == ["2 项，新增 0，新版本 0，未变 2"] * 2 + ["2 项，新增 2，新版本 0，未变 0"]
    assert ServiceHall.objects.count() == 1


def test_every_window_gets_its_delegation_once():
    load(REAL)
    added = delegate_everything(valid_from=FIRST)
    assert len(added) == 32  # 31 windows, one of which serves two departments
    assert added[0].number == "授权〔2025〕01号"
    assert added[0].powers == ["decision", "preliminary_handling"]
    assert Delegation.items.through.objects.count() == 148
    assert delegate_everything(valid_from=FIRST) == []
