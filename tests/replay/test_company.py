"""Two processes that play one file write the rows of one: same numbers, same lines, same cards, same refusals."""

import io
import json
import multiprocessing
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, models
from django.utils import timezone

from cases import history
from cases.models import Case, Event
from config.passing import pass_time
from hall.models import ServiceHall
from replay import outcome
from replay.crew import Broken, CannotReplay
from replay.models import ReplayedAct
from replay.places import Places
from replay.reading import read
from replay.runner import replayed
from replay.shares import shares
from tests.replay.conftest import CATALOGUE, ITEM, step
from tests.snapshot import ROOMS
from tests.world import CALENDAR_CSV

ITEMS = (ITEM, "WJ-XK-0002", "SJ-XK-0001", "FG-XK-0001", "ZJ-XK-0001")
DAYS = [date(2025, 11, 3) + timedelta(days=n) for n in range(12)]
# What no two runs have in common: keys that say nothing, chains over keys, what is drawn by lot, instants of writing.
LOTS = {
    "idem_hash",
    "receipt_hash",
    "hash",
    "prev_hash",
    "events_head",
    "password",
    "date_joined",
    "valid_from",
    "valid_to",
}
UNLIKE = {"cases_alertfloor"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed_hall(transactional_db) -> None:
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_calendar", str(CALENDAR_CSV), yes=True, **quiet)
    call_command("import_catalogue", str(CATALOGUE), effective_from="2025-01-01", **quiet)


def ledger(seed: int, cases: int) -> bytes:
    """
    Cases of several departments on a few days, acts of all at the same hours: in time and late, refused, third trips that give leads,
    the same person again, complaints, half days that are over the same day, one former member of staff in two departments.
    """
    chance = random.Random(seed)

    def moment(day: int) -> str:
        hour = chance.choice(("08:30:00", "09:15:00", "11:00:00", "14:45:00", "16:59:00", "17:00:00", "17:00:01"))
        return f"{DAYS[min(day, len(DAYS) - 1)]} {hour if chance.random() < 0.6 else f'{chance.randrange(8, 18):02d}:{chance.randrange(60):02d}:00'}"

    lines: list[dict[str, Any]] = []
    for n in range(cases):
        ref, item, day = f"r{n}", ITEMS[n % len(ITEMS)], chance.randrange(6)
        if n % 7 == 6:
            lines += [
                step(moment(day), "complain", ref, text="材料交齐一周没有答复"),
                step(moment(day + 1), "accept_complaint", ref),
            ]
            continue
        who = (
            {"name": "王小明" if n % 4 == 0 else f"李{n}", "id_number": "110101199003077774"}
            if n % 4 == 0
            else f"李{n}"
        )
        by = {"by": "laowang"} if n % 9 == 2 else {}
        told = {"purpose": "consult"} if chance.random() < 0.3 else {"materials": [1]} if chance.random() < 0.3 else {}
        lines.append(step(moment(day), "register", ref, item=item, applicant=who, **told, **by))
        for act, later, fields in (
            ("notify", 0, {}), ("visit", 1, {"purpose": "submit", "cause": "window"}), ("receive", 1, {"cause": "window"}),
            ("visit", 2, {"purpose": "correct", "cause": "window"}), ("accept", 2, by), ("decide", 4, {"result": "grant"}),
            ("withdraw", 4, {}), ("deliver", 5, {}),
        ):  # fmt: skip
            if chance.random() < 0.6:
                lines.append(step(moment(day + later), act, ref, **fields))
    chance.shuffle(lines)
    lines += [step(f"{DAYS[-1]} 18:00", "tick", None), step(f"{DAYS[2]} 09:00", "accept", "nobody")]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in [*lines, "no line"]).encode()


def rows() -> dict[str, Counter[str]]:
    """Each table → its rows, a row that points at another one with what that one says."""
    tables = [model for room in (*ROOMS, "replay") for model in apps.get_app_config(room).get_models()]
    return {
        model._meta.db_table: Counter(_said(row, deep=True) for row in model._default_manager.all())
        for model in tables
        if model._meta.db_table not in UNLIKE
    }


def _said(row: models.Model, *, deep: bool = False) -> str:
    """A post's days are said by whom and where only: a stand-in's reach from its first act to its last, whoever did both."""
    said = []
    for field in row._meta.concrete_fields:
        if field.is_relation:
            other = getattr(row, field.name) if deep else None
            said.append(f"{field.name}: {_said(other) if other is not None else '-'}")
        elif not field.primary_key and (field.name not in LOTS or (deep and row._meta.model_name == "post")):
            said.append(f"{field.name}: {_without_keys(field.value_from_object(row))}")
    return f"{row._meta.db_table}({', '.join(said)})"


def _without_keys(value: Any) -> str:
    if isinstance(value, dict):
        value = {name: each for name, each in value.items() if name not in {"deadline", "lead", "card", "case"}}
    # causes name rows by their keys: deadline:17:0:breached
    return re.sub(r"(?<=[a-z]:)\d+|(?<=[a-z] )\d+", "#", str(value))


@contextmanager
def played(source: bytes, path: Path, **more: Any):
    path.write_bytes(source)
    with path.open("rb") as file, replayed(file, pass_time=pass_time, batch="b", **more) as result:
        yield result


