"""HEAD is GET without its body, at every address (RFC 9110, 9.3.2): monitors ask so whether the hall lives."""

import pytest

from tests.permits.desk import desk

__all__ = ["desk"]
PUBLIC = ["/", "/c/", "/items/", "/items/WJ-XK-0001/", "/complain/", "/complain/file/", "/calculator/", "/login/", "/accessibility/", "/privacy/", "/healthz", "/api/v1/items/", "/api/v1/schema/"]  # fmt: skip
STAFF = ["/landing/", "/letters/", "/letters/contact/", "/desk/", "/desk/register/?item=WJ-XK-0001", "/desk/enquiries/", "/desk/enquiries/new/", "/password/"]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_head_of_a_public_page_is_its_get(world, client, path):
    alike(client, path)


@pytest.mark.parametrize("path", STAFF)
def test_head_of_a_page_for_staff_is_its_get(desk, client, path):
    alike(client, path)


@pytest.mark.parametrize("path", ["/logout/", "/desk/bulk/", "/large-text/", "/c/leave/"])
def test_head_of_what_only_takes_posts(desk, client, path):
    assert client.head(path).status_code == 405


def alike(client, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.status_code == get.status_code
    assert head.status_code != 405
    assert head.content == b""
    assert head.get("Content-Type") == get.get("Content-Type")
