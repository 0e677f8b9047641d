"""The append-only history: what it refuses, and what it shows when a superuser goes round the refusals."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cases import history
from cases.models import Case, Event
from tests.cases.tampering import edit, rehash, run
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.world import at


@pytest.fixture
def two_cases(world):
    """Two cases with four lines each; returns them."""
    cases = []
    for key in ("key-1", "key-2"):
        application = world.accepted(when=at("2025-11-03 10:00"), idem=key)
        number = application.case.number
        permits.visit(
            number=number, window=world.health_window, purpose="consult", by=world.clerk, at=at("2025-11-04 10:00")
        )
        permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-05 10:00"))
        cases.append(Case.objects.get(number=number))
    assert [case.events_count for case in cases] == [4, 4]
    assert list(history.verify()) == []
    return cases


def flaws() -> set[tuple[int, str]]:
    return {(flaw.seq, flaw.what) for flaw in history.verify()}


def edit_and_rehash(case: Case, _other: Case) -> None:
    run("UPDATE cases_event SET verb = 'nothing' WHERE case_id = %s AND seq = 2", case.pk)
    rehash(case, 2)


def swap(case: Case, _other: Case) -> None:
    run(
        "UPDATE cases_event SET seq = CASE seq WHEN 2 THEN 103 ELSE 102 END WHERE case_id = %s AND seq IN (2, 3)",
        case.pk,
    )
    run("UPDATE cases_event SET seq = seq - 100 WHERE case_id = %s AND seq > 100", case.pk)


def add_a_line(case: Case, _other: Case) -> None:
    run(
        "INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)"
        " SELECT case_id, 5, at, actor_id, 'visit', to_state, to_state, facts, hash, ''"
        " FROM cases_event WHERE case_id = %s AND seq = 4", case.pk,
    )  # fmt: skip
    rehash(case, 5)


def cut_tail_and_count(case: Case, _other: Case) -> None:
    run("DELETE FROM cases_event WHERE case_id = %s AND seq = 4", case.pk)
    run("UPDATE cases_case SET events_count = 3 WHERE id = %s", case.pk)


def cut_all(case: Case, _other: Case) -> None:
    run("DELETE FROM cases_event WHERE case_id = %s", case.pk)
    run("UPDATE cases_case SET events_count = 0, events_head = '' WHERE id = %s", case.pk)


ATTACKS: list[tuple[str, Callable[[Case, Case], object], set[tuple[int, str]]]] = [
    ("another verb in a line", edit("verb", "'nothing'"), {(2, "altered")}),
    ("another time, by a microsecond", edit("at", "at + interval '1 microsecond'"), {(2, "altered")}),
    ("another person", edit("actor_id", "NULL"), {(2, "altered")}),
    ("another state", edit("to_state", "'delivered'"), {(2, "altered")}),
    ("one fact more", edit("facts", "facts || '{\"paid\": 100}'"), {(2, "altered")}),
    ("a line edited with its hash made new", edit_and_rehash, {(3, "gap")}),
    ("a line taken out of the middle",
     lambda case, _: run("DELETE FROM cases_event WHERE case_id = %s AND seq = 2", case.pk),
     {(3, "gap"), (4, "gap"), (4, "cut tail")}),
    ("the last line cut off",
     lambda case, _: run("DELETE FROM cases_event WHERE case_id = %s AND seq = 4", case.pk), {(4, "cut tail")}),
    ("the last line cut off, the count set back", cut_tail_and_count, {(3, "cut tail")}),
    ("the first line taken out",
     lambda case, _: run("DELETE FROM cases_event WHERE case_id = %s AND seq = 1", case.pk),
     {(2, "gap"), (3, "gap"), (4, "gap"), (4, "cut tail")}),
    ("all lines taken out, the count set to none", cut_all, {(0, "cut tail")}),
    ("two lines swapped", swap, {(2, "altered"), (3, "altered"), (4, "gap")}),
    ("a line added at the end, hashed like a true one", add_a_line, {(4, "cut tail")}),
    ("a line moved to another case",
     lambda case, other: run("UPDATE cases_event SET case_id = %s, seq = 5 WHERE case_id = %s AND seq = 4", other.pk, case.pk),
     {(4, "cut tail"), (5, "altered")}),
    ("another head", lambda case, _: run("UPDATE cases_case SET events_head = repeat('0', 64) WHERE id = %s", case.pk), {(4, "cut tail")}),
    ("another count", lambda case, _: run("UPDATE cases_case SET events_count = 3 WHERE id = %s", case.pk), {(3, "cut tail")}),
    ("the case put into another state, without a line",
     lambda case, _: run("UPDATE cases_case SET state = 'decided_refused' WHERE id = %s", case.pk), {(4, "altered")}),
]  # fmt: skip


def test_tampering_shows(two_cases):
    with Rows() as rows:
        for attack, do, expected in ATTACKS:
            with rows.row(attack):
                do(*two_cases)
                assert flaws() == expected
                assert {flaw.number for flaw in history.verify()} <= {case.number for case in two_cases}


def test_facts_in_another_order_are_the_same_facts(two_cases):
    """jsonb has no order of keys: writing them anew the other way round is no change, and shows as none."""
    first = Event.objects.get(case=two_cases[0], seq=1)
    assert len(first.facts) > 1
    turned = json.dumps(dict(reversed(first.facts.items())))
    assert run("UPDATE cases_event SET facts = %s::jsonb WHERE id = %s", turned, first.pk) == 1
    assert flaws() == set()


REFUSED = "Cannot update or delete|cannot be truncated"


@pytest.mark.parametrize(
    "do",
    [
        lambda event: Event.objects.filter(pk=event.pk).update(verb="nothing"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: event.delete(),
        lambda event: event.save(),
        lambda event: Event.objects.bulk_update([event], ["verb"]),
        lambda event: Event.objects.all()._raw_delete("default"),
    ],
    ids=["queryset update", "queryset delete", "delete", "save", "bulk update", "raw delete"],
)
def test_the_database_refuses_the_orm(two_cases, do):
    event = Event.objects.filter(case=two_cases[0]).first()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        do(event)
    assert flaws() == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_event SET verb = 'nothing'",
        "UPDATE cases_event SET facts = facts",
        "DELETE FROM cases_event",
        "TRUNCATE cases_event CASCADE",
        "TRUNCATE cases_case CASCADE",
        "UPDATE permits_onetimenotice SET number = 9",
        "DELETE FROM permits_noticeline",
    ],
)
def test_the_database_refuses_sql(two_cases, world, statement):
    number = world.register(when=at("2025-11-05 10:00"), idem="key-3", materials=[1]).application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-05 10:30"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE asks that nothing be pending
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            cursor.execute(statement)
    assert flaws() == set()


def test_the_command_says_what_it_found(two_cases, capsys):
    call_command("verify_history")
    assert "2 件、8 行办理记录，全部相符" in capsys.readouterr().out
    run("UPDATE cases_event SET verb = 'nothing' WHERE case_id = %s AND seq = 2", two_cases[0].pk)
    with pytest.raises(CommandError, match="1 处不符"):
        call_command("verify_history")
    assert f"{two_cases[0].number} 第 2 行：altered" in capsys.readouterr().err
