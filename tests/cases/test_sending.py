"""Letters leave the house at most once, whatever the gateway does: real sockets, a real small server."""

import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection

from cases import sending
from cases.dispatch_wording import outcome
from cases.gateways import GATEWAYS
from cases.models import Dispatch, Gateway
from cases.outgoing import Contact, Words, waking, write_applicant
from tests import gateway as behaviour
from tests.gateway import KEY, mail_server, sms_gateway
from tests.world import PERSON, at

NOW = at("2025-09-30 10:00")
State = Dispatch.State
MOBILE = Contact(phone=PERSON.phone)


@pytest.fixture
def gateway(settings):
    with sms_gateway() as running:
        settings.SMS_URL, settings.SMS_KEY = running.url, KEY
        settings.SMS_TIMEOUT, settings.SMS_PATIENCE = 0.4, 0.8
        yield running


@pytest.fixture
def case(world):
    """An application whose own letters are out of the way."""
    case = world.register(when=at("2025-09-29 10:00")).application.case
    Dispatch.objects.all().delete()
    return case


def letter(case, *, cause: str = "one", to: Contact = MOBILE, when=NOW) -> Dispatch:
    words = Words("accepted", "受理", "【云澜】已受理", "已受理，全文", {"tail": "00001"})
    write_applicant(case, words, to=to, cause=cause, at=when)
    return Dispatch.objects.get(cause=cause, channel="sms" if to.phone else "mail")


def send(*, when=NOW, channel: str = "sms") -> sending.Run:
    return sending.send_due(channel, clock=lambda: when)


def fresh(row: Dispatch) -> Dispatch:
    return Dispatch.objects.get(pk=row.pk)


def test_a_letter_is_handed_over_signed_and_its_outcome_kept(case, gateway):
    row = letter(case)
    assert send() == sending.Run(tries=1, successes=1)
    got = gateway.got[0]
    assert (got["to"], got["text"], got["sign"], got["template"]) == (
        PERSON.phone, "【云澜】已受理", "云澜区政务服务中心", "accepted",
    )  # fmt: skip
    assert got["signed"]
    assert got["key"] == str(row.key)
    row = fresh(row)
    assert (row.state, row.receipt, row.ended_at, row.address) == (State.SENT, f"g-{row.key}", NOW, None)
    assert send() == sending.Run()
    assert len(gateway.got) == 1


# what the gateway does → what is known, and whether it is the gateway's own trouble
FATES = [
    ("it takes it", behaviour.accepts, State.SENT, "", False),
    ("it says the same twice", behaviour.answers_twice, State.SENT, "", False),
    ("it refuses the number", behaviour.says(422, code="bad-number"), State.FAILED, "rejected:bad-number", False),
    ("it refuses in an ordinary answer", behaviour.says(200, state="rejected", code="blacklist"), State.FAILED, "rejected:blacklist", False),
    ("its own words are not kept", behaviour.says(422, code="no such number 13812348000"), State.FAILED, "rejected:unnamed", False),
    ("it is busy", behaviour.says(503), State.WAITING, "http-503", True),
    ("it does not know us", behaviour.says(401), State.WAITING, "http-401", True),
    ("it sends us elsewhere", behaviour.says(302), State.WAITING, "http-302", True),
    ("it breaks", behaviour.says(500), State.UNKNOWN, "http-500", True),
    ("a proxy lost it", behaviour.says(504), State.UNKNOWN, "http-504", True),
    ("it babbles", behaviour.says(200, hello="you"), State.UNKNOWN, "bad-answer", True),
    ("it is gone before a word", behaviour.dies, State.UNKNOWN, "broken-off", True),
    ("it dies in the middle", behaviour.dies_in_the_middle, State.UNKNOWN, "bad-answer", True),
    ("it hangs", behaviour.hangs, State.UNKNOWN, "timeout", True),
]  # fmt: skip


@pytest.mark.parametrize(("what", "answer", "state", "why", "trouble"), FATES, ids=[fate[0] for fate in FATES])
def test_what_a_gateway_does_and_what_is_known_then(case, gateway, caplog, what, answer, state, why, trouble):
    row = letter(case)
    gateway.answers = [answer]
    send()
    row = fresh(row)
    assert (row.state, row.why, row.tries) == (state, why, 1)
    assert (Gateway.objects.get().troubles > 0) is trouble
    assert len(gateway.got) == 1
    send(when=NOW + timedelta(seconds=20))
    assert len(gateway.got) == 1, "no second sending of what may have been sent, nor before its time"
    assert PERSON.phone not in caplog.text


