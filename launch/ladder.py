"""
The rungs in order: what a command finds in its environment while it runs.

DATABASE_URL (OWNER_DATABASE_URL beside it) and REDIS_URL that are set are used as they are. Otherwise the checkout's own servers in var/ are used: whoever
comes first starts them, whoever leaves last stops them, and those left by a killed launcher are taken over. A test gets
throw-away servers instead. A server that merely listens on 5432 or 6379 is never used: it may hold somebody else's data.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from launch import keys, migrated, places, postgres, redis
from launch.locks import Busy, Lock, alone
from launch.processes import Process, remember, remembered, started_at
from launch.say import StartFailed

WAIT = 120  # seconds that one start waits for another in the same checkout
THROW_AWAY_PREFIX = f"hall-test-{os.geteuid()}-"


@dataclass
class Servers:
    """
    What the command finds: environment variables, and the servers that we look after.

    `owner` replaces what differs for a command that needs the owner of the tables; {} where there is one role for all.
    `starts` has, for each server that we look after, what makes it ready and returns it with its address.
    """

    environment: dict[str, str] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    starts: dict[str, Callable[[], tuple[Process, str]]] = field(default_factory=dict)

    def start(self, name: str) -> str:
        """
        Have one of them ready, in the place of one that has ended. Returns its address.

        :raises StartFailed: it does not come up.
        """
        process, address = self.starts[name]()
        self.processes = [each for each in self.processes if each.name != name] + [process]
        return address

    def start_again(self, fallen: Process) -> None:
        """
        The same of a fallen one: at its place and with its data, so that its address stays. Another command of this checkout may
        have been quicker; then that one's is taken over.
        """
        with _one_at_a_time():
            self.start(fallen.name)

    def fallen(self) -> Process | None:
        """Return a server that has ended by itself."""
        return next((process for process in self.processes if not process.alive), None)

    def stop(self) -> None:
        """Stop them all, and wait."""
        for process in reversed(self.processes):
            (postgres if process.name == "postgres" else redis).stop(process)


def base_environment(mode: str, secrets: dict[str, str]) -> dict[str, str]:
    """Return our environment with mode and secrets filled in where they are not set; libpq's variables are left out."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    browser = {"CHROMIUM": path} if "CHROMIUM" not in outside and (path := chromium()) else {}
    # each of our processes would compile the whole house again where bytecode is not written; the checkout itself stays clean
    outside.pop("PYTHONDONTWRITEBYTECODE", None)
    bytecode = {"PYTHONPYCACHEPREFIX": str(places.BYTECODE)}
    return {"HALL_MODE": mode, **bytecode, **secrets, **browser, **outside}


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome on this machine; the one without a window of its own needs half the processor time."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
    return next((found for name in names if (found := shutil.which(name))), None)


def _start_missing(servers: Servers, database: postgres.Place, broker: redis.Place) -> None:
    """
    Start what the environment does not name. What was started is in `servers` even when a later rung fails.

    The hall runs as a role that owns nothing; on a server of somebody's own, if OWNER_DATABASE_URL names another one that does.
    """
    if "DATABASE_URL" in os.environ:
        owners, runtime = os.environ.get("OWNER_DATABASE_URL"), os.environ["DATABASE_URL"]
        postgres.check(owners or runtime)
    else:
        servers.starts["postgres"] = partial(postgres.start, database)
        owners = servers.start("postgres")
        runtime = postgres.as_runtime(owners)
    servers.environment["DATABASE_URL"] = runtime
    servers.environment.pop("OWNER_DATABASE_URL", None)
    if owners:
        servers.owner = {"DATABASE_URL": owners, "RUNTIME_DATABASE_URL": runtime}
    if "REDIS_URL" not in os.environ:
        servers.starts["redis"] = partial(redis.start, broker)
        servers.environment["REDIS_URL"] = servers.start("redis")


