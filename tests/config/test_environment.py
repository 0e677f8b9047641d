"""What the settings take from the environment, and refuse with a sentence."""

import os
import subprocess
import sys

import pytest

from tests.house.source import ROOT


def settings(name: str, **environment: str) -> subprocess.CompletedProcess:
    """What one setting is in a process with this environment."""
    command = [sys.executable, "-c", f"from config import settings; print(repr(settings.{name}))"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "ab" * 31, "abc" * 22 + "a"])
def test_a_key_of_the_history_that_is_none_is_refused(key):
    process = settings("HISTORY_KEY", HISTORY_KEY=key)
    assert process.returncode == 1
    assert "HISTORY_KEY must be 64 hex digits or more" in process.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "history_key"
    file.write_text("ab" * 32 + "\n")
    assert settings("HISTORY_KEY", HISTORY_KEY_FILE=str(file)).stdout == f"{'ab' * 32!r}\n"


def test_the_applications_role_is_named_where_migrations_run():
    assert settings("RUNTIME_DATABASE", RUNTIME_DATABASE_URL="").stdout == "None\n"
    process = settings("RUNTIME_DATABASE['USER']", RUNTIME_DATABASE_URL="postgres://hall_app:x@db/hall")
    assert process.stdout == "'hall_app'\n"
