"""From the first paper to acceptance: put right on the spot, corrected after a notice, promised to follow; who caused a third trip."""

import pytest

from cases.models import Card, Case
from config.passing import pass_time
from tests.journeys.conftest import PHONE
from tests.journeys.steps import look_up, print_what_is_asked_for, register
from tests.world import at

pytestmark = pytest.mark.browser


def send(clerk, number, act, *, tick=None, **form):
    """Fill in an act's form and send it."""
    page = clerk.go(f"/desk/cases/{number}/{act}/")
    for name, value in (tick or {}).items():
        page.check(f"[name={name}][value='{value}']" if value else f"[name={name}]")
    for name, value in form.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_an_item_done_on_the_spot(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0002", materials=2)
    clerk.go(f"/desk/cases/{number}/notify/")
    clerk.says("当场能改的错误")
    send(clerk, number, "correct", what_1="联系电话少一位，已补上")
    clerk.says("已当场更正：申请表", "全大厅 1 次", "区卫生健康局 1 次")
    send(clerk, number, "accept")
    send(clerk, number, "decide", tick={"result": "grant"})
    print_what_is_asked_for(clerk, f"/desk/cases/{number}/deliver/")
    send(clerk, number, "deliver", tick={"method": "collected"}, proof="王小明")
    clerk.says("已送达")
    assert not Card.objects.exists()
    assert [event.verb for event in Case.objects.get(number=number).events.all()] == [
        "register", "correct", "accept", "grant", "print", "deliver",
    ]  # fmt: skip


def test_a_promised_item_with_correction_in_two_visits(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, code = register(clerk, "WJ-XK-0001", materials=2)
    send(clerk, number, "notify", tick={"missing": "3"}, remark_3="要半年内的")
    clerk.says("已出具第 1 份一次性告知书")
    applicant = visitor(size=PHONE)
    look_up(applicant, code)
    applicant.says("检测报告：要半年内的", "到 2026年4月1日 17:00 为止")
    clerk.go(f"/desk/cases/{number}/close_not_corrected/")
    clerk.says("补正期限到 2026年4月1日 17:00，还没有过")

    morning.move_to(at("2026-03-04 10:00"))
    clerk.sign_in("zhang")
    page = clerk.go(f"/desk/cases/{number}/receive/")
    page.check("[name=materials][value='3']")
    page.locator("summary", has_text="有复印件").click()
    page.select_option("[name=forms_3]", "copy")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    clerk.says("材料齐了，可以受理", "已收复印件", "全大厅 2 次")
    send(clerk, number, "accept")
    clerk.says("2026年3月9日 17:00")  # three working days from complete papers
    assert not Card.objects.exists()


def test_third_visit_by_the_applicants_own_cause(visitor, morning, committed_world):
    clerk = visitor()
    page = clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=1)
    send(clerk, number, "notify", tick={"missing": "2"})
    morning.move_to(at("2026-03-03 10:00"))
    clerk.sign_in("zhang")
    send(clerk, number, "receive", tick={"materials": "2"})
    morning.move_to(at("2026-03-04 10:00"))
    clerk.sign_in("zhang")
    clerk.go(f"/desk/cases/{number}/visit/")
    page.check("[name=purpose][value=correct]")
    page.check("[name=cause][value=applicant]")
    page.select_option("[name=missing]", "3")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    clerk.says("已登记第 3 次到访", "申请人原因")
    assert not Card.objects.exists()


def tolerated(clerk, world, pledged_on):
    """Accepted without the third paper, which may follow until then."""
    world.promised.materials.filter(position=3).update(tolerable=True)
    number, code = register(clerk, "WJ-XK-0001", materials=2)
    print_what_is_asked_for(clerk, f"/desk/cases/{number}/accept_with_gaps/")
    send(clerk, number, "accept_with_gaps", tick={"voluntary": ""}, pledged_on=pledged_on)
    return number, code


def test_tolerance_kept(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, code = tolerated(clerk, committed_world, "2026-03-06")
    clerk.says("补齐日期不能晚于承诺时限（2026年3月5日 17:00）")
    clerk.page.fill("[name=pledged_on]", "2026-03-04")
    clerk.page.locator("main form button[type=submit]").first.click()
    clerk.page.wait_for_load_state()
    clerk.says("已容缺受理", "容缺补齐：2026年3月4日 17:00 前", "补办件")
    send(clerk, number, "decide", tick={"result": "grant"})
    clerk.go(f"/desk/cases/{number}/deliver/")
    clerk.says("容缺材料还没有补齐：检测报告。补齐之前不交付证照")
    applicant = visitor(size=PHONE)
    look_up(applicant, code)
    applicant.says("先补齐承诺的材料", "检测报告")
    send(clerk, number, "supplement", tick={"materials": "3"})
    clerk.says("后补的材料齐了")
    print_what_is_asked_for(clerk, f"/desk/cases/{number}/deliver/")
    send(clerk, number, "deliver", tick={"method": "collected"}, proof="王小明")
    clerk.says("已送达")
    assert not Card.objects.exists()


def test_tolerance_broken(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, _code = tolerated(clerk, committed_world, "2026-03-04")
    pass_time(at=at("2026-03-04 17:00:01"))
    morning.move_to(at("2026-03-05 09:00"))
    clerk.sign_in("zhang")
    clerk.go(f"/desk/cases/{number}/")
    clerk.says("到 2026年3月4日 17:00 没有补齐", "容缺逾期告知", "2026年3月5日 17:00 前")
    send(clerk, number, "tell_overdue", how="电话告知本人")
    clerk.says("已记录：告知申请人")
    send(clerk, number, "supplement", tick={"materials": "3"})
    clerk.says("后补的材料齐了", "2026年3月10日 17:00")  # the promise counts from the paper
    assert not Card.objects.exists()
