"""Posts that take two people: proposed by one, confirmed by another, and nobody appoints themselves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hall.access import access_of
from hall.models import Absence, Post, PostProposal, StaffChange, User
from hall.organising.confirming import unwatched, who_may_confirm
from hall.organising.posts import appoint, end_post, enter_from_server, enter_person, open_or_close, reset_password
from hall.organising.proposals import confirm, turn_down
from hall.people import NewPerson, NewPost
from hall.roles import BY_TWO_PEOPLE, Permission, Role
from tests.hall.conftest import NOW
from tests.hall.test_organising import TODAY, away, refused
from tests.world import at, person

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
    entered = enter_person(person=NewPerson("lin", "林晓"), post=OFFICER, **order)
    assert isinstance(entered.post, PostProposal)
    assert not entered.user.posts.exists()
    confirm(proposal=entered.post, by=world.office, at=NOW)
    assert sees_complaints(entered.user)


@pytest.mark.parametrize(
    ("do", "whose"),
    [
        (lambda world, order: reset_password(user=world.inspector, **order), "inspector"),
        (lambda world, order: open_or_close(user=world.head, is_active=False, **order), "head"),
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
    return enter_from_server(username=username, name=username, password=password, post=NewPost(role, TODAY), at=NOW)


def test_a_server_begins_a_hall_with_one_person(world):
    for each in (world.administrator, world.office, world.inspector):
        each.posts.update(valid_from=at("2020-01-01 10:00").date(), valid_to=at("2020-01-02 10:00").date())
    first = from_server("first", Role.ADMINISTRATOR)
    second = from_server("second", Role.INSPECTOR)
    assert (type(first), type(second)) == (Post, PostProposal)
    assert who_may_confirm(second.user, proposer=None, on=TODAY) == [first.user]
    assert isinstance(confirm(proposal=second, by=first.user, at=NOW), Post)
    assert {line.by for line in StaffChange.objects.filter(act="enter")} == {None}


# Deputies (decision 124)


def powers_of(user: User, on=TODAY) -> set[Permission]:
    return {each for each, grant in access_of(User.objects.get(pk=user.pk), on=on).grants.items() if grant}


def test_a_deputy_who_would_gain_waits_for_another(world, order):
    before = powers_of(world.clerk)
    proposal = away(world, order)
    assert isinstance(proposal, PostProposal)
    assert str(proposal) == "张敏：代赵科的审批科长（区卫生健康局）"
    assert powers_of(world.clerk) == before
    refused(lambda: away(world, order), "已经有人提出", "deputy")
    for who, words in ((world.administrator, "您提出的岗位"), (world.clerk, "自己的岗位")):
        refused(lambda who=who: confirm(proposal=proposal, by=who, at=NOW), words)
    absence = confirm(proposal=proposal, by=world.office, at=NOW)
    assert PostProposal.objects.get().absence == absence
    assert powers_of(world.clerk) - before >= {Permission.APPLICATION_APPROVE, Permission.BOARD_VIEW}


def test_a_deputy_turned_down_gains_nothing(world, order):
    before, proposal = powers_of(world.clerk), away(world, order)
    turn_down(proposal=proposal, reason="不认识", by=world.inspector, at=NOW)
    assert powers_of(world.clerk) == before
    assert isinstance(away(world, order), PostProposal)


def test_the_database_wants_a_second_person_for_a_deputy(world, order):
    proposal = away(world, order)
    absence = Absence.objects.create(
        post=proposal.stands_in_for, deputy=world.clerk, valid_from=TODAY, valid_to=TODAY, reason="培训"
    )
    with pytest.raises(IntegrityError, match="proposal_is_confirmed_by_another"), transaction.atomic():
        PostProposal.objects.filter(pk=proposal.pk).update(
            absence=absence, decided_by=world.administrator, decided_at=NOW
        )


# Late confirmations


LATE = at("2026-03-26 10:00")


def test_confirmed_late_it_stands_from_that_day_on(world, order, proposal):
    post = confirm(proposal=proposal, by=world.inspector, at=LATE)
    assert post.valid_from == LATE.date()


def test_a_deputy_confirmed_late_was_none_before(world, order):
    proposal = away(world, order, valid_to=at("2026-04-30 10:00").date())
    assert confirm(proposal=proposal, by=world.inspector, at=LATE).valid_from == LATE.date()


@pytest.mark.parametrize(
    ("case", "prepare", "when", "words"),
    [
        ("its last day is over", lambda w: None, at("2026-03-21 10:00"), "已经过了"),
        ("a closed account", lambda w: User.objects.filter(pk=w.clerk.pk).update(is_active=False), NOW, "账号已停用"),
    ],
)
def test_a_proposal_that_nobody_can_confirm_any_more(world, order, case, prepare, when, words):
    proposal = away(world, order)
    prepare(world)
    refused(lambda: confirm(proposal=proposal, by=world.inspector, at=when), words)


def test_a_proposal_is_good_for_thirty_days(world, order, proposal):
    refused(lambda: confirm(proposal=proposal, by=world.office, at=at("2026-04-15 10:01")), "超过 30 天")
    assert confirm(proposal=proposal, by=world.office, at=at("2026-04-15 10:00"))


# Nobody is left without somebody who watches


@pytest.mark.parametrize(
    ("who", "label"), [("inspector", "纪检监察"), ("office", "软环境办"), ("complaint_officer", "投诉受理员")]
)
def test_the_last_watcher_is_neither_closed_nor_ended(world, order, who, label):
    watcher = getattr(world, who)
    refused(lambda: open_or_close(user=watcher, is_active=False, **order), f"唯一的{label}")
    refused(lambda: end_post(post=watcher.posts.get(), valid_to=TODAY, **order), f"唯一的{label}")
    second = person(world.hall, "second", "接替", watcher.posts.get().role)
    open_or_close(user=watcher, is_active=False, **order)
    refused(lambda: open_or_close(user=second, is_active=False, **order), f"唯一的{label}")
    assert unwatched(on=TODAY) == []


def test_a_watcher_whose_post_ends_before_counts_no_more(world, order):
    second = person(world.hall, "second", "接替", Role.INSPECTOR)
    end_post(post=second.posts.get(), valid_to=TODAY, **order)
    refused(lambda: end_post(post=world.inspector.posts.get(), valid_to=TODAY, **order), "唯一的纪检监察")
    second.posts.update(valid_to=TODAY - timedelta(days=1))
    world.office.posts.update(valid_to=TODAY - timedelta(days=1))
    assert unwatched(on=TODAY) == ["软环境办"]
