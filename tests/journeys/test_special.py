"""A special procedure with extension; a termination; an enquiry that becomes a case: shown first, then confirmed, in a browser."""

import pytest

from cases.models import Case
from tests.journeys.conftest import PHONE
from tests.journeys.steps import act, look_up, register
from tests.world import PERSON, at

pytestmark = pytest.mark.browser


def confirm(person, words: str) -> None:
    """On the page that shows the effects: nothing is wrong with it, and its first button confirms."""
    assert not person.violations()
    assert person.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    person.click(words)


@pytest.fixture
def accepted(visitor, morning, committed_world):
    """An application accepted on Monday 2 March 2026: its number and receipt code."""
    clerk = visitor()
    clerk.sign_in("zhang")
    number, code = register(clerk, "WJ-XK-0001", materials=3)
    act(clerk, number, "accept", "受理")
    return number, code


def test_a_special_procedure_with_extension(visitor, morning, accepted):
    number, _code = accepted
    clerk = visitor()
    clerk.sign_in("zhang")
    clerk.go(f"/desk/cases/{number}/")
    clerk.says("暂停计时", "赵科（审批科长）", "钱局（部门负责人）")
    morning.move_to(at("2026-03-03 10:00"))
    chief = visitor(size=PHONE)
    page = chief.sign_in("zhao")
    chief.go(f"/desk/cases/{number}/suspend/")
    page.select_option("[name=ground]", "expert_review")
    page.fill("[name=declared_days]", "5")
    chief.click("看对时限的影响")
    chief.says(
        "承诺时限",
        "2026年3月5日 17:00 到期",
        "停止计时，恢复后重新推算",
        "开始计时，2026年3月9日 17:00 到期",
    )
    assert Case.objects.get(number=number).state == "accepted"
    chief.click("回去修改")
    assert page.input_value("[name=declared_days]") == "5"
    page.fill("[name=declared_days]", "6")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="确认暂停计时").wait_for()
    confirm(chief, "确认暂停计时")
    chief.says("已暂停计时（专家评审）", "健特字〔2026〕1号")

    morning.move_to(at("2026-03-09 16:00"))
    chief.sign_in("zhao")
    chief.go(f"/desk/cases/{number}/resume/")
    chief.click("看对时限的影响")
    chief.says("恢复计时，2026年3月12日 17:00 到期", "恢复计时，2026年4月7日 17:00 到期", "结束：按时")
    confirm(chief, "确认恢复计时")
    morning.move_to(at("2026-03-10 09:00"))
    chief.sign_in("qian")
    chief.go(f"/desk/cases/{number}/extend/")
    page.check("[name=rank][value='本机关负责人']")
    page.fill("[name=document]", "批〔2026〕1号")
    page.fill("[name=reason]", "专家意见不一致")
    chief.click("看对时限的影响")
    chief.says("不变，2026年3月12日 17:00 到期", "2026年4月7日 17:00 到期", "改为 2026年4月21日 17:00 到期")
    confirm(chief, "确认延长法定时限")
    chief.says("已延长法定时限")


def test_a_termination_and_its_reasons_on_the_phone(visitor, morning, accepted):
    number, code = accepted
    chief = visitor(java_script_enabled=False)
    page = chief.sign_in("zhao")
    chief.go(f"/desk/cases/{number}/terminate/")
    page.check("[name=ground][value=applicant_gone]")
    page.fill("[name=reason]", "申请单位已经注销")
    page.locator("main form button[type=submit]").first.click()
    chief.says("结束：不再计时", "救济途径")
    page.locator("main form button[type=submit]").first.click()
    chief.says("已终止办理", "云卫健终字〔2026〕1号", "批准人")
    applicant = visitor(size=PHONE)
    look_up(applicant, code)
    applicant.says("终止办理的理由", "申请单位已经注销", "行政复议")
    assert PERSON.name not in applicant.page.content()


def test_an_enquiry_becomes_a_case(visitor, morning, committed_world):
    clerk = visitor(java_script_enabled=False)
    page = clerk.sign_in("zhang")
    clerk.go("/desk/enquiries/new/")
    page.fill("[name=text]", "办卫生许可要带什么？")
    page.fill("[name=item_code]", "WJ-XK-0001")
    page.fill("[name=name]", PERSON.name)
    page.fill("[name=number]", PERSON.number)
    page.locator("main form button[type=submit]").first.click()
    clerk.says("首问责任人", "张敏", "2026年3月3日 17:00 前")
    clerk.click("书面移交")
    page.select_option("[name=to]", "WJ:zhao")
    page.fill("[name=reason]", "科长熟悉政策")
    page.locator("main form button[type=submit]").first.click()
    clerk.says("对方接手以前仍由您负责", "还没有接手")
    chief = visitor()
    chief.sign_in("zhao")
    chief.go("/desk/enquiries/?tab=incoming")
    chief.page.locator("main table a").first.click()
    chief.click("接手")
    chief.click("接手")
    chief.says("已接手")
    chief.click("答复")
    chief.page.fill("[name=text]", "申请表、营业执照、检测报告")
    chief.click("答复")
    chief.says("申请表、营业执照、检测报告")
    morning.move_to(at("2026-03-04 09:00"))
    clerk.sign_in("zhang")  # the session of the day before is over
    number, _code = register(clerk, "WJ-XK-0001", materials=3)
    clerk.go(f"/desk/cases/{number}/")
    clerk.says(
        "以前的咨询（首问）", "首问责任人 张敏", "到访：全大厅 2 次，每个部门最多 2 次", "申请表、营业执照、检测报告"
    )
