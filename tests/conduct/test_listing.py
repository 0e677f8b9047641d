"""The lists of consequences: in which filter a sanction stands as its life and the days go on, and who finds the way to one's own."""

import time_machine
from django.urls import reverse

from conduct import actions
from tests.conduct.conftest import SERVED, SETTLED, attributed, own, ruling, second_inspector, served, upheld
from tests.world import at

TABS = ["proposed", "decided", "served", "contested", "in_force", "expired", "over", "dropped"]
EXPIRY = at("2027-10-16 10:00")  # 24 months after the serving


def tabs_of(client, row, when) -> set[str]:
    """The filters in which the inspector finds this row."""
    with time_machine.travel(when, tick=False):
        pages = {tab: client.get(reverse("conduct-sanctions"), {"tab": tab}).content.decode() for tab in TABS}
    return {tab for tab, page in pages.items() if str(row.key) in page}


def test_each_filter_holds_what_it_says(world, signed_in):
    reader = signed_in(world.inspector)
    row = own(attributed(world, upheld(world)))
    dropped = row.attribution.sanctions.exclude(pk=row.pk).first()
    actions.settle(
        key=dropped.key,
        ruling=ruling(result="nothing", number="", authority="", reason="没有领导责任"),
        by=world.inspector,
        at=SETTLED,
    )
    assert tabs_of(reader, dropped, SETTLED) == {"dropped"}
    assert tabs_of(reader, row, SETTLED) == {"proposed"}
    actions.settle(key=row.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    assert tabs_of(reader, row, SETTLED) == {"decided"}
    actions.serve_sanction(key=row.key, how="当面送达，本人签收", by=world.inspector, at=SERVED)
    assert tabs_of(reader, row, SERVED) == {"served", "in_force"}
    actions.contest(key=row.key, reason="那天不是我当班", by=world.clerk, at=SERVED)
    assert tabs_of(reader, row, SERVED) == {"contested", "in_force"}
    assert tabs_of(reader, row, at("2027-10-15 23:00")) == {"contested", "in_force"}
    assert tabs_of(reader, row, EXPIRY) == {"contested", "expired"}
    with time_machine.travel(EXPIRY, tick=False):
        page = reader.get(reverse("conduct-sanctions-one", args=[row.key])).content.decode()
    assert "已失效，2027年10月16日起" in page
    actions.adjudicate(
        key=row.key, upheld=True, reason="排班表有误，申诉成立", by=second_inspector(world), at=at("2025-10-20 10:00")
    )
    assert tabs_of(reader, row, EXPIRY) == {"over"}, "what was revoked did not expire"


def test_the_way_to_ones_own_begins_with_the_serving(world, signed_in):
    row = own(attributed(world, upheld(world)))
    way = 'href="/conduct/mine/"'

    def shown(person) -> bool:
        with time_machine.travel(SERVED, tick=False):
            return way in signed_in(person).get("/desk/").content.decode()

    assert not shown(world.clerk)
    served(world, row)
    assert shown(world.clerk)
    assert not shown(world.chief)


def test_an_unknown_department_is_refused(world, signed_in):
    with time_machine.travel(SERVED, tick=False):
        for name in ("corrections", "exposures"):
            answer = signed_in(world.office).get(reverse(f"conduct-{name}"), {"department": "GONE"})
            assert answer.status_code == 422
            assert "没有这个部门" in answer.content.decode()
