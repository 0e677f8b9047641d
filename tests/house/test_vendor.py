"""Third-party front-end files are exactly what their lock file says, with their licence beside them."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from hall.templatetags.vendor import vendor

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]


def entries(folder):
    return json.loads((folder / "vendor.lock.json").read_text(encoding="utf-8"))


def checksum(path):
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("folder", FOLDERS, ids=["shipped", "for tests"])
def test_every_file_is_the_one_that_was_locked(folder):
    locked = {name: sri for entry in entries(folder) for name, sri in entry["files"].items()}
    present = {
        str(path.relative_to(folder)): checksum(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "vendor.lock.json"
    }
    assert present == locked


@pytest.mark.parametrize("folder", FOLDERS, ids=["shipped", "for tests"])
def test_every_package_names_its_origin_and_carries_its_licence(folder):
    for entry in entries(folder):
        assert f"{entry['name']}-{entry['version']}/LICENSE" in entry["files"]
        assert entry["licence"]
        assert entry["tarball_sha512"].startswith("sha512-")
        assert entry["script"] in entry["files"]


def test_shipped_scripts_name_no_source_map():
    """Collecting static files would rewrite such a line, and the checksum in the page would no longer hold."""
    for path in FOLDERS[0].rglob("*.js"):
        assert b"sourceMappingURL" not in path.read_bytes()


def test_vendor_prints_address_and_checksum():
    entry = next(entry for entry in entries(FOLDERS[0]) if entry["name"] == "htmx")
    printed = vendor("htmx")
    assert "vendor/htmx-2.0.11/htmx.min" in printed
    assert f'integrity="{entry["files"][entry["script"]]}"' in printed


def test_vendor_refuses_what_is_not_locked():
    with pytest.raises(KeyError):
        vendor("jquery")
