"""The public front: looking a case up by its code, guessing, leaving, large text, statements."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases import actions as engine
from cases.models import WrongCode
from hall.identifiers import with_check_digit
from tests.house.source import ROOT
from tests.permits import verbs as permits
from tests.world import PASSWORD, at

NOW = "2025-09-22 10:00"
UNKNOWN = "没有查到。核对凭证码，或拨打 12345"
TOO_MANY = "查询次数过多，15 分钟后再试。急需可到窗口或拨打 12345"


@pytest.fixture
def clock():
    with time_machine.travel(at(NOW), tick=False) as moved:
        yield moved


@pytest.fixture
def registered(world, clock):
    return world.register(when=at(NOW))


def nobodys(number: int) -> str:
    """A code with a right check digit that no case has."""
    return with_check_digit(f"{number:015}")


def ask(client: Client, code: str, address: str = "192.0.2.1"):
    return client.post(reverse("lookup"), {"code": code}, REMOTE_ADDR=address)


# Looking a case up


@pytest.mark.parametrize("shape", ["{}", " {} ", "{0[0]}{0[1]} {0[2]}-{0[3]}", "full width"])
def test_a_code_opens_the_case_however_it_is_typed(client, registered, shape):
    code = registered.code
    parts = [code[start : start + 4] for start in range(0, 16, 4)]
    typed = {"full width": "".join(chr(ord(digit) + 0xFEE0) for digit in code), "{}": code, " {} ": f" {code} "}.get(
        shape, shape.format(parts)
    )
    response = ask(client, typed)
    assert (response.status_code, response.url) == (302, "/c/status/")
    page = client.get("/c/status/")
    assert "公共场所卫生许可" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


def test_the_code_stands_in_no_address_and_no_page(client, registered):
    response = ask(client, registered.code)
    assert registered.code not in response.url
    assert registered.code not in client.get("/c/status/").content.decode()
    assert "code" not in str(dict(client.session))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "填写凭证码"),
        ("1234", "凭证码是 16 位数字，在凭证上"),
        ("0101 20261130 00007", "这是 17 位的办件编号。凭证码是 16 位数字，在凭证上另外一行"),
        ("字母abc", "凭证码是 16 位数字，在凭证上"),
        ("1234567812345678", "凭证码有一位不对。核对凭证上的 16 位数字"),
        ("9" * 201, "最多"),
        ("\x00", "删去看不见的字符"),
    ],
)
def test_a_typing_error_is_named_and_costs_no_attempt(client, world, clock, typed, sentence):
    response = ask(client, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "错误：" in page
    if typed not in {"9" * 201, "\x00"}:
        assert page.count(sentence) == 2  # on top and at the field
    assert not WrongCode.objects.exists()


def test_what_was_typed_stays(client, world, clock):
    assert 'value="1234 5678"' in ask(client, "1234 5678").content.decode()


def test_a_replaced_code_says_so_and_is_no_guess(world, registered, settings):
    settings.LOOKUP_WRONG_PER_WINDOW = 5
    number = registered.application.case.number
    new = permits.replace_code(number=number, idem="key-2", reason="凭证遗失", by=world.clerk, at=at(NOW))
    for _scan in range(6):
        replaced = ask(Client(), registered.code, "192.0.2.1")
    assert (replaced.status_code, "已经换过，旧码作废" in replaced.content.decode()) == (404, True)
    assert number not in replaced.content.decode(), "of the case itself nothing is told"
    assert not WrongCode.objects.exists()
    assert ask(Client(), new, "192.0.2.1").status_code == 302
    unknown = ask(Client(), nobodys(7), "192.0.2.2")
    assert (unknown.status_code, UNKNOWN in unknown.content.decode()) == (404, True)


def test_a_code_may_be_replaced_again_and_again(world, registered):
    number = registered.application.case.number
    codes = [
        permits.replace_code(number=number, idem=key, reason="凭证遗失", by=world.clerk, at=at(NOW))
        for key in ("a", "b", "a", "b", "a")
    ]
    assert ask(Client(), codes[-1]).status_code == 302


def test_replacing_a_code_closes_the_page_it_opened(client, world, registered):
    ask(client, registered.code)
    new = permits.replace_code(
        number=registered.application.case.number, idem="key-2", reason="凭证遗失", by=world.clerk, at=at(NOW)
    )
    assert client.get("/c/status/").url == "/c/"
    assert ask(client, new).status_code == 302


def test_after_fifteen_minutes_the_code_is_asked_again(client, registered, clock):
    ask(client, registered.code)
    clock.move_to(at(NOW) + timedelta(minutes=15))
    assert client.get("/c/status/").status_code == 200
    clock.move_to(at(NOW) + timedelta(minutes=15, seconds=1))
    assert client.get("/c/status/").url == "/c/"


LEAVE = re.compile(r"""<form method="post" action="(?:/c/leave/|{% url 'leave' %})">.*?</form>""", re.S)
BUTTON = re.compile(r'<button class="button[^"]*" type="submit">([^<]*)</button>')


def test_the_button_that_forgets_has_one_name():
    """On the page of an application, of a complaint, and where /privacy/ tells of it."""
    texts = {path.name: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    named = {name: BUTTON.findall(form) for name, text in texts.items() for form in LEAVE.findall(text)}
    assert named == {"application.html": ["查完离开"], "status.html": ["查完离开"]}
    for name in ("privacy.html", "application.html"):
        assert "按“查完离开”" in texts[name]


def test_leaving_forgets_the_case_at_once_and_needs_a_post(client, registered):
    ask(client, registered.code)
    assert client.get("/c/leave/").status_code == 405
    assert client.get("/c/status/").status_code == 200
    response = client.post("/c/leave/")
    assert (response.status_code, response.url) == (302, "/")
    assert "Clear-Site-Data" in response.headers
    assert client.get("/c/status/").url == "/c/"


def test_no_code_or_a_case_number_opens_no_status(client, registered):
    assert client.get("/c/status/").url == "/c/"
    assert ask(client, registered.application.case.number).status_code == 422


def test_a_look_up_by_get_changes_nothing(client, registered):
    assert client.get("/c/", {"code": registered.code}).status_code == 200
    assert client.get("/c/status/").url == "/c/"


# Guessing


@pytest.fixture
def few_tries(settings):
    """As many as a test types; the hall's own figure is asserted by the first test."""
    settings.LOOKUP_WRONG_PER_WINDOW = 5


