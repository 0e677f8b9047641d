"""Whose sight a post takes away (decision 136): proposed, confirmed by another, and never the last who sees a department."""

from datetime import timedelta

import pytest

from hall.models import Absence, Department, Post, PostProposal, StaffChange, Window
from hall.organising import sight
from hall.organising.absences import note_absence
from hall.organising.posts import appoint, end_post, open_or_close
from hall.organising.proposals import confirm, confirm_power
from hall.organising.signs import Sign
from hall.organising.windows import change_window
from hall.people import NewPost
from hall.roles import Role
from tests.hall.conftest import NOW
from tests.hall.test_organising import TODAY, refused
from tests.world import person

WATCHERS = [("complaint_officer", "投诉受理员"), ("office", "软环境办"), ("inspector", "纪检监察")]
WINDOW = NewPost(Role.CLERK, TODAY, window="22")


def second(world, role: str, **more):
    return person(world.hall, "second", "接替", role, **more)


@pytest.mark.parametrize(("who", "label"), WATCHERS)
@pytest.mark.parametrize("post", [WINDOW, NewPost(Role.SECTION_CHIEF, TODAY, department="WJ")], ids=["window", "chief"])
def test_the_last_who_sees_a_department_is_not_put_there(world, order, who, label, post):
    words = f"2026年3月16日起就没有看得到区卫生健康局的{label}了"
    refused(lambda: appoint(user=getattr(world, who), post=post, **order), words)


@pytest.mark.parametrize(("who", "label"), WATCHERS)
def test_where_another_sees_it_the_window_takes_a_second_person(world, order, who, label):
    watcher = getattr(world, who)
    second(world, watcher.posts.get().role)
    proposal = appoint(user=watcher, post=WINDOW, **order)
    assert isinstance(proposal, PostProposal)
    assert watcher.posts.count() == 1
    line = StaffChange.objects.get()
    assert (line.act, line.concerns) == ("propose", watcher)
    assert f"{watcher}从此看不到反映区卫生健康局的投诉举报" in line.sentence
    confirmer = world.inspector if who != "inspector" else world.office
    assert confirm(proposal=proposal, by=confirmer, at=NOW).window == world.health_window


def test_what_takes_nobodys_sight_stands_at_once(world, order):
    away_from_there = person(world.hall, "gao", "高远", Role.ADMINISTRATOR)
    assert isinstance(appoint(user=away_from_there, post=WINDOW, **order), Post), "an administrator sees no complaint"


def test_who_works_there_anyhow_loses_nothing(world, order):
    second(world, Role.COMPLAINT_OFFICER)
    head = NewPost(Role.DEPARTMENT_HEAD, TODAY, department="WJ")
    confirm(proposal=appoint(user=world.complaint_officer, post=head, **order), by=world.office, at=NOW)
    assert isinstance(appoint(user=world.complaint_officer, post=WINDOW, **order), Post)


def test_it_is_asked_again_when_it_is_confirmed(world, order):
    other = second(world, Role.COMPLAINT_OFFICER)
    proposal = appoint(user=world.complaint_officer, post=WINDOW, **order)
    other.posts.update(valid_to=TODAY - timedelta(1))
    refused(lambda: confirm(proposal=proposal, by=world.inspector, at=NOW), "没有看得到区卫生健康局的投诉受理员")


def test_a_day_on_which_the_other_is_gone_counts(world, order):
    other = second(world, Role.COMPLAINT_OFFICER)
    other.posts.update(valid_to=TODAY + timedelta(10))
    refused(lambda: appoint(user=world.complaint_officer, post=WINDOW, **order), "2026年3月27日起就没有")
    ends_before = NewPost(Role.CLERK, TODAY, TODAY + timedelta(10), window="22")
    assert appoint(user=world.complaint_officer, post=ends_before, **order)


def test_who_alone_sees_a_department_is_neither_closed_nor_ended(world, order):
    other = second(world, Role.COMPLAINT_OFFICER)
    confirm(proposal=appoint(user=world.complaint_officer, post=WINDOW, **order), by=world.office, at=NOW)
    words = "没有看得到区卫生健康局的投诉受理员"
    refused(lambda: open_or_close(user=other, is_active=False, **order), words)
    refused(lambda: end_post(post=other.posts.get(), valid_to=TODAY, **order), words)
    open_or_close(user=world.complaint_officer, is_active=False, **order)


# Windows and deputies


def with_market(world) -> Sign:
    return Sign(world.health_window.name, [world.health, world.market], False)


def test_a_window_gains_no_department_that_nobody_would_see(world, order):
    other = second(world, Role.COMPLAINT_OFFICER)
    for officer in (world.complaint_officer, other):
        Post.objects.create(
            user=officer, role=Role.CLERK, hall=world.hall, window=world.health_window, valid_from=TODAY
        )
    words = "没有看得到区市场监督管理局的投诉受理员"  # each of the two sees it now; with it neither does
    refused(lambda: change_window(window=world.health_window, sign=with_market(world), **order), words)
    other.posts.filter(role=Role.CLERK).update(valid_to=TODAY - timedelta(1), valid_from=TODAY - timedelta(2))
    proposal = change_window(window=world.health_window, sign=with_market(world), **order)
    assert "孙投从此看不到反映区市场监督管理局的投诉举报" in proposal.sentence
    confirm_power(proposal=proposal, by=world.inspector, at=NOW)
    assert Window.objects.get(pk=world.health_window.pk).departments.count() == 2


def test_a_deputy_whose_own_post_ends_is_blind(world, order):
    last = TODAY + timedelta(20)
    Post.objects.create(
        user=world.complaint_officer, role=Role.CLERK, hall=world.hall, window=world.health_window,
        valid_from=TODAY, valid_to=TODAY + timedelta(5),
    )  # fmt: skip
    absence = Absence(post=world.chief.posts.get(), deputy=world.complaint_officer, valid_from=TODAY, valid_to=last)
    words = "没有看得到区卫生健康局的投诉受理员"
    refused(lambda: note_absence(absence=absence, **order), words)


def test_words_name_what_is_lost(world):
    assert sight.words(world.office, []) == ""
    words = sight.words(world.office, Department.objects.all())
    assert words == (
        "周软从此看不到反映区市场监督管理局、区卫生健康局的投诉举报，也不裁定区市场监督管理局、区卫生健康局的红黄牌"
    )
