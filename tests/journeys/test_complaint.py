"""Anyone complains, with or without a name, and looks the answer up with the code."""

import re

import pytest

from complaints.models import Complaint, ReporterIdentity
from tests.journeys.conftest import PHONE
from tests.journeys.steps import look_up

pytestmark = pytest.mark.browser


def complain(person, *, named: bool) -> str:
    """File a complaint about waiting; return its code."""
    page = person.go("/complain/file/")
    page.check("[name=kind][value=complaint]")
    page.select_option("[name=category]", "efficiency")
    page.fill("[name=text]", "材料交齐一周还没有答复。")
    if named:
        page.check("[name=signed][value=named]")
        page.fill("[name=name]", "田禾")
        page.fill("[name=phone]", "13800138000")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/complain/receipt/")
    code = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", page.inner_text("main"))
    assert code
    return code.group()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "anonymous"])
def test_from_complaint_to_answer(visitor, morning, committed_world, named, script):
    person = visitor(size=PHONE, java_script_enabled=script)
    code = complain(person, named=named)
    complaint = Complaint.objects.get()
    assert ReporterIdentity.objects.exists() is named
    number = complaint.case.number

    officer = visitor()
    page = officer.sign_in_by_hand("sun")
    assert page.url.endswith("/centre/")
    officer.go(f"/centre/{number}/")
    officer.says("材料交齐一周还没有答复。")
    assert "田禾" not in page.content()
    assert "13800138000" not in page.content()

    def do(act: str, **form: str) -> None:
        officer.go(f"/centre/{number}/{act}/")
        for name, value in form.items():
            if page.locator(f"[name={name}]").first.get_attribute("type") == "radio":
                page.check(f"[name={name}][value={value}]")
            else:
                page.fill(f"[name={name}]", value)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()

    do("accept")
    officer.go(f"/centre/{number}/conclude/")
    officer.says("还没有核查结论和答复")
    do("find", result="upheld", text="核查属实")
    officer.go(f"/centre/{number}/conclude/")
    officer.says("还没有答复")
    do("reply", text="材料已在今天办结，向您致歉。")
    if named:
        officer.go(f"/centre/{number}/conclude/")
        officer.says("还没有回访")
        do("follow_up", satisfaction="satisfied")
    do("conclude")
    officer.says("已办结")

    look_up(person, code)
    person.says("材料已在今天办结，向您致歉。", "属实")
    assert "材料交齐一周" not in person.page.content()


def test_the_office_sees_the_clock_and_not_the_words(visitor, morning, committed_world):
    complain(visitor(size=PHONE), named=True)
    number = Complaint.objects.get().case.number
    office = visitor()
    page = office.sign_in("zhou")
    office.go(f"/oversight/cases/{number}/")
    office.says("投诉受理", "2026年3月5日 17:00")
    for secret in ("材料交齐", "田禾", "田*", "13800138000"):
        assert secret not in page.content()
    assert page.goto(f"{office.base}/centre/{number}/").status == 404
