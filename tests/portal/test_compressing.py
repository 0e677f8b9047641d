"""Which pages go out compressed, and how small: decisions 93 and 147."""

import gzip
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.filing import CHECK, file_report, fill_in
from tests.world import at

STATIC = Path(__file__).parents[2] / "static"
WITH_EVERY_PAGE = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("hall.css", "hall.js", "icon.svg"))
HTMX = sum(len(gzip.compress(file.read_bytes())) for file in STATIC.glob("vendor/htmx-*/*.js"))
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
        fill_in(client)
        pages.append(client.get(CHECK, **PACKED))
        file_report(client)
        pages.append(client.get("/complain/receipt/", **PACKED))
    assert [page.status_code for page in pages] == [422, 302, 200, 200, 200, 200, 200]
    assert not [page for page in pages if "Content-Encoding" in page.headers]


WHO_ASKS = [
    ("a link of ours", "same-origin", True),
    ("typed, or a link in a mail: where it leads on the way is not weighed", "none", False),
    ("another site", "cross-site", False),
    ("a neighbour's", "same-site", False),
    ("not said", None, False),
]


def test_signed_in_only_where_no_other_site_asks(world):
    for words, site, packed in WHO_ASKS:
        asked = PACKED | ({"HTTP_SEC_FETCH_SITE": site} if site else {})
        for person, address in [*((world.clerk, each) for each in [*PUBLIC, "/desk/"]), (world.office, "/oversight/")]:
            answer = signed_in(person).get(address, **asked)
            assert answer.status_code == 200
            assert ("Content-Encoding" in answer.headers) is packed, (address, words)


def test_what_opens_something_is_never_compressed(world):
    with time_machine.travel(at("2025-11-03 10:00"), tick=False):
        number = world.register(when=at("2025-11-03 09:00")).application.case.number
        clerk = signed_in(world.clerk)
        for address in (f"/desk/cases/{number}/receipt/", "/tokens/", "/desk/register/?item=WJ-XK-0001", "/password/"):
            answer = clerk.get(address, HTTP_SEC_FETCH_SITE="same-origin", **PACKED)
            assert answer.status_code == 200, address
            assert "Content-Encoding" not in answer.headers


def test_lists_of_fifty_are_light(world):
    """The aim: the queue 30 KB, the office's list 35. Of a first visit, that is, with what a browser keeps from then on."""
    assert WITH_EVERY_PAGE + HTMX <= 30_000
    with time_machine.travel(at("2025-11-03 10:00"), tick=False):
        for n in range(52):
            world.accepted(when=at("2025-11-03 09:00"), idem=f"of-fifty-{n}")
        for person, address, most in [(world.clerk, "/desk/", 8_000), (world.office, "/oversight/cases/", 10_000)]:
            page = signed_in(person).get(address, HTTP_SEC_FETCH_SITE="same-origin", **PACKED)
            assert gzip.decompress(page.content).count(b"<tr") > 50
            assert len(page.content) <= most, address


def signed_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
