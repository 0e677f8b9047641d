"""The figures of the centre: each is as long as its list, and nobody counts what they may not see."""

import pytest

from complaints.actions.hotline import record_withdrawal
from complaints.queries import complaints_for
from complaints.statistics import CUTS, FIGURES, behind, of_period, rows
from hall.permissions import Permission
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.complaints.test_intake import taken_in
from tests.world import at

CAME, LATER = at("2025-11-03 09:00"), at("2025-11-04 10:00")
FIRST, LAST = CAME.date().replace(day=1), LATER.date()


@pytest.fixture
def told(world):
    """Five came: one upheld and closed in time, one declined, one made an enquiry, one withdrawn, one about health and the month before."""
    who = {"by": world.complaint_officer, "at": LATER}
    first = filed(world, when=CAME, n=1).complaint.case.number
    actions.accept(number=first, **who)
    actions.find(number=first, result="upheld", text="监控属实", **who)
    actions.reply(number=first, text="已经批评教育。", **who)
    actions.conclude(number=first, **who)
    second = filed(world, when=CAME, n=2, category="attitude").complaint.case.number
    actions.decline(number=second, reason="属于民事纠纷，可到法院", **who)
    third = taken_in(world, n=3, when=at("2025-11-03 15:00"), category="arbitrary_fines").complaint.case.number
    actions.reclassify(number=third, kind="enquiry", reason="问的是办理条件", **who)
    actions.decide_kind(number=third, is_agreed="yes", by=world.inspector, at=LATER)
    fifth = filed(world, when=CAME, n=5, category="burden").complaint.case
    record_withdrawal(case=fifth, reason="当天已经解决", idem="w" * 32, at=LATER)
    actions.close_withdrawn(number=fifth.number, reason="电话核实，是本人撤回。", **who)
    filed(world, when=at("2025-10-30 09:00"), n=4, about_department=world.health)
    return world


def seen(world, who="inspector"):
    return complaints_for(getattr(world, who), Permission.COMPLAINT_VIEW, on=LAST)


def table(world, by, **more):
    return {line.words: line.figures for line in rows(of_period(seen(world, **more), first=FIRST, last=LAST), by=by)}


def test_what_came_and_what_became_of_it(told):
    assert table(told, "category")["合计"] == {
        "received": 4, "accepted": 1, "closed": 1, "on_time": 1, "upheld": 1, "withdrawn": 1, "reclassified": 1,
    }  # fmt: skip
    assert table(told, "category")["乱罚款"]["reclassified"] == 1
    assert {words: line["received"] for words, line in table(told, "channel").items()} == {
        "网上递交": 3, "电话（24 小时举报电话）": 1, "合计": 4,
    }  # fmt: skip


@pytest.mark.parametrize("by", CUTS)
def test_each_number_is_as_long_as_its_list(told, by):
    cases = of_period(seen(told), first=FIRST.replace(month=10), last=LAST)
    for line in rows(cases, by=by):
        for figure in FIGURES:
            assert behind(cases, by=by, key=line.key, figure=figure).count() == line.figures[figure], (line, figure)


@pytest.mark.parametrize("query", ["first=2025-11-05&last=2025-11-04", "by=weather", "first=soon"])
def test_a_period_that_is_none(told, signed_in, query):
    assert signed_in(told.inspector).get(f"/centre/statistics/?{query}").status_code == 422


@pytest.mark.parametrize("query", ["figure=none", "figure=received&key=%00", "figure=received&by=month&key=2025-13"])
def test_a_list_that_is_none(told, signed_in, query):
    assert signed_in(told.inspector).get(f"/centre/statistics/list/?{query}").status_code == 404


def test_the_table_asks_one_query(told, django_assert_num_queries):
    cases = of_period(seen(told), first=FIRST, last=LAST)
    with django_assert_num_queries(1):
        rows(cases, by="unit")


def test_the_officer_does_not_count_the_centres(told):
    filed(told, when=CAME, n=7, about_centre=True)
    assert table(told, "unit", who="complaint_officer")["合计"]["received"] == 4
    assert table(told, "unit")["合计"]["received"] == 5
