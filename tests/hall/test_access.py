"""Who may do what: each role's reach, the days of a post, and one predicate for the list and the single case."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from cases.models import Case
from hall.access import Grant, access_of, accesses_of
from hall.models import Absence, Post, User
from hall.roles import ABOUT_CENTRE, ROLES, Permission, Reach, Role
from tests.complaints import verbs as complaints
from tests.rows import Rows
from tests.world import at, person

ON = date(2025, 11, 3)
PEOPLE = ["clerk", "market_clerk", "chief", "head", "complaint_officer", "office", "inspector", "administrator"]
APPLICATIONS = {Permission.APPLICATION_VIEW, Permission.APPLICATION_HANDLE, Permission.APPLICATION_DECIDE, Permission.APPLICATION_APPROVE, Permission.APPLICATION_EXTEND}  # fmt: skip


@pytest.fixture
def four_cases(world):
    """One application of each department, a complaint and a report; returns them by name."""
    health = world.register(when=at("2025-11-03 09:00"), idem="h").application.case
    market = world.register(
        when=at("2025-11-03 09:00"), idem="m", item=world.market_item, window=world.market_window, by=world.market_clerk
    ).application.case
    filed = [
        complaints.file(
            filing=complaints.Filing(kind=kind, category="other", text="事情的经过"),
            hall=world.hall,
            idem=kind,
            at=at("2025-11-03 09:00"),
        )
        for kind in ("complaint", "report")
    ]
    return {"health": health, "market": market, "complaint": filed[0].complaint.case, "report": filed[1].complaint.case}


# who, permission, the cases they may use it on
MAY = [
    ("clerk", Permission.APPLICATION_VIEW, {"health"}),
    ("clerk", Permission.APPLICATION_HANDLE, {"health"}),
    ("clerk", Permission.APPLICATION_APPROVE, set()),
    ("clerk", Permission.BOARD_VIEW, set()),
    ("clerk", Permission.COMPLAINT_VIEW, set()),
    ("market_clerk", Permission.APPLICATION_HANDLE, {"market"}),
    ("chief", Permission.APPLICATION_APPROVE, {"health"}),
    ("chief", Permission.BOARD_VIEW, {"health"}),
    ("chief", Permission.APPLICATION_EXTEND, set()),
    ("head", Permission.APPLICATION_EXTEND, {"health"}),
    ("head", Permission.APPLICATION_HANDLE, set()),
    ("head", Permission.APPLICATION_DECIDE, {"health"}),
    ("complaint_officer", Permission.COMPLAINT_HANDLE, {"complaint", "report"}),
    ("complaint_officer", Permission.APPLICATION_VIEW, set()),
    ("office", Permission.APPLICATION_VIEW, {"health", "market"}),
    ("office", Permission.APPLICATION_HANDLE, set()),
    ("office", Permission.COMPLAINT_VIEW, set()),
    ("office", Permission.BOARD_VIEW, {"health", "market", "complaint", "report"}),
    ("inspector", Permission.APPLICATION_VIEW, {"health", "market"}),
    ("inspector", Permission.COMPLAINT_VIEW, {"complaint", "report"}),
    ("inspector", Permission.COMPLAINT_HANDLE, set()),
]


def test_what_a_permission_reaches(world, four_cases):
    with Rows() as rows:
        for who, permission, cases in MAY:
            with rows.row(f"{who} {permission.name}"):
                allowed = set(Case.objects.allowed(getattr(world, who), permission, on=ON))
                assert allowed == {four_cases[name] for name in cases}


def test_the_administrator_reaches_no_case(world, four_cases):
    with Rows() as rows:
        for permission in Permission:
            with rows.row(permission.name):
                assert not Case.objects.allowed(world.administrator, permission, on=ON).exists()


def test_a_permission_reaches_only_cases_of_its_kind(world, four_cases):
    with Rows() as rows:
        for who, permission in product(PEOPLE, Permission):
            with rows.row(f"{who} {permission.name}"):
                allowed = Case.objects.allowed(getattr(world, who), permission, on=ON)
                kinds = set(allowed.values_list("kind", flat=True))
                if permission in APPLICATIONS:
                    assert kinds <= {"application"}
                elif permission is not Permission.BOARD_VIEW:
                    assert kinds <= {"complaint"}


SEES = {
    "clerk": {"health"},
    "market_clerk": {"market"},
    "chief": {"health"},
    "head": {"health"},
    "complaint_officer": {"complaint", "report"},
    "office": {"health", "market"},
    "inspector": {"health", "market", "complaint", "report"},
    "administrator": set(),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_person_sees(world, four_cases, who):
    assert set(Case.objects.visible(getattr(world, who), on=ON)) == {four_cases[name] for name in SEES[who]}


def test_nobody_and_who_has_left_see_nothing(world, four_cases):
    gone = User.objects.get(pk=world.inspector.pk)
    gone.is_active = False
    for nobody in (AnonymousUser(), gone, User(username="new")):
        if nobody.pk is None and nobody.is_authenticated:
            nobody.save()
        assert not Case.objects.visible(nobody, on=ON).exists()
        assert not any(Case.objects.allowed(nobody, permission, on=ON).exists() for permission in Permission)


@pytest.mark.parametrize(
    ("sentence", "day", "holds"),
    [
        ("the day before", date(2025, 11, 2), False),
        ("the first day", date(2025, 11, 3), True),
        ("the last day", date(2025, 11, 7), True),
        ("the day after", date(2025, 11, 8), False),
    ],
)
def test_a_post_holds_from_its_first_day_to_its_last(world, sentence, day, holds):
    post = Post.objects.get(user=world.clerk)
    post.valid_from, post.valid_to = date(2025, 11, 3), date(2025, 11, 7)
    post.save()
    assert bool(access_of(world.clerk, on=day).grant(Permission.APPLICATION_HANDLE)) is holds


def test_two_posts_join_and_keep_their_departments(world):
    Post.objects.create(
        user=world.clerk, role=Role.SECTION_CHIEF, hall=world.hall, department=world.market, valid_from=date(2025, 1, 1)
    )
    access = access_of(User.objects.get(pk=world.clerk.pk), on=ON)
    assert access.grant(Permission.APPLICATION_HANDLE).departments == {world.health.id, world.market.id}
    assert access.grant(Permission.APPLICATION_APPROVE).departments == {world.market.id}
    assert {post.role for post in access.posts} == {Role.CLERK, Role.SECTION_CHIEF}


def test_posts_are_read_once_a_day(world, django_assert_num_queries):
    clerk = User.objects.get(pk=world.clerk.pk)
    with django_assert_num_queries(1):
        for _ in range(3):
            access_of(clerk, on=ON).grant(Permission.APPLICATION_VIEW)
    with django_assert_num_queries(1):
        access_of(clerk, on=ON + timedelta(days=1))


def test_many_are_read_as_each_alone(world, django_assert_num_queries):
    Absence.objects.create(
        post=Post.objects.get(user=world.chief), deputy=world.clerk, valid_from=ON, valid_to=ON, reason="培训"
    )
    some = [getattr(world, name) for name in PEOPLE]
    with django_assert_num_queries(1):
        many = accesses_of(some, on=ON)
    each = [access_of(User.objects.get(pk=user.pk), on=ON) for user in some]
    assert [access.grants for access in many] == [access.grants for access in each]
    assert [(access.posts, access.deputised) for access in many] == [(one.posts, one.deputised) for one in each]
    assert accesses_of([], on=ON) == []


def test_every_role_says_what_it_may_in_a_sentence():
    assert set(ROLES) == set(Role)
    for role, terms in ROLES.items():
        assert terms.sentence.endswith("。"), role
        assert terms.permissions


def test_who_watches_does_not_act():
    """
    The office and the inspector see the whole hall, rule on appeals against cards (the office), confirm posts and what a change of
    the calendar does to days that are past, handle complaints about the centre itself, decide on sanctions, consent to openings of identities and decide rewards (the inspector), pay these and judge
    corrections (the office and the inspector), issue bulletins and supervision orders (the office), and change no more.
    """
    confirms = {Permission.STAFF_CONFIRM, Permission.CALENDAR_CONFIRM}
    for role, changes in (
        (
            Role.OFFICE,
            {Permission.CARD_RULE, Permission.REWARD_PAY, Permission.RATING_RULE, Permission.CORRECTION_JUDGE}
            | {Permission.BULLETIN_ISSUE, Permission.SUPERVISION_ISSUE}
            | confirms,
        ),
        (
            Role.INSPECTOR,
            confirms
            | {
                Permission.COMPLAINT_HANDLE,
                Permission.IDENTITY_CONSENT,
                Permission.REWARD_DECIDE,
                Permission.CONDUCT_ATTRIBUTE,
                Permission.SANCTION_DECIDE,
                Permission.CORRECTION_JUDGE,
            },
        ),
    ):
        acts = {permission for permission in ROLES[role].permissions if not permission.name.endswith("_VIEW")}
        assert acts == changes
        assert ROLES[role].reach is Reach.HALL
    assert ABOUT_CENTRE[Role.INSPECTOR, Permission.COMPLAINT_HANDLE] == {True}, "of complaints those about the centre"


def test_grants():
    nothing, some = Grant(), Grant(departments=frozenset({1}))
    assert not nothing
    assert not nothing.covers(None)
    assert some.covers(1)
    assert not some.covers(2)
    assert not some.covers(None)
    assert Grant(everywhere=True).covers(None)
    assert some.joined(Grant(departments=frozenset({2}))) == Grant(departments=frozenset({1, 2}))


def test_a_person_without_a_post_may_do_nothing(world):
    nobody = person(world.hall, "new", "新来的", Role.CLERK, window=world.health_window)
    nobody.posts.all().delete()
    assert access_of(nobody, on=ON).grants == {}
