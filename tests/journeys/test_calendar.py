"""The administrator closes a day: looks at the year, writes the closure down, reads what would move, confirms, sees it done."""

import pytest

from cases import recompute
from cases.models import Deadline
from hall.identifiers import grouped
from tests.cases.snow import to_its_end
from tests.journeys.conftest import DESK, PHONE
from tests.world import at

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_day_is_closed(visitor, committed_world, morning, size):
    case = committed_world.accepted(
        when=at("2026-02-27 10:00")
    ).case  # 28 February is a make-up Saturday; due on 3 March
    person = visitor(size=size)
    page = person.sign_in("zheng")
    assert page.url.endswith("/administration/")
    person.click("打开工作日历")
    person.says("2026年工作日历", "国庆节：10月1日至7日休息；9月20日、10月10日上班")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    person.click("停办一天")
    page.fill("[name=on]", "2026-03-07")
    page.fill("[name=name]", "大雪停办")
    page.fill("[name=document]", "区政办〔2026〕3号")
    person.click("核对影响")
    person.says("2026年3月7日本来就休息")
    assert page.input_value("[name=name]") == "大雪停办"

    page.fill("[name=on]", "2026-03-03")
    person.click("核对影响")
    person.says("这是草稿，还没有生效", grouped(case.number), "2026年3月3日 17:00", "2026年3月4日 17:00")
    assert Deadline.objects.get(case=case, rule="promise").due_at == at("2026-03-03 17:00")

    person.click("确认，重新推算")
    person.says("正在重新推算")
    to_its_end(at("2026-03-02 09:05"))
    page.wait_for_selector("#progress:has-text('推算完成')", timeout=30_000)  # the page asks by itself
    person.says("2 个到期时间改变")
    assert Deadline.objects.get(case=case, rule="promise").due_at == at("2026-03-04 17:00")

    person.click("回到工作日历")
    assert page.locator(".closed").count() >= 1
    person.says("2026年3月3日大雪停办")


def test_without_a_script_the_notice_is_ticked_in_the_grid(visitor, committed_world, morning):
    person = visitor(size=PHONE, java_script_enabled=False)
    page = person.sign_in("zheng")
    person.go("/administration/calendar/enter/2027/")
    page.check("[value='2027-01-01']")
    page.check("[value='2027-01-09']")
    person.click("核对影响")
    person.says("1月1日至3日放的是什么假")
    person.click("核对影响")
    person.says("元旦：1月1日至3日休息；1月9日上班", "2027年缺春节4天")
    page.check("[name=lacks]")
    person.click("确认，重新推算")
    person.says("等待后台开始重新推算" if not recompute.unfinished() else "正在重新推算", "刷新")
