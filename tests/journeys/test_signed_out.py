"""The session has ended while a form was being filled in: it is said at once, and nothing that was typed is lost."""

import pytest

from cases.models import Case
from tests.world import PASSWORD, at

pytestmark = pytest.mark.browser
WHY = "申请人改变主意，不办了"


@pytest.fixture
def clerk(visitor, morning):
    person = visitor()
    person.sign_in_by_hand("zhang")
    return person


@pytest.fixture
def case(committed_world) -> Case:
    return committed_world.accepted(when=at("2026-03-02 08:30")).case


def open_form(clerk, case):
    """The form of a withdrawal, and the session gone."""
    page = clerk.go(f"/desk/cases/{case.number}/withdraw/")
    page.context.clear_cookies(name="session")
    return page


def sign_in_beside(page) -> None:
    """Follow the link of the notice: it opens beside the form, which stays as it is."""
    with page.context.expect_page() as opened:
        page.click("[data-draft-said] a")
    other = opened.value
    other.fill("[name=username]", "zhang")
    other.fill("[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_url("**/desk/")
    other.close()


def send(page, case) -> None:
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="确认").click()
    page.wait_for_url(f"**/desk/cases/{case.number}/")


def test_a_form_survives_signing_in_beside_it(clerk, case):
    """The page says that the session has ended; what was typed is kept and can be sent."""
    page = open_form(clerk, case)
    page.fill("[name=reason]", WHY)
    page.locator("[data-draft-said]", has_text="登录已过期：先在新窗口登录，这里填的内容还在").wait_for()
    sign_in_beside(page)
    page.locator("[data-draft-said]", has_text="草稿已存").wait_for()
    assert page.input_value("[name=reason]") == WHY
    page.focus("[name=reason]")
    send(page, case)
    case.refresh_from_db()
    assert (case.state, case.application.ending.reason) == ("withdrawn", WHY)


def test_a_form_sent_late_stays_when_the_session_has_ended(clerk, case):
    """After half an hour without a sign of life the page first asks whether the session still lasts."""
    page = open_form(clerk, case)
    page.evaluate(
        "{ const now = Date.now; Date.now = () => now() + 1_900_000; }"
    )  # half an hour without a sign of life
    page.fill("[name=reason]", WHY)
    page.keyboard.press("Control+Enter")
    page.locator("[data-draft-said]", has_text="登录已过期").wait_for()
    assert page.url.endswith("/withdraw/")
    sign_in_beside(page)
    page.focus("[name=reason]")
    send(page, case)
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_without_script_sign_in_says_that_nothing_was_sent(visitor, morning, case):
    clerk = visitor(java_script_enabled=False)
    clerk.sign_in_by_hand("zhang")
    page = open_form(clerk, case)
    page.fill("[name=reason]", WHY)
    page.locator("main form button[type=submit]").first.click()
    clerk.says("工作人员登录", "刚才的操作没有办", "填的内容没有送出")
    case.refresh_from_db()
    assert case.state == "accepted"
