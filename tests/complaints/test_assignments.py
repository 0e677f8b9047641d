"""Assignment in levels: what the department reads, its report, objection and their rulings; never the accused unit, nor its people."""

import pytest
import time_machine
from django.test import Client

from cases.models import Case, Letter
from cases.queries import letters_for
from complaints.models import Assignment, Step
from hall.models import Post
from hall.refusals import Refused
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT
from tests.complaints.test_handling import Matter
from tests.world import at, person

RELEASED = "请核查 22 号窗口 9 月 30 日上午的排队情况"
GIVEN = {"mode": "report", "days": 5, "text": RELEASED}
ASSIGNED_AT = "2025-11-04 10:00"


@pytest.fixture
def matter(world) -> Matter:
    """An accepted complaint about the market's department."""
    matter = Matter(world, "2025-11-03 10:00", about_department=world.market, name="王小明", phone="13812348000")
    matter("2025-11-03 11:00", "accept")
    return matter


@pytest.fixture
def assigned(world, matter) -> Matter:
    matter(ASSIGNED_AT, "assign", department=world.health, **GIVEN)
    return matter


def page(person, path: str, when: str = ASSIGNED_AT, **sent):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(at(when), tick=False):
        return client.post(path, sent, follow=True) if sent else client.get(path)


def test_a_department_reports_by_its_day(world, assigned):
    clock = assigned.clock("assigned_report")
    assert clock.due_at == at("2025-11-11 17:00")
    assigned.holds(ASSIGNED_AT)
    with pytest.raises(Refused, match="还没有报告、认可"):
        assigned("2025-11-05 10:00", "conclude")
    assigned("2025-11-05 10:00", "report_back", by=world.head, text="已核查，加开一个窗口")
    assigned.holds("2025-11-05 10:00")
    assigned("2025-11-06 10:00", "return_report", days=2, text="没有写查了谁")
    assert assigned.clock("assigned_report").due_at == at("2025-11-10 17:00")
    assigned.holds("2025-11-06 10:00")
    assigned("2025-11-07 10:00", "report_back", by=world.head, text="查了当班两人，已批评教育")
    assigned("2025-11-07 11:00", "accept_report")
    assert Assignment.objects.get().state == "accepted"
    assigned.holds("2025-11-07 11:00")


def test_the_department_reads_what_was_released_only(world, assigned):
    path = f"/centre/assigned/{assigned.number}/"
    for who in (world.head, world.chief):
        for address in (path, f"{path}report_back/", "/centre/assigned/"):
            text = page(who, address).content.decode()
            for words in (
                TEXT,
                "王小明",
                "王*明",
                "138",
                "效率",
                str(world.market),
                "投诉：",
                world.complaint_officer.display_name,
            ):
                assert words not in text, (address, words)
        assert RELEASED in page(who, path).content.decode()
        assert page(who, f"/centre/{assigned.number}/").status_code == 404
    assert page(world.clerk, path).status_code == 404


def test_it_is_done_in_the_browser_from_end_to_end(world, matter):
    centre, theirs = f"/centre/{matter.number}/", f"/centre/assigned/{matter.number}/"
    officer, head = world.complaint_officer, world.head
    assert str(world.market) not in page(officer, f"{centre}assign/").content.decode().split("<form", 1)[1]
    answer = page(officer, f"{centre}assign/", department="WJ", **GIVEN)
    assert "已交给区卫生健康局，5 个工作日内报告" in answer.content.decode()
    answer = page(head, f"{theirs}report_back/", when="2025-11-05 10:00", text="已核查，加开一个窗口")
    assert "已报告，等投诉受理员认可" in answer.content.decode()
    assert "已核查，加开一个窗口" in page(officer, centre, when="2025-11-05 11:00").content.decode()
    page(officer, f"{centre}accept_report/", when="2025-11-05 11:00", version="")
    assert [letter.template for letter in Letter.objects.filter(recipient=officer)] == ["assigned_reported"]


def test_the_accused_unit_is_never_given_it(world, matter):
    with pytest.raises(Refused, match="反映的就是这个部门"):
        matter(ASSIGNED_AT, "assign", department=world.market, **GIVEN)
    assert not Assignment.objects.exists()