def test_a_handful_of_old_slips_stops_nobody(client, registered, settings):
    assert settings.LOOKUP_WRONG_PER_WINDOW == 50
    for number in range(9):
        assert ask(client, nobodys(number)).status_code == 404
    assert ask(client, registered.code).status_code == 302


def test_too_many_wrong_codes_stop_an_address_for_fifteen_minutes(client, registered, clock, few_tries):
    for number in range(5):
        assert ask(client, nobodys(number)).status_code == 404
    refused = ask(client, registered.code)
    assert refused.status_code == 429
    assert TOO_MANY in refused.content.decode()
    clock.move_to(at(NOW) + timedelta(minutes=15))
    assert ask(client, registered.code).status_code == 302


def test_the_fourth_wrong_code_still_lets_a_right_one_in(client, registered, few_tries):
    for number in range(4):
        ask(client, nobodys(number))
    assert ask(client, registered.code).status_code == 302


def test_another_address_is_not_stopped(registered, few_tries):
    for number in range(9):
        ask(Client(), nobodys(number), "192.0.2.1")
    assert ask(Client(), registered.code, "192.0.2.2").status_code == 302


def test_cookies_thrown_away_do_not_help_the_guesser(registered, few_tries):
    for number in range(5):
        ask(Client(), nobodys(number))
    assert ask(Client(), registered.code).status_code == 429


def test_under_attack_one_wrong_code_stops_an_address(registered, settings):
    """While the whole hall is guessed at; whoever gave no wrong code still gets in."""
    settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE = 3
    for number in range(3):
        ask(Client(), nobodys(number), f"192.0.2.{number}")
    assert ask(Client(), registered.code, "192.0.2.0").status_code == 429
    assert ask(Client(), registered.code, "198.51.100.1").status_code == 302


def test_the_count_leads_back_to_nobody(registered):
    ask(Client(), nobodys(1), "203.0.113.77")
    assert WrongCode.objects.count() == 2
    assert not [row for row in WrongCode.objects.values_list("place", flat=True) if "203" in row and "113" in row]


def test_behind_our_proxy_a_forged_address_does_not_count(registered, settings, few_tries):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    def through_proxy(code: str, forwarded: str):
        return Client().post(
            reverse("lookup"), {"code": code}, headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1"
        )

    for number in range(5):
        through_proxy(nobodys(number), f"198.51.100.{number}, 192.0.2.1")  # the caller forges, our proxy adds the truth
    assert through_proxy(registered.code, "192.0.2.1").status_code == 429
    assert through_proxy(registered.code, "192.0.2.2").status_code == 302


# Large text


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/items/?q=食品", "/items/?q=" + quote("食品")),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:elsewhere.example", "/"),
        ("\n//elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_large_text_is_remembered_and_leads_nowhere_else(client, world, target, goes_to):
    response = client.post("/large-text/", {"large": "1", "next": target})
    assert (response.status_code, response.url) == (302, goes_to)
    cookie = response.cookies["large_text"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("1", True, "Lax")
    assert '<html lang="zh-Hans" class="large">' in client.get("/").content.decode()


def test_back_to_normal_text(client, world):
    client.post("/large-text/", {"large": "1", "next": "/"})
    client.post("/large-text/", {"large": "0", "next": "/"})
    assert 'class="large"' not in client.get("/").content.decode()
    assert client.get("/large-text/").status_code == 405


def test_a_made_up_cookie_does_no_harm(client, world):
    client.cookies["large_text"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode()


def test_the_session_number_changes_at_sign_in(world, registered, client):
    ask(client, registered.code)
    before = client.session.session_key
    client.post("/login/", {"username": "zhang", "password": PASSWORD})
    assert client.session.session_key != before


# Statements


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        ("/accessibility/", ["WCAG", "2.2 的 AA 级", "GB/T 37668", "大字版", "键盘", "12345"]),
        ("/privacy/", ["摘要", "加密", "遮住", "15 分钟", "匿名", "网络日志", "不说“无法追踪”"]),
    ],
)
def test_statements_are_public_and_say_it_plainly(client, world, address, sentences):
    page = client.get(address).content.decode()
    for words in sentences:
        assert words in page


@pytest.mark.parametrize(("address", "sentence"), [("", "现在不发短信和邮件"), ("http://sms.test/", "发短信")])
def test_privacy_says_what_this_hall_sends(client, world, settings, address, sentence):
    settings.SMS_URL = address
    assert sentence in client.get("/privacy/").content.decode()


def test_the_public_pages_make_few_queries(client, world, django_assert_num_queries):
    client.get("/")
    for address, count in (("/", 2), ("/c/", 1), ("/login/", 1), ("/accessibility/", 1), ("/privacy/", 1)):
        with django_assert_num_queries(count):
            client.get(address)


def test_an_engine_code_is_never_the_clear_one(registered):
    """What the database keeps leads to no code: only its keyed hash."""
    case = registered.application.case
    assert registered.code not in str(vars(case))
    assert engine.code_of(case, "another-key") == ""
