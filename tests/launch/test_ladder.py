"""What a command finds in its environment."""

from launch.ladder import base_environment

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
