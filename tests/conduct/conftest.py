"""What the tests of consequences share: an upheld complaint, a liable clerk, a second inspector, signed-in people."""

from datetime import date

import pytest
from django.test import Client

from complaints import flood
from complaints.models import Complaint
from conduct import actions
from conduct.actions import Liability, Ruling, Statement
from conduct.models import Attribution, Sanction
from hall.models import Post, User
from hall.roles import Role
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.world import World, at, person

FILED = at("2025-10-09 09:00")
FOUND = at("2025-10-13 10:00")
ATTRIBUTED = at("2025-10-14 10:00")
SETTLED = at("2025-10-15 10:00")
SERVED = at("2025-10-16 10:00")


@pytest.fixture(autouse=True)
def _uncounted():
    flood.forget()


def upheld(world: World, *, n: int = 1, when=FOUND, result: str = "upheld", **changes) -> Complaint:
    """A complaint about the health department that was found upheld."""
    changes = {"about_department": world.health, **changes}
    case = filed(world, when=when.replace(hour=9), n=n, **changes).complaint.case
    mine = {"number": case.number, "by": world.complaint_officer, "at": when}
    complaints.accept(**mine)
    complaints.find(result=result, text=f"窗口有记录，第{n}件", **mine)
    return case.complaint


def post_of(user: User) -> Post:
    return Post.objects.filter(user=user).latest("valid_from")


def attributed(
    world: World, complaint: Complaint, *, user: User | None = None, when=ATTRIBUTED, **weights
) -> Attribution:
    liability = Liability(post=post_of(user or world.clerk), reason="当班的是本人，有值班表", **weights)
    return actions.attribute(complaint=complaint, liability=liability, by=world.complaint_officer, at=when)


def own(attribution: Attribution) -> Sanction:
    """What is proposed for the liable person themselves."""
    return attribution.sanctions.get(link="self")


def ruling(**changes) -> Ruling:
    return Ruling(**{
        "result": "as_proposed", "number": "云纪软〔2025〕1号", "authority": "区纪委监委", "reason": "未按规定一次告知", **changes,
    })  # fmt: skip


def served(world: World, sanction: Sanction, *, when=SERVED, **changes) -> Sanction:
    actions.settle(key=sanction.key, ruling=ruling(**changes), by=world.inspector, at=when)
    return actions.serve_sanction(key=sanction.key, how="当面送达，本人签收", by=world.inspector, at=when)


def promised(**changes) -> Statement:
    """What a unit says to what was broadcast of it, to be kept by the last day of October."""
    terms = {"opinion": "调整窗口排班", "commitment": "工作时间窗口不空岗", "keep_by": date(2025, 10, 31)}
    return Statement(**terms | changes)


def second_inspector(world: World) -> User:
    return person(world.hall, "zheng2", "郑纪", Role.INSPECTOR)


def moved_to_market(world: World, user: User, on: date) -> Post:
    """The person goes to the market department's window."""
    Post.objects.filter(user=user).update(valid_to=date.fromordinal(on.toordinal() - 1))
    return Post.objects.create(user=user, role=Role.CLERK, hall=world.hall, window=world.market_window, valid_from=on)


@pytest.fixture
def signed_in(world):
    """``signed_in(world.clerk)``: a browser of that person."""

    def open_browser(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_browser
