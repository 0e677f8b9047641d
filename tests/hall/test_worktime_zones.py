"""
The machine's time zone means nothing: the tables of the kernel and of the calculator pass under three of them.

Django sets its own zone for the process, so this is asked without it. The whole suite: ``TZ=America/New_York make test``.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = ("test_worktime", "test_worktime_lines", "test_worktime_explanation", "test_worktime_backward")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_tables_pass_wherever_the_machine_stands(zone):
    process = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:xdist", "-p", "no:cacheprovider", "-c", os.devnull,
            "--rootdir", str(ROOT), "--noconftest", *(f"tests/hall/{name}.py" for name in TABLES),
        ],
        cwd=ROOT, env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stdout[-2000:]
    assert " passed" in process.stdout
