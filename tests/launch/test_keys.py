"""The demonstration's secrets."""

import base64
import stat

import pytest

from launch.keys import NAMES, OF_THE_DATA, kept_keys, new_keys
from launch.say import StartFailed


def test_new_keys_have_the_form_that_the_settings_read():
    keys = new_keys()
    name, _, key = keys["DATA_KEYS"].partition(":")
    assert name == "k1"
    assert len(base64.b64decode(key)) == 32
    assert len(bytes.fromhex(keys["HASH_PEPPER"])) == 32
    assert len(bytes.fromhex(keys["HISTORY_KEY"])) == 32
    assert len(keys["SECRET_KEY"]) >= 50
    assert new_keys() != keys


def test_keys_are_kept_and_closed_to_others(tmp_path):
    path = tmp_path / "var" / "secrets.env"
    first = kept_keys(path)
    assert set(first) == set(NAMES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_keys(path) == first


def test_missing_key_is_added_and_the_others_stay(tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("# by hand\nDATA_KEYS=k2:bbb=,k1:aaa=\n")
    keys = kept_keys(path)
    assert keys["DATA_KEYS"] == "k2:bbb=,k1:aaa="
    assert set(keys) == set(NAMES)
    assert kept_keys(path) == keys


@pytest.mark.parametrize("text", [None, "", "SECRET_KEY=a\n", "SECRET_KEY=a\nDATA_KEYS=k1:aaa=\n"])
def test_beside_data_no_key_is_made(tmp_path, monkeypatch, text):
    path = tmp_path / "secrets.env"
    if text is not None:
        path.write_text(text)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StartFailed, match=r"lacks the .*HASH_PEPPER that they are sealed with"):
        kept_keys(path, beside=lambda: "var/postgres")
    assert (path.read_text() if path.exists() else None) == text


def test_keys_of_the_environment_are_not_shadowed_by_new_ones(tmp_path, monkeypatch):
    path = tmp_path / "secrets.env"
    for name in OF_THE_DATA:
        monkeypatch.setenv(name, "of the environment")
    assert set(kept_keys(path, beside=lambda: "var/postgres")) == {"SECRET_KEY", "HISTORY_KEY"}
    assert not [name for name in OF_THE_DATA if name in path.read_text()]
