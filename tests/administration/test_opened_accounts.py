"""Accounts opened lately: who reads of which, and what they say (decision 145)."""

from datetime import timedelta

import pytest
import time_machine

from hall.models import StaffChange, User
from hall.organising import posts
from hall.people import NewPerson, NewPost
from hall.roles import Role
from tests.administration.conftest import NOW
from tests.world import person

PAGE = "/administration/people/opened/"


@pytest.fixture
def opened(world) -> User:
    """A clerk for the health window, by the word of the administrator alone."""
    post = NewPost(role=Role.CLERK, window="22", valid_from=NOW.date())
    person = NewPerson("linxiao", "林晓")
    return posts.enter_person(person=person, post=post, reason="云政任〔2026〕3号", by=world.administrator, at=NOW).user


def rows(client) -> list[list[str]]:
    """The cells of the page, as text."""
    return [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"]]
        for row in client.get(PAGE).context["rows"]
    ]


@pytest.mark.parametrize("who", ["inspector", "office", "administrator", "chief", "head"])
def test_who_answers_or_watches_reads_of_a_new_account(world, signed_in, opened, who):
    assert rows(signed_in(getattr(world, who))) == [
        [
            "林晓", "linxiao", "窗口人员（22 卫生健康窗口）", "2026年3月16日 10:00，郑管：云政任〔2026〕3号",
            "还没有换成本人的密码",
        ]
    ]  # fmt: skip


def test_a_department_reads_of_its_own_people_only(world, signed_in, opened):

    elsewhere = person(world.hall, "chief2", "他科", Role.SECTION_CHIEF, department=world.market)
    assert rows(signed_in(elsewhere)) == []
    world.market_window.departments.add(world.health)
    world.health_window.departments.add(world.market)  # the window serves both now
    assert [row[0] for row in rows(signed_in(elsewhere))] == ["林晓"]


@pytest.mark.parametrize("who", ["clerk", "complaint_officer"])
def test_nobody_else_finds_the_page(world, signed_in, opened, who):
    assert signed_in(getattr(world, who)).get(PAGE).status_code == 404


@pytest.mark.parametrize(("later", "there"), [(timedelta(days=30, seconds=-1), 1), (timedelta(days=30), 0)])
def test_an_account_is_on_the_list_for_thirty_days(world, signed_in, opened, later, there):
    client = signed_in(world.inspector)
    with time_machine.travel(NOW + later, tick=False):
        client.force_login(world.inspector, backend="django.contrib.auth.backends.ModelBackend")
        assert len(rows(client)) == there


@pytest.mark.parametrize(
    ("change", "words"),
    [({"must_change_password": False}, "本人的密码"), ({"is_active": False}, "停用")],
)
def test_the_list_says_how_the_account_stands(world, signed_in, opened, change, words):
    User.objects.filter(pk=opened.pk).update(**change)
    assert rows(signed_in(world.inspector))[0][-1] == words


def test_an_account_opened_on_the_server_says_so(world, signed_in):
    post = NewPost(role=Role.CLERK, window="22", valid_from=NOW.date())
    posts.enter_from_server(username="linxiao", name="林晓", password="shi-yan-mi-ma-2026", post=post, at=NOW)
    [row] = rows(signed_in(world.inspector))
    assert "命令行" in row[3]
    assert row[4] == "还没有换成本人的密码", "whoever ran the command chose it"
    assert StaffChange.objects.get(act="enter").by is None


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("inspector", "/administration/people/"),
        ("office", "/oversight/"),
        ("chief", "/oversight/"),
        ("head", "/oversight/"),
    ],
)
def test_the_page_is_linked_from_where_they_look(world, signed_in, who, page):
    assert f'href="{PAGE}"' in signed_in(getattr(world, who)).get(page).content.decode()


def test_without_the_right_nothing_leads_there(world, signed_in):
    assert PAGE not in signed_in(world.complaint_officer).get("/oversight/").content.decode()
