"""field.md a-5: the key file is lost; the escrow pair opens the same record, and the drill is logged. A missing key is red."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from complaints.models import ReporterIdentity
from hall import keys
from hall.crypto import CannotUnseal
from hall.models import KeyDrill
from launch import escrow
from launch.keys import new_keys
from tests.complaints.conftest import filed
from tests.world import at

MORNING = at("2025-09-30 10:00")


def parsed(data_keys: str) -> dict[str, str]:
    """As the settings read it."""
    return dict(each.split(":", 1) for each in data_keys.split(","))


@pytest.fixture
def pair(world, settings) -> tuple[str, str]:
    """A hall with a sealed name, and its secrets in two halves."""
    filed(world, when=MORNING, name="欧阳春晓", phone="13912348765", protected=True)
    keys.must_fit()
    data_keys = ",".join(f"{name}:{key}" for name, key in settings.DATA_KEYS.items())
    return escrow.split(
        {"DATA_KEYS": data_keys, "HASH_PEPPER": settings.HASH_PEPPER, "HISTORY_KEY": settings.HISTORY_KEY}
    )


def lost() -> override_settings:
    """The key file is gone, and somebody has made another one."""
    other = new_keys()
    return override_settings(DATA_KEYS=parsed(other["DATA_KEYS"].replace("k1:", "k9:")))


def test_the_pair_opens_what_the_lost_keys_sealed(pair, capsys):
    with lost():
        with pytest.raises(CannotUnseal):
            ReporterIdentity.objects.get().name  # noqa: B018 - asking opens it
        with pytest.raises(keys.WrongKeys):
            keys.must_fit()
        joined = escrow.join(*pair)
        with override_settings(
            DATA_KEYS=parsed(joined["DATA_KEYS"]),
            HASH_PEPPER=joined["HASH_PEPPER"],
            HISTORY_KEY=joined["HISTORY_KEY"],
        ):
            assert ReporterIdentity.objects.get().name == "欧阳春晓"
            call_command("key_drill")
    assert "all of them opened" in capsys.readouterr().out
    drill = KeyDrill.objects.get()
    assert (drill.faults, drill.keys) == ("", 1)
    assert drill.values >= 3  # name, telephone number, text
    assert "欧阳春晓" not in json.dumps([drill.faults])


def test_a_drill_with_other_keys_is_logged_as_failed(pair):
    with lost(), pytest.raises(CommandError, match="lacks the key k1"):
        call_command("key_drill", skip_checks=True)
    assert "lacks the key k1" in KeyDrill.objects.get().faults


@pytest.mark.parametrize("missing", [0, 1])
def test_each_of_several_keys_is_tried_and_missed(world, settings, missing):
    """Start-up, sign of life and the nightly check all ask `keys.faults`."""
    both = {**settings.DATA_KEYS, **parsed(new_keys()["DATA_KEYS"].replace("k1:", "k2:"))}
    for first in both:
        with override_settings(DATA_KEYS={first: both[first], **both}):
            keys.must_fit()
    name = list(both)[missing]
    with override_settings(DATA_KEYS={each: key for each, key in both.items() if each != name}):
        assert keys.faults()[0].startswith(f"DATA_KEYS lacks the key {name}")
        with pytest.raises(SystemExit):
            keys.at_start()
