"""Every act of the clerk's day with JavaScript switched off."""

import pytest

from cases.models import Case
from tests.journeys.conftest import PHONE
from tests.journeys.steps import look_up, print_what_is_asked_for, register
from tests.world import PERSON, at

pytestmark = pytest.mark.browser


def test_a_day_without_script(visitor, morning, committed_world):
    clerk = visitor(java_script_enabled=False)
    page = clerk.sign_in_by_hand("zhang")
    number, code = register(clerk, "WJ-XK-0001", materials=2)

    def do(act: str, *, tick: dict[str, str] | None = None, **form: str) -> None:
        clerk.go(f"/desk/cases/{number}/{act}/")
        for name, value in (tick or {}).items():
            page.check(f"[name={name}][value='{value}']")
        for name, value in form.items():
            page.fill(f"[name={name}]", value)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()

    clerk.go(f"/desk/cases/{number}/accept/")
    clerk.says("还缺：检测报告")
    do("notify", tick={"missing": "3"})
    clerk.says("等申请人补正")
    do("receive", tick={"materials": "3", "channel": "window"})
    do("accept")
    clerk.says("受理")
    do("decide", tick={"result": "refuse"}, reason="检测报告不合格")
    clerk.says("不予许可")
    print_what_is_asked_for(clerk, f"/desk/cases/{number}/deliver/")
    do("deliver", tick={"method": "courier"}, proof="SF1029384756")
    clerk.says("已送达")
    assert Case.objects.get(number=number).state == "delivered"

    applicant = visitor(size=PHONE, java_script_enabled=False)
    look_up(applicant, code)
    applicant.says("检测报告不合格", "行政复议")
    assert PERSON.name not in applicant.page.content()


def test_the_chiefs_acts_without_script(visitor, morning, committed_world):
    clerk = visitor(java_script_enabled=False)
    clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=3)
    clerk.go(f"/desk/cases/{number}/accept/")
    clerk.page.locator("main form button[type=submit]").first.click()

    morning.move_to(at("2026-03-03 10:00"))
    chief = visitor(java_script_enabled=False)
    page = chief.sign_in("zhao")
    chief.go(f"/desk/cases/{number}/suspend/")
    page.select_option("[name=ground]", "expert_review")
    page.fill("[name=declared_days]", "5")
    page.locator("main form button[type=submit]").first.click()
    chief.says("对时限的影响", "2026年3月5日 17:00 到期", "停止计时")
    page.locator("main form button[type=submit]").first.click()
    chief.says("已暂停计时")
    chief.go(f"/desk/cases/{number}/resume/")
    page.locator("main form button[type=submit]").first.click()
    chief.says("恢复计时，2026年3月6日 17:00 到期")
    page.locator("main form button[type=submit]").first.click()
    chief.says("2026年3月6日 17:00")  # the paused day is left out: one day later than 5 March


def test_lists_drafts_and_bulk_without_script(visitor, morning, committed_world):
    numbers = [committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}").case.number for n in (1, 2)]
    clerk = visitor(java_script_enabled=False)
    page = clerk.sign_in("zhang")
    clerk.go("/desk/register/?item=WJ-XK-0001")
    page.fill("[name=applicant_name]", PERSON.name)
    clerk.click("存草稿")
    clerk.says("草稿已存")
    clerk.click("接着填")
    assert page.input_value("[name=applicant_name]") == PERSON.name
    clerk.go("/desk/?tab=mine")
    page.locator("summary", has_text="视图").click()
    page.fill("[name=name]", "我的")
    clerk.click("保存视图")
    clerk.says("已保存视图")
    page.fill("#applicant", "wxm")
    clerk.click("查申请人")
    clerk.says("姓名：wxm")
    page.check(f"input[form=bulk][value='{numbers[0]}']")
    clerk.click("批量办结")
    clerk.click("办结 1 件")
    clerk.says("已办 1 件")
    clerk.go(f"/desk/cases/{numbers[0]}/undo/")
    page.fill("[name=reason]", "点错了")
    page.locator("main form button[type=submit]").first.click()
    clerk.says("已撤回办结")
