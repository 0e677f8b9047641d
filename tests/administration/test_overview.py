"""The administrator's first page, and who may open it."""

from datetime import date

import pytest
import time_machine

from cases import clock_news
from cases.models import HistoryCheck, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from config.reconciling import ROOMS
from tests.world import at


def test_it_says_which_years_rest_on_a_notice(world, signed_in):
    page = signed_in(world.administrator).get("/administration/").content.decode()
    assert "2026年：国务院办公厅关于2026年部分节假日安排的通知" in page
    assert "2027年：放假安排尚未公布，按周一至周五推算" in page
    assert "暂定" in page


@pytest.mark.parametrize("who", ["clerk", "chief", "head", "complaint_officer", "office", "inspector"])
def test_nobody_else_finds_it(world, signed_in, who):
    assert signed_in(getattr(world, who)).get("/administration/").status_code == 404


@pytest.mark.parametrize("address", ["/desk/", "/centre/", "/oversight/", "/oversight/cases/"])
def test_the_administrator_opens_no_other_room(world, signed_in, address):
    assert signed_in(world.administrator).get(address).status_code == 404


def test_the_administrator_lists_no_card_of_others(world, signed_in):
    """Their list holds the cards that name them, from a post of before (decision 118)."""
    world.accepted(when=at("2025-11-03 09:00"))
    sweep(at=at("2025-11-06 17:00:01"))
    assert signed_in(world.administrator).get("/oversight/cards/").context["rows"] == []


@pytest.mark.parametrize(
    ("sentence", "when", "reminder"),
    [
        ("quiet to the end of October", "2026-10-31 23:59", False),
        ("from 1 November on", "2026-11-01 00:00", True),
        ("in the year itself", "2027-01-04 09:00", True),
    ],
)
def test_next_years_notice_is_asked_for_from_november(world, client, sentence, when, reminder):
    world.accepted(when=at("2026-10-20 10:00"), idem="short")
    world.accepted(when=at("2026-12-24 10:00"), idem="long")
    with time_machine.travel(at(when), tick=False):
        client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/administration/").content.decode()
    assert ("2027年的放假通知还没有载入：有 <a" in page) is reminder, sentence
    assert ("1 个没有办完的时限</a>" in page) is reminder, sentence


@pytest.mark.parametrize(
    ("sentence", "check", "words"),
    [
        ("none yet", None, "办理记录还没有校验过。"),
        ("all is well", {}, "日摘要编到 2026年3月1日，1,234 行。全部相符。"),
        ("something was rewritten", {"flaws": 2}, "办理记录有 2 处与原来不符。"),
        ("no check last night", {"started_at": at("2026-02-27 02:30")}, "上一夜没有校验"),
        ("the application owns the tables", {"by_owner": True}, "它本可以改写办理记录"),
    ],
)
def test_it_says_how_the_history_stands(world, client, sentence, check, words):
    if check is not None:
        usual = {"started_at": at("2026-03-02 02:30"), "seconds": 1, "day": date(2026, 3, 1), "lines": 1234, "flaws": 0}
        HistoryCheck.objects.create(**{**usual, "by_owner": False, **check})
    page = _at(client, world, "2026-03-02 09:00")
    assert words in page, sentence
    assert ("<strong>" in page.split('id="history"')[1].split("</section>")[0]) is (sentence != "all is well")


def test_it_says_when_clocks_do_not_run(world, client):
    case = world.accepted(when=at("2026-02-26 10:00"), idem="lacks").case
    assert "start_missing_clocks" not in _at(client, world, "2026-03-02 09:00")
    case.deadlines.filter(rule="promise").delete()
    ledger.reconcile(ROOMS, at=at("2026-03-02 09:00"))
    page = _at(client, world, "2026-03-02 09:00")
    assert "有 1 个时限应当在走却没有。" in page
    assert "manage.py start_missing_clocks" in page


def test_a_difference_found_at_night_stands_on_the_first_page(world, client):
    case = world.accepted(when=at("2026-02-26 10:00"), idem="odd").case
    ledger.reconcile(ROOMS, at=at("2026-03-01 02:00"))
    assert "时限和红黄牌全部相符" in _at(client, world, "2026-03-01 09:00")
    case.deadlines.filter(rule="promise").update(warn_at=at("2026-03-01 08:31"))
    run, _report = ledger.reconcile(ROOMS, at=at("2026-03-02 02:00"))
    clock_news.tell_of_check(run, at=at("2026-03-02 02:00"))
    page = _at(client, world, "2026-03-02 09:00")
    assert "计时核对发现 1 处不符" in page
    assert "计时核对：不符的 1 处" in page
    assert "时限和红黄牌全部相符" not in page
    with time_machine.travel(at("2026-03-02 09:00"), tick=False):
        inbox = client.get("/letters/").content.decode()
    assert "计时核对发现 1 处不符，其中新出现 1 处" in inbox
    assert 'href="/administration/reconciliation/"' in inbox
    run, _report = ledger.reconcile(ROOMS, at=at("2026-03-02 03:00"))
    clock_news.tell_of_check(run, at=at("2026-03-02 03:00"))
    letters = Letter.objects.filter(template=clock_news.CHECKED)
    assert {letter.recipient for letter in letters} == {world.administrator, world.office, world.inspector}
    assert len(letters) == 3, "one for each who sees the check; and none in the second night, for nothing is new"


def test_whoever_watches_the_administrator_opens_the_check(world, client):
    case = world.accepted(when=at("2026-02-26 10:00"), idem="odd").case
    case.deadlines.filter(rule="promise").update(warn_at=at("2026-03-01 08:31"))
    run, _report = ledger.reconcile(ROOMS, at=at("2026-03-02 02:00"))
    clock_news.tell_of_check(run, at=at("2026-03-02 02:00"))
    for reader in (world.office, world.inspector):
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        with time_machine.travel(at("2026-03-02 09:00"), tick=False):
            inbox = client.get("/letters/").content.decode()
            assert "计时核对发现 1 处不符，其中新出现 1 处" in inbox
            assert 'href="/administration/reconciliation/"' in inbox
            assert case.number in client.get("/administration/reconciliation/").content.decode()


def _at(client, world, when: str) -> str:
    with time_machine.travel(at(when), tick=False):
        client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
        return client.get("/administration/").content.decode()
