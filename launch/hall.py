"""`make run`: prepare the data, then web server, worker and beat, until somebody stops them or one of them falls again and again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch import places
from launch.commands import environment_of, signals_go_to
from launch.install import fingerprint
from launch.ladder import Servers, own_servers
from launch.locks import Lock
from launch.processes import Process, remember, remembered
from launch.say import StartFailed, say, tail
from launch.sockets import check_port

RECORD = places.VAR / "processes.json"
PATIENCE = 25  # seconds that a process may take to finish what it has in hand
READY_WITHIN = 60  # seconds until the site must answer
HEALTHY_WITHIN = 5  # more seconds in which every light may turn green before we say where the site is
FALLS, FALLS_WITHIN = (
    3,
    60,
)  # what falls so often in so many seconds closes the hall; before that it is started again
LARGEST_LOG = 10_000_000  # bytes; then it is put aside as .1


def run(_arguments: list[str]) -> int:
    """Open the hall and keep it open; 0 when it was asked to close."""
    port = port_wanted()
    mine = Lock(places.VAR / "run.lock")
    try:
        if not mine.alone():
            raise StartFailed(
                "opening the hall",
                "it is already open in this folder",
                "Use it, or stop that one first (Ctrl-C there).",
            )
        close(remembered(RECORD))  # left by a launcher that was killed
        check_port(port)
        with own_servers("demo") as servers:
            servers.environment["PORT"] = str(port)
            servers.environment.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")  # what papers and receipts name
            prepare(servers)
            return Hall(servers, port).keep_open()
    finally:
        mine.release()


def port_wanted() -> int:
    """
    Return the port of the web server: PORT from the environment, or 8000.

    :raises StartFailed: if PORT is no port.
    """
    given = os.environ.get("PORT") or "8000"
    if given.isascii() and given.isdigit() and 0 < int(given) < 65536:
        return int(given)
    raise StartFailed(
        "reading PORT", f"{given!r} is not a port number", "Give one from 1024 to 65535: PORT=8001 make run"
    )


def prepare(servers: Servers) -> None:
    """Bring tables, calendar, catalogue and demonstration up to date, and gather the static files when they have changed."""
    _do(servers, "bringing the tables up to date", "migrate", "--verbosity=0")
    # a value that does not open is named in its log, and stops no hall
    _do(servers, "sealing anew what an earlier release has sealed", "reseal", needed=False)
    _do(servers, "preparing the data", "open_hall")
    stamp = places.VAR / "static.stamp"
    wanted = static_fingerprint()
    if not (places.VAR / "static").is_dir() or not stamp.exists() or stamp.read_text() != wanted:
        say("gathering the static files")
        _do(servers, "gathering the static files", "collectstatic", "--noinput", "--verbosity=0")
        stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Return a hash that changes with any static file or requirement."""
    folders = [folder for folder in places.ROOT.glob("*/static") if folder.parent != places.VAR]
    files = (path for folder in [places.ROOT / "static", *folders] for path in folder.rglob("*") if path.is_file())
    seen = (f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in sorted(files))
    return fingerprint([places.ROOT / "requirements.txt", places.ROOT / "constraints.txt"], *seen)


def _do(servers: Servers, step: str, *arguments: str, needed: bool = True) -> None:
    log = places.LOGS / f"{arguments[0]}.log"
    with log.open("wb") as errors:
        command = [str(places.PYTHON), "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=places.ROOT,
            env=environment_of(servers, [*arguments[:1]]),
            stdin=subprocess.DEVNULL,
            stderr=errors,
            check=False,
        )
    if not done.returncode:
        return
    why = tail(log, 1) or f"it ended with code {done.returncode}"
    if needed:
        raise StartFailed(step, why, f"The whole message is in {log}.")
    say(f"{step}: {why}. The whole message is in {log}")


def commands(port: int) -> dict[str, list[str]]:
    """Return the processes of a hall and how each is started."""
    celery = ["-m", "celery", "--app", "config", "--quiet"]
    return {
        "web": [
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--config",
            "deploy/gunicorn.conf.py",
            "--no-control-socket",
        ],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "3",  # one for each gateway that may hang, and one that the clocks always have
            "--prefetch-multiplier",
            "1",
            "--loglevel",
            "INFO",
            "--without-gossip",
        ],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(places.VAR / "beat-schedule"),
            "--pidfile",
            "",
            "--loglevel",
            "INFO",
        ],
    }


