"""The ladder with real servers, in a small checkout of its own: started, shared, taken over, stopped."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch import places
from launch.hall import look

pytestmark = pytest.mark.servers

MANAGE = """
import json, os, signal, sys, time
word = sys.argv[1]
if word == "environment":
    print(json.dumps(dict(os.environ)))
elif word == "echo":
    sys.stdout.buffer.write(sys.stdin.buffer.read())
elif word == "end":
    sys.exit(int(sys.argv[2]))
elif word == "stay":
    print("here", flush=True)
    sys.stdin.read()
elif word == "migrate" and "--check" not in sys.argv:  # as the owner
    import psycopg2
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.cursor().execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    connection.commit()
elif word == "migrated":
    import psycopg2
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.cursor().execute("CREATE TABLE django_migrations (n int)")
    connection.commit()
elif word == "flush":  # as the owner: from now on the hall has a fault
    import psycopg2
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.cursor().execute("CREATE TABLE flaws AS SELECT 'case 7' AS line")
    connection.commit()
elif word == "reconcile":
    import psycopg2
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()
    cursor.execute("SELECT to_regclass('flaws')")
    if cursor.fetchone()[0]:
        cursor.execute("SELECT line FROM flaws")
        print(cursor.fetchone()[0])
        sys.exit(1)
elif word in ("dbshell", "verify_history"):
    import psycopg2
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM kept")
    print(cursor.fetchone()[0])
    if word == "verify_history":
        print(connection.info.dbname, connection.info.user)
"""
SITE = """
import os
import psycopg2, redis
def application(environ, start_response):
    connection = psycopg2.connect(os.environ["DATABASE_URL"].replace("hall_app@", "postgres@"))
    connection.cursor().execute("SELECT count(*) FROM kept")
    connection.close()
    redis.Redis(unix_socket_path=os.environ["REDIS_URL"].removeprefix("redis+socket://")).ping()
    start_response("200 OK", [])
    return [b"{}"]
