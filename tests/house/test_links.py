"""Every address written out in a template leads somewhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

from tests.house.source import TEMPLATES

WRITTEN = re.compile(r"""(?:href|action|data-href)="(/[^"{]*)(\{?)""")
FOUND = sorted(
    {
        (path.split("#")[0].split("?")[0], bool(goes_on))
        for template in TEMPLATES
        for path, goes_on in WRITTEN.findall(template.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize(("path", "goes_on"), FOUND)
def test_address_leads_somewhere(path, goes_on):
    if path.startswith("/static/"):
        assert finders.find(path.removeprefix("/static/"))
    elif goes_on:
        assert any(_leads(f"{path}{end}") for end in ("", "WJ-XK-0001/", "1/", "01012026110300001/", "1/read/"))
    else:
        assert _leads(path)


def test_addresses_are_found():
    assert len(FOUND) > 15


def _leads(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
