"""One JSON object a line in what lasts, sentences in what does not; around the sentence stand facts of ours alone."""

import json
import logging
import sys
from datetime import datetime

import pytest
from django.test import RequestFactory
from django.urls import resolve

from hall import log_lines
from hall.log_lines import Line, at_work_on, id_from, written_by


@pytest.fixture(autouse=True)
def _is_a_command_again():
    yield
    written_by(None)


def json_line(record: logging.LogRecord, process: str = "worker") -> str:
    """The line that a process of this kind writes."""
    written_by(process)
    try:
        return Line().format(record)
    finally:
        written_by(None)


def record(message: str = "done", **more: object) -> logging.LogRecord:
    made = logging.LogRecord("cases.sweep", logging.WARNING, __file__, 1, message, (), None)
    vars(made).update(more)
    return made


@pytest.mark.parametrize(
    ("process", "is_json"),
    [("web", True), ("worker", True), ("beat", True), ("inspect", False), (None, False)],
)
def test_only_what_lasts_writes_json(process, is_json):
    line = json_line(record(), process)
    assert line.startswith("{") is is_json
    assert "done" in line
    if is_json:
        assert json.loads(line)["process"] == process


def test_a_line_says_when_how_grave_who_and_what():
    told = json.loads(json_line(record(created=1796148901.317)))
    assert told == {
        "time": "2026-12-02T02:15:01.317+08:00",
        "level": "WARNING",
        "logger": "cases.sweep",
        "process": "worker",
        "event": "done",
    }
    assert datetime.fromisoformat(told["time"]).utcoffset()


def test_a_line_carries_what_is_at_work():
    with at_work_on(request_id="a1", route="desk-queue", method="GET"), at_work_on(status=200, milliseconds=1.5):
        inside = json.loads(json_line(record()))
    after = json.loads(json_line(record()))
    facts = {"request_id": "a1", "route": "desk-queue", "method": "GET", "status": 200, "milliseconds": 1.5}
    assert facts.items() <= inside.items()
    assert not facts.keys() & after.keys()


def test_other_facts_of_a_record_are_left_out():
    """Whoever logs with `extra`, or binds something by hand, brings nothing into a line."""
    with at_work_on(applicant="王某"):
        assert "王某" not in json_line(record(applicant="王某", data={"code": "王某"}))


def test_a_route_is_told_by_its_name():
    request = RequestFactory().post("/complain/file/")
    request.resolver_match = resolve("/complain/file/")
    told = json.loads(json_line(record(request=request, status_code=403)))
    assert (told["method"], told["route"], told["status"]) == ("POST", request.resolver_match.view_name, 403)


def test_a_fault_is_a_list_and_the_line_one_line():
    try:
        raise KeyError("a value of the row")
    except KeyError:
        line = json_line(record("two\nlines", exc_info=sys.exc_info()))
    assert "\n" not in line
    assert "a value" not in line
    told = json.loads(line)
    assert told["event"] == "two\nlines"
    assert told["fault"][-1] == "KeyError"
    assert "test_log_lines.py" in told["fault"][0]


def test_another_handler_after_finds_the_record_as_it_was():
    made = record("%s left")
    made.args = (3,)
    json_line(made)
    assert made.getMessage() == "3 left"


@pytest.mark.parametrize(
    ("outside", "is_taken"),
    [
        ("0f1e2d3c", True),
        ("0f1e2d3", False),
        ("zhangwei19870412", False),  # a name
        ("0f" * 32, True),
        ("0f" * 32 + "0", False),  # 65
        ("", False),
        ("a-b", False),
        ("王", False),
        ("٣", False),  # a digit, and none of ours
        ("a\n", False),
        (None, False),
        (7, False),
    ],
)
def test_an_id_from_outside_is_hexadecimal(outside, is_taken):
    name = id_from(outside)
    assert (name == outside) is is_taken
    assert log_lines.WELL_FORMED.fullmatch(name)