"""
CELERY = """
import os
from celery import Celery
app = Celery("hall", broker=os.environ["REDIS_URL"])
"""
FOREIGN = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "REDIS_URL",
    "HALL_MODE",
    "SECRET_KEY",
    "DATA_KEYS",
    "HASH_PEPPER",
    "HISTORY_KEY",
)


class Checkout:
    """A folder with the launcher, the shared virtual environment and a small manage.py."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.chmod(0o755)  # PostgreSQL's own user passes through
        shutil.copytree(places.ROOT / "launch", root / "launch", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
            shutil.copy(places.ROOT / name, root)
        (root / ".venv").symlink_to(places.VENV)
        (root / "manage.py").write_text(MANAGE)
        self.environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "launch", "manage", *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=self.root, env={**self.environment, **more}, **pipes)

    @contextlib.contextmanager
    def open_hall(self) -> Iterator[tuple[subprocess.Popen[bytes], Path, int]]:
        """`make run` of a small site that asks both servers: the launcher, what it says, the site's port."""
        for name, text in (("config/__init__.py", CELERY), ("config/wsgi.py", SITE), ("deploy/gunicorn.conf.py", "")):
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        said = self.root / "said"
        environment = {**self.environment, "PORT": str(port)}
        command = [sys.executable, "-m", "launch", "run"]
        with said.open("wb") as words:
            run = subprocess.Popen(command, cwd=self.root, env=environment, stdout=words, stderr=words)
        try:
            yield run, said, port
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(60)

    def do(self, *arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        with self.start(*arguments, **more) as started:
            out, err = started.communicate(stdin, timeout=60)
        return subprocess.CompletedProcess(arguments, started.returncode, out, err)

    @property
    def servers(self) -> dict[str, int]:
        """The numbers of the servers that run now."""
        try:
            postgres = int((self.root / "var" / "postgres" / "postmaster.pid").read_text().split()[0])
            redis = json.loads((self.root / "var" / "redis.json").read_text())[0]["pid"]
        except (OSError, ValueError):
            return {}
        return {name: pid for name, pid in (("postgres", postgres), ("redis", redis)) if _lives(pid)}


def _lives(pid: int) -> bool:
    from launch.processes import started_at

    return started_at(pid) is not None


@pytest.fixture(scope="module")
def checkout():
    root = Path(tempfile.mkdtemp(prefix="hall-checkout-", dir="/tmp"))
    copy = Checkout(root)
    yield copy
    for pid in copy.servers.values():
        os.kill(pid, signal.SIGINT)
    command = [sys.executable, "-c", "from launch import places; print(places.ROOTS_OTHER_PLACE)"]
    other = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    shutil.rmtree(root)
    shutil.rmtree(other, ignore_errors=True)


@pytest.fixture(scope="module")
def lived_in(checkout):
    """The same, with its data: whichever of these tests a worker takes first."""
    assert checkout.do("migrate").returncode == 0
    return checkout


def test_first_start_makes_everything_and_leaves_nothing_running(checkout):
    process = checkout.do("environment")
    assert process.returncode == 0, process.stderr.decode()
    environment = json.loads(process.stdout)
    assert environment["HALL_MODE"] == "demo"
    assert environment["DATABASE_URL"].startswith("postgres://hall_app@/hall?host=/")
    assert environment["REDIS_URL"].startswith("redis+socket:///")
    assert environment["SECRET_KEY"] in (checkout.root / "var" / "secrets.env").read_text()
    assert checkout.servers == {}


def test_data_outlive_the_servers(checkout):
    assert checkout.do("migrate").returncode == 0
    assert checkout.do("dbshell").stdout == b"0\n"


def test_the_restore_drill_checks_a_second_database(lived_in):
    command = [sys.executable, "-m", "launch", "restore-drill"]
    done = subprocess.run(
        command, cwd=lived_in.root, env=lived_in.environment, capture_output=True, timeout=180, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^0\nhall_drill_\d+ postgres$", done.stdout, re.MULTILINE), done.stdout
    assert "nothing was missing" in done.stdout + done.stderr
    assert not list((lived_in.root / "var").glob("*.dump"))


def test_the_drill_tells_the_halls_faults_from_losses(lived_in):
    """Its own fault is in the copy too: the dump is faithful, and does not stay."""
    assert lived_in.do("flush").returncode == 0
    command = [sys.executable, "-m", "launch", "restore-drill"]
    done = subprocess.run(
        command, cwd=lived_in.root, env=lived_in.environment, capture_output=True, timeout=180, text=True
    )
    words = done.stdout + done.stderr
    assert done.returncode == 1, words
    assert "failed: every verdict. The hall itself says the same" in words
    assert not list((lived_in.root / "var").glob("*.dump"))


def test_no_keys_are_made_beside_the_data_of_a_hall(lived_in):
    secrets, put_aside = lived_in.root / "var" / "secrets.env", lived_in.root / "secrets.env.aside"
    secrets.rename(put_aside)
    refused = lived_in.do("environment")
    assert refused.returncode == 1
    assert b"lacks the DATA_KEYS and HASH_PEPPER that they are sealed with" in refused.stderr
    assert not secrets.exists()
    with_its_own_server = {"DATABASE_URL": "postgres://127.0.0.1:1/none"}
    assert b"reaching the database failed" in lived_in.do("environment", **with_its_own_server).stderr
    put_aside.rename(secrets)
    assert lived_in.do("environment").returncode == 0


def test_no_keys_are_made_for_a_foreign_hall(lived_in):
    secrets = lived_in.root / "var" / "secrets.env"
    kept = secrets.read_text()
    with lived_in.start("stay") as running:
        running.stdout.readline()
        url = f"postgres://postgres@/hall?host={lived_in.root}/var/run"
        assert lived_in.do("migrated", DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0").returncode == 0
        secrets.unlink()
        refused = lived_in.do("environment", DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0")
        running.stdin.close()
    assert refused.returncode == 1
    assert b"there are data in the database of DATABASE_URL" in refused.stderr
    assert not secrets.exists()
    secrets.write_text(kept)


def test_input_output_and_exit_code_pass_through_untouched(lived_in):
    text = "甲\r\n乙\0\n".encode() * 1000
    process = lived_in.do("echo", stdin=text)
    assert process.stdout == text
    assert process.stderr == b""
    assert lived_in.do("end", "7").returncode == 7


def test_named_servers_are_used_and_none_is_started(lived_in):
    with lived_in.start("stay") as running:
        running.stdout.readline()
        url = f"postgres://postgres@/hall?host={lived_in.root}/var/run"
        process = lived_in.do("environment", DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0", SECRET_KEY="given")
        running.stdin.close()
    environment = json.loads(process.stdout)
    assert (environment["DATABASE_URL"], environment["REDIS_URL"]) == (url, "redis://127.0.0.1:1/0")
    assert environment["SECRET_KEY"] == "given"


def test_two_at_once_share_and_the_last_one_stops(lived_in):
    with lived_in.start("stay") as first, lived_in.start("stay") as second:
        assert (first.stdout.readline(), second.stdout.readline()) == (b"here\n", b"here\n")
        shared = lived_in.servers
        assert len(shared) == 2
        first.stdin.close()
        first.wait(20)
        assert lived_in.servers == shared
        second.stdin.close()
    assert lived_in.servers == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_ends_command_and_servers(lived_in, number):
    with lived_in.start("stay") as running:
        running.stdout.readline()
        running.send_signal(number)
        assert running.wait(20) != 0
    assert lived_in.servers == {}


def test_servers_of_a_killed_launcher_are_taken_over_and_stopped(lived_in):
    with lived_in.start("stay") as killed:
        killed.stdout.readline()
        killed.kill()
    left = lived_in.servers
    assert len(left) == 2
    process = lived_in.do("dbshell")
    assert (process.returncode, process.stdout) == (0, b"0\n")
    assert lived_in.servers == {}


def test_killed_servers_start_again_with_their_data(lived_in):
    with lived_in.start("stay") as running:
        running.stdout.readline()
        for pid in lived_in.servers.values():
            os.kill(pid, signal.SIGKILL)
        running.stdin.close()
    process = lived_in.do("dbshell")
    assert (process.returncode, process.stdout) == (0, b"0\n"), process.stderr.decode()


@pytest.mark.parametrize("name", ["redis", "postgres"])
def test_the_hall_outlives_a_killed_server(lived_in, name):
    with lived_in.open_hall() as (run, said, port):
        assert answers_again(port), said.read_text()
        before = lived_in.servers
        os.kill(before[name], signal.SIGKILL)
        deadline = time.monotonic() + 60
        while lived_in.servers.get(name) in (before[name], None) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert answers_again(port), said.read_text()
        assert run.poll() is None
        after = lived_in.servers
        assert {each for each in before if after[each] != before[each]} == {name}
    assert run.returncode == 0, said.read_text()
    assert said.read_text().count(f"{name} has ended (it was killed by signal 9); starting it again") == 1
    assert lived_in.servers == {}


def answers_again(port: int) -> bool:
    """Whether the site, which asks both servers, answers within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if look(port).code == 200:
            return True
        time.sleep(0.2)
    return False


def test_second_start_is_quick(lived_in):
    begun = time.monotonic()
    assert lived_in.do("end", "0").returncode == 0
    assert time.monotonic() - begun < 5
