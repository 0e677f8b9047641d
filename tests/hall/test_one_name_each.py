"""User names without regard to case: the constraint, and what its migration does with names of before."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from hall.models import StaffChange, User

CONSTRAINT = "user_name_once_whatever_its_case"
migration = import_module("hall.migrations.0021_who_is_who")


def account(username: str, name: str = "甲") -> User:
    return User.objects.create(username=username, display_name=name)


def test_the_database_wants_one_account_of_a_name(world):
    with pytest.raises(IntegrityError, match=CONSTRAINT), transaction.atomic():
        account("ZHANG")


def test_of_two_names_of_before_the_first_keeps_its_own(db):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {CONSTRAINT}")
    first, second, third, taken = account("clerk22"), account("CLERK22"), account("Clerk22"), account("clerk22-3")
    migration.one_name_each(apps, None)
    for each in (first, second, third, taken):
        each.refresh_from_db()
    assert [first.username, second.username, third.username] == ["clerk22", "CLERK22-2", "Clerk22-4"]
    assert taken.username == "clerk22-3"
    lines = StaffChange.objects.filter(act="rename").order_by("key")
    assert [line.sentence for line in lines] == [
        "用户名 CLERK22 改为 CLERK22-2：与另一个账号只有大小写不同",
        "用户名 Clerk22 改为 Clerk22-4：与另一个账号只有大小写不同",
    ]


def test_people_of_one_name_of_before_are_marked(db):
    account("zhao", "赵卫东"), account("zhao2", "赵卫东"), account("sun", "孙兰")
    migration.mark_namesakes(apps, None)
    assert sorted(map(str, User.objects.all())) == ["孙兰", "赵卫东（zhao2）", "赵卫东（zhao）"]
