"""The peer of bench/sweep.py, bench/lookup.py and bench/register.py: django-helpdesk from PyPI, in its own virtual environment and its own database."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.databases import Place
from launch import places

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "helpdesk-requirements.txt"


@dataclass(frozen=True)
class Helpdesk:
    """`python` is that of its virtual environment."""

    python: Path
    place: Place

    def version(self) -> str:
        shown = subprocess.run(
            [self.python, "-c", "from importlib.metadata import version as v; print(v('django-helpdesk'), v('Django'))"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        helpdesk, framework = shown.stdout.split()
        return f"django-helpdesk {helpdesk} on Django {framework}"

    def escalated(self, *, due: int) -> float:
        """Let it escalate so many due tickets among ten times as many; return how many a second."""
        answer = self._run(f"--due={due}")
        assert answer["escalated"] == due, answer
        return due / answer["seconds"]

    def looked(self, times: int) -> dict[str, float]:
        """Let it open a ticket's public page so many times; return how often, in how many seconds, and busy for how many."""
        return self._run(f"--looks={times}")

    def opened(self, tickets: int) -> dict[str, float]:
        """Let it take in so many tickets by its API; return how many, in how many seconds, and busy for how many."""
        return self._run(f"--tickets={tickets}")

    def _run(self, what: str) -> dict[str, float]:
        words = [f"--{key}={value}" for key, value in asdict(self.place).items()]
        # -P: or its folder were the first on the path, and queue.py in it hid the standard library's
        run = subprocess.run(
            [self.python, "-P", HERE / "helpdesk_side.py", *words, what],
            capture_output=True, text=True, env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
        if run.returncode:
            raise SystemExit(f"django-helpdesk did not run:\n{run.stderr[-3000:]}")
        return json.loads(run.stdout.splitlines()[-1])


def installed(requirements: Path = REQUIREMENTS, name: str = "helpdesk") -> Path:
    """Return the Python of the peers' virtual environment under var/, made on first use."""
    folder = places.VAR / "bench" / f"{name}-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:10]}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        # by our own pip, and without compiling what is never imported: half the work
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
        subprocess.run([*pip, "--quiet", "--no-input", "--no-compile", "-r", str(requirements)], check=True)
        (folder / "complete").touch()
    return python
