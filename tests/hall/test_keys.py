"""Wrong or lost secrets are noticed before anything is written with them: at the start, by every command, at night, by /healthz."""

import base64
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection

from cases.models import Case, Heartbeat
from cases.sweep import HEARTBEAT
from config.tasks import reconcile, sweep_clocks
from hall import clock, keys
from hall.models import KeyProbe
from hall.tables.keys import history_hash
from permits.models import Application
from tests.sealed import MORNING, for_no_purpose, write
from tests.timers.real import ROOT, database_url

OTHER, THIRD = base64.b64encode(b"o" * 32).decode(), base64.b64encode(b"t" * 32).decode()
PEPPER = "ab" * 32


@pytest.fixture
def own(settings) -> str:
    """The name of the key that this hall is sealed with."""
    return next(iter(settings.DATA_KEYS))


def exchanged(settings, own, *what: str) -> None:
    if "key" in what:
        settings.DATA_KEYS = {own: OTHER}
    if "lost key" in what:
        settings.DATA_KEYS = {"k9": OTHER}
    if "pepper" in what:
        settings.HASH_PEPPER = PEPPER
    if "history key" in what:
        KeyProbe.objects.update(history_hash=history_hash())  # as when a day was closed
        settings.HISTORY_KEY = PEPPER


WRONG = [
    ("key", "is not the one of that name"),
    ("lost key", "lacks the key"),
    ("pepper", "HASH_PEPPER is not the one"),
    (
        "history key",
        "HISTORY_KEY is not the one that the days of this hall's history are closed with: put that one back",
    ),
]
EVERY_WRONG = pytest.mark.parametrize(("what", "sentence"), WRONG, ids=[row[0] for row in WRONG])


def test_its_own_secrets_fit(world):
    assert keys.faults() == []
    keys.must_fit()
    call_command("check")


@EVERY_WRONG
def test_wrong_secrets_take_nothing_in(world, client, settings, own, what, sentence):
    client.force_login(world.clerk)
    exchanged(settings, own, what)
    assert sentence in " ".join(keys.faults())
    before = Case.objects.count()
    page = client.post("/complain/file/", {"kind": "complaint"})
    assert page.status_code == 503
    assert "密钥" in page.content.decode()
    program = client.post("/api/v1/applications/", {}, content_type="application/json")
    assert (program.status_code, program.json()["code"]) == (503, "wrong-keys")
    with pytest.raises(keys.WrongKeys):
        sweep_clocks()
    assert Case.objects.count() == before
    assert KeyProbe.objects.count() == 1, "no probe is laid for secrets that do not fit"


@EVERY_WRONG
def test_wrong_secrets_stop_every_command(world, settings, own, what, sentence):
    exchanged(settings, own, what)
    with pytest.raises(SystemCheckError, match=sentence):
        call_command("check")
    for name, arguments in (("import_catalogue", ["data/catalogue.csv"]), ("verify_history", [])):
        with pytest.raises(SystemCheckError, match=sentence):
            call_command(name, *arguments, skip_checks=False)
    with pytest.raises(CommandError, match=sentence):
        call_command("reseal")


@EVERY_WRONG
def test_healthz_fails_with_wrong_secrets(world, alive, client, settings, own, what, sentence):
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": clock.of_the_database(), "handled": 0})
    assert client.get("/healthz").json()["keys"] is True
    exchanged(settings, own, what)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"], answer.json()["status"]) == (503, False, "failing")


@EVERY_WRONG
def test_the_nightly_check_tells_the_administrator(world, settings, own, what, sentence):
    """The database was exchanged under a hall that is at work: this process has compared long ago."""
    settings.ADMINS = [("管理员", "admin@example.gov.cn")]
    exchanged(settings, own, what)
    keys._fitting.add(keys._secrets())
    with pytest.raises(keys.WrongKeys):
        reconcile()
    [letter] = mail.outbox
    assert "密钥" in letter.subject
    assert sentence in letter.body
    with pytest.raises(keys.WrongKeys):
        keys.must_fit()


def test_who_leaves_a_shared_computer_leaves_it(world, client, settings):
    client.force_login(world.clerk)
    settings.HASH_PEPPER = PEPPER
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302


MISSHAPEN = [
    ({"k1": "AAAA"}, PEPPER, "k1 must be 32 bytes in base64, and is 3"),
    ({"k1": "no base64!"}, PEPPER, "k1 must be 32 bytes in base64, and is no base64"),
    ({"k1": ""}, PEPPER, "k1 must be 32 bytes"),
    ({"": OTHER}, PEPPER, "has a name of at most 40 characters"),
    ({}, PEPPER, "names no key"),
    ({"k1": OTHER}, "00", "HASH_PEPPER must be 64 hex digits"),
    ({"k1": OTHER}, "zz" * 32, "HASH_PEPPER must be 64 hex digits"),
    ({"k1": OTHER}, "", "HASH_PEPPER must be 64 hex digits"),
]


