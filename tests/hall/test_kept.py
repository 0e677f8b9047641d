"""The hall that tests are given is the one that `build` writes, and it stands there again after each of them."""

import pytest
from django.db import transaction

from cases import history
from cases.models import Case, Event
from tests import kept
from tests.snapshot import stored
from tests.world import at, build


def test_what_stands_there_is_what_build_writes(world):
    standing = stored()
    with transaction.atomic():
        kept.close_hall()
        assert {count for count, _digest in stored().values()} == {0}
        build()
        built = stored()
        transaction.set_rollback(True)
    standing.pop("hall_keyprobe"), built.pop("hall_keyprobe")  # laid by the migration, not by the hall
    assert {table: row[0] for table, row in standing.items()} == {table: row[0] for table, row in built.items()}
    assert sum(count for count, _digest in standing.values()) > 100
    assert {table: row for table, row in stored().items() if table != "hall_keyprobe"} == standing


@pytest.mark.parametrize("many", [1, 2_000])  # lines of history, above which the tables are truncated
def test_it_stands_again_after_a_test_that_commits(committed_world, monkeypatch, many):
    monkeypatch.setattr(kept, "MANY", many)
    standing = stored()
    committed_world.register(when=at("2025-11-03 09:00"))
    assert stored() != standing
    kept.restore()
    assert not Case.objects.exists()
    assert stored() == standing


def test_a_test_without_a_hall_finds_nothing(db):
    assert {count for count, _digest in stored().values()} == {0}


def test_a_test_without_a_hall_that_commits_finds_nothing(transactional_db):
    assert {count for count, _digest in stored().values()} == {0}


def test_what_a_test_does_to_its_people_stays_with_it(world):
    for _ in range(2):
        again = kept.small_hall()
        assert again.clerk.display_name == "张敏"
        again.clerk.display_name = "改了"


def test_a_scene_is_built_once_on_the_same_ground(world):
    built = []

    @kept.scene
    def one_case(world, hour):
        built.append(hour)
        return world.accepted(when=at(f"2025-11-03 {hour}:00")).case

    standing = []
    for hour in (10, 10, 11):
        with transaction.atomic():
            standing.append((one_case(world, hour).number, stored(), list(Event.objects.values())))
            assert list(history.verify()) == []
            transaction.set_rollback(True)
    assert standing[0] == standing[1] != standing[2]
    assert built == [10, 11]
    world.health.name = "区卫健局"
    world.health.save()
    one_case(world, 10)
    assert built == [10, 11, 10]