def test_an_answer_that_drips_is_cut_off(case, gateway):
    row = letter(case)
    gateway.answers = [behaviour.drips]
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 3
    assert fresh(row).state == State.UNKNOWN


def test_nobody_listens_is_certainly_not_sent_and_tried_again(case, gateway, settings):
    row = letter(case)
    gateway.close()
    send()
    row = fresh(row)
    assert (row.state, row.why, row.next_try_at) == (State.WAITING, "unreachable", NOW + timedelta(minutes=1))
    assert "第 1 次没有发出：短信平台连不上；2025年9月30日 10:01 再发" in outcome(row)
    with sms_gateway() as another:
        settings.SMS_URL = another.url
        send(when=NOW + timedelta(minutes=1))
        assert another.keys() == [str(row.key)]
    assert fresh(row).state == State.SENT


def test_the_waits_grow_and_there_is_an_end(case, gateway):
    row = letter(case)
    gateway.usual = behaviour.says(503)
    moment, waits = NOW, []
    while (row := fresh(row)).state == State.WAITING:
        send(when=max(moment, row.next_try_at))
        again = fresh(row)
        if again.next_try_at:
            waits.append((again.next_try_at - row.next_try_at) // timedelta(minutes=1))
        moment = row.next_try_at
        Gateway.objects.update(closed_until=NOW)
        gateway.lives = True
    assert waits[:4] == [1, 5, 15, 60]
    assert (row.state, row.why, row.address) == (State.FAILED, "http-503", None)
    assert row.ended_at >= row.give_up_at == NOW + timedelta(hours=72)
    assert len(set(gateway.keys())) == 1


def test_a_gateway_that_keeps_keys_gets_the_same_again(case, gateway, settings):
    settings.SMS_REPEATABLE = True
    row = letter(case)
    gateway.answers = [behaviour.hangs, behaviour.accepts]
    send()
    assert fresh(row).state == State.WAITING
    send(when=NOW + timedelta(minutes=2))
    assert fresh(row).state == State.SENT
    assert gateway.keys() == [str(row.key)] * 2


@pytest.mark.parametrize(("repeatable", "state", "sent"), [(False, State.UNKNOWN, 0), (True, State.SENT, 1)])
def test_a_worker_that_died_while_sending(case, gateway, settings, repeatable, state, sent):
    settings.SMS_REPEATABLE = repeatable
    row = letter(case)
    sending.take("sms", at=NOW)
    send(when=NOW + sending.LOST_AFTER)
    assert fresh(row).state == State.SENDING, "it may still be at it"
    later = NOW + sending.LOST_AFTER + timedelta(seconds=1)
    send(when=later)
    send(when=later + timedelta(minutes=2))
    assert (fresh(row).state, len(gateway.got)) == (state, sent)


def test_a_slow_worker_corrects_an_unknown_outcome(case, gateway):
    row = letter(case)
    attempt = sending.take("sms", at=NOW)
    sending.resolve_lost("sms", GATEWAYS["sms"], at=NOW + timedelta(minutes=3))
    assert fresh(row).state == State.UNKNOWN
    sending.note(attempt, sending.Answer(sending.Fate.TAKEN, receipt="g-1"), GATEWAYS["sms"], at=NOW)
    assert (fresh(row).state, fresh(row).receipt) == (State.SENT, "g-1")


def test_a_dead_gateway_is_left_alone_and_burns_no_letters(case, gateway):
    rows = [letter(case, cause=f"letter {number}") for number in range(5)]
    gateway.usual, gateway.lives = behaviour.hangs, False
    for seconds in range(0, 600, 15):
        send(when=NOW + timedelta(seconds=seconds))
    assert len(gateway.got) == 1, "the first one only: then it was asked whether it lives"
    assert gateway.checks < 8, "and that less and less often"
    assert sending.is_dead(Gateway.objects.get())
    gateway.usual, gateway.lives = behaviour.accepts, True
    send(when=NOW + timedelta(minutes=20))
    assert [fresh(row).state for row in rows].count(State.SENT) == 4
    assert Gateway.objects.get().troubles == 0


def test_without_a_gateway_nothing_piles_up(case, settings):
    settings.SMS_URL = ""
    row = letter(case)
    send()
    row = fresh(row)
    assert (row.state, row.address) == (State.NO_GATEWAY, None)
    assert outcome(row) == "没有发送：没有配置短信平台"
    assert not Gateway.objects.exists()
    with sms_gateway() as late:
        settings.SMS_URL, settings.SMS_KEY = late.url, KEY
        send(when=NOW + timedelta(minutes=5))
        assert late.got == [], "an old letter is not sent when a gateway comes"


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        ("2025-09-30 10:00", "2025-09-30 10:00"),
        ("2025-09-30 07:59", "2025-09-30 08:00"),
        ("2025-09-30 20:59", "2025-09-30 20:59"),
        ("2025-09-30 21:00", "2025-10-01 08:00"),
        ("2025-09-30 23:30", "2025-10-01 08:00"),
    ],
)
def test_no_telephone_rings_at_night(instant, first):
    assert waking(at(instant)) == at(first)