def test_who_works_for_the_accused_too_reads_nothing(world, matter):
    double = person(world.hall, "double", "两头", Role.SECTION_CHIEF, department=world.health)
    Post.objects.create(
        hall=world.hall, user=double, role=Role.DEPARTMENT_HEAD, department=world.market, valid_from=at("2025-01-01 08:00").date()
    )  # fmt: skip
    matter(ASSIGNED_AT, "assign", department=world.health, **GIVEN)
    assert page(double, f"/centre/assigned/{matter.number}/").status_code == 404
    assert matter.number not in page(double, "/centre/assigned/").content.decode().replace(" ", "")
    readers = {letter.recipient for letter in Letter.objects.filter(template="assigned")}
    assert world.head in readers
    assert double not in readers


RULINGS = [
    ("upheld: it is no longer theirs", "upheld", "released", "void"),
    ("rejected: the report is still due by its day", "rejected", "open", ""),
]


@pytest.mark.parametrize(("sentence", "ruling", "state", "verdict"), RULINGS, ids=[row[0] for row in RULINGS])
def test_an_objection_is_ruled_on(world, assigned, sentence, ruling, state, verdict):
    assigned("2025-11-05 10:00", "object_competence", by=world.head, text="窗口归别的部门管")
    assigned.holds("2025-11-05 10:00")
    assigned("2025-11-06 10:00", "rule_objection", ruling=ruling, text="按三定方案")
    assert Assignment.objects.get().state == state
    clock = assigned.clock("assigned_report")
    assert (clock.due_at, clock.verdict) == (at("2025-11-11 17:00"), verdict)
    assigned.holds("2025-11-06 10:00")


def test_an_objection_comes_within_five_working_days(world, matter):
    matter(ASSIGNED_AT, "assign", department=world.health, **{**GIVEN, "days": 10})
    with pytest.raises(Refused, match="过了提出异议的期限"):
        matter("2025-11-12 09:00", "object_competence", by=world.head, text="窗口归别的部门管")
    matter("2025-11-11 17:00", "object_competence", by=world.head, text="窗口归别的部门管")


def test_what_is_not_ours_is_transferred(world):
    matter = Matter(world, "2025-11-03 10:00")
    sent = {"person": "区市场监督管理局", "document": "云软环转〔2025〕1号", "days": 7, "reason": "属于消费纠纷。"}
    matter("2025-11-04 10:00", "transfer_out", **sent)
    assert matter.case.state == "complaint_not_accepted"
    matter.holds("2025-11-04 10:00")
    with time_machine.travel(at("2025-11-04 11:00"), tick=False):
        text = Client().post("/c/", {"code": matter.receipt.code}, follow=True).content.decode()
    assert "属于消费纠纷。已转区市场监督管理局（云软环转〔2025〕1号），由其在 7 个工作日内答复。" in text


def test_what_goes_to_the_inspector_leaves_the_department(world, assigned):
    assigned("2025-11-04 11:00", "pass_to_inspector", reason="反映收受财物")
    assert Assignment.objects.get().state == "released"
    assert page(world.head, f"/centre/assigned/{assigned.number}/").status_code == 404
    assigned.holds("2025-11-04 11:00")


def test_one_department_at_a_time(world, assigned):
    with pytest.raises(Refused, match="已经交给一个部门"):
        assigned("2025-11-04 11:00", "assign", department=world.health, **GIVEN)
    assert Step.objects.filter(act="assign").count() == 1
    assert Case.objects.get(number=assigned.number).state == "complaint_accepted"
    assert actions.MOST_DAYS == 30


def test_a6_the_letter_leaves_though_the_case_has_moved_on(world, assigned):
    letters = Letter.objects.filter(template="assigned", recipient=world.head)
    assert letters.count() == 1
    assigned("2025-11-04 10:01", "report_back", by=world.head, text="已核查，加开一个窗口")
    assigned("2025-11-04 10:02", "accept_report")
    for when in ("2025-11-04 10:05", "2025-11-05 10:05"):
        mine = letters_for(world.head, at=at(when), on=at(when).date())
        assert mine.filter(template="assigned").count() == 1
    assert letters.get().not_before == at(ASSIGNED_AT)


def test_the_menu_of_departments_begins_once(world, matter):
    form = page(world.complaint_officer, f"/centre/{matter.case.number}/assign/").context["form"]
    codes = [code for code, _name in form.fields["department"].choices]
    assert codes.count("") == 1
    assert world.health.code in codes
    assert world.market.code not in codes, "never the one that it is about"
