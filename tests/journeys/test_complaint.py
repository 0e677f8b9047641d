"""Anyone complains, with or without a name, and looks the answer up with the code."""

import re

import pytest

from complaints.models import Complaint, ReporterIdentity
from tests.journeys.conftest import PHONE
from tests.journeys.steps import look_up

pytestmark = pytest.mark.browser


def complain(person, *, named: bool, protected: bool = False, kind: str = "complaint") -> str:
    """File a complaint about waiting; return its code."""
    page = person.go("/complain/file/")
    page.check(f"[name=kind][value={kind}]")
    page.select_option("[name=category]", "efficiency")
    page.fill("[name=text]", "材料交齐一周还没有答复。")
    if named:
        page.check(f"[name=signed][value={'protected' if protected else 'named'}]")
        page.fill("[name=name]", "田禾")
        page.fill("[name=phone]", "13800138000")
    page.locator("main form button[type=submit]").last.click()
    person.says("核对您填的内容", "材料交齐一周还没有答复。")
    page.locator("main form button[name=checked]").click()
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


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_a_protected_report_to_its_reward(visitor, morning, committed_world, script):
    """The code is kept and confirmed, the office asks, the reporter answers, two people open the name, another one pays the code."""
    person = visitor(size=PHONE, java_script_enabled=script)
    code = complain(person, named=True, protected=True, kind="report")
    page = person.page
    page.fill("[name=last_four]", "0000" if code[-4:] != "0000" else "1111")
    page.locator("main form button[type=submit]").last.click()
    person.says("和凭证码的最后四位不一样")
    page.fill("[name=last_four]", code[-4:])
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/items/")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0 if script else True
    number = Complaint.objects.get().case.number

    officer, inspector, office = visitor(), visitor(), visitor()
    officer.sign_in("sun")
    inspector.sign_in("wu")
    office.sign_in("zhou")

    def do(who, act: str, **form: str) -> None:
        page = who.go(f"/centre/{number}/{act}/")
        for name, value in form.items():
            field = page.locator(f"main [name={name}]").first
            if field.get_attribute("type") == "radio":
                page.check(f"main [name={name}][value={value}]")
            elif field.evaluate("field => field.tagName") == "SELECT":
                page.select_option(f"main [name={name}]", value)
            else:
                page.fill(f"main [name={name}]", value)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()

    do(officer, "ask_reporter", text="材料交给了哪个窗口？")
    look_up(person, code)
    person.says("有问题要问您")
    page = person.go("/c/messages/")
    person.says("材料交给了哪个窗口？")
    page.fill("main [name=text]", "交给了 22 号窗口。")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    officer.go(f"/centre/{number}/")
    officer.says("交给了 22 号窗口。")

    do(officer, "ask_identity", reason="要当面核对交件的收条。")
    inspector.go("/centre/openings/")
    inspector.says("要当面核对交件的收条。")
    do(inspector, "decide_identity", is_allowed="yes", because="核对收条确有必要。")
    assert "田禾" not in inspector.page.content()
    page = officer.go(f"/centre/{number}/identity/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    officer.says("田禾", "13800138000")
    inspector.go("/centre/openings/")
    inspector.says("已同意")

    do(officer, "accept")
    do(officer, "find", result="upheld", text="核查属实，收条在卷。")
    do(officer, "reply", text="已经查实并作了处理。")
    do(officer, "conclude")
    page = inspector.go("/centre/rewards/")
    for name, value in {"name": "一般线索", "least": "200", "most": "1000", "document": "云软环境〔2026〕3号"}.items():
        page.fill(f"main [name={name}]", value)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    do(inspector, "decide_reward", level="一般线索", amount="500", reason="线索具体，查实追责。")
    look_up(person, code)
    person.says("500.00 元")
    page = office.go("/centre/rewards/pay/")
    page.fill("main [name=code]", code)
    page.locator("main form button[type=submit]").last.click()
    office.says("500.00 元")
    assert "田禾" not in page.content()
    page.fill("main [name=voucher]", "付字1号")
    page.locator("main form button[type=submit]").last.click()
    office.says("已记下支付")
    look_up(person, code)
    person.says("已经凭凭证码支付")
