"""
Random receipt codes against live ones: none is found, guessing is stopped and told, and a genuine reporter is served meanwhile.

300 codes against 30 here; GUESSES=10000 LIVE=1000 is the whole of it (some minutes).
"""

import logging
import os
import random
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import attempts
from cases.models import WrongCode
from cases.numbering import receipt_code
from complaints.models import Complaint, ReporterIdentity
from hall.identifiers import with_check_digit
from tests.complaints.conftest import filed
from tests.world import at

GUESSES, LIVE = int(os.environ.get("GUESSES", "300")), int(os.environ.get("LIVE", "30"))
CHANCE = re.compile(r"\w{64}|[0-9a-f]{32}|nonce-[^ \"]+")  # tokens against forgery, keys of forms
MORNING = at("2025-09-30 10:00")


def codes(number: int) -> list[str]:
    """With the right check digit: a typing error would cost no attempt."""
    drawn = random.Random(154)
    return [with_check_digit(f"{drawn.randrange(10**15):015d}") for _ in range(number)]


def test_ten_thousand_codes_are_none_of_a_thousand():
    """As the house makes them: 10^15 of them are so many that nobody meets one by chance."""
    live = {receipt_code(f"{number:032x}") for number in range(1_000)}
    assert len(live) == 1_000
    assert live.isdisjoint(codes(10_000))


def test_random_codes_find_nothing(world, client, settings, monkeypatch, caplog):
    """
    From one place: after 50 wrong ones none is answered any more; another place is served in between, and afterwards. Whoever goes
    on and on is told of: in a mail, to the administrator and to the office.
    """
    monkeypatch.setattr(attempts, "MANY_TURNED_AWAY", 200)
    caplog.set_level(logging.ERROR)
    receipts = [filed(world, when=MORNING, n=n + 1) for n in range(LIVE)]
    live = {receipt.code for receipt in receipts}
    answers: dict[int, int] = {}
    with time_machine.travel(MORNING, tick=False):
        assert not told_of(world)
        for number, code in enumerate(codes(GUESSES)):
            assert code not in live
            status = client.post("/c/", {"code": code}, REMOTE_ADDR="203.0.113.77").status_code
            answers[status] = answers.get(status, 0) + 1
            if number % (GUESSES // 10) == 0:
                genuine = client.post("/c/", {"code": receipts[number % LIVE].code}, REMOTE_ADDR="198.51.100.5")
                assert genuine.status_code == 302
        right = client.post("/c/", {"code": receipts[0].code}, REMOTE_ADDR="203.0.113.77")
    assert answers == {404: settings.LOOKUP_WRONG_PER_WINDOW, 429: GUESSES - settings.LOOKUP_WRONG_PER_WINDOW}
    assert right.status_code == 429  # the stopped place learns nothing of a right code either
    [alarm] = caplog.records
    assert "200 tries of stopped places" in alarm.getMessage()
    for hours, is_told in ((1, True), (23, True), (25, False)):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            attempts.forget_old(at=MORNING + timedelta(hours=hours))
            assert told_of(world) is is_told, hours


def told_of(world) -> bool:
    """Whether the administrator's first page and the office's board say so, and nobody else's."""
    pages = {}
    for who, page in (
        (world.administrator, "/administration/"),
        (world.office, "/oversight/"),
        (world.chief, "/oversight/"),
    ):
        browser = Client()
        browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        pages[who.username] = "有人在猜凭证码" in browser.get(page).content.decode()
    assert pages[world.administrator.username] == pages[world.office.username]
    assert not pages[world.chief.username]
    return pages[world.office.username]


def test_a_guess_from_many_places_raises_the_alarm(world, client, settings, caplog):
    """More than so many wrong codes a minute from everywhere: who has typed a wrong one is stopped, who has not is served."""
    settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE = 100
    receipt = filed(world, when=MORNING)
    with time_machine.travel(MORNING, tick=False):
        for number, code in enumerate(codes(120)):
            client.post("/c/", {"code": code}, REMOTE_ADDR=f"203.0.{number // 200}.{number % 200}")
        caplog.clear()
        stopped = client.post("/c/", {"code": codes(121)[-1]}, REMOTE_ADDR="203.0.0.1")
        genuine = client.post("/c/", {"code": receipt.code}, REMOTE_ADDR="198.51.100.5")
    assert (stopped.status_code, genuine.status_code) == (429, 302)
    [alarm] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "receipt codes are being guessed" in alarm.getMessage()
    assert "203.0" not in alarm.getMessage()


@pytest.mark.parametrize("url", ["/c/", "/complain/genuine/"])
def test_unknown_and_wrong_codes_answer_alike(world, client, url):
    """A code of nothing and one that was never given out: the same words, the same status, the same headers."""
    filed(world, when=MORNING)
    number = Complaint.objects.get().case.number
    pairs = {
        "/c/": [{"code": code} for code in codes(2)],
        "/complain/genuine/": [
            {"number": number, "proof": "123456789012"},
            {"number": "9" * 17, "proof": "123456789012"},
        ],
    }[url]
    with time_machine.travel(MORNING, tick=False):
        client.post(url, pairs[0])  # the first wrong one of a place is looked up in one step, the others in two
        with CaptureQueriesContext(connection) as of_one:
            one = client.post(url, pairs[0])
        with CaptureQueriesContext(connection) as of_other:
            other = client.post(url, pairs[1])
    assert len(of_one) == len(of_other)  # as much work, or the time would tell them apart
    bodies = [CHANCE.sub("-", answer.content.decode()) for answer in (one, other)]
    assert [body.replace(next(iter(pair.values())), "typed") for body, pair in zip(bodies, pairs, strict=True)] == [
        bodies[0].replace(next(iter(pairs[0].values())), "typed")
    ] * 2
    assert one.status_code == other.status_code
    assert one.context["form"].errors == other.context["form"].errors
    assert one.headers.keys() == other.headers.keys()
    assert not ReporterIdentity.objects.exists()
    assert WrongCode.objects.exists()
