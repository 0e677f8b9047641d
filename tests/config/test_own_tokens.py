"""The tokens that open the hall to a person's programs: shown to their owner, ended by them, void with password and account."""

import pytest
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from hall import tokens
from hall.models import ApiToken, StaffChange, User
from hall.organising.posts import open_or_close, reset_password
from hall.people import choose_password
from tests.world import PASSWORD, at

NOW = at("2026-03-16 10:00")
LIST = "/api/v1/applications/"
NEW = "zhe-shi-wo-de-2026"


@pytest.fixture
def browser(world, moved) -> Client:
    client = Client()
    client.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def moved():
    import time_machine

    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def opens(key: str) -> bool:
    return Client().get(LIST, HTTP_AUTHORIZATION=f"Token {key}").status_code == 200


def test_the_page_shows_what_each_is_for_and_no_key(world, browser):
    issued = tokens.issue(user=world.clerk, purpose="每日报表", days=30, at=at("2026-03-16 09:00"))
    tokens.issue(user=world.market_clerk, purpose="别人的", at=NOW)
    assert opens(issued.key)
    page = browser.get("/tokens/").content.decode()
    for words in ("每日报表", "2026年3月16日 09:00", "2026年4月15日 09:00", "2026年3月16日 10:00"):
        assert words in page
    assert "别人的" not in page
    assert issued.key not in page


def test_its_owner_ends_one_and_nobody_elses(world, browser):
    own, other = (tokens.issue(user=user, at=NOW) for user in (world.clerk, world.market_clerk))
    assert browser.post(f"/tokens/{other.token.pk}/end/").status_code == 404
    assert browser.post(f"/tokens/{own.token.pk}/end/")["Location"] == "/tokens/"
    assert (opens(own.key), opens(other.key)) == (False, True)
    assert [line.sentence for line in StaffChange.objects.order_by("-pk")[:1]] == ["作废令牌“没有写用途”"]


def test_an_expired_one_is_shown_as_that(world, browser, moved):
    tokens.issue(user=world.clerk, days=1, at=NOW)
    moved.move_to(at("2026-03-17 10:00"))
    browser.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "（已到期）" in browser.get("/tokens/").content.decode()


def test_one_more_than_twenty_ends_the_one_used_longest_ago(world, moved):
    keys = [tokens.issue(user=world.clerk, at=NOW).key for _n in range(tokens.MOST_AT_ONCE)]
    assert opens(keys[0])
    newest = tokens.issue(user=world.clerk, at=NOW).key
    assert (opens(keys[0]), opens(keys[1]), opens(newest)) == (True, False, True)
    assert ApiToken.objects.count() == tokens.MOST_AT_ONCE


def test_a_program_that_asks_at_each_start_leaves_one_line(world, moved):
    for _start in range(5):
        tokens.issue(user=world.clerk, purpose="取号机", at=NOW)
    tokens.issue(user=world.clerk, purpose="大屏", at=NOW)
    lines = [line.sentence.split("，")[0] for line in StaffChange.objects.order_by("pk")]
    assert lines == ["开出令牌“取号机”", "开出令牌“大屏”"]


@pytest.mark.parametrize("way", ["own password", "reset", "closing"])
def test_old_keys_and_sessions_open_nothing_any_more(world, browser, way):
    key = tokens.issue(user=world.clerk, at=NOW).key
    clerk = User.objects.get(pk=world.clerk.pk)
    order = {"user": clerk, "by": world.administrator, "reason": "试运行", "at": NOW}
    assert opens(key)
    assert browser.get("/desk/").status_code == 200
    if way == "own password":
        choose_password(user=clerk, current=PASSWORD, password=NEW, again=NEW, at=NOW)
    elif way == "reset":
        reset_password(**order)
        User.objects.update(must_change_password=False)
    else:
        open_or_close(is_active=False, **order)
        assert not opens(key)
        open_or_close(is_active=True, **order)
    assert not opens(key)
    assert browser.get("/desk/").status_code == 302
    browser.force_login(User.objects.get(pk=clerk.pk), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/").status_code == 200


def test_who_chooses_a_password_stays_signed_in(world, browser):
    form = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert browser.post("/password/", form)["Location"] == "/landing/"
    assert browser.get("/desk/").status_code == 200


def test_a_session_of_before_this_release_is_good(world, browser):
    """Who was never closed has the session hash that Django gives: an upgrade signs nobody out."""
    request = RequestFactory().get("/")
    request.session = browser.session
    assert get_user(request) == world.clerk
    assert world.clerk.closings == 0
