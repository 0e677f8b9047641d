"""What a line may look like, and what is said about one that cannot be understood."""

import io
from zoneinfo import ZoneInfo

import pytest

from cases.models import Pause
from complaints.deadlines import GRADE_WORDS
from complaints.models import Category, Finding
from permits.models import Channel, Decision, Delivery, Visit
from replay.acts import ACTS as DONE
from replay.names import ACTS
from replay.reading import BadLine, UnknownAct, read, read_line
from replay.words import (
    CATEGORIES,
    CAUSES,
    CHANNELS,
    FINDINGS,
    GRADES,
    GROUNDS,
    METHODS,
    PURPOSES,
    RESULTS,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def line(text: str):
    return read_line(text.encode(), 1, SHANGHAI)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-11-03T09:30:00+08:00", "2025-11-03T09:30:00+08:00"),
        ("2025-11-03T01:30:00Z", "2025-11-03T09:30:00+08:00"),
        ("2025-11-03 09:30", "2025-11-03T09:30:00+08:00"),
        ("2025-11-03", "2025-11-03T00:00:00+08:00"),
    ],
)
def test_an_instant(written, instant):
    assert line(f'{{"at": "{written}", "act": "tick"}}').at.isoformat() == instant


@pytest.mark.parametrize(
    "act", ["accept_complaint", "acceptComplaint", "accept-complaint", " Accept complaint", "投诉受理"]
)
def test_an_act_in_any_spelling(act):
    assert line(f'{{"at": "2025-11-03", "act": "{act}", "ref": "c"}}').name == "accept_complaint"


def test_synonyms_of_fields_and_the_first_name_wins():
    act = line(
        '{"when": "2025-11-03", "type": "decide", "case": 7, "decision": "grant", "account": "li", "by": "zhang"}'
    )
    assert (act.name, act.ref, act.fields) == ("decide", "7", {"result": "grant", "by": "zhang"})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[]", ""),
        ("{", ""),
        ("nonsense", ""),
        ('{"act": "tick"}', "at"),
        ('{"at": "yesterday", "act": "tick"}', "at"),
        ('{"at": 1762133400, "act": "tick"}', "at"),
        ('{"at": "0001-01-01", "act": "tick"}', "at"),
        ('{"at": "9999-12-31T23:59:59-12:00", "act": "tick"}', "at"),
        ('{"at": "2025-11-03"}', "act"),
        ('{"at": "2025-11-03", "act": "accept"}', "ref"),
        ('{"at": "2025-11-03", "act": "accept", "ref": {}}', "ref"),
        ('{"at": "2025-11-03", "act": "accept", "ref": "\\u0000"}', ""),
        ('{"at": "2025-11-03", "act": "accept", "ref": "\\ud800"}', ""),
        ("[" * 100_000, ""),
    ],
)
def test_a_line_that_cannot_be_understood_names_the_field(text, field):
    with pytest.raises(BadLine) as refusal:
        line(text)
    assert refusal.value.field == field


def test_an_unknown_act_is_told_which_there_are():
    with pytest.raises(UnknownAct, match="register"):
        line('{"at": "2025-11-03", "act": "approve everything", "ref": "a"}')


def test_a_file_is_sorted_stably_by_instant():
    file = io.BytesIO(
        b'\xef\xbb\xbf{"at": "2025-11-04", "act": "accept", "ref": "b"}\n'
        b"\n# a remark\nnonsense\n"
        b'{"at": "2025-11-03", "act": "register", "ref": "a"}\r\n'
        b'{"at": "2025-11-03", "act": "accept", "ref": "a"}'
    )
    script = read(file, zone=SHANGHAI)
    assert [(act.line, act.name) for act in script.acts()] == [(5, "register"), (6, "accept"), (1, "accept")]
    assert [unread.line for unread in script.unread] == [4]
    assert list(script.refs) == ["b", "a"]


def test_a_line_without_end_costs_itself_only():
    file = io.BytesIO(b'{"at": "' + b"9" * 1_000_000 + b'"}\n{"at": "2025-11-03", "act": "tick"}\n')
    script = read(file, zone=SHANGHAI)
    assert [act.line for act in script.acts()] == [2]
    assert [unread.line for unread in script.unread] == [1]


def test_the_closed_lists_are_those_of_the_rooms():
    assert set(CHANNELS.values()) == set(Channel.values)
    assert set(PURPOSES.values()) == set(Visit.Purpose.values)
    assert set(CAUSES.values()) == set(Visit.Cause.values)
    assert set(GROUNDS.values()) == set(Pause.Ground.values)
    assert set(RESULTS.values()) == set(Decision.Result.values)
    assert set(METHODS.values()) == set(Delivery.Method.values)
    assert set(FINDINGS.values()) == set(Finding.Result.values)
    assert set(CATEGORIES.values()) == set(Category.values)
    assert set(GRADES.values()) == set(GRADE_WORDS)
    assert set(ACTS.values()) == set(DONE)
