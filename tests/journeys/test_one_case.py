"""One case travels from the window to the applicant's phone to the office's board."""

import pytest

from cases.models import Card, Case
from cases.sweep import sweep
from papers.models import DocumentPrint
from tests.journeys.conftest import PHONE
from tests.journeys.steps import act, look_up, print_what_is_asked_for, register
from tests.world import PERSON, at

pytestmark = pytest.mark.browser
SECRETS = (PERSON.number, PERSON.phone, PERSON.name)


def test_kept_promise(visitor, morning, committed_world):
    clerk = visitor()
    page = clerk.sign_in_by_hand("zhang")
    assert page.url.endswith("/desk/")
    number, code = register(clerk, "WJ-XK-0001", materials=3)

    clerk.go(f"/desk/cases/{number}/accept/")
    clerk.says("2026年3月5日 17:00", "2026年3月30日 17:00")  # 3 and 20 working days: both shown before it is confirmed
    clerk.click("受理")
    clerk.says("承诺时限", "法定时限", "2026年3月5日 17:00", "2026年3月30日 17:00")
    page.locator("summary", has_text="怎么算出来的").first.click()
    clerk.says("3月3日")
    for secret in SECRETS:
        assert secret not in page.content()

    applicant = visitor(size=PHONE)
    look_up(applicant, code)
    applicant.says(
        "公共场所卫生许可", "现在轮到谁", "区卫生健康局", "2026年3月5日 17:00", "2026年3月30日 17:00", "王*明"
    )
    for secret in SECRETS:
        assert secret not in applicant.page.content()
    assert applicant.page.evaluate("document.documentElement.scrollWidth") <= 360

    clerk.go(f"/desk/cases/{number}/decide/")
    page.check("[name=result][value=grant]")
    page.locator("main form button[type=submit]").first.click()
    clerk.says("准予")
    print_what_is_asked_for(clerk, f"/desk/cases/{number}/deliver/")
    clerk.go(f"/desk/cases/{number}/deliver/")
    page.check("[name=method][value=collected]")
    page.fill("[name=proof]", "本人签收")
    page.locator("main form button[type=submit]").first.click()
    clerk.says("已送达")

    applicant.page.reload()
    applicant.says("已送达")
    case = Case.objects.get(number=number)
    assert [event.verb for event in case.events.all()] == ["register", "accept", "grant", "print", "deliver"]
    assert not Card.objects.exists()


def test_broken_promise_reaches_the_board(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, code = register(clerk, "WJ-XK-0001", materials=3)
    act(clerk, number, "accept", "受理")

    sweep(at=at("2026-03-05 08:30"))
    sweep(at=at("2026-03-05 17:00:01"))
    morning.move_to(at("2026-03-05 17:20"))

    office = visitor()
    page = office.sign_in("zhou")
    assert page.url.endswith("/oversight/")
    red = page.locator(".tiles a", has_text="红（超承诺）").first
    assert red.inner_text().startswith("1")
    red.click()
    page.wait_for_load_state()
    office.says("公共场所卫生许可", "区卫生健康局", "张敏")
    page.locator(f"main a[href='/oversight/cases/{number}/']").first.click()
    page.wait_for_load_state()
    office.says("黄牌", "承诺时限", "2026年3月5日 17:00")
    page.locator("summary", has_text="怎么算出来的").first.click()
    office.says("当日不计")

    applicant = visitor(size=PHONE)
    look_up(applicant, code)
    applicant.says("超时", "黄牌")
    assert Card.objects.get().breached_at == at("2026-03-05 17:00")


def test_another_department_finds_nothing(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    number, _code = register(clerk, "WJ-XK-0001", materials=3)
    stranger = visitor()
    stranger.sign_in("li")
    for path in ("", "accept/", "receipt/"):
        answer = stranger.page.goto(f"{stranger.base}/desk/cases/{number}/{path}")
        assert answer.status == 404


def test_a_double_click_opens_one_case(visitor, morning, committed_world):
    clerk = visitor()
    page = clerk.sign_in("zhang")
    clerk.go("/desk/register/?item=WJ-XK-0001")
    page.check("[name=applicant_kind][value=person]")
    page.fill("[name=applicant_id]", PERSON.number)
    page.fill("[name=applicant_name]", PERSON.name)
    page.fill("[name=phone]", PERSON.phone)
    page.locator("main button", has_text="登记并打印").dblclick()
    page.wait_for_url("**/prints/*/")
    clerk.says("收件凭证")
    assert Case.objects.count() == 1
    assert DocumentPrint.objects.count() == 1


def test_a_wrong_id_keeps_what_was_typed(visitor, morning, committed_world):
    clerk = visitor()
    page = clerk.sign_in("zhang")
    clerk.go("/desk/register/?item=WJ-XK-0001")
    page.check("[name=applicant_kind][value=person]")
    page.fill("[name=applicant_id]", PERSON.number[:-1] + "1")
    page.fill("[name=applicant_name]", PERSON.name)
    page.fill("[name=phone]", PERSON.phone)
    clerk.click("登记并打印")
    clerk.says("身份证号最后一位对不上")
    assert page.title().startswith("错误")
    assert page.input_value("[name=applicant_name]") == PERSON.name
    assert page.input_value("[name=phone]") == PERSON.phone
    assert not Case.objects.exists()


def test_the_qr_opens_the_case_without_code_in_the_address(visitor, morning, committed_world):
    clerk = visitor()
    clerk.sign_in("zhang")
    _number, code = register(clerk, "WJ-XK-0001", materials=3)
    applicant = visitor(size=PHONE)
    applicant.page.goto(f"{applicant.base}/c/#k={code.replace(' ', '')}")
    applicant.page.wait_for_url("**/c/status/")
    applicant.says("公共场所卫生许可")
    assert applicant.page.evaluate("localStorage.length + sessionStorage.length") == 0
