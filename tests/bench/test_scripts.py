"""Each measuring script still starts, measures something and finds its result right: with tiny numbers, which mean nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.peer import installed

ROOT = Path(__file__).resolve().parents[2]
KERNEL = ROOT / "bench" / "kernel-requirements.txt"


def run(module: str, *words: str) -> str:
    process = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, capture_output=True, text=True, timeout=600, env=os.environ
    )
    assert process.returncode == 0, process.stderr[-3000:]
    return process.stdout


def peer(*requirements: Path | str) -> None:
    """Have the peer installed, or skip the test with what kept it from being so: a machine may have no way to a registry."""
    try:
        installed(*requirements)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"NOT MEASURED, the peer cannot be installed here: {error}")


def test_the_sweep_is_measured():
    output = run("bench.sweep", "--due", "50", "100", "--skip-peers")
    for words in (
        "50 due among 500 running clocks",
        "100 due among 1,000",
        "our sweep",
        "two of our sweeps",
        "idle sweep",
    ):
        assert words in output
    assert "750 cards for as many breaches, none twice" in output


def test_the_sweep_is_measured_beside_its_peer():
    peer()
    figures = run("bench.sweep", "--due", "50", "--rounds", "1", "--peer-seconds", "1")
    assert "django-helpdesk 2." in figures
    assert re.search(r"django-helpdesk +[\d,]+ tickets/s .* ours is \d+ × it", figures)


def test_the_officers_list_is_measured():
    output = run("bench.centre", "--few", "20", "--cases", "60", "--rounds", "1")
    assert re.search(r"waiting for a decision +[\d.]+ +[\d.]+ +ratio", output)


def test_the_kernel_is_measured():
    output = run("bench.kernel", "--starts", "30", "--repeats", "1", "--skip-peers")
    assert output.count("0 of 30 differ") == 10
    assert "0 answers of the kernel differ from the hand loop" in output


def test_the_kernel_is_measured_beside_its_peers():
    peer(KERNEL, "kernel")
    figures = run("bench.kernel", "--starts", "60", "--repeats", "1")
    for library in ("numpy", "pandas", "holidays", "chinese_calendar", "businesstimedelta", "business-duration"):
        assert library in figures


def test_the_recomputation_is_measured():
    output = run("bench.recompute", "--clocks", "600")
    for words in ("deriving alone", "row by row", "the job is"):
        assert words in output


def test_the_queue_is_measured():
    output = run("bench.queue", "--cases", "300", "--few", "60", "--rounds", "1")
    assert "60 open cases against 300" in output
    assert output.count("ratio") == 11


def test_the_board_is_measured():
    output = run("bench.board", "--cases", "1500", "--few", "500", "--rounds", "1")
    assert "500 cases against 1,500" in output
    assert output.count("ratio") == 12
    for words in (
        "the board",
        "the list of cases, worst first",
        "counted live",
        "what the timers do",
        "the wall",
        "trend",
    ):
        assert words in output


def test_acts_are_measured():
    output = run("bench.acts", "--rounds", "2")
    for words in ("register", "POST decide", "16 statements", "grant in bulk", "the day's counter held"):
        assert words in output


def test_the_lookup_is_measured():
    look = ["bench.lookup", "--cases", "5", "--looks", "5", "--rounds", "1"]
    try:
        peer()
    except pytest.skip.Exception:
        must_tell_of_ours(run(*look, "--skip-peers"))
        raise
    figures = run(*look)
    must_tell_of_ours(figures)
    assert re.search(r"our look-up, HTML: the page alone .* × helpdesk", figures)


REGISTRATIONS = ["--registrations", "3", "--rounds", "1", "--bulk", "3", "--clients", "1", "3", "--seconds", "1"]


def test_registrations_are_measured_beside_the_peer():
    peer()
    figures = run("bench.register", *REGISTRATIONS)
    for words in ("our registration by the API", "the verb", "granted by the bulk door", "3 programs", "none twice"):
        assert words in figures
    assert re.search(r"django-helpdesk, a ticket by its API .* ours is [\d.]+ × it by the wall", figures)


def must_tell_of_ours(figures: str) -> None:
    assert re.search(r"our look-up, JSON +1 statements", figures)
    assert re.search(r"our look-up, JSON .* × the empty view", figures)


def test_filing_is_measured():
    output = run("bench.filing", "--megabytes", "0.2", "--rounds", "1")
    for words in ("three photos of", "the pages, checked and sent", "a program, in one request", "s of processor time"):
        assert words in output


def test_the_history_is_measured():
    output = run("bench.history", "--cases", "50")
    assert "8 days with 400 lines closed" in output
    assert "案件 01010000000000007 有一行被改写" in output


def test_the_replay_is_measured():
    output = run("bench.replay", "--cases", "40", "--rounds", "1")
    for words in ("acts/s", "× the 110", "statements an act"):
        assert words in output
