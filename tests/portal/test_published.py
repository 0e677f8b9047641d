"""Published results tell of no single case; the sums give none away."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from complaints.published import Quarter, over, results_of, suppressed
from hall.small_counts import FEWEST
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

OVER = [
    ("in the middle of a quarter", date(2025, 11, 20), "2025Q3"),
    ("on its last day it still runs", date(2025, 12, 31), "2025Q3"),
    ("on the first day of the next it is over", date(2026, 1, 1), "2025Q4"),
    ("in the first quarter the year before counts", date(2026, 3, 31), "2025Q4"),
]


@pytest.mark.parametrize(("case", "on", "newest"), OVER, ids=[row[0] for row in OVER])
def test_only_quarters_that_are_over(case, on, newest):
    assert over(on)[0].code == newest
    assert len(over(on)) == 4


SUPPRESSED = [
    ("all large", [("甲", 20, 10), ("乙", 30, 5)], [(20, 10, 10), (30, 5, 25)], 50),
    ("nothing at all", [("甲", 0, 0), ("乙", 0, 0)], [(0, 0, 0), (0, 0, 0)], 0),
    ("a small part hides its complement", [("甲", 20, 3), ("乙", 30, 27)], [(20, None, None), (30, None, None)], 50),
    ("all or none is no small part", [("甲", 20, 20), ("乙", 30, 0)], [(20, 20, 0), (30, 0, 30)], 50),
    ("one small row hides another", [("甲", 4, 2), ("乙", 9, 9), ("丙", 30, 30)], [None, None, (30, 30, 0)], 43),
    ("few in two rows hide a third", [("甲", 2, 2), ("乙", 2, 0), ("丙", 9, 9)], [None, None, None], 13),
    ("one small row alone hides the sum", [("甲", 4, 4), ("乙", 0, 0)], [None, (0, 0, 0)], None),
]


@pytest.mark.parametrize(("case", "counts", "rows", "total"), SUPPRESSED, ids=[row[0] for row in SUPPRESSED])
def test_small_counts_and_what_gives_them_away(case, counts, rows, total):
    results = suppressed(counts)
    assert [(row.closed, row.upheld, row.other) for row in results.rows] == [row or (None, None, None) for row in rows]
    assert results.closed == total


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8))
def test_no_small_count_follows_from_the_others(counts):
    rows = [(str(n), max(pair), min(pair)) for n, pair in enumerate(counts)]
    results = suppressed(rows)
    for row in results.rows:
        for figure in (row.closed, row.upheld, row.other):
            assert figure is None or figure == 0 or figure >= FEWEST
    left_out = [row for row in results.rows if row.closed is None]
    if results.closed is not None and left_out:
        rest = results.closed - sum(row.closed or 0 for row in results.rows)
        assert len(left_out) > 1
        assert rest >= FEWEST


def closed(world, n, result):
    receipt = filed(world, when=at("2025-09-01 10:00"), n=n)
    mine = {"number": receipt.complaint.case.number, "by": world.complaint_officer, "at": at("2025-09-02 10:00")}
    with time_machine.travel(at("2025-09-02 10:00"), tick=False):
        actions.accept(**mine)
        actions.find(result=result, text="查看了当天的录像。", **mine)
        actions.reply(text="已经向您说明。", **mine)
        actions.conclude(**mine)


def test_the_page_counts_what_a_quarter_closed(world, client):
    for n in range(11):
        closed(world, n + 1, "upheld" if n < 5 else "not_upheld")
    assert (results_of(Quarter(2025, 3)).closed, results_of(Quarter(2025, 2)).closed) == (11, 0)
    with time_machine.travel(at("2025-10-10 10:00"), tick=False):
        page = client.get("/complain/results/").content.decode()
        assert "2025年第三季度共办结 11 件" in page
        assert "2025年第二季度共办结 0 件" in client.get("/complain/results/?quarter=2025Q2").content.decode()
        assert "2025年第三季度" in client.get("/complain/results/?quarter=2025Q4").content.decode()  # it still runs


def test_one_case_moves_no_published_figure_of_a_running_quarter(world, client):
    with time_machine.travel(at("2025-09-30 10:00"), tick=False):
        before = client.get("/complain/results/").context["rows"]
        closed(world, 1, "upheld")
        assert client.get("/complain/results/").context["rows"] == before


def test_where_to_turn_names_the_next_bodies(world, client):
    page = client.get("/complain/further/").content.decode()
    for words in ["tel:12345", "tel:12388", "30 日内请求复查", "凭证码不要给任何人"]:
        assert words in page
