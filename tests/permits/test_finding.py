"""What an item is found by: parts of its name, code, initials, its reading, everyday words, what it shares."""

import csv
from pathlib import Path

import pytest

from permits.finding import WORDS, alike, is_listed, is_named, likely, meant

with Path(WORDS).with_name("catalogue.csv").open(encoding="utf-8-sig") as lines:
    CATALOGUE = list(csv.DictReader(lines))
ITEMS = [(number, row["item_name"], row["item_code"]) for number, row in enumerate(CATALOGUE)]


def names_of(keys: list[int]) -> list[str]:
    return [ITEMS[key][1] for key in keys]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("身份证", True),
        ("居民 换领", True),
        ("GA-QR-0004", True),
        ("ga-qr-0004", True),
        ("sfz", True),
        ("ＳＦＺ", True),
        ("shenfenzheng", True),
        ("juminshenfen", True),
        ("s", False),
        ("hukou", False),
        ("户口", False),
        ("居民 户口", False),
    ],
)
def test_an_item_is_named_by_parts_initials_and_reading(typed, named):
    assert is_named(typed, "居民身份证换领", "GA-QR-0004") is named


@pytest.mark.parametrize(("typed", "listed"), [("GA-QR", True), ("ga", True), ("gb", False)])
def test_the_catalogue_is_narrowed_by_a_codes_beginning(typed, listed):
    assert is_listed(typed, "居民身份证换领", "GA-QR-0004") is listed


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("营业执照", "公司设立登记"),
        ("社保", "单位社会保险登记"),
        ("开诊所", "中医诊所备案"),
        ("我想开饭店", "食品经营许可"),
        ("饭店", "食品经营许可"),
        ("办房产证", "国有建设用地使用权及房屋所有权首次登记"),
        ("生孩子", "生育津贴支付"),
    ],
)
def test_everyday_words_stand_for_items(typed, first):
    assert names_of(likely(typed, ITEMS))[0] == first


def test_without_such_a_word_the_likest_names_are_offered():
    assert meant("排污的证", ITEMS) == []
    assert set(names_of(alike("排污的证", ITEMS))) == {
        "排污许可证核发（简化管理）",
        "排污许可证核发（重点管理）",
        "江河、湖泊新建、改建或者扩大排污口审批",
    }
    assert likely("没有", ITEMS) == likely("%", ITEMS) == likely("", []) == []


def test_every_everyday_word_means_items_of_the_catalogue():
    with WORDS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    nothing = [
        (row["word"], part)
        for row in rows
        for part in row["names"].split(";")
        if not any(part in name for _key, name, _code in ITEMS)
    ]
    assert nothing == []
    assert len({row["word"] for row in rows}) == len(rows)
