"""What a name is found by."""

from importlib import import_module

import pytest
from django.apps import apps

from permits import names
from permits.models import Application
from tests.cases.broken_rows import triggers_off
from tests.world import at


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


@pytest.mark.parametrize(
    "between", ["·", "•", "・", "．", ".", "\u2027", "\u200b", "\u202e", "\ufe0f", "\x7f", "\u3164", "\U000e0100"]
)
def test_names_kept_before_are_found_anew(world, between):
    touched, plain = (world.register(when=at("2025-09-30 10:00"), idem=f"k{n}").application for n in range(2))
    with triggers_off():
        Application.objects.filter(pk=touched.pk).update(applicant_name=f"买买提{between}艾合买提")
    Application.objects.update(name_pieces=["旧"])
    import_module("permits.migrations.0024_dots_in_names").rebuild(apps, None)
    pieces = dict(Application.objects.values_list("pk", "name_pieces"))
    assert set(names.pieces_of_a_search("买买提艾合")) <= set(pieces[touched.pk])
    assert pieces[plain.pk] == ["旧"]


SMITH = names.pieces("John Smith-O'Neil")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("Smith", True),
        ("SMITH JOHN", True),
        ("o'neil", True),
        ("john smith-o'neil", True),
        ("Smi", True),
        ("Schmidt", False),
        ("John Brown", False),
        ("史密斯", False),
    ],
)
def test_a_name_in_letters_is_found_by_its_words(search, found):
    """In the order of a passport too, half of a double name, any case."""
    assert any(set(way) <= set(SMITH) for way in names.searches(search)) is found


def test_letters_are_still_the_initials_of_a_name(world):
    pieces = set(names.pieces("王小明"))
    assert any(set(way) <= pieces for way in names.searches("wxm"))
    assert not any(set(way) <= pieces for way in names.searches("xmw"))
