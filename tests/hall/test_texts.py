"""What is typed is kept without what nobody sees; what cannot simply be left out is refused; a name is found however it is typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hall.texts import NamedTwice, Unseen, folded, is_unseen, line, lines, named_once, printable, visible

RARE = "王\ue123"  # a surname of an old police font, in the private area


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 王明 ", "王明"),
        ("王\u200b明", "王明"),
        ("\ufeff王明", "王明"),
        ("王\u00ad明", "王明"),
        ("\u202d王明\u202c", "王明"),
        ("王明\t", "王明"),
        ("王\t明", "王 明"),
        ("王明\r\n", "王明"),
        ("买买提·艾合买提", "买买提·艾合买提"),
        (RARE, RARE),
        ("𠮷野", "𠮷野"),
        ("\u200b", ""),
        ("\u3164", ""),
        ("\u2800\u0301", ""),
        ("", ""),
    ],
)
def test_a_line_is_kept_as_it_is_seen(typed, stored):
    assert line(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["王\x00明", "王\x7f明", "王\x1b明", "王\x07明", "王\n明", "王\u2028明", "王\u2029明", "王\u202e明", "王\ud800"],
)
def test_a_line_that_is_not_what_it_looks_like(typed):
    with pytest.raises(Unseen, match="删去看不见的字符"):
        line(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("一\r\n二", "一\n二"),
        ("一\r二", "一\n二"),
        ("一\u2028二", "一\n二"),
        ("一\x0b二", "一\n二"),
        ("一\t二", "一\t二"),
        ("一\u200b二", "一二"),
        ("\u202e一\u202c二", "一二"),
        ("👨\u200d👩\u200d👧 一\u200d二", "👨\u200d👩\u200d👧 一二"),
        ("\u200b\n\u200b", ""),
    ],
)
def test_a_text_keeps_its_line_ends_alone(typed, stored):
    assert lines(typed) == stored


@pytest.mark.parametrize("typed", ["一\x00", "一\x07", "一\x7f二"])
def test_a_text_with_a_control_character(typed):
    with pytest.raises(Unseen):
        lines(typed)


def test_what_was_kept_before_can_be_printed():
    assert printable("王\x7f\u200b明\u202e\n住址") == "王明\n住址"


@pytest.mark.parametrize("search", ["买买提·艾合买提", "买买提・艾合买提", "买买提．艾合买提", "买买提.艾合买提", "买买提•艾合买提", "买买提‧艾合买提", "买买提艾合买提", "买买提 艾合\u200b买提"])  # fmt: skip
def test_every_dot_in_a_name_is_one(search):
    assert folded(search) == "买买提艾合买提"


@given(st.text())
@example("C\u00b8")
@example("\u200b.\u200b")
def test_tidying_is_done_once_and_leaves_nothing_unseen(text):
    assert folded(folded(text)) == folded(text)
    assert visible(visible(text)) == visible(text)
    for tidy in (line, lines):
        try:
            stored = tidy(text)
        except Unseen:
            continue
        assert tidy(stored) == stored
        assert not any(map(is_unseen, stored.replace("\u200d", "")))


@given(st.text(st.characters(categories=["Lo", "Nd"]), min_size=1, max_size=20), st.data())
def test_what_nobody_sees_changes_nothing_of_a_name(name, data):
    place = data.draw(st.integers(0, len(name)))
    unseen = data.draw(st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad\u202d\u202c\u061c"))
    assert line(name[:place] + unseen + name[place:]) == line(name)
    assert folded(name[:place] + unseen + name[place:]) == folded(name)


def test_an_object_names_each_thing_once():
    assert named_once([("a", 1), ("b", 2)]) == {"a": 1, "b": 2}
    with pytest.raises(NamedTwice, match="a"):
        named_once([("a", 1), ("a", 1)])
