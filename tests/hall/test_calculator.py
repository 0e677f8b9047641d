"""The deadline calculator: what a question may hold, what an answer says, and that no line of input stops it."""

import io
import json
import math
import subprocess
import sys
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from hall import calculator
from hall.worktime import Unit
from tests.hall.calendar_days import CALENDAR
from tests.house.source import ROOT

QUESTION = {"id": "c1", "unit": "working_day", "quantity": 3, "start": "2025-09-26T17:01:00+08:00"}
BACK = {"id": "b", "unit": "working_day", "quantity": 6, "start": "2025-10-15", "direction": "backward"}
GONE = object()


def ask(**changes):
    return {field: value for field, value in (QUESTION | changes).items() if value is not GONE}


def run(*lines):
    """Return the answers to these lines, which are texts, bytes or questions."""
    raw = [line if isinstance(line, str | bytes) else json.dumps(line) for line in lines]
    file = io.BytesIO(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in raw))
    return [json.loads(line) for line in calculator.answers(calculator.lines_of(file), CALENDAR)]


def test_the_issue_s_own_example():
    assert calculator.answer(QUESTION, CALENDAR) == {
        "id": "c1",
        "due_at": "2025-10-09T17:00:00+08:00",
        "counted_from": "2025-09-28",
        "provisional": False,
        "explanation": "\n".join(
            [
                "9月26日 周五 17:01 收到，已过下班时间，按下一工作日 9月28日（周日，调休上班）计",
                "9月28日 当日不计，从 9月29日 起算，只计工作日",
                "9月29日 周一，计入：第 1 日",
                "9月30日 周二，计入：第 2 日",
                "10月1日至10月8日 国庆节、中秋节放假，不计",
                "10月9日 周四，计入：第 3 日",
                "到期时间：2025年10月9日 周四 17:00",
            ]
        ),
    }


@pytest.mark.parametrize(
    ("case", "changes", "due_at", "counted_from"),
    [
        ("at closing time it is still the same day", {"start": "2025-09-26T17:00:00+08:00"}, "2025-09-30T17:00:00+08:00", "2025-09-26"),
        ("the same instant by another offset", {"start": "2025-09-26T09:00:00Z"}, "2025-09-30T17:00:00+08:00", "2025-09-26"),
        ("one second later", {"start": "2025-09-26T17:00:01+08:00"}, "2025-10-09T17:00:00+08:00", "2025-09-28"),
        ("a fraction is cut off", {"start": "2025-09-26T17:00:00.999+08:00"}, "2025-09-30T17:00:00+08:00", "2025-09-26"),
        ("without an offset the hall's time", {"start": "2025-09-26T17:01"}, "2025-10-09T17:00:00+08:00", "2025-09-28"),
        ("with a space", {"start": "2025-09-26 17:00"}, "2025-09-30T17:00:00+08:00", "2025-09-26"),
        ("a date alone is that day at opening", {"start": "2025-09-26"}, "2025-09-30T17:00:00+08:00", "2025-09-26"),
        ("a rest day alone", {"start": "2025-10-01"}, "2025-10-13T17:00:00+08:00", "2025-10-09"),
        ("half a day from opening", {"unit": "working_minute", "quantity": 210, "start": "2025-09-26"}, "2025-09-26T12:00:00+08:00", "2025-09-26"),
        ("half a day over lunch", {"unit": "working_minute", "quantity": 210, "start": "2025-10-14T10:30"}, "2025-10-14T15:30:00+08:00", "2025-10-14"),
        ("a minute clock begins on the next working day", {"unit": "working_minute", "quantity": 1}, "2025-09-28T08:31:00+08:00", "2025-09-28"),
        ("natural days roll forward", {"unit": "natural_day", "quantity": 15, "start": "2025-09-22T10:00"}, "2025-10-09T17:00:00+08:00", "2025-09-22"),
        ("a month that has no such day", {"unit": "month", "quantity": 1, "start": "2026-01-30T10:00"}, "2026-02-28T17:00:00+08:00", "2026-01-30"),
        ("a pause, both ends included", {"pauses": [["2025-09-29", "2025-09-30"]]}, "2025-10-11T17:00:00+08:00", "2025-09-28"),
        ("overlapping pauses count once", {"pauses": [["2025-09-29", "2025-09-30"], ["2025-09-30", "2025-09-30"]]}, "2025-10-11T17:00:00+08:00", "2025-09-28"),
        ("no pauses", {"pauses": [], "direction": "forward"}, "2025-10-09T17:00:00+08:00", "2025-09-28"),
        ("null is left out", {"pauses": None, "direction": None}, "2025-10-09T17:00:00+08:00", "2025-09-28"),
    ],
)  # fmt: skip
def test_forward(case, changes, due_at, counted_from):
    answer = calculator.answer(ask(**changes), CALENDAR)
    assert (answer["due_at"], answer["counted_from"], answer["provisional"]) == (due_at, counted_from, False)
    assert answer["explanation"].split("\n")[-1].startswith("到期时间：")


