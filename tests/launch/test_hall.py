"""Web, worker and beat under one watch."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from launch import hall, places, redis
from launch.ladder import Servers
from launch.processes import Process, remembered
from launch.say import StartFailed

SLEEP = ["-c", "import time; time.sleep(60)"]
ANSWER = """
import http.server, sys
class Healthz(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *said): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthz).serve_forever()
"""


@pytest.mark.parametrize(("value", "port"), [(None, 8000), ("", 8000), ("8001", 8001), ("65535", 65535)])
def test_port_wanted(monkeypatch, value, port):
    monkeypatch.delenv("PORT", raising=False)
    if value is not None:
        monkeypatch.setenv("PORT", value)
    assert hall.port_wanted() == port


@pytest.mark.parametrize("value", ["0", "65536", "-1", "eight", "80 80", "８０００"])
def test_port_that_is_none(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(StartFailed, match="is not a port number"):
        hall.port_wanted()


def test_announcement_says_where_who_and_how_to_stop(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DEMO_PEOPLE", tmp_path / "people")
    (tmp_path / "people").write_text("窗口人员  zhang  demo\n", encoding="utf-8")
    text = hall.announcement(8001, hall.Health(200))
    for piece in ("http://127.0.0.1:8001/", "窗口人员  zhang  demo", "demonstration only", "Ctrl-C", "var/"):
        assert piece in text
    assert "Not everything" not in text


def test_announcement_tells_what_is_not_well(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DEMO_PEOPLE", tmp_path / "none")
    text = hall.announcement(8000, hall.Health(503, '{"worker": "没有应答"}'))
    assert 'says 503): {"worker": "没有应答"}' in text
    assert "no readable answer" in hall.announcement(8000, hall.Health(500, "<html>"))


def test_nobody_answers():
    assert hall.look(1).code is None


def test_large_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "LOGS", tmp_path)
    monkeypatch.setattr(hall, "LARGEST_LOG", 10)
    (tmp_path / "web.log").write_text("more than ten bytes")
    hall.log_of("web")
    assert (tmp_path / "web.log.1").read_text() == "more than ten bytes"


def test_static_fingerprint_follows_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(places, "VAR", tmp_path / "var")
    for name in ("static", "var/static"):
        (tmp_path / name).mkdir(parents=True)
    first = hall.static_fingerprint()
    (tmp_path / "var" / "static" / "gathered.css").write_text("a {}")
    assert hall.static_fingerprint() == first
    (tmp_path / "static" / "hall.css").write_text("a {}")
    assert hall.static_fingerprint() != first


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A hall whose web answers /healthz and whose worker and beat sleep; each can be made to fall."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(places, "LOGS", tmp_path)
    monkeypatch.setattr(places, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(places, "DEMO_PEOPLE", tmp_path / "none")
    monkeypatch.setattr(hall, "RECORD", tmp_path / "record")
    monkeypatch.setattr(
        hall, "commands", lambda port: {"web": ["-c", ANSWER, str(port)], "worker": SLEEP, "beat": SLEEP}
    )
    return hall.Hall(Servers({}), port)


def later(act):
    """Do it a moment later, from another thread."""
    threading.Timer(1.5, act).start()


def test_hall_closes_all_when_asked(opened, capsys):
    later(lambda: signal.raise_signal(signal.SIGTERM))
    assert opened.keep_open() == 0
    assert len(opened.processes) == 3
    assert not any(process.alive for process in opened.processes)
    assert "The hall is open" in capsys.readouterr().out
    assert remembered(hall.RECORD) == []


def worker_of(hall, besides):
    """The number of the worker's process, as soon as it has one besides this."""
    for _ in range(600):
        for process in list(hall.processes):
            if process.name == "worker" and process.pid != besides:
                return process.pid
        time.sleep(0.1)
    raise AssertionError("the worker is not started")


def test_a_process_that_falls_is_started_again(opened, capsys):
    pids = []

    def worker_falls():
        pids.append(worker_of(opened, besides=None))
        os.kill(pids[0], signal.SIGKILL)
        pids.append(worker_of(opened, besides=pids[0]))
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=worker_falls).start()
    assert opened.keep_open() == 0
    assert pids[0] != pids[1]
    assert {process.name for process in opened.processes} == {"web", "worker", "beat"}
    assert "worker has ended (it was killed by signal 9); starting it again" in capsys.readouterr().err


def test_hall_closes_all_when_one_falls_thrice(opened, monkeypatch):
    ends = ["-c", "raise SystemExit(7)"]
    monkeypatch.setattr(
        hall, "commands", lambda port: {"web": ["-c", ANSWER, str(port)], "worker": ends, "beat": SLEEP}
    )
    with pytest.raises(StartFailed, match="keeping worker running failed"):
        opened.keep_open()
    assert [name for _when, name in opened.falls] == ["worker"] * hall.FALLS
    assert not any(process.alive for process in opened.processes)


@pytest.mark.servers
def test_a_fallen_server_is_started_again_at_its_place(opened, tmp_path, capsys):
    place = redis.Place(tmp_path / "data", tmp_path / "s", tmp_path / "record.json", tmp_path / "redis.log")
    opened.servers.starts["redis"] = partial(redis.start, place)
    address = opened.servers.start("redis")
    [first] = opened.servers.processes

    def redis_falls():
        worker_of(opened, besides=None)  # all of it is open
        os.kill(first.pid, signal.SIGKILL)
        for _ in range(600):
            if opened.servers.processes[0] != first and redis.pings(place.socket):
                break
            time.sleep(0.1)
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=redis_falls).start()
    try:
        assert opened.keep_open() == 0
        [second] = opened.servers.processes
        assert (second.alive, redis.pings(place.socket)) == (True, True)
        assert address == f"redis+socket://{place.socket}"
    finally:
        opened.servers.stop()
    assert [name for _when, name in opened.falls] == ["redis"], "web, worker and beat were left alone"
    assert "redis has ended (it was killed by signal 9); starting it again" in capsys.readouterr().err


def test_a_server_that_falls_thrice_closes_the_hall(opened, tmp_path):
    def start():
        child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"], start_new_session=True)
        return Process.of("redis", child), "redis+socket:///nowhere"

    opened.servers.starts["redis"] = start
    opened.servers.start("redis")
    (tmp_path / "redis.log").write_text("Bad file format\n")
    with pytest.raises(StartFailed, match=r"keeping redis running failed: Bad file format\. .*start the hall again"):
        opened.keep_open()
    assert [name for _when, name in opened.falls] == ["redis"] * hall.FALLS
    assert not any(process.alive for process in opened.processes)
