"""The secrets of a demonstration or a test: made at the first start, kept in var/secrets.env (0600). What the environment says wins."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from launch.say import StartFailed

NAMES = ("SECRET_KEY", "DATA_KEYS", "HASH_PEPPER", "HISTORY_KEY")
OF_THE_DATA = ("DATA_KEYS", "HASH_PEPPER")  # without which data of before are lost


def new_keys() -> dict[str, str]:
    """Return fresh secrets in the form that the settings read."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "HASH_PEPPER": secrets.token_hex(32),
        "HISTORY_KEY": secrets.token_hex(32),
    }


def kept_keys(path: Path, *, beside: Callable[[], str] = lambda: "") -> dict[str, str]:
    """
    Return the secrets kept in this file; what is missing there is made and added.

    :param beside: says where data lie that were sealed with secrets of before, or "": asked if a secret is missing. Beside such
        data none of the secrets that they need is ever made.
    :raises StartFailed: there are such data, and neither the file nor the environment has the secrets that they need.
    """
    on_file = read_secrets(path) if path.exists() else {}
    if all(name in on_file for name in NAMES):
        return on_file
    data = beside()
    lost = [name for name in OF_THE_DATA if name not in on_file and not os.environ.get(name)]
    if data and lost:
        raise StartFailed(
            "reading the keys",
            f"there are data in {data}, and {path} lacks the {' and '.join(lost)} that they are sealed with",
            "Put that file back from your copy: without it nobody opens them. To begin anew, put those data aside.",
        )
    made = {name: key for name, key in new_keys().items() if not (data and name in OF_THE_DATA)}
    keys = {**made, **on_file}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("# Secrets of this checkout's demonstration hall. Without them its sealed data cannot be opened.\n")
        file.writelines(f"{name}={value}\n" for name, value in keys.items())
    unfinished.replace(path)
    return keys


def read_secrets(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
