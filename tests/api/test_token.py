"""Getting a token: the lock of the sign-in page holds here too, and a session needs its CSRF token."""

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from hall.models import ApiToken
from tests.api.requests import REGISTRATION, application
from tests.portal.test_no_trace import everything_stored
from tests.snapshot import stored
from tests.world import PASSWORD, at

TOKEN, LIST = "/api/v1/token/", "/api/v1/applications/"


def ask(client, password=PASSWORD, username="zhang", **terms):
    return client.post(TOKEN, {"username": username, "password": password, **terms})


def test_a_token_opens_what_the_person_may_see(world, program):
    asking = program()
    answer = ask(asking, purpose="报表", days=30).json()
    assert (answer["purpose"], answer["expires_at"]) == ("报表", "2025-12-06T10:00:00+08:00")
    asking.credentials(HTTP_AUTHORIZATION=f"Token {answer['token']}")
    assert asking.get(LIST).status_code == 200
    assert "sessionid" not in asking.cookies


def test_nothing_in_the_database_is_a_token(world, program):
    key = ask(program()).json()["token"]
    assert key not in everything_stored()


def test_each_program_has_its_own_and_ends_its_own(world, program):
    keys = [ask(program()).json()["token"] for _n in range(2)]
    first, second = program(), program()
    first.credentials(HTTP_AUTHORIZATION=f"Token {keys[0]}")
    second.credentials(HTTP_AUTHORIZATION=f"Token {keys[1]}")
    assert first.delete(TOKEN).status_code == 204
    assert (first.get(LIST).status_code, second.get(LIST).status_code) == (401, 200)


def test_a_session_ends_all_of_ones_tokens(world, program):
    other = program(world.market_clerk)
    clerk, browser = program(world.clerk), APIClient()
    browser.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.delete(TOKEN).status_code == 204
    assert (clerk.get(LIST).status_code, other.get(LIST).status_code) == (401, 200)


def test_a_token_opens_until_it_expires(world, program, clock):
    asking = program()
    asking.credentials(HTTP_AUTHORIZATION=f"Token {ask(asking, days=1).json()['token']}")
    clock.move_to(at("2025-11-07 09:59:59"))
    assert asking.get(LIST).status_code == 200
    clock.move_to(at("2025-11-07 10:00"))
    assert asking.get(LIST).status_code == 401


@pytest.mark.parametrize(
    ("terms", "field"), [({"days": 0}, "days"), ({"days": 366}, "days"), ({"purpose": "用" * 41}, "purpose")]
)
def test_a_token_on_terms_that_are_none(world, program, terms, field):
    answer = ask(program(), **terms)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not ApiToken.objects.exists()


def test_the_last_use_costs_a_write_an_hour(world, program, clock):
    clerk = program(world.clerk)
    writes = []
    for minute in ("10:59:59", "11:00", "11:30"):
        clock.move_to(at(f"2025-11-06 {minute}"))
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(LIST).status_code == 200
        writes.append(sum('UPDATE "hall_apitoken"' in query["sql"] for query in queries))
    assert writes == [0, 1, 0]
    assert ApiToken.objects.get().last_used_at == at("2025-11-06 11:00")


def test_five_wrong_passwords_lock_that_person_from_that_address(world, program):
    guessing = program()
    answers = [ask(guessing, "wrong-password") for _n in range(4)]
    assert {answer.status_code for answer in answers} == {400}
    assert answers[0].json() == {
        "code": "bad-input", "message": "有内容需要改正", "fields": {"password": ["用户名或密码不对"]},
    }  # fmt: skip
    assert ask(guessing, "wrong-password").json()["code"] == "locked-out"
    stopped = ask(guessing)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "locked-out")
    assert stopped.headers["Content-Type"] == "application/json"
    assert ask(program()).status_code == 200  # from elsewhere
    assert ask(guessing, username="li").status_code == 200  # somebody else
    assert not ApiToken.objects.filter(user=world.complaint_officer).exists()


def test_page_and_api_count_together(world, program):
    guessing = program()
    for _n in range(3):
        guessing.post("/login/", {"username": "zhang", "password": "wrong-password"}, format="multipart")
    for _n in range(2):
        ask(guessing, "wrong-password")
    assert ask(guessing).json()["code"] == "locked-out"


def test_a_right_password_clears_the_count(world, program):
    somebody = program()
    for _n in range(3):
        ask(somebody, "wrong-password")
    ask(somebody)
    assert not AccessAttempt.objects.exists()


def test_the_password_is_in_no_log(world, program, caplog):
    ask(program(), "very-secret-wrong-word")
    assert "very-secret-wrong-word" not in caplog.text
    attempt = AccessAttempt.objects.get()
    assert "very-secret-wrong-word" not in f"{attempt.get_data}{attempt.post_data}"


@pytest.mark.parametrize(
    "header", ["Token x", "Token", "Token a b", "Token " + "0" * 40, "Token \x00", "Token " + "é" * 40]
)
def test_a_token_that_is_none(world, program, header):
    stranger = program()
    stranger.credentials(HTTP_AUTHORIZATION=header)
    answer = stranger.get(LIST)
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication-failed")
    assert answer.headers["WWW-Authenticate"] == "Token"


def test_whoever_has_left_gets_nothing(world, program):
    clerk = program(world.clerk)
    world.clerk.is_active = False
    world.clerk.save()
    assert clerk.get(LIST).status_code == 401
    assert ask(program()).status_code == 400


def test_a_post_that_has_ended_opens_nothing(world, program):
    world.clerk.posts.update(valid_to=at("2025-11-05 10:00").date())
    assert program(world.clerk).get(LIST).status_code == 404


def test_a_session_needs_its_csrf_token(world, clock):
    number = world.register(when=at("2025-11-06 09:00")).application.case.number
    browser = APIClient(enforce_csrf_checks=True)
    browser.default_format = "json"
    browser.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(application(number)).status_code == 200
    before = stored()
    for answer in (browser.post(application(number, "accept")), browser.post(LIST, REGISTRATION)):
        assert (answer.status_code, answer.json()["code"]) == (403, "permission-denied")
    assert stored() == before
    browser.get("/login/")
    browser.get("/")
    secret = browser.get("/api/v1/docs/?script=").content.decode().split('X-CSRFTOKEN"] = "')[1].split('"')[0]
    assert browser.post(application(number, "accept"), HTTP_X_CSRFTOKEN=secret).status_code == 200