def test_an_applicant_gets_one_letter_per_cause_and_channel(case):
    both = Contact(phone=PERSON.phone, email="wang@example.com")
    letter(case, to=both)
    letter(case, to=both)
    assert sorted(Dispatch.objects.values_list("channel", flat=True)) == ["mail", "sms"]


def test_a_landline_gets_no_sms(case):
    assert Contact(phone="051212345678").ways() == []


def test_what_is_stored_shows_no_number(case):
    row = letter(case, to=Contact(phone=PERSON.phone, email="wang@example.com"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cases_dispatch t")
        stored = "".join(text for (text,) in cursor.fetchall())
    assert PERSON.phone not in stored
    assert "wang@" not in stored
    assert row.masked == "138****8000"
    assert row.address == PERSON.phone


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_letter_once(committed_world, gateway):
    case = committed_world.register(when=at("2025-09-29 10:00")).application.case
    rows = {str(letter(case, cause=f"letter {number}").key) for number in range(30)}
    Dispatch.objects.exclude(key__in=rows).delete()

    def work() -> None:
        send()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(gateway.keys()) == sorted(rows)
    assert set(Dispatch.objects.values_list("state", "tries")) == {(State.SENT, 1)}


# E-mail


@pytest.fixture
def mail(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        settings.LETTER_MAIL_FROM = "hall@example.gov.cn"
        yield server


MAIL = Contact(email="wang@example.com")


def test_a_mail_says_who_writes_and_carries_the_key(case, mail):
    row = letter(case, to=MAIL)
    send(channel="mail")
    got = message_from_bytes(mail.got[0], policy=policy.default)
    assert fresh(row).state == State.SENT
    assert got["Message-ID"] == f"<{row.key}@example.gov.cn>"
    assert got["Subject"] == "云澜区政务服务中心：受理"
    assert got["From"].addresses[0].display_name == "云澜区政务服务中心"
    assert got["To"] == "wang@example.com"
    assert got.get_content().strip().rstrip(".").strip() == "已受理，全文"


MAIL_FATES = [
    ("no such person", {"RCPT": b"550 no"}, State.FAILED, "rejected:smtp-550", False),
    ("come back later", {"RCPT": b"451 later"}, State.WAITING, "smtp-451", False),
    ("we may not send", {"MAIL": b"550 no"}, State.WAITING, "sender-refused", True),
    ("not this text", {".": b"554 spam"}, State.FAILED, "rejected:smtp-554", False),
    ("gone at the end", {".": None}, State.UNKNOWN, "broken-off", True),
    ("gone before", {"EHLO": None, "HELO": None}, State.WAITING, "unreachable", True),
]


@pytest.mark.parametrize(("what", "talk", "state", "why", "trouble"), MAIL_FATES, ids=[fate[0] for fate in MAIL_FATES])
def test_what_a_mail_server_does_and_what_is_known_then(case, mail, caplog, what, talk, state, why, trouble):
    row = letter(case, to=MAIL)
    mail.at = talk
    send(channel="mail")
    assert (fresh(row).state, fresh(row).why) == (state, why)
    assert (Gateway.objects.get().troubles > 0) is trouble
    assert "wang@" not in caplog.text


def test_without_a_sender_no_mail_goes(case):
    row = letter(case, to=MAIL)
    send(channel="mail")
    assert outcome(fresh(row)) == "没有发送：没有配置发信邮箱"