def as_one_would(source: bytes, path: Path) -> tuple[dict[str, Counter[str]], list[str]]:
    """The rows and the result of one process, which are taken back."""
    with played(source, path, dry_run=True) as result:
        return rows(), list(outcome.lines(result))


def must_be(alone: dict[str, Counter[str]]) -> None:
    unlike = {name: (alone[name] - now, now - alone[name]) for name, now in rows().items() if now != alone[name]}
    assert not unlike, unlike
    assert list(history.verify()) == []


@pytest.mark.parametrize("seed", range(2))
def test_two_write_what_one_would(committed_hall, tmp_path, seed):
    source, path = ledger(seed, 40), tmp_path / "events"
    alone, told = as_one_would(source, path)
    assert Case.objects.count() == 0
    with played(source, path, processes=2) as result:
        assert list(outcome.lines(result)) == told
        assert result.count + sum(map(len, result.refused.values())) == len(result.script) + len(result.script.unread)
    must_be(alone)
    assert Event.objects.filter(verb="open_lead").exists(), "the file gives no lead: it proves little"
    assert ReplayedAct.objects.exclude(code="").exists()
    with played(source, path, processes=2) as result:  # again: nothing is done twice
        assert list(outcome.lines(result)) == told
        assert (result.count, result.repeats) == (ReplayedAct.objects.filter(code="").count(), len(result.script))
    must_be(alone)


def test_one_of_two_that_is_killed_ends_the_run(committed_hall, tmp_path):
    source, path = ledger(3, 25), tmp_path / "events"
    alone, told = as_one_would(source, path)

    def kill(number: int, _total: int) -> None:
        if number == 30:
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

    with pytest.raises(Broken, match="从断处接着放"), played(source, path, processes=2, progress=kill):
        pass
    assert multiprocessing.active_children() == []
    assert 0 < ReplayedAct.objects.count() < len(source.splitlines()) - 1
    with played(source, path, processes=2) as result:
        assert list(outcome.lines(result)) == told
    must_be(alone)


def test_when_the_first_process_is_killed_the_others_end(committed_hall, tmp_path):
    source, path = ledger(4, 25), tmp_path / "events"
    alone, told = as_one_would(source, path)
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_play_it, args=(source, path))
    process.start()
    until(lambda: ReplayedAct.objects.count() >= 30)
    process.kill()
    process.join()
    assert ReplayedAct.objects.count() < len(source.splitlines()) - 1

    def is_free() -> bool:
        """While those that it started are still there, the load is being played."""
        try:
            with played(source, path) as result:
                assert list(outcome.lines(result)) == told
        except CannotReplay:
            return False
        return True

    until(is_free)
    must_be(alone)


def _play_it(source: bytes, path: Path) -> None:
    with played(source, path, processes=2):
        pass


def until(is_so: Callable[[], bool]) -> None:
    for _look in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("a minute has passed")


def parts_of(*lines: dict[str, Any], own: frozenset[str] = frozenset(), most: int = 9) -> list[set[str]]:
    script = read(io.BytesIO("\n".join(map(json.dumps, lines)).encode()), zone=timezone.get_default_timezone())
    places = Places.read(ServiceHall.objects.get())
    return [{act.ref for act in part.acts()} for part in shares(script, places, own, most=most)]


def test_what_belongs_together_stays_together(committed_hall):
    """sentence, lines, the parts of the file by their refs"""
    at, health, market, build = "2025-11-03 09:00", ITEM, "SJ-XK-0001", "ZJ-XK-0001"
    one, another = step(at, "register", "a", item=health), step(at, "register", "b", item=market)
    for sentence, lines, parts in (
        ("two departments are apart", [one, another], [{"a"}, {"b"}]),
        ("items of one are not", [one, step(at, "register", "b", item="WJ-XK-0002")], [{"a", "b"}]),
        ("what happens to a case goes with it", [one, another, step(at, "accept", "a")], [{"a"}, {"b"}]),
        ("a person of the ledger joins their departments", [one | {"by": "laowang"}, another, step(at, "accept", "b", by="laowang")], [{"a", "b"}]),
        ("one whom the hall knows does not", [one | {"by": "clerk"}, another | {"by": "clerk"}], [{"a"}, {"b"}]),
        ("a ref that is taken joins, too", [one, another, step(at, "register", "b", item=health)], [{"a", "b"}]),
        ("complaints are one", [one, step(at, "complain", "c"), step(at, "complain", "d")], [{"c", "d"}, {"a"}]),
        ("a stand-in's own name joins all", [one | {"by": "replay-WJ"}, another, step(at, "complain", "c")], [{"a", "b", "c"}]),
        ("an item that nobody knows is alone", [one, step(at, "register", "b", item="ZZ-XK-0001")], [{"a"}, {"b"}]),
        ("a field of another kind is no person", [one | {"by": True}, another | {"by": [1]}], [{"a"}, {"b"}]),
        ("a tick belongs to nobody", [one, step(at, "tick", None)], [{"a"}, {""}]),
    ):  # fmt: skip
        assert parts_of(*lines, own=frozenset({"clerk"})) == parts, sentence
    third = step(at, "register", "c", item=build)
    of_two = parts_of(one, step(at, "accept", "a"), step(at, "decide", "a"), another, third, most=2)
    assert of_two == [{"a"}, {"b", "c"}]
