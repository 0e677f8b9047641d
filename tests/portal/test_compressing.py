"""Public pages go out compressed and small; a page with anything secret in it does not (decision 93)."""

import gzip
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.complaints.conftest import form
from tests.world import at

STATIC = Path(__file__).parents[2] / "static"
WITH_EVERY_PAGE = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("hall.css", "hall.js", "icon.svg"))
PUBLIC = ["/", "/c/", "/accessibility/", "/privacy/", "/calculator/", "/items/", "/complain/"]
PACKED = {"HTTP_ACCEPT_ENCODING": "gzip"}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_compressed_and_small(world, client, address):
    plain, packed = client.get(address), client.get(address, **PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"].count("Accept-Encoding") == 1
    assert "Content-Encoding" not in plain.headers
    assert len(gzip.decompress(packed.content)) == len(plain.content)  # the token of its form is another one each time
    assert len(packed.content) + WITH_EVERY_PAGE <= 20_000


def test_an_item_is_compressed(world, client):
    page = client.get(f"/items/{world.promised.item.code}/", **PACKED)
    assert page.headers["Content-Encoding"] == "gzip"


def test_a_case_a_code_and_a_key_are_not(world, client):
    with time_machine.travel(at("2025-11-03 10:00"), tick=False):
        registered = world.register(when=at("2025-11-03 09:00"))
        pages = [
            client.post("/c/", {"code": "1234"}, **PACKED),
            client.post("/c/", {"code": registered.code}, **PACKED),
        ]
        pages += [client.get(address, **PACKED) for address in ("/c/status/", "/complain/file/", "/login/")]
        client.post("/complain/file/", form())
        pages.append(client.get("/complain/receipt/", **PACKED))
    assert [page.status_code for page in pages] == [422, 302, 200, 200, 200, 200]
    assert not [page for page in pages if "Content-Encoding" in page.headers]


def test_somebody_signed_in_has_a_name_on_each_page(world):
    signed_in = Client()
    signed_in.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    for address in PUBLIC:
        assert "Content-Encoding" not in signed_in.get(address, **PACKED).headers
