"""The third counted visit: the window's fault raises the card, the applicant's needs proof."""

import pytest

from cases.models import Card
from tests.journeys.steps import register
from tests.world import at

pytestmark = pytest.mark.browser


def test_third_visit_by_the_windows_fault(visitor, morning, committed_world):
    clerk = visitor()
    page = clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=2)
    for day, purpose in (("2026-03-03", "correct"), ("2026-03-04", "correct")):
        morning.move_to(at(f"{day} 10:00"))
        clerk.sign_in("zhang")
        clerk.go(f"/desk/cases/{number}/visit/")
        page.check(f"[name=purpose][value={purpose}]")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
    clerk.says("第三次到访")  # the cause is asked for, and nothing was logged yet
    assert not Card.objects.exists()
    assert page.locator("[name=cause][value=applicant]").count() == 0, "no notice has named a paper"
    page.check("[name=cause][value=window]")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    clerk.says("两次终结", "黄牌")
    card = Card.objects.get()
    assert (card.rule, card.level, card.occurrence) == ("two_visit", "yellow", 3)
