"""The demonstration's secrets."""

import base64
import stat

from launch.keys import NAMES, kept_keys, new_keys


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
