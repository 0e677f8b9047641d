"""Somebody complains under a name, or a protected one, and looks the answer up with the code."""

import pytest

from complaints.models import Complaint, ReporterIdentity
from tests.journeys.conftest import PHONE
from tests.journeys.filing import TEXT, WHO, accessible, confirm, do, fill_in, go_on, send
from tests.journeys.steps import look_up

pytestmark = pytest.mark.browser


def test_from_a_named_complaint_to_reopening_and_review(visitor, morning, committed_world):
    person = visitor(size=PHONE)
    fill_in(person, kind="complaint", signed="named", checked=accessible)
    person.says(*WHO.values(), "每次打开都有记录")
    code = send(person)
    accessible(person)
    confirm(person, code)
    complaint = Complaint.objects.get()
    assert ReporterIdentity.objects.exists()
    number = complaint.case.number

    officer = visitor()
    page = officer.sign_in_by_hand("sun")
    assert page.url.endswith("/centre/")
    officer.go(f"/centre/{number}/")
    officer.says(TEXT)
    for secret in WHO.values():
        assert secret not in page.content()

    do(officer, number, "accept", grade="petition")
    officer.go(f"/centre/{number}/conclude/")
    officer.says("还没有核查结论和答复")
    do(officer, number, "find", result="not_upheld", text="登记上没有这一件。")
    do(officer, number, "reply", text="没有查到您反映的办件。")
    do(officer, number, "follow_up", satisfaction="unsatisfied", text="说窗口收过材料，有收条。")
    do(officer, number, "conclude")
    officer.says("已办结")

    look_up(person, code)
    person.says("没有查到您反映的办件。", "没有解决？")
    accessible(person)
    person.click("没有解决，重新办理")
    person.page.fill("main [name=text]", "收条上有编号，请再核对一次。")
    accessible(person)
    go_on(person)
    officer.go(f"/centre/{number}/")
    officer.says("收条上有编号，请再核对一次。")
    do(officer, number, "find", result="upheld", text="收条属实，漏登了。")
    do(officer, number, "reply", text="材料已在今天办结，向您致歉。")
    do(officer, number, "follow_up", satisfaction="satisfied")
    do(officer, number, "conclude")

    do(officer, number, "ask_review", text="要求书面说明漏登的原因。")
    officer.says("复查")
    opinion = {"person": "云州市信访局", "document": "云信复查〔2026〕1号", "text": "维持原处理意见，责成书面致歉。"}
    do(officer, number, "uphold", **opinion)
    look_up(person, code)
    person.says("材料已在今天办结，向您致歉。", "属实", "维持原处理意见，责成书面致歉。", "云信复查〔2026〕1号")
    assert TEXT not in person.page.content()
    for address in ("不满意可以找哪里", "投诉举报办理结果"):
        person.click(address)
        person.says(address)
        accessible(person)
        person.go("/c/status/")


def test_the_office_sees_the_clock_and_not_the_words(visitor, morning, committed_world):
    person = visitor(size=PHONE)
    fill_in(person, kind="complaint", signed="named")
    send(person)
    number = Complaint.objects.get().case.number
    office = visitor()
    page = office.sign_in("zhou")
    office.go(f"/oversight/cases/{number}/")
    office.says("投诉受理", "2026年3月5日 17:00")
    for secret in ("材料交齐", "田禾", "田*", "13800138000"):
        assert secret not in page.content()
    assert page.goto(f"{office.base}/centre/{number}/").status == 404


def test_two_people_open_a_protected_name(visitor, morning, committed_world):
    """Without script."""
    person = visitor(size=PHONE, java_script_enabled=False)
    fill_in(person, kind="report", signed="protected")
    person.says("两个人都同意才打开")
    send(person)
    number = Complaint.objects.get().case.number
    officer, inspector = visitor(), visitor()
    officer.sign_in("sun")
    inspector.sign_in("wu")
    do(officer, number, "ask_identity", reason="要当面核对交件的收条。")
    inspector.go("/centre/openings/")
    inspector.says("要当面核对交件的收条。")
    do(inspector, number, "decide_identity", is_allowed="yes", because="核对收条确有必要。")
    assert "田禾" not in inspector.page.content()
    page = officer.go(f"/centre/{number}/identity/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    officer.says("田禾", "13800138000")
    inspector.go("/centre/openings/")
    inspector.says("已同意")
