"""A state that this release does not know (of a newer one, or damaged) keeps no list from being shown, and is named in it."""

import pytest

from cases.models import Case
from permits.wording import grouped
from tests.world import at

MORNING = at("2025-11-04 09:00")


@pytest.fixture
def two(world) -> list[str]:
    """The numbers of two cases: one whose state nobody knows, and one that is well."""
    cases = [world.accepted(when=MORNING, idem=f"u{n}").case for n in range(2)]
    Case.objects.filter(pk=cases[0].pk).update(state="nonsense")
    return [case.number for case in cases]


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("clerk", "/desk/"),
        ("clerk", "/desk/?tab=all"),
        ("office", "/oversight/"),
        ("office", "/oversight/cases/"),
        ("administrator", "/administration/troubles/"),
    ],
)
def test_pages_open(world, two, client, person, address):
    client.force_login(getattr(world, person))
    assert client.get(address).status_code == 200


def test_the_list_names_both_and_says_so(world, two, client):
    client.force_login(world.office)
    page = client.get("/oversight/cases/").content.decode()
    assert "不认识的环节（nonsense）" in page
    assert all(grouped(number) in page or number in page for number in two)


def test_programs_are_answered(world, two, client):
    client.force_login(world.clerk)
    rows = client.get("/api/v1/applications/").json()["results"]
    assert {row["number"]: row["state_words"] for row in rows} == {
        two[0]: "不认识的环节（nonsense）",
        two[1]: "受理（审查中）",
    }