@pytest.mark.parametrize(
    ("case", "changes", "due_at"),
    [
        ("working days, the day itself not counted", {}, "2025-09-30"),
        ("from a rest day", {"start": "2025-10-04", "quantity": 1}, "2025-09-30"),
        ("natural days give the exact day, a rest day too", {"unit": "natural_day", "quantity": 30, "start": "2025-10-31"}, "2025-10-01"),
        ("months", {"unit": "month", "quantity": 1, "start": "2026-03-31"}, "2026-02-28"),
        ("no pauses is no fault", {"pauses": []}, "2025-09-30"),
    ],
)  # fmt: skip
def test_backward(case, changes, due_at):
    answer = calculator.answer(BACK | changes, CALENDAR)
    assert (answer["due_at"], answer["counted_from"]) == (due_at, (BACK | changes)["start"])
    assert "最晚日期：2" in answer["explanation"]


def test_what_reaches_into_a_year_without_notice_is_provisional():
    forward = calculator.answer(ask(start="2026-12-30T10:00", quantity=2), CALENDAR)
    assert forward["provisional"] is True
    assert "2027年的放假安排尚未公布" in forward["explanation"]
    assert calculator.answer(ask(start="2026-12-30T10:00", quantity=1), CALENDAR)["provisional"] is False
    backward = calculator.answer(BACK | {"start": "2027-01-04", "quantity": 3}, CALENDAR)
    assert backward["provisional"] is True
    assert "2027年的放假安排尚未公布" in backward["explanation"]


FAULTS = [
    ("no unit", ask(unit=GONE), "unit"),
    ("a unit that is none", ask(unit="week"), "unit"),
    ("a unit that is a list", ask(unit=["working_day"]), "unit"),
    ("minutes backward", BACK | {"unit": "working_minute"}, "unit"),
    ("no quantity", ask(quantity=GONE), "quantity"),
    ("zero", ask(quantity=0), "quantity"),
    ("less than zero", ask(quantity=-3), "quantity"),
    ("a fraction", ask(quantity=1.5), "quantity"),
    ("a whole number written with a point", ask(quantity=3.0), "quantity"),
    ("a text", ask(quantity="3"), "quantity"),
    ("true", ask(quantity=True), "quantity"),
    ("not a number", ask(quantity=math.nan), "quantity"),
    ("without end", ask(quantity=math.inf), "quantity"),
    ("too large a number", ask(quantity=10_000_001), "quantity"),
    ("farther than the calendar", ask(quantity=10_000), "quantity"),
    ("farther than the calendar, minutes", ask(unit="working_minute", quantity=10_000_000), "quantity"),
    ("farther than any date", ask(unit="natural_day", quantity=10_000_000), "quantity"),
    ("farther than any month", ask(unit="month", quantity=10_000_000), "quantity"),
    ("farther back than the calendar", BACK | {"quantity": 10_000}, "quantity"),
    ("farther back than any date", BACK | {"unit": "natural_day", "quantity": 10_000_000}, "quantity"),
    ("farther back than any month", BACK | {"unit": "month", "quantity": 10_000_000}, "quantity"),
    ("no start", ask(start=GONE), "start"),
    ("a start that is a number", ask(start=20250926), "start"),
    ("no such day", ask(start="2025-02-30"), "start"),
    ("no such day in an instant", ask(start="2025-02-30T10:00:00+08:00"), "start"),
    ("no such hour", ask(start="2025-02-03T24:00:00+08:00"), "start"),
    ("no such offset", ask(start="2025-02-03T10:00:00+99:99"), "start"),
    ("a week date", ask(start="2025-W39-5"), "start"),
    ("without dashes", ask(start="20250926"), "start"),
    ("words", ask(start="明天"), "start"),
    ("other digits", ask(start="٢٠٢٥-٠٩-٢٦"), "start"),
    ("before the calendar", ask(start="1999-01-01T10:00:00+08:00"), "start"),
    ("before all years", ask(start="0001-01-01T00:00:00+14:00"), "start"),
    ("after all years", ask(start="9999-12-31T23:00:00-10:00"), "start"),
    ("an instant, backward", BACK | {"start": "2025-10-15T10:00:00+08:00"}, "start"),
    ("before the calendar, backward", BACK | {"start": "1999-01-01"}, "start"),
    ("pauses that are a text", ask(pauses="2025-11-05"), "pauses"),
    ("a pause of one date", ask(pauses=[["2025-11-05"]]), "pauses"),
    ("a pause without end", ask(pauses=[["2025-11-05", None]]), "pauses"),
    ("a pause from an instant", ask(pauses=[["2025-11-05T10:00:00+08:00", "2025-11-06"]]), "pauses"),
    ("a pause on no day", ask(pauses=[["2025-11-31", "2025-12-06"]]), "pauses"),
    ("a pause that ends before it begins", ask(pauses=[["2025-11-05", "2025-11-04"]]), "pauses"),
    ("a pause for ever", ask(pauses=[["2025-09-29", "9999-12-31"]]), "pauses"),
    ("too many pauses", ask(pauses=[["2025-11-05", "2025-11-05"]] * 101), "pauses"),
    ("pauses backward", BACK | {"pauses": [["2025-10-01", "2025-10-02"]]}, "pauses"),
    ("a direction that is none", ask(direction="sideways"), "direction"),
    ("a direction that is a number", ask(direction=1), "direction"),
    ("an unknown field", ask(quantitty=3), "quantitty"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "question", "field"), FAULTS, ids=[case for case, _, _ in FAULTS])
