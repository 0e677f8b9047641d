"""A bad rating on a phone, by the link of the slip: contact, correction, follow-up, closed; and the reply by the same link."""

import pytest

from permits.models import Visit
from ratings.codes import VISIT, code_of
from tests.journeys.conftest import PHONE
from tests.journeys.test_consequences import fill
from tests.world import at

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [False], ids=["without script"])
def test_a_bad_rating_to_its_follow_up(visitor, morning, committed_world, script):
    committed_world.register(when=at("2026-03-02 08:50"))
    link = f"/r/{code_of(VISIT, Visit.objects.get().pk)}/"
    options = {"size": PHONE, "java_script_enabled": script}
    rater, clerk, office = (visitor(**options) for _person in range(3))
    page = rater.go(link)
    assert not page.locator("input[type=radio]:checked").count()
    fill(rater, level="1", words="等了一上午")
    rater.says("您已经评价：非常不满意", "1 个工作日内联系您")

    def act(person, name: str, **fields: str) -> None:
        person.go("/ratings/?tab=all")
        person.page.locator("main table a").first.click()
        person.page.get_by_role("link", name=name).first.click()
        fill(person, **fields)

    morning.shift(61)  # nobody of the hall sees it while the person is still there
    clerk.sign_in("zhang")
    act(clerk, "联系评价人", result="reached", text="电话里道歉，问清了经过")
    act(clerk, "整改或解释", result="fixed", text="上午增开一个窗口")
    clerk.says("已答复，等软环境办回访")
    rater.go(link)
    rater.says("上午增开一个窗口")
    office.sign_in("zhou")
    act(office, "回访", result="satisfied", text="对方认可")
    act(office, "整改办结")
    office.says("整改已办结")
    for person in (rater, clerk, office):
        assert person.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
