"""The hall that tests are given is the one that `build` writes."""

from contextlib import contextmanager

from django.db import transaction

from tests.kept import small_hall
from tests.snapshot import stored
from tests.world import build


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_is_written_again_is_what_was_built(db):
    with taken_back():
        build()
        built = {table: count for table, (count, _digest) in stored().items()}
    kept = []
    for _ in range(3):
        with taken_back():
            small_hall()
            kept.append(stored())
    for each in kept:
        assert {table: count for table, (count, _digest) in each.items()} == built
    assert kept[1] == kept[2] == kept[0]


def test_what_a_test_does_to_its_people_stays_with_it(db):
    for _ in range(2):
        with taken_back():
            world = small_hall()
            assert world.clerk.display_name == world.clerk.posts.get().user.display_name == "张敏"
            world.clerk.display_name = "改了"
            world.clerk.save()
