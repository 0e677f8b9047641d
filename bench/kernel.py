"""`python -m bench.kernel`: the kernel of working time against the well-known libraries, installed from PyPI on first use."""

import os
import subprocess
import sys
from pathlib import Path

from bench.peer import installed

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "kernel-requirements.txt"

if __name__ == "__main__":
    alone = "--skip-peers" in sys.argv
    python = sys.executable if alone else installed(REQUIREMENTS, "kernel")
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONWARNINGS": "ignore"}
    sys.exit(subprocess.run([python, "-m", "bench.kernel_side", *sys.argv[1:]], env=environment).returncode)
