"""Which process is ours, and how it is stopped."""

import os
import signal
import subprocess
import sys
import time

import pytest

from launch.processes import Process, remember, remembered, started_at
from launch.say import tail


@pytest.fixture
def sleeper():
    """A child of its own group that sleeps until it is told to end."""
    children = []

    def start(code="import time; print('on', flush=True); time.sleep(60)"):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
        children.append(child)
        child.stdout.readline()
        return Process.of("sleeper", child)

    yield start
    for child in children:
        child.kill()
        child.wait()
        child.stdout.close()


def test_started_at_is_the_same_twice_and_none_for_nobody():
    assert started_at(os.getpid()) == started_at(os.getpid()) is not None
    assert started_at(2**22 + 1) is None


def test_ended_but_uncollected_child_counts_as_ended(sleeper):
    process = sleeper()
    as_a_stranger = Process("sleeper", process.pid, process.mark)
    assert as_a_stranger.alive
    os.kill(process.pid, signal.SIGKILL)
    assert as_a_stranger.wait(5)


def test_number_given_out_again_is_another_process(sleeper):
    process = sleeper()
    other = Process("worker", process.pid, "began at another moment")
    assert not other.alive
    other.stop()
    assert process.alive


def test_stop_asks_first(sleeper):
    process = sleeper()
    process.stop(patience=5)
    assert process.child.returncode == -signal.SIGTERM


def test_stop_kills_who_does_not_listen(sleeper):
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    process = sleeper(stubborn)
    begun = time.monotonic()
    process.stop(patience=0.3)
    assert process.child.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 3


def test_only_the_living_are_remembered(sleeper, tmp_path):
    here, gone = sleeper(), sleeper()
    remember(tmp_path / "record", [here, gone])
    gone.stop()
    assert [process.pid for process in remembered(tmp_path / "record")] == [here.pid]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"pid": "x"}]', '{"name": 1}'])
def test_damaged_record_remembers_nobody(tmp_path, text):
    (tmp_path / "record").write_text(text)
    assert remembered(tmp_path / "record") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"time": "2026-12-02T02:15:01", "event": "no broker"}', "no broker"),
        ('{"event": "Unrecoverable error: …", "fault": ["  file.py:1 in act", "KeyError"]}', "Unrecoverable error: …: KeyError"),
        ('{"level": "INFO"}', '{"level": "INFO"}'),
        ("{cut", "{cut"),
    ],
)  # fmt: skip
def test_a_line_of_json_is_told_in_words(tmp_path, line, words):
    (tmp_path / "log").write_text(f"{line}\n")
    assert tail(tmp_path / "log", 1) == words


def test_ending_names_the_signal_or_the_last_line(sleeper, tmp_path):
    (tmp_path / "log").write_text("first\nno space left\n")
    killed, ended = sleeper(), sleeper("print('on', flush=True); raise SystemExit(3)")
    killed.stop(signal.SIGKILL)
    ended.wait(5)
    assert killed.ending(tmp_path / "log") == "it was killed by signal 9"
    assert ended.ending(tmp_path / "log") == "no space left"
    assert ended.ending(tmp_path / "none") == "it ended"
