"""What a name is found by."""

import pytest

from permits import names


@pytest.mark.parametrize(
    ("name", "query", "matches"),
    [
        ("王小明", "小明", True),
        ("王小明", "明小", False),
        ("王小明", "王明", False),
        ("王小明", "wxm", True),
        ("王小明", "wx", True),
        ("王小明", "xm", False),
        ("曾小明", "zxm", True),
        ("曾小明", "cxm", True),
        ("欧阳·娜娜", "oyn", True),
        ("ＡＢＣ食品", "abc", True),
        ("𠮷野家", "𠮷野", True),
        ("云澜食品有限公司第八分店", "ylspyxgsdbfd", True),  # longer than what is kept: as far as it goes
    ],
)
def test_a_name_is_found(name, query, matches):
    wanted = names.pieces_of_a_search(query)
    assert wanted
    assert (set(wanted) <= set(names.pieces(name))) is matches


@pytest.mark.parametrize("query", ["x", "", " "])
def test_too_little_to_ask_for(query):
    assert names.pieces_of_a_search(query) == []


def test_names_without_a_letter():
    assert names.initials("·") == set()
    assert names.pieces("") == []
