"""Which Python the virtual environment is made with."""

import sys
from pathlib import Path

import pytest

from launch.install import _interpreter


def _script(folder: Path, code: int) -> str:
    """A Python of the system that ends with this code, whatever it is asked."""
    path = folder / "python3"
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_the_systems_python_makes_the_environment(tmp_path):
    system = _script(tmp_path, 0)
    assert _interpreter(system) == system


@pytest.mark.parametrize("code", [1, 127])
def test_another_version_or_one_without_venv_does_not(tmp_path, code):
    assert _interpreter(_script(tmp_path, code)) == sys.executable


def test_a_machine_without_its_own_python_uses_ours(tmp_path):
    assert _interpreter(str(tmp_path / "nothing")) == sys.executable


def test_the_question_put_to_it_is_one_a_python_answers(tmp_path):
    """The Python of this test has the version that is asked for, and can make environments."""
    other_name = tmp_path / "python3"
    other_name.symlink_to(sys.executable)
    assert _interpreter(str(other_name)) == str(other_name)
