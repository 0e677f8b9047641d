"""What a figure was measured on: without it the figure says nothing."""

import os
import platform
from datetime import datetime
from pathlib import Path


def described() -> str:
    """Processor, cores, memory, how busy the machine was, and Python, on one line."""
    cpu = _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()
    memory = _first("/proc/meminfo", "MemTotal")
    size = f"{int(memory.split()[0]) / 1_048_576:.0f} GB" if memory else "memory unknown"
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    when = datetime.now().astimezone()
    return (
        f"{when:%Y-%m-%d %H:%M %Z}: {cpu}, {os.cpu_count()} cores, {size}, load average {load}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _first(path: str, label: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(label)), "")
