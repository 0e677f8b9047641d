"""Each measuring script still starts, measures something and finds its result right: with tiny numbers, which mean nothing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, capture_output=True, text=True, timeout=600, env=os.environ
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_sweep_is_measured():
    said = run("bench.sweep", "--due", "50", "100", "--skip-peers")
    for words in (
        "50 due among 500 running clocks",
        "100 due among 1,000",
        "our sweep",
        "two of our sweeps",
        "idle sweep",
    ):
        assert words in said
    assert "750 cards for as many breaches, none twice" in said


def test_the_kernel_is_measured():
    said = run("bench.kernel", "--starts", "30", "--repeats", "1", "--skip-peers")
    assert said.count("0 of 30 differ") == 10
    assert "0 answers of the kernel differ from the hand loop" in said


def test_the_recomputation_is_measured():
    said = run("bench.recompute", "--clocks", "600")
    for words in ("deriving alone", "row by row", "the job is"):
        assert words in said


def test_the_queue_is_measured():
    said = run("bench.queue", "--cases", "300", "--few", "60", "--rounds", "1")
    assert "60 open cases against 300" in said
    assert said.count("ratio") == 11


def test_acts_are_measured():
    said = run("bench.acts", "--rounds", "2")
    for words in ("register", "POST decide", "23 statements", "the day's counter held"):
        assert words in said
