"""Odd requests at the open doors: an answer in words, never an error of ours."""

import pytest


@pytest.mark.parametrize("target", ["foo", "home", "//elsewhere.invalid/", "https://elsewhere.invalid/", "", "\\\\x"])
def test_the_large_text_switch_leads_nowhere_strange(world, client, target):
    answer = client.post("/large-text/", {"next": target, "large": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("version", ["%00", "%0d%0aX-Odd:1", "9"])
def test_the_document_has_our_name_whatever_is_asked(world, client, version):
    answer = client.get(f"/api/v1/schema/?version={version}")
    assert answer.status_code in {200, 404, 406}
    assert "X-Odd" not in answer
    assert "\0" not in answer.get("Content-Disposition", "")
