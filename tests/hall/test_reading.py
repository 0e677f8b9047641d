"""How a bare 日 is read: changed from a day on, traced, kept by later sheets; running cases keep what they began with."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cases.models import Deadline
from hall import reading
from hall.importing import catalogue
from hall.importing.versions import terms_of
from hall.models import ItemVersion, ReadingChange, ServiceItem, StaffChange
from hall.organising.proposals import confirm_power, turn_power_down
from hall.reading import CannotChangeReading, propose_reading
from hall.refusals import Refused
from tests.hall.calendar_days import CALENDAR
from tests.hall.sheets import FEE, SECOND_ROW
from tests.hall.sheets import catalogue as sheet
from tests.permits import verbs as permits
from tests.scenarios import closing, expected, start
from tests.snapshot import stored
from tests.world import at, item

NOW = at("2026-01-05 10:00")
FIRST, LATER = date(2025, 1, 1), date(2026, 1, 12)
GIVEN = {
    "unit": "natural_day",
    "effective_from": LATER,
    "reason": "环评法没有写工作日",
    "document": "云政审〔2026〕1号",
}
BARE = {"statutory_days": "60", "statutory_unit": "日（许可事项按工作日计）"}


@pytest.fixture
def report(world):
    """An environmental report: sixty days by its law, read as working days until somebody decides otherwise."""
    terms = {"statutory_quantity": 60, "statutory_text": "60日（许可事项按工作日计）"}
    version = item(world.health, world.health_window, "HB-XK-0001", "环评报告书审批", ["报告书"], **terms)
    version.materials.update(tolerable=True)
    return version


def change(world, code="HB-XK-0001", **changes):
    """Entered by the administrator, confirmed by the office."""
    when = changes.get("at", NOW)
    return confirm_power(proposal=entered(world, code, **changes), by=world.office, at=when)


def entered(world, code="HB-XK-0001", **changes):
    terms = {"at": NOW, **GIVEN, **changes}
    return propose_reading(item_code=code, by=world.administrator, at=terms.pop("at"), change=ReadingChange(**terms))


def statutory_due(world, report, when, idem):
    """Register an application at this moment and accept it at once: when is it due by law?"""
    registered = world.register(when=at(when), item=report, idem=idem)
    permits.accept(number=registered.application.case.number, by=world.clerk, at=at(when))
    return Deadline.objects.get(case=registered.application.case, rule="statutory").due_at


@pytest.mark.scenario(38)
def test_38_a_case_keeps_the_reading_of_its_day(world, report):
    example = expected(38)
    waiting = world.register(when=at("2026-01-09 10:00"), item=report, idem="before").application.case
    change(world)
    assert statutory_due(world, report, "2026-01-12 10:00", "after") == closing(example["alt"])
    permits.accept(number=waiting.number, by=world.clerk, at=at("2026-01-12 10:00"))
    assert Deadline.objects.get(case=waiting, rule="statutory").due_at == closing(example["due"])


@pytest.mark.scenario(38, 39)
@pytest.mark.parametrize(
    ("n", "quantity", "working", "natural"), [(38, 60, "due", "alt"), (39, 7, "due", "2025-10-09")]
)
def test_both_readings_side_by_side(n, quantity, working, natural):
    example = expected(n)
    version = ItemVersion(statutory_quantity=quantity, statutory_unit="working_day")
    both = reading.both_readings(version, started_at=start(example["start"]), calendar=CALENDAR)
    assert [(each.words, each.is_chosen) for each in both] == [("按工作日计", True), ("按自然日计", False)]
    dues = [closing(example.get(answer, answer)) for answer in (working, natural)]
    assert [each.explanation.result.due_at for each in both] == dues


def test_the_successor_differs_in_the_reading_only_and_says_so(world, report):
    successor = change(world)
    report.refresh_from_db()
    assert (report.effective_to, successor.version.effective_from) == (LATER, LATER)
    limit = ("statutory_quantity", "statutory_unit", "statutory_text", "extension_days", "extension_approver")
    assert [getattr(successor.version, name) for name in limit] == [60, "natural_day", "60日（自然日）", 0, ""]
    assert (successor.unit_before, successor.unit, successor.changed_at) == ("working_day", "natural_day", NOW)
    assert (successor.entered_by, successor.changed_by) == (world.administrator, world.office)
    same = ("name", "item_type", "promise_quantity", "promise_unit", "procedure", "disclosure_complete")
    assert all(getattr(successor.version, name) == getattr(report, name) for name in same)
    assert [(each.name, each.tolerable) for each in successor.version.materials.all()] == [("报告书", True)]
    assert [each.text for each in successor.version.legal_bases.all()] == ["《行政许可法》第四十二条"]
    assert reading.sentences_of([successor]) == [
        "2026年1月12日起登记的办件，法定时限由按工作日计改为按自然日计（云政审〔2026〕1号）。理由：环评法没有写工作日"
    ]


def test_back_again_it_reads_and_is_extended_as_before(world, report):
    change(world, effective_from=NOW.date())
    back = change(world, unit="working_day", effective_from=LATER, at=at("2026-01-06 10:00"))
    assert (back.version.number, back.version.statutory_text) == (3, "60日（许可事项按工作日计）")
    assert (back.version.extension_days, back.version.extension_approver) == (10, "本机关负责人")
    assert [each.unit for each in reading.changes_of(report.item)] == ["working_day", "natural_day"]


REFUSED = [
    ("no such item", {"code": "XX-XK-9999"}, "item_code", "没有这个事项"),
    ("its law says 工作日", {"code": "WJ-XK-0001"}, "item_code", "写明了单位"),
    ("a unit that is no reading", {"unit": "month"}, "unit", "选择按工作日计或按自然日计"),
    ("read so already", {"unit": "working_day"}, "unit", "现在就是按工作日计"),
    ("a day in the past", {"effective_from": date(2026, 1, 4)}, "effective_from", "不能早于今天"),
    ("without a reason", {"reason": " "}, "reason", "填写更改的理由"),
    ("a reason too long", {"reason": "第一条，" * 75 + "长"}, "reason", "理由最多 300 个字，现在有 301 个"),
    ("without a document", {"document": ""}, "document", "填写决定文号"),
    ("a number that names no document", {"document": "1"}, "document", "看不出是哪份文件"),
    ("a number too long", {"document": "号1" * 40 + "号"}, "document", "文号最多 80 个字，现在有 81 个"),
]


@pytest.mark.parametrize(("sentence", "changes", "field", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_changes_nothing(world, report, sentence, changes, field, words):
    before = stored()
    with pytest.raises(CannotChangeReading, match=words) as refusal:
        change(world, **changes)
    assert refusal.value.field == field
    assert stored() == before


def test_entered_it_changes_nothing_until_another_confirms(world, report):
    proposal = entered(world)
    assert not ReadingChange.objects.exists()
    assert ItemVersion.objects.get(item=report.item) == report
    with pytest.raises(CannotChangeReading, match="已经有人录入，等着确认"):
        entered(world)
    with pytest.raises(Refused, match="您录入的由另一个人确认"):
        confirm_power(proposal=proposal, by=world.administrator, at=NOW)
    assert proposal.sentence == (
        "时限口径：环评报告书审批（HB-XK-0001）法定时限 60 日，由按工作日计改为按自然日计，"
        "2026年1月12日起登记的办件（云政审〔2026〕1号）"
    )
    confirm_power(proposal=proposal, by=world.inspector, at=NOW)
    line = StaffChange.objects.get(subject="reading")
    assert line.sentence.startswith("确认郑管录入的时限口径：环评报告书审批")


def test_turned_down_it_may_be_entered_again(world, report):
    turn_power_down(proposal=entered(world), reason="没有见到原件", by=world.office, at=NOW)
    assert entered(world)


def test_confirmed_late_it_is_read_so_from_that_day_on(world, report):
    late = at("2026-01-14 10:00")
    row = confirm_power(proposal=entered(world), by=world.office, at=late)
    assert row.effective_from == late.date()


def test_the_database_wants_a_second_person(world, report):
    row = change(world)
    twin = ReadingChange(item=row.item, version=report, unit_before="natural_day", unit="working_day", document="甲1号")
    twin.effective_from, twin.reason, twin.changed_at = LATER, "理由", NOW
    twin.entered_by = twin.changed_by = world.office
    with pytest.raises(DatabaseError, match="reading_change_is_confirmed_by_another"), transaction.atomic():
        twin.save()


def test_only_one_change_of_reading_may_wait(world, report):
    change(world)
    with pytest.raises(CannotChangeReading, match="已有一个版本从 2026年1月12日 起生效"):
        change(world, unit="working_day")
    change(world, unit="working_day", at=at("2026-01-12 09:00"))


def test_an_item_that_is_no_more_is_not_changed(world, report):
    ServiceItem.objects.filter(pk=report.item_id).update(
        status="abolished", abolished_on=date(2026, 1, 1), abolished_by="云政〔2026〕1号"
    )
    with pytest.raises(CannotChangeReading, match="已经不实施"):
        change(world)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_nobody_edits_a_change(world, report, act):
    change(world)
    before = stored()
    rows = ReadingChange.objects.all()
    edit = {"update": lambda: rows.update(reason="别的"), "delete": rows.delete}[act]
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        edit()
    assert stored() == before


def test_the_public_page_shows_when_and_why_a_reading_changed(world, report, client):
    change(world, effective_from=NOW.date())
    with time_machine.travel(NOW):
        page = client.get("/items/HB-XK-0001/").content.decode()
    assert "2026年1月5日起登记的办件，法定时限由按工作日计改为按自然日计（云政审〔2026〕1号）" in page
    assert "原文：60日；本大厅读作自然日" in page
    assert "郑管" not in page


# The sheet


def load(*changes, when=NOW):
    return catalogue.load(sheet(*changes), effective_from=FIRST, at=when)


def test_a_later_sheet_keeps_the_reading_and_says_so(world):
    load(BARE, SECOND_ROW)
    change(world, "MZ-XK-0001", effective_from=NOW.date())
    before = stored()
    again = load(BARE, SECOND_ROW, when=at("2026-01-06 10:00"))
    assert (again.unchanged, again.renewed) == (2, 0)
    assert again.remarks == ("法定时限的“日”按大厅决定的口径读，没有照表改回 1 项：MZ-XK-0001",)
    assert stored() == before


def test_other_changes_of_a_sheet_keep_the_reading(world):
    load(BARE)
    change(world, "MZ-XK-0001", effective_from=NOW.date())
    load(BARE | {"item_name": "社会团体设立登记", "statutory_days": "30"}, when=at("2026-01-06 10:00"))
    newest = ItemVersion.objects.get(item__code="MZ-XK-0001", effective_to=None)
    assert (newest.number, newest.name) == (3, "社会团体设立登记")
    assert (newest.statutory_quantity, newest.statutory_unit) == (30, "natural_day")


def test_a_law_that_says_working_days_ends_the_reading(world):
    load(BARE)
    change(world, "MZ-XK-0001", effective_from=NOW.date())
    summary = load(BARE | {"statutory_unit": "工作日"}, when=at("2026-01-06 10:00"))
    newest = ItemVersion.objects.get(item__code="MZ-XK-0001", effective_to=None)
    assert (newest.statutory_unit, newest.extension_days, summary.renewed) == ("working_day", 10, 1)
    assert not [each for each in summary.remarks if "口径" in each]


def test_stored_terms_have_the_digest_of_their_row(world):
    load(BARE | FEE, SECOND_ROW | {"statutory_days": "0", "statutory_unit": "即时"})
    for version in ItemVersion.objects.filter(item__department__code="MZ"):
        assert terms_of(version).digest == version.digest
