"""The limits of an item in words, the same on the catalogue, the desk and the receipt."""

import pytest

from hall.disclosures import extension_words, promise_words, statutory_words
from hall.models import ItemVersion


@pytest.mark.parametrize(
    ("sentence", "terms", "promise", "statutory"),
    [
        ("days", {}, "3 个工作日", "20 个工作日"),
        ("half a day", {"promise_quantity": 210, "promise_unit": "working_minute"}, "半个工作日", "20 个工作日"),
        ("natural days", {"statutory_quantity": 60, "statutory_unit": "natural_day"}, "3 个工作日", "60 日"),
        ("months", {"statutory_quantity": 3, "statutory_unit": "month"}, "3 个工作日", "3 个月"),
        ("at once", {"statutory_quantity": None, "statutory_unit": ""}, "3 个工作日", "没有法定时限，当场办理"),
        ("the city's", {"promise_quantity": 5, "authority_level": "city"}, "争取 5 个工作日", "20 个工作日"),
    ],
)
def test_limits(sentence, terms, promise, statutory):
    published = {
        "promise_quantity": 3,
        "promise_unit": "working_day",
        "statutory_quantity": 20,
        "statutory_unit": "working_day",
        "authority_level": "district",
    }
    version = ItemVersion(**{**published, **terms})
    assert (promise_words(version), statutory_words(version)) == (promise, statutory)


def test_the_extension_says_that_the_promise_stays():
    version = ItemVersion(extension_days=10, extension_approver="本机关负责人", statutory_unit="working_day")
    assert "10 个工作日" in extension_words(version)
    assert "承诺时限不因此延长" in extension_words(version)