@contextlib.contextmanager
def own_servers(mode: str) -> Iterator[Servers]:
    """
    Hold the checkout's own servers for one block.

    :raises StartFailed: if a rung breaks.
    """
    places.make_var()
    users = Lock(places.VAR / "servers.lock")
    try:
        with _one_at_a_time():
            users.together()
            servers = Servers(base_environment(mode, keys.kept_keys(places.SECRETS, beside=_data_there)))
            try:
                _start_missing(servers, *_own_places())
            except BaseException:
                _stop_if_last(users, servers)
                raise
        try:
            yield servers
        finally:
            with _one_at_a_time():
                _stop_if_last(users, servers)
    finally:
        users.release()


def _stop_if_last(users: Lock, servers: Servers) -> None:
    if users.alone():
        servers.stop()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    try:
        with alone(places.VAR / "start.lock", WAIT):
            yield
    except Busy:
        raise StartFailed(
            "starting the servers", "another start in this folder is still busy", "Wait for it, or stop it."
        ) from None


def _own_places() -> tuple[postgres.Place, redis.Place]:
    data = postgres.data_folder() if "DATABASE_URL" not in os.environ else places.VAR / "postgres"
    database = postgres.Place(data, places.VAR / "run", places.VAR / "socket-folder", places.LOGS / "postgres.log")
    broker = redis.Place(places.VAR / "redis", _redis_socket(), places.VAR / "redis.json", places.LOGS / "redis.log")
    return database, broker


def _data_there() -> str:
    """Where a hall's data lie already that the next start would use; "" where there are none."""
    if url := os.environ.get("DATABASE_URL"):
        return "the database of DATABASE_URL" if postgres.holds_a_hall(url) else ""
    own = places.VAR / "postgres"
    return str(own) if (own / "PG_VERSION").exists() else ""


def _redis_socket() -> Path:
    """Return where Redis listens: as ours alone, in var/run-redis, or in a short private folder under /tmp."""
    from launch.sockets import socket_folder
    from launch.users import Runner

    me = Runner("", os.geteuid(), os.getegid(), dropped=False)
    return socket_folder(places.VAR / "run-redis", places.VAR / "redis-socket-folder", me) / redis.SOCKET


@contextlib.contextmanager
def throw_away_servers(*, with_template: bool = False) -> Iterator[Servers]:
    """
    Hold servers that leave nothing behind; those of killed test runs are cleared first.

    :param with_template: PostgreSQL, if it is ours, has a migrated database to copy (launch.migrated), TEMPLATE_DATABASE.
    """
    places.make_var()
    clear_left_behind()
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX, dir="/tmp"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through to its folder; nobody can list it
    servers = Servers(base_environment("test", keys.new_keys()))
    try:
        remember(folder / "launcher.json", [Process("launcher", os.getpid(), started_at(os.getpid()))])
        (folder / "redis").mkdir(mode=0o700)
        log = folder / "servers.log"
        database = postgres.Place(folder / "pg", folder / "run", folder / "unused", log, throw_away=True)
        broker = redis.Place(
            folder / "redis", folder / "redis" / redis.SOCKET, folder / "redis.json", log, throw_away=True
        )
        if with_template and "DATABASE_URL" not in os.environ:
            migrated.lay(database, servers.environment)
            servers.environment["TEMPLATE_DATABASE"] = migrated.DATABASE
        _start_missing(servers, database, broker)
        servers.environment |= (
            servers.owner
        )  # tests and measurements make and empty tables; what they start as the hall does not
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def clear_left_behind() -> None:
    """Stop and remove the throw-away servers whose launcher was killed."""
    for folder in Path("/tmp").glob(f"{THROW_AWAY_PREFIX}*"):
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid() or remembered(folder / "launcher.json"):
            continue
        found = postgres.running(folder / "pg")
        if found:
            postgres.stop(found[0])
        for process in remembered(folder / "redis.json"):
            redis.stop(process)
        shutil.rmtree(folder, ignore_errors=True)
