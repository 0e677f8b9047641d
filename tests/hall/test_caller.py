"""From which place a request comes: one connection is one place, and nothing that a header says is an error."""

import pytest
from django.test import RequestFactory

from hall.caller import NOWHERE, address_of


@pytest.mark.parametrize(
    ("case", "forwarded", "place"),
    [
        ("an address", "203.0.113.9", "203.0.113.9"),
        ("with a port", "203.0.113.9:51824", "203.0.113.9"),
        ("IPv6: its network", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("IPv6 of the same connection", "2001:DB8:1:2::1", "2001:db8:1:2::"),
        ("IPv6 of another one", "2001:db8:1:3::1", "2001:db8:1:3::"),
        ("IPv6 with a port", "[2001:db8:1:2::7]:443", "2001:db8:1:2::"),
        ("IPv6 in brackets", "[2001:db8:1:2::7]", "2001:db8:1:2::"),
        ("of one network card", "fe80::1%eth0", "fe80::"),
        ("IPv4 in IPv6", "::ffff:203.0.113.9", "203.0.113.9"),
        ("IPv4 in IPv6 with a port", "[::ffff:203.0.113.9]:80", "203.0.113.9"),
        ("the last one, which our proxy saw", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("rubbish", "unknown", "10.0.0.1"),
        ("a sentence", "'; DROP TABLE x --", "10.0.0.1"),
        ("too large a number", "300.1.1.1", "10.0.0.1"),
        ("a hole in brackets", "[", "10.0.0.1"),
        ("an empty last hop", "203.0.113.9,", "203.0.113.9"),
        ("nothing", "", "10.0.0.1"),
    ],
)
def test_behind_a_proxy(settings, case, forwarded, place):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert address_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.1")) == place


def test_without_a_proxy_the_header_says_nothing():
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR="2001:db8::5")
    assert address_of(request) == "2001:db8::"


def test_who_has_no_address_comes_from_nowhere():
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="")) == NOWHERE
