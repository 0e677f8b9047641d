"""The secrets in two halves: together they are the key file, alone they say nothing."""

import stat

import pytest

from launch import escrow
from launch.keys import NAMES, new_keys, read_secrets
from launch.say import StartFailed


@pytest.fixture
def held(tmp_path, monkeypatch) -> dict[str, str]:
    """A hall with its key file."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    keys = new_keys()
    monkeypatch.setattr(escrow, "KEY_FILE", tmp_path / "var" / "secrets.env")
    escrow.KEY_FILE.parent.mkdir()
    escrow.KEY_FILE.write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
    return keys


def test_two_halves_make_the_lost_key_file_again(held, tmp_path):
    one, other = str(tmp_path / "one"), str(tmp_path / "two")
    assert escrow.split_command([one, other]) == 0
    escrow.KEY_FILE.unlink()
    assert escrow.open_command([other, one]) == 0
    assert read_secrets(escrow.KEY_FILE) == held
    assert stat.S_IMODE(escrow.KEY_FILE.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_a_half_alone_holds_nothing_of_a_key(held):
    halves = escrow.split(held)
    assert escrow.split(held) != halves
    for half in halves:
        for value in held.values():
            assert value not in half


def altered(half: str) -> str:
    head, body = half.split("\n", 1)
    return f"{head}\n{'B' if body[0] == 'A' else 'A'}{body[1:]}"


BROKEN = [
    ("twice the same half", lambda one, other: (one, one), "not of one pair"),
    ("halves of two pairs", lambda one, other: (one, escrow.split({"DATA_KEYS": "k1:a"})[1]), "not of one pair"),
    ("an altered half", lambda one, other: (one, altered(other)), "was altered"),
    ("some other file", lambda one, other: (one, "DATA_KEYS=k1:aaa=\n"), "no half of the keys"),
    ("an empty file", lambda one, other: ("", other), "no half of the keys"),
]


@pytest.mark.parametrize(("case", "pair", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_what_is_no_pair_opens_nothing(held, case, pair, words):
    with pytest.raises(StartFailed, match=words):
        escrow.join(*pair(*escrow.split(held)))


def test_nothing_is_written_over(held, tmp_path):
    one, other = str(tmp_path / "one"), str(tmp_path / "two")
    escrow.split_command([one, other])
    with pytest.raises(StartFailed, match="is there already"):
        escrow.split_command([one, str(tmp_path / "three")])
    with pytest.raises(StartFailed, match="is there already"):
        escrow.open_command([one, other])
    assert read_secrets(escrow.KEY_FILE) == held


def test_without_keys_there_is_nothing_to_split(held, tmp_path):
    escrow.KEY_FILE.unlink()
    with pytest.raises(StartFailed, match=r"neither .* has SECRET_KEY and DATA_KEYS"):
        escrow.split_command([str(tmp_path / "one"), str(tmp_path / "two")])
