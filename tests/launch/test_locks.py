"""Two starts in one checkout."""

import subprocess
import sys

import pytest

from launch.locks import Busy, Lock, alone


@pytest.fixture
def lock(tmp_path):
    """Make locks on one file; all are let go at the end."""
    locks = []

    def make():
        locks.append(Lock(tmp_path / "lock"))
        return locks[-1]

    yield make
    for each in locks:
        each.release()


def test_one_alone(lock):
    first, second = lock(), lock()
    assert first.alone()
    assert not second.alone()
    assert not second.together()
    first.release()
    assert second.alone()


def test_the_last_of_many_is_alone(lock):
    first, second = lock(), lock()
    assert first.together()
    assert second.together()
    assert not first.alone()
    second.release()
    assert first.alone()


def test_waiting_ends_with_busy(lock, tmp_path):
    assert lock().alone()
    with pytest.raises(Busy), alone(tmp_path / "lock", wait=0.2):
        pass


def test_block_lets_go_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), alone(tmp_path / "lock", wait=0):
        _ = 1 / 0
    with alone(tmp_path / "lock", wait=0):
        pass


def test_killed_holder_lets_go(lock, tmp_path):
    holds = "import sys, time; from launch.locks import Lock; from pathlib import Path\n"
    holds += "lock = Lock(Path(sys.argv[1])); print(lock.alone(), flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holds, str(tmp_path / "lock")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"True\n"
        assert not lock().alone()
        holder.kill()
    assert lock().alone()
