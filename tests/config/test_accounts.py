"""Signing in and out, and where a person lands."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from config.password import LOCKED, OVER_CEILING
from hall.doors.endpoint import MOST_BYTES, SENTENCES
from hall.models import Post
from tests.world import PASSWORD, at

NOW = "2025-09-22 10:00"


@pytest.fixture
def clock():
    with time_machine.travel(at(NOW), tick=False) as moved:
        yield moved


def sign_in(username: str, password: str = PASSWORD, address: str = "192.0.2.1", **more):
    return Client().post("/login/", {"username": username, "password": password, **more}, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("username", "landing"),
    [
        ("zhang", "/desk/"),
        ("sun", "/centre/"),
        ("zhou", "/oversight/"),
        ("qian", "/oversight/"),
        ("zheng", "/administration/"),
    ],
)
def test_everybody_lands_on_the_page_of_their_role(world, clock, client, username, landing):
    response = client.post("/login/", {"username": username, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/landing/")
    assert client.get("/landing/").url == landing


def test_a_page_tells_who_has_no_post_today(world, clock, client):
    Post.objects.filter(user=world.clerk).update(valid_to="2025-09-21")
    client.force_login(world.clerk)
    assert client.get("/landing/").url == "/no-post/"
    page = client.get("/no-post/").content.decode()
    assert "张敏，您已登录，但今天没有在用的岗位" in page


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/letters/", "/letters/"),
        ("https://elsewhere.example/", "/landing/"),
        ("//elsewhere.example/", "/landing/"),
        ("javascript:alert(1)", "/landing/"),
        ("", "/landing/"),
    ],
)
def test_after_signing_in_one_goes_on_inside_this_site_only(world, clock, target, goes_to):
    assert sign_in("zhang", next=target).url == goes_to


def test_the_sign_in_page_carries_where_one_was_going(world, client):
    page = client.get("/letters/", follow=True).content.decode()
    assert '<input type="hidden" name="next" value="/letters/">' in page


@pytest.mark.parametrize(
    ("form", "sentences"),
    [
        ({"username": "", "password": ""}, ["填写账号", "填写密码"]),
        ({"username": "zhang", "password": "wrong"}, ["账号或密码不对，核对后再填"]),
        ({"username": "nobody", "password": "wrong"}, ["账号或密码不对，核对后再填"]),
    ],
)
def test_a_wrong_sign_in_is_named_and_the_account_stays(world, clock, form, sentences):
    page = sign_in(form["username"], form["password"]).content.decode()
    for words in sentences:
        assert words in page
    assert "错误：" in page
    assert f'value="{form["username"]}"' in page or not form["username"]
    assert 'value="wrong"' not in page


def test_five_wrong_passwords_lock_that_person_from_that_address_only(world, clock):
    for _ in range(4):
        assert sign_in("zhang", "wrong").status_code == 200
    assert sign_in("zhang", "wrong").status_code == 429
    locked = sign_in("zhang")
    assert locked.status_code == 429
    assert "密码连续错了 5 次，15 分钟后再试，或找管理员重置" in locked.content.decode()
    assert sign_in("zhang", address="192.0.2.2").status_code == 302  # the victim, elsewhere
    assert sign_in("li").status_code == 302  # a colleague at the same address


def test_after_fifteen_minutes_the_lock_opens(world, clock):
    for _ in range(5):
        sign_in("zhang", "wrong")
    clock.move_to(at(NOW) + timedelta(minutes=14))
    assert sign_in("li").status_code == 302
    clock.move_to(at(NOW) + timedelta(minutes=15, seconds=1))
    assert sign_in("zhang").status_code == 302


def test_behind_our_proxy_the_lock_is_on_the_callers_address(world, clock, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    def through_proxy(password: str, forwarded: str):
        entry = {"username": "zhang", "password": password}
        return Client().post("/login/", entry, headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")

    for _ in range(5):
        through_proxy("wrong", "203.0.113.9")
    assert through_proxy(PASSWORD, "203.0.113.9").status_code == 429
    assert through_proxy(PASSWORD, "192.0.2.8").status_code == 302


@pytest.mark.parametrize(
    "username",
    ["b" * 256, "b" * 5_000, "\ufdfa" * 80, "名" * 300, "b" * 149 + "\U0001f600" * 80],
    ids=["256", "5000", "80 that NFKC makes many", "300 Chinese", "beyond the basic plane"],
)
def test_a_long_user_name_is_a_wrong_one(world, clock, username):
    for _ in range(4):
        answer = sign_in(username)
        assert (answer.status_code, "账号或密码不对" in answer.content.decode()) == (200, True)
    assert sign_in(username).status_code == 429


@pytest.mark.parametrize("forwarded", ["unknown", "300.1.1.1", "'", "x" * 300, "203.0.113.9:x"])
def test_a_forwarded_address_that_is_none(world, clock, settings, forwarded):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    for password, status in [*[("wrong", 200)] * 4, ("wrong", 429), (PASSWORD, 429)]:
        entry = {"username": "zhang", "password": password}
        answer = Client().post("/login/", entry, headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")
        assert answer.status_code == status


def test_one_connection_has_five_tries_with_all_its_addresses(world, clock):
    answers = [sign_in("zhang", "wrong", address=f"2001:db8:1:2::{n}").status_code for n in range(1, 6)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in("zhang", address="2001:db8:1:2::99").status_code == 429
    assert sign_in("zhang", address="2001:db8:1:3::1").status_code == 302


def test_an_account_has_a_ceiling_over_all_places(world, clock, settings):
    settings.SIGN_IN_WRONG_PER_ACCOUNT = 6
    assert sign_in("zhang", address="192.0.2.1").status_code == 302
    for n in range(6):
        assert sign_in("zhang", "wrong", address=f"198.51.100.{n}").status_code == 200
    stopped = sign_in("zhang", address="203.0.113.1")
    assert (stopped.status_code, OVER_CEILING in stopped.content.decode()) == (429, True)
    assert sign_in("li", address="203.0.113.1").status_code == 302  # somebody else
    assert sign_in("zhang", address="192.0.2.1").status_code == 302  # where they have signed in before
    clock.move_to(at(NOW) + timedelta(minutes=15, seconds=1))
    assert sign_in("zhang", address="203.0.113.1").status_code == 302


def test_a_place_has_a_ceiling_over_all_accounts(world, clock, settings):
    settings.SIGN_IN_WRONG_PER_PLACE = 6
    assert sign_in("li").status_code == 302
    for n in range(6):
        assert sign_in(f"nobody{n}", "wrong").status_code == 200
    assert sign_in("zhang").status_code == 429
    assert sign_in("li").status_code == 302  # who works there
    assert sign_in("zhang", address="192.0.2.2").status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(world, clock, client):
    client.force_login(world.clerk)
    assert client.get("/logout/").status_code == 405
    response = client.post("/logout/")
    assert (response.status_code, response.url) == (302, "/")
    assert "Clear-Site-Data" in response.headers
    assert client.get("/letters/").status_code == 302


def test_a_demonstration_says_what_it_is(world, client, settings):
    assert "演示系统" not in client.get("/login/").content.decode()
    settings.HALL_MODE = "demo"
    assert "演示账号和密码在启动时的窗口里列出" in client.get("/login/").content.decode()


def test_a_sentence_says_the_figure_that_holds():
    assert f"错了 {settings.AXES_FAILURE_LIMIT} 次，{settings.AXES_COOLOFF_TIME * 60:.0f} 分钟" in LOCKED
    assert f"{MOST_BYTES // 1024**2} MB" in SENTENCES["too_large"]


NEW = {"password": "zhe-shi-wo-de-2026", "again": "zhe-shi-wo-de-2026"}


def test_ones_own_password_is_tried_five_times_only(world, clock):
    client = Client()
    client.force_login(world.clerk)
    answers = [client.post("/password/", {"current": f"wrong-{n}", **NEW}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429, 429]
    assert LOCKED in answers[-1].content.decode()
    right = client.post("/password/", {"current": PASSWORD, **NEW})
    world.clerk.refresh_from_db()
    assert (right.status_code, world.clerk.check_password(PASSWORD)) == (429, True)
    assert sign_in("zhang", address="127.0.0.1").status_code == 429, "counted together with the sign-in page"
    clock.shift(timedelta(minutes=16))
    client.force_login(world.clerk)
    assert client.post("/password/", {"current": PASSWORD, **NEW}).status_code == 302


def test_the_right_password_forgets_the_wrong_ones(world, clock):
    client = Client()
    client.force_login(world.clerk)
    for n in range(4):
        client.post("/password/", {"current": f"wrong-{n}", **NEW})
    assert client.post("/password/", {"current": PASSWORD, **NEW}).status_code == 302
    assert client.post("/password/", {"current": "wrong", **NEW}).status_code == 422


def test_what_stands_in_the_table_signs_nobody_in(world, clock):
    client = Client()
    client.post("/login/", {"username": "wu", "password": PASSWORD})
    assert client.get("/centre/").status_code == 200
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    [row] = Session.objects.values_list("session_key", flat=True)
    assert row != key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row
    assert thief.get("/centre/").status_code == 302
    assert client.post("/logout/").status_code == 302
    assert not Session.objects.filter(session_key=row).exists()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/centre/").status_code == 302


def test_a_session_ends_after_twelve_hours_of_work(world, clock):
    client = Client()
    client.post("/login/", {"username": "zhang", "password": PASSWORD})
    for _quarter in range(4 * 12):
        assert client.get("/desk/").status_code == 200
        clock.shift(timedelta(minutes=15))
    assert client.get("/desk/").status_code == 200
    clock.shift(timedelta(minutes=15))
    assert client.get("/desk/").url == "/login/?next=/desk/"