def test_a_fault_is_named_and_the_others_are_answered(case, question, field):
    before, answer, after = run(QUESTION, question, ask(id="c2"))
    assert set(answer) == {"id", "error"}
    assert answer["id"] == question["id"]
    assert answer["error"].startswith(f"{field}：")
    assert before["due_at"] == after["due_at"] == "2025-10-09T17:00:00+08:00"
    assert not [word for word in ("请", "抱歉", "无效", "非法", "Traceback") if word in answer["error"]]


def test_every_fault_of_a_question_is_told_at_once():
    (answer,) = run(ask(quantity=0, start="x", unit=None, strange=1))
    assert answer["error"] == (
        "strange：没有这一项；unit：写 working_day、working_minute、natural_day、month 中的一个；"
        "quantity：要是大于 0 的整数；start：写时刻或日期，如 2025-09-26T17:01:00+08:00 或 2025-09-26"
    )


@pytest.mark.parametrize(
    ("case", "line", "error"),
    [
        ("no JSON", "{", "不是正确的 JSON"),
        ("a number", "7", "一问要是一个 JSON 对象"),
        ("null", "null", "一问要是一个 JSON 对象"),
        ("a list of questions", json.dumps([QUESTION]), "一问要是一个 JSON 对象"),
        ("two objects", "{} {}", "不是正确的 JSON"),
        ("no UTF-8", b'{"id": "\xff"}', "不是 UTF-8 文字"),
        ("100,000 brackets", b"[" * 60_000, "不是正确的 JSON"),
        ("too long", b'{"id": "' + b"x" * 70_000 + b'"}', "太长，一行最多 65536 个字节"),
        ("far too long", b'{"id": "' + b"x" * 700_000 + b'"}', "太长，一行最多 65536 个字节"),
        ("no id", json.dumps(ask(id=GONE)), "id：写上这一问的编号"),
        ("an id that is true", json.dumps(ask(id=True)), "id：要是文字或整数"),
        ("an id that is an object", json.dumps(ask(id={})), "id：要是文字或整数"),
        ("half a character", '{"id": "\\ud800", "unit": "month", "quantity": 1, "start": "2025-01-02"}', "id：最多 200 个字"),
        ("a long id", json.dumps(ask(id="x" * 201)), "id：最多 200 个字"),
        ("an id of 5,000 digits", json.dumps(QUESTION).replace('"c1"', "9" * 5_000), "id：最多 200 位"),
        ("an id twice", '{"id": "a", "id": "b", "unit": "month", "quantity": 1, "start": "2025-01-02"}', "id：写了不止一次"),
    ],
)  # fmt: skip
def test_a_line_without_readable_id_is_named_by_number(case, line, error):
    answers = run(QUESTION, "", line, ask(id="c2"))
    assert [each["id"] for each in answers] == ["c1", None, "c2"]
    assert answers[1]["error"].startswith(f"第 3 行：{error}")
    assert len(answers[1]) == 2


