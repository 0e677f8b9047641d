"""What a command finds in its environment."""

import pytest

from launch import postgres
from launch.commands import environment_of
from launch.ladder import Servers, base_environment

SECRETS = {"SECRET_KEY": "made", "DATA_KEYS": "made", "HASH_PEPPER": "made"}


def test_what_the_environment_says_wins(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("HALL_MODE", "production")
    monkeypatch.delenv("DATA_KEYS", raising=False)
    environment = base_environment("demo", SECRETS)
    assert environment["SECRET_KEY"] == "given"
    assert environment["HALL_MODE"] == "production"
    assert environment["DATA_KEYS"] == "made"


def test_mode_is_filled_in(monkeypatch):
    monkeypatch.delenv("HALL_MODE", raising=False)
    assert base_environment("demo", SECRETS)["HALL_MODE"] == "demo"


def test_settings_of_another_postgres_do_not_leak_in(monkeypatch):
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGHOST", "db.example")
    assert not [name for name in base_environment("demo", SECRETS) if name.startswith("PG")]


def test_browser_of_the_environment_wins(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert base_environment("test", SECRETS)["CHROMIUM"] == "/opt/chromium"


@pytest.mark.parametrize(
    ("owner", "runtime"),
    [
        ("postgres://postgres@/hall?host=%2Ftmp%2Frun", "postgres://hall_app@/hall?host=%2Ftmp%2Frun"),
        ("postgres://me:secret@db:5433/hall", "postgres://hall_app@db:5433/hall"),
    ],
)
def test_the_hall_comes_as_a_role_of_its_own(owner, runtime):
    assert postgres.as_runtime(owner) == runtime


def test_only_what_needs_the_owner_comes_as_the_owner():
    servers = Servers(
        {"DATABASE_URL": "application", "X": "y"}, {"DATABASE_URL": "owner", "RUNTIME_DATABASE_URL": "application"}
    )
    assert environment_of(servers, ["migrate"]) == {
        "DATABASE_URL": "owner",
        "RUNTIME_DATABASE_URL": "application",
        "X": "y",
    }
    for command in ([], ["open_hall"], ["replay"], ["verify_history"], ["start_missing_clocks"]):
        assert environment_of(servers, command) == servers.environment
