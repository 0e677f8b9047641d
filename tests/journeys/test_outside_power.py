"""A step outside the window's power: refused with the reason, handed up beside the refusal, decided by who holds it."""

from datetime import date

import pytest

from cases.models import Case
from hall.models import Absence, Delegation, Post, PostProposal
from hall.roles import Role
from permits.models import HandUp, StepTaken
from tests.journeys.steps import act, register
from tests.world import person

pytestmark = pytest.mark.browser


@pytest.fixture
def may_only_grant(committed_world):
    """The window may grant, not refuse."""
    Delegation.objects.filter(window=committed_world.health_window).update(
        steps=["notify", "accept", "decline", "grant"]
    )
    return committed_world


def refuse(someone, number):
    page = someone.go(f"/desk/cases/{number}/decide/")
    page.check("[name=result][value=refuse]")
    page.fill("[name=reason]", "检测报告不合格")
    page.get_by_role("button", name="办结").click()
    return page


def test_the_chief_decides_what_the_window_hands_up(visitor, morning, may_only_grant):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=3)
    act(clerk, number, "accept", "受理")
    page = refuse(clerk, number)
    clerk.says("授权书 授权〔2025〕22号 不包括“不予许可”这一步", "由审批科长赵科或部门负责人钱局办理，可以上交")
    assert page.locator("[name=reason]").input_value() == "检测报告不合格", "what was typed is kept"
    assert clerk.violations() == []
    clerk.click("上交给有权决定的人")
    clerk.says("已上交，有权决定的人会收到消息", "张敏已上交“不予许可”，等有权的人决定")

    chief = visitor()
    chief.sign_in("zhao")
    chief.go("/letters/")
    chief.says("由张敏上交，等您决定是否不予许可")
    page = chief.go("/desk/handed-up/")
    chief.says("公共场所卫生许可", "不包括“不予许可”这一步")
    assert chief.violations() == []
    page.locator("main table a").first.click()
    refuse(chief, number)
    chief.says("已作出不予许可决定")

    clerk.go(f"/desk/cases/{number}/")
    clerk.says("上交", "不予许可", "赵科", "部门职权")
    case = Case.objects.get(number=number)
    assert [event.verb for event in case.events.all()] == ["register", "accept", "hand_up", "refuse"]
    assert str(case.owner) == "张敏"
    assert HandUp.objects.get().answered_by == may_only_grant.chief
    office = visitor()
    office.sign_in("zhou")
    office.go("/oversight/authority/")
    office.says("0.0%（0／1）")


def test_the_deputy_decides_while_the_chief_is_away(visitor, morning, may_only_grant):
    world = may_only_grant
    deputy = person(world.hall, "fang", "方代", Role.CLERK, window=world.health_window)
    clerk = visitor()
    clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=3)
    act(clerk, number, "accept", "受理")
    clerk.go(f"/desk/cases/{number}/hand_up/")
    clerk.click("上交给有权决定的人")

    administrator = visitor()
    administrator.sign_in("zheng")
    page = administrator.go(f"/administration/posts/{Post.objects.get(user=world.chief).pk}/absence/")
    page.select_option("[name=deputy]", str(deputy.pk))
    page.fill("[name=valid_from]", "2026-03-02")
    page.fill("[name=valid_to]", "2026-03-03")
    page.fill("[name=reason]", "外出培训")
    administrator.click("安排代理")
    administrator.says("等另一个人确认")
    inspector = visitor()
    inspector.sign_in("wu")
    inspector.go(f"/administration/proposals/{PostProposal.objects.get().pk}/confirm/")
    inspector.click("确认岗位")
    assert Absence.objects.get().valid_to == date(2026, 3, 3)

    stand_in = visitor()
    stand_in.sign_in("fang")
    stand_in.go("/desk/handed-up/")
    stand_in.says("公共场所卫生许可")
    refuse(stand_in, number)
    stand_in.says("方代（代赵科）")
    assert StepTaken.objects.get(step="refuse").acts_for.user == world.chief
