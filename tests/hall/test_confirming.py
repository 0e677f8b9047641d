"""Posts that take two people: proposed by one, confirmed by another, and nobody appoints themselves."""

import pytest
from django.db import IntegrityError, transaction

from hall.access import access_of
from hall.models import Post, PostProposal, StaffChange, User
from hall.organising.confirming import who_may_confirm
from hall.organising.posts import appoint, end_post, enter_from_server, enter_person, open_or_close, reset_password
from hall.organising.proposals import confirm, turn_down
from hall.people import NewPost
from hall.roles import BY_TWO_PEOPLE, Permission, Role
from tests.hall.conftest import NOW
from tests.hall.test_organising import TODAY, away, refused
from tests.world import at

OFFICER = NewPost(Role.COMPLAINT_OFFICER, TODAY)


@pytest.fixture
def proposal(world, order):
    return appoint(user=world.clerk, post=OFFICER, **order)


def sees_complaints(user: User) -> bool:
    return bool(access_of(User.objects.get(pk=user.pk), on=TODAY).grant(Permission.COMPLAINT_VIEW))


def test_every_post_but_a_windows_takes_two_people():
    assert set(Role) - BY_TWO_PEOPLE == {Role.CLERK}


def test_a_proposal_gives_nothing_until_another_confirms_it(world, proposal):
    assert isinstance(proposal, PostProposal)
    assert not sees_complaints(world.clerk)
    post = confirm(proposal=proposal, by=world.inspector, at=NOW)
    assert sees_complaints(world.clerk)
    assert PostProposal.objects.get().post == post
    lines = StaffChange.objects.order_by("pk").values_list("act", "by__display_name", "concerns__display_name")
    assert list(lines) == [("propose", "郑管", "张敏"), ("appoint", "吴纪", "张敏")]
    refused(lambda: confirm(proposal=proposal, by=world.office, at=NOW), "已经有人确认或退回")


def test_a_department_post_is_confirmed_as_it_was_proposed(world, order):
    post = NewPost(Role.SECTION_CHIEF, TODAY, at("2026-12-31 10:00").date(), department="WJ")
    confirmed = confirm(proposal=appoint(user=world.market_clerk, post=post, **order), by=world.office, at=NOW)
    assert (confirmed.department, confirmed.valid_to, confirmed.window) == (world.health, post.valid_to, None)


@pytest.mark.parametrize(("who", "words"), [("administrator", "您提出的岗位"), ("clerk", "自己的岗位")])
def test_neither_who_proposes_nor_who_gets_it_confirms(world, proposal, who, words):
    refused(lambda: confirm(proposal=proposal, by=getattr(world, who), at=NOW), words)


def test_nobody_appoints_themselves(world, order):
    for post in (OFFICER, NewPost(Role.CLERK, TODAY, window="22")):
        refused(lambda post=post: appoint(user=world.administrator, post=post, **order), "不能给自己安排岗位")
    refused(lambda: away(world, order, deputy=world.administrator), "不能安排自己代", "deputy")


def test_whose_password_the_proposer_gave_does_not_confirm(world, order, proposal):
    reset_password(user=world.inspector, **order)
    refused(lambda: confirm(proposal=proposal, by=world.inspector, at=NOW), "您的密码是郑管最近七天里给的")
    confirm(proposal=proposal, by=world.office, at=NOW)


def test_a_week_after_the_password_they_do(world, order, proposal):
    reset_password(user=world.inspector, **{**order, "at": at("2026-03-09 09:59")})
    confirm(proposal=proposal, by=world.inspector, at=NOW)


def test_turning_down_says_why_and_gives_nothing(world, proposal):
    refused(lambda: turn_down(proposal=proposal, reason=" ", by=world.inspector, at=NOW), "填写理由", "reason")
    turn_down(proposal=proposal, reason="不需要", by=world.inspector, at=NOW)
    assert not sees_complaints(world.clerk)
    assert StaffChange.objects.get(act="turn_down").reason == "不需要"
    refused(lambda: confirm(proposal=proposal, by=world.office, at=NOW), "已经有人确认或退回")


def test_one_of_a_kind_waits_at_a_time(world, order, proposal):
    refused(lambda: appoint(user=world.clerk, post=OFFICER, **order), "已经有人提出", "role")
    turn_down(proposal=proposal, reason="撤回", by=world.administrator, at=NOW)
    assert appoint(user=world.clerk, post=OFFICER, **order).pk != proposal.pk


def test_a_post_that_began_meanwhile_is_in_the_way(world, proposal):
    Post.objects.create(user=world.clerk, role=Role.COMPLAINT_OFFICER, hall=world.hall, valid_from=TODAY)
    refused(lambda: confirm(proposal=proposal, by=world.inspector, at=NOW), "已经是投诉受理员", "valid_from")


@pytest.mark.parametrize("confirmed_by", ["administrator", "clerk"])
def test_the_database_wants_a_second_person_too(world, proposal, confirmed_by):
    post = OFFICER.of(world.clerk)
    row = PostProposal.objects.filter(pk=proposal.pk)
    with pytest.raises(IntegrityError, match="proposal_is_confirmed_by_another"), transaction.atomic():
        row.update(post=post, decided_by=getattr(world, confirmed_by), decided_at=NOW)


def test_a_new_person_waits_for_the_post(world, order):
    entered = enter_person(username="lin", name="林晓", post=OFFICER, **order)
    assert isinstance(entered.post, PostProposal)
    assert not entered.user.posts.exists()
    confirm(proposal=entered.post, by=world.office, at=NOW)
    assert sees_complaints(entered.user)


@pytest.mark.parametrize(
    ("do", "whose"),
    [
        (lambda world, order: reset_password(user=world.inspector, **order), "inspector"),
        (lambda world, order: open_or_close(user=world.office, is_active=False, **order), "office"),
        (lambda world, order: end_post(post=world.chief.posts.get(), valid_to=TODAY, **order), "chief"),
        (away, "chief"),
        (lambda world, order: reset_password(user=world.clerk, **order), ""),
    ],
    ids=["reset", "close", "end", "stand in", "reset of a clerk"],
)
def test_what_is_done_to_such_a_post_is_told_of(world, order, do, whose):
    do(world, order)
    assert StaffChange.objects.get().concerns == (getattr(world, whose) if whose else None)


def from_server(username: str, role: Role):
    password = "xiang-shui-2026"
    return enter_from_server(username=username, name="甲", password=password, post=NewPost(role, TODAY), at=NOW)


def test_a_server_begins_a_hall_with_one_person(world):
    for person in (world.administrator, world.office, world.inspector):
        person.posts.update(valid_from=at("2020-01-01 10:00").date(), valid_to=at("2020-01-02 10:00").date())
    first = from_server("first", Role.ADMINISTRATOR)
    second = from_server("second", Role.INSPECTOR)
    assert (type(first), type(second)) == (Post, PostProposal)
    assert who_may_confirm(second.user, proposer=None, on=TODAY) == [first.user]
    assert isinstance(confirm(proposal=second, by=first.user, at=NOW), Post)
    assert {line.by for line in StaffChange.objects.filter(act="enter")} == {None}