def test_a_huge_number_or_repeated_field_keeps_the_id():
    long = json.dumps(QUESTION).replace(": 3,", f": {'9' * 5_000},")
    twice = json.dumps(QUESTION).replace('"quantity": 3,', '"quantity": 3, "quantity": 3,')
    strange = '{"id": "s", "\\ud800": 1, "\\ud800": 1, "unit": "month", "quantity": 1, "start": "2025-01-02"}'
    assert run(long, twice, strange) == [
        {"id": "c1", "error": "quantity：最大是 10000000"},
        {"id": "c1", "error": "quantity：写了不止一次，留一个"},
        {"id": "s", "error": "?：没有这一项"},
    ]


def test_byte_order_mark_blank_lines_and_crlf_are_skipped():
    answers = run(b"\xef\xbb\xbf" + json.dumps(QUESTION).encode() + b"\r", b"", b"  \t\r", ask(id=7))
    assert [each["id"] for each in answers] == ["c1", 7]


def test_an_odd_separator_inside_a_text_ends_no_line():
    assert run(json.dumps(ask(id="a\u2028b\x85c"), ensure_ascii=False))[0]["id"] == "a\u2028b\x85c"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(
        ["working_day", "natural_day", "month", "working_minute", "forward", "backward", "2025-11-05", "2026-02-30", "9999-12-31",
         "0001-01-01T00:00:00+14:00", "2025-09-26T17:01:00+08:00", 3, 10**7, 10**30]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
questions = st.dictionaries(st.sampled_from([*calculator.FIELDS, "\ud800", "more"]), values) | st.builds(
    lambda changes: QUESTION | changes, st.dictionaries(st.sampled_from(calculator.FIELDS), values, max_size=2)
)


@settings(max_examples=500)
@given(st.lists(questions.map(json.dumps).map(str.encode) | st.binary() | st.just(b""), max_size=5))
def test_no_line_stops_it(lines):
    lines = [line.replace(b"\n", b" ") for line in lines]
    answers = list(calculator.answers(calculator.lines_of(io.BytesIO(b"\n".join(lines))), CALENDAR))
    assert len(answers) == sum(
        bool(line.removeprefix(b"\xef\xbb\xbf" if n == 0 else b"").strip()) for n, line in enumerate(lines)
    )
    for each in answers:
        each.encode()  # can be written
        assert set(json.loads(each)) in (
            {"id", "error"},
            {"id", "due_at", "counted_from", "provisional", "explanation"},
        )


def test_the_command_answers_line_by_line(world, monkeypatch, capsys):
    lines = "".join(json.dumps(each) + "\n" for each in (QUESTION, ask(id="bad", quantity=0), BACK))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    call_command("compute_deadlines")
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("due_at") for each in answers] == ["2025-10-09T17:00:00+08:00", None, "2025-09-30"]
    assert answers[1] == {"id": "bad", "error": "quantity：要是大于 0 的整数"}


def test_it_holds_one_line_at_a_time():
    """A line is answered before the next one is read: a million lines need no more memory than one."""
    numbers = []

    def lines():
        for number in range(3):
            numbers.append(number)
            yield json.dumps(ask(id=number)).encode()

    answers = calculator.answers(lines(), CALENDAR)
    assert json.loads(next(answers))["id"] == 0
    assert numbers == [0]


def test_the_longest_questions_are_told_too():
    """Thirty years of days, one by one: slow enough to bound how many a page or a request may ask."""
    for unit, quantity in ((Unit.WORKING_DAY, 7_000), (Unit.WORKING_MINUTE, 2_900_000), (Unit.NATURAL_DAY, 11_000)):
        answer = calculator.answer(ask(unit=str(unit), quantity=quantity), CALENDAR)
        assert answer["provisional"]
        assert date.fromisoformat(answer["due_at"][:10]) > date(2045, 1, 1)


def test_it_imports_without_django():
    process = subprocess.run(
        [sys.executable, "-c", "import sys, hall.calculator; sys.exit('django' in sys.modules)"], check=False
    )
    assert process.returncode == 0


def test_the_documents_question_has_the_documents_answer():
    """As it is pasted into `compute_deadlines`: one line, one answer."""
    text = (ROOT / "docs/calculator.md").read_text(encoding="utf-8")
    question, told = (part.partition("```")[2].partition("```")[0].strip() for part in text.split("\n## ")[1:3])
    [answer] = run(question)
    assert answer == json.loads(told) | {"explanation": answer["explanation"]}