@pytest.mark.parametrize(("data_keys", "pepper", "sentence"), MISSHAPEN)
def test_secrets_of_a_wrong_form_fail_the_check(db, settings, data_keys, pepper, sentence):
    settings.DATA_KEYS, settings.HASH_PEPPER = data_keys, pepper
    with pytest.raises(SystemCheckError, match=sentence):
        call_command("check")
    with pytest.raises(keys.WrongKeys):
        keys.must_fit()
    assert not KeyProbe.objects.exists()


@pytest.mark.parametrize("secret", ["DATA_KEYS=k1:AAAA", "DATA_KEYS=k1", "HASH_PEPPER=00", "HASH_PEPPER=zz"])
def test_the_deployment_check_says_so_without_a_traceback(secret):
    name, _, value = secret.partition("=")
    checked = _run(["manage.py", "check", "--deploy"], {name: value, "DATABASE_URL": "postgres://127.0.0.1:1/none"})
    assert checked.returncode == 1
    assert "(hall.E001)" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_the_first_process_of_an_empty_hall_lays_the_probes(db, settings):
    settings.DATA_KEYS, settings.HASH_PEPPER = {"k7": OTHER, "k6": THIRD}, PEPPER
    keys.must_fit()
    probes = list(KeyProbe.objects.order_by("key_id"))
    assert [probe.key_id for probe in probes] == ["k6", "k7"]
    assert all(probe.bound_at and probe.opens() and probe.has_its_hash() for probe in probes)
    assert keys.faults() == []


def test_no_probes_are_laid_beside_data_that_do_not_open(world, settings):
    world.register(when=MORNING)
    KeyProbe.objects.all().delete()
    settings.DATA_KEYS = {"k7": OTHER}
    with pytest.raises(keys.WrongKeys) as refused:
        keys.must_fit()
    assert "permits_application.applicant_id" in refused.value.faults[0]
    assert not KeyProbe.objects.exists()


def test_one_bad_value_keeps_no_probes_from_being_laid(world, settings):
    for n in range(3):
        world.register(when=MORNING, idem=f"k{n}")
    KeyProbe.objects.all().delete()
    write(Application, "phone", Application.objects.latest("pk").pk, for_no_purpose("13812348000"))
    settings.HASH_PEPPER = settings.HASH_PEPPER.upper()  # secrets that this process has not compared yet
    keys.must_fit()
    assert KeyProbe.objects.count() == 1


def test_a_new_key_is_probed_and_an_old_one_missed(world, settings, own):
    old = settings.DATA_KEYS[own]
    settings.DATA_KEYS = {"k7": OTHER, own: old}
    keys.must_fit()
    assert set(KeyProbe.objects.values_list("key_id", flat=True)) == {"k7", own}
    settings.DATA_KEYS = {"k7": OTHER}
    assert "lacks the key" in keys.faults()[0]
    settings.DATA_KEYS = {"k7": THIRD, own: old}
    assert "is not the one of that name" in keys.faults()[0]


def test_a_process_starts_in_an_outage_and_compares_later(world, settings):
    settings.HASH_PEPPER = PEPPER

    def gone(*_args):
        raise OperationalError("the server does not answer")

    with connection.execute_wrapper(gone):
        keys.at_start()
    with pytest.raises(SystemExit) as end:
        keys.at_start()
    assert end.value.code == 3, "gunicorn ends, and starts no other worker"


PROCESSES = {
    "web": ["-c", "import config.wsgi"],
    "worker": ["-m", "celery", "-A", "config", "worker", "-P", "solo", "--without-gossip", "--without-mingle"],
    "beat": ["-m", "celery", "-A", "config", "beat", "-s", "{folder}/beat", "--pidfile", ""],
    "command": ["manage.py", "reconcile"],
}


@pytest.mark.parametrize("process", PROCESSES)
def test_no_process_starts_with_other_secrets(committed_world, tmp_path, process):
    words = [word.format(folder=tmp_path) for word in PROCESSES[process]]
    ended = _run(words, {"HASH_PEPPER": PEPPER, "DATABASE_URL": database_url()})
    assert ended.returncode != 0
    assert "HASH_PEPPER is not the one that the receipt codes of this hall are hashed with" in ended.stderr


def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