def log_of(name: str) -> Path:
    """Return the log file of a process; one that has grown large is put aside."""
    log = places.LOGS / f"{name}.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def close(processes: list[Process]) -> None:
    """Ask all of them to end at once, wait, and kill those that do not."""
    for process in processes:
        process.send(signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    for process in processes:
        if not process.wait(max(0.0, end - time.monotonic())):
            say(f"{process.name} does not end; killing it")
            process.stop(signal.SIGKILL, patience=0, group=True)


@dataclass
class Health:
    """What /healthz says: `code` is None while nobody answers."""

    code: int | None
    text: str = ""


def look(port: int) -> Health:
    """Ask the site how it is, never through a proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return Health(answer.status, answer.read(2000).decode(errors="replace"))
    except urllib.error.HTTPError as answer:
        return Health(answer.code, answer.read(2000).decode(errors="replace"))
    except OSError:
        return Health(None)


class Hall:
    """The three processes on their servers."""

    def __init__(self, servers: Servers, port: int) -> None:
        self.servers = servers
        self.port = port
        self.processes: list[Process] = []
        self.falls: list[tuple[float, str]] = []  # when, and which process
        self.asked_to_close = False

    def keep_open(self) -> int:
        """
        Start everything, say where it is, and wait.

        :raises StartFailed: if a server or process falls again and again, or a server cannot be started again.
        """
        with signals_go_to(self._ask_to_close):
            try:
                for name, command in commands(self.port).items():
                    self._start(name, command)
                if self._wait_until_ready():
                    print(announcement(self.port, look(self.port)), flush=True)
                while self._goes_on():
                    time.sleep(0.3)
            finally:
                if self.asked_to_close:
                    say("closing the hall")
                close(self.processes)
                RECORD.unlink(missing_ok=True)
        return 0

    def _ask_to_close(self, _number: int, _frame: Any) -> None:
        self.asked_to_close = True

    def _start(self, name: str, command: list[str]) -> None:
        with log_of(name).open("ab") as log:
            child = subprocess.Popen(
                [str(places.PYTHON), *command], cwd=places.ROOT, env=self.servers.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.processes.append(Process.of(name, child))
        remember(RECORD, self.processes)

    def _goes_on(self) -> bool:
        """
        Whether to stay open. What has fallen is started again, a server before the processes that need it: Redis holds nothing that
        cannot be lost, PostgreSQL mends itself from its own log, and a worker may end when its broker does. What falls again and
        again closes the hall with a sentence.
        """
        if self.asked_to_close:
            return False
        if server := self.servers.fallen():
            self._note_fall(server)
            self.servers.start_again(server)
        for process in [each for each in self.processes if not each.alive]:
            self._note_fall(process)
            self.processes.remove(process)
            self._start(process.name, commands(self.port)[process.name])
        return True

    def _note_fall(self, fallen: Process) -> None:
        """:raises StartFailed: it has fallen too often in too short a time."""
        now = time.monotonic()
        self.falls = [(when, name) for when, name in self.falls if now - when < FALLS_WITHIN] + [(now, fallen.name)]
        if [name for _when, name in self.falls].count(fallen.name) >= FALLS:
            raise self._cannot_keep(fallen)
        say(f"{fallen.name} has ended ({fallen.ending(places.LOGS / f'{fallen.name}.log')}); starting it again")

    def _cannot_keep(self, fallen: Process) -> StartFailed:
        log = places.LOGS / f"{fallen.name}.log"
        todo = f"See {log}; the data are kept: start the hall again."
        return StartFailed(f"keeping {fallen.name} running", fallen.ending(log), todo)

    def _wait_until_ready(self) -> bool:
        """Wait until the site answers, and a moment more for every light to turn green; False when asked to close meanwhile."""
        begun = time.monotonic()
        answered = None
        while self._goes_on():
            health = look(self.port)
            now = time.monotonic()
            answered = answered or (now if health.code else None)
            if health.code == 200 or (answered and now - answered > HEALTHY_WITHIN):
                return True
            if now - begun > READY_WITHIN:
                raise StartFailed(
                    "opening the site", f"it does not answer after {READY_WITHIN} seconds", "See var/log/web.log."
                )
            time.sleep(0.2)
        return False


def announcement(port: int, health: Health) -> str:
    """Return what a person needs now: the address, who may sign in, how to stop."""
    rule = "─" * 78
    lines = [rule, f"  The hall is open:  http://127.0.0.1:{port}/"]
    if health.code != 200:
        lines.append(f"  Not everything is well yet (/healthz says {health.code}): {_short(health.text)}")
    if places.DEMO_PEOPLE.exists():
        lines += [
            "  Demonstration people (also in var/demo_people.txt); their passwords are for demonstration only:",
            "",
        ]
        lines += [f"  {line}" for line in places.DEMO_PEOPLE.read_text(encoding="utf-8").rstrip().splitlines()]
        lines += [
            "",
            "  For figures of a whole year (4,255 applications of 2025, two to seven minutes), in another terminal:",
            '  make manage CMD="demo_year --seed 1 --size small"',
        ]
    lines += ["", "  Logs are in var/log/. Ctrl-C stops everything; the data stay in var/.", rule]
    return "\n".join(lines)


def _short(text: str) -> str:
    try:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        text = "no readable answer"
    return text if len(text) <= 300 else text[:300] + "…"
