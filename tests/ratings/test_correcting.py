"""A bad rating opens its correction: who handled answers, the office follows up and judges."""

from datetime import timedelta

import pytest
import time_machine

from cases.missing import Start
from cases.models import Case
from cases.queries import letters_for
from cases.reconcile.ledger import check
from cases.rules import Rule, Verdict
from config.passing import pass_time
from config.reconciling import ROOMS
from ratings import actions, deadlines
from ratings.actions.correcting import CannotCorrect
from ratings.models import Correction, Rating
from ratings.starts import start_of
from tests.ratings.conftest import RATED, path_of, rated
from tests.world import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(visit) -> Case:
    return rated(visit, 1, words="等了一上午").correction.case


def test_a_bad_rating_opens_its_case(world, case):
    assert (case.owner, case.department, case.state) == (world.clerk, world.health, "rating_opened")
    dues = dict(case.deadlines.values_list("rule", "due_at"))
    assert dues == {Rule.RATING_CONTACT: at("2026-10-08 17:00"), Rule.RATING_FIX: at("2026-10-13 17:00")}


def test_whoever_handled_and_the_head_are_written_to(world, case, signed_in):
    """When it is opened, though not while the rater stands there, and when it is opened once more."""
    readers = (world.clerk, world.chief, world.market_clerk)

    def unread(template, when):
        return [letters_for(who, at=when, on=when.date()).filter(template=template).count() for who in readers]

    assert unread("rated_badly", RATED + timedelta(seconds=59)) == [0, 0, 0]
    assert unread("rated_badly", RATED + timedelta(seconds=60)) == [1, 1, 0]
    step = {"number": case.number, "by": world.clerk}
    actions.contact(**step, result="reached", text="说明了排队的情况", at=at("2026-10-08 09:00"))
    actions.put_right(**step, result="fixed", text="加开了一个窗口", at=at("2026-10-09 09:00"))
    again = {"number": case.number, "by": world.office, "result": "not_satisfied", "at": at("2026-10-09 15:00")}
    actions.call_back(**again, text="还是要排一上午")
    assert unread("rated_again", at("2026-10-09 15:00")) == [1, 1, 0]
    with time_machine.travel(at("2026-10-09 15:00"), tick=False):
        page = signed_in(world.clerk).get("/letters/").content.decode()
    assert "10月15日17:00前整改并答复" in "".join(page.split())
    assert f'href="/ratings/{case.number}/"' in page


def test_from_contact_to_follow_up(world, visit, case, client):
    number = case.number
    actions.contact(
        number=number, result="reached", text="打电话说明了排队的情况", by=world.clerk, at=at("2026-10-08 09:00")
    )
    actions.put_right(number=number, result="fixed", text="增开了一个窗口", by=world.clerk, at=at("2026-10-09 09:00"))
    assert "增开了一个窗口" in client.get(path_of(visit)).content.decode()
    actions.call_back(
        number=number, result="satisfied", text="对方表示认可", by=world.office, at=at("2026-10-10 09:00")
    )
    actions.finish(number=number, by=world.office, at=at("2026-10-10 09:30"))
    case.refresh_from_db()
    assert case.closed_at
    assert {clock.verdict for clock in case.deadlines.all()} == {Verdict.ON_TIME}


def test_not_satisfied_opens_it_once_more(world, case, signed_in, clock):
    """With five working days from the call and the page saying so; what is asked for in vain keeps no case open for ever."""
    number, clerk, office = case.number, {"by": world.clerk}, {"by": world.office}
    actions.contact(number=number, result="reached", text="电话里问清了情况", at=at("2026-10-08 09:00"), **clerk)
    actions.put_right(number=number, result="fixed", text="增开了一个窗口", at=at("2026-10-09 09:00"), **clerk)
    clock(at("2026-10-10 09:00"))
    form = {"result": "not_satisfied", "text": "说排队还是一样长"}
    answer = signed_in(world.office).post(f"/ratings/{number}/call_back/".replace("_", "-"), form, follow=True)
    assert "重新整改" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("rating_contacted", None)
    fix = case.deadlines.running().get(rule=Rule.RATING_FIX)
    assert fix.due_at == at("2026-10-16 17:00")
    assert start_of(case, Rule.RATING_FIX) == Start(deadlines.fix(), at("2026-10-10 09:00"))
    pass_time(at=at("2026-10-10 09:01"))
    assert check(ROOMS, at=at("2026-10-10 09:01")).findings == []
    actions.put_right(number=number, result="explained", text="再开窗口没有人手", at=at("2026-10-12 09:00"), **clerk)
    actions.call_back(
        number=number, text="仍旧要求再开两个窗口", result="not_satisfied", at=at("2026-10-13 09:00"), **office
    )
    actions.finish(number=number, at=at("2026-10-13 09:10"), **office)
    case.refresh_from_db()
    assert case.closed_at
    pass_time(at=at("2026-10-13 09:11"))
    assert check(ROOMS, at=at("2026-10-13 09:11")).findings == []


def test_it_is_prolonged_once(world, case):
    step = {"number": case.number, "by": world.office}
    actions.prolong_correction(**step, text="要等设备到货", at=at("2026-10-08 10:00"))
    assert case.deadlines.running().get(rule=Rule.RATING_FIX).due_at == at("2026-10-27 17:00")
    with pytest.raises(CannotCorrect):
        actions.prolong_correction(**step, text="设备又推迟到货", at=at("2026-10-09 10:00"))


def test_a_malicious_one_is_marked_by_another_person(world, case):
    with pytest.raises(CannotCorrect):
        actions.judge(
            number=case.number, result="malicious", text="没有办过事", by=world.office, at=at("2026-10-08 10:00")
        )
    actions.dispute(number=case.number, text="内容与办件无关", by=world.office, at=at("2026-10-08 11:00"))
    terms = {"number": case.number, "result": "malicious", "text": "查看录像，内容与事实相反"}
    with pytest.raises(CannotCorrect):
        actions.judge(**terms, by=world.office, at=at("2026-10-08 12:00"))
    actions.judge(**terms, by=world.chief, at=at("2026-10-08 13:30"))
    assert Correction.objects.get().malicious
    assert Rating.objects.count() == 1


def test_steps_come_in_their_order(world, case):
    with pytest.raises(Exception, match="不能"):
        actions.put_right(
            number=case.number, result="fixed", text="马上改好了", by=world.clerk, at=at("2026-10-08 09:00")
        )
    assert case.deadlines.running().count() == 2


def test_the_contact_that_does_not_come_is_a_card(world, case):
    from cases.sweep import sweep

    sweep(at=at("2026-10-08 17:01"))
    assert [card.rule for card in case.cards.all()] == [Rule.RATING_CONTACT]


def test_nobody_sees_it_while_the_rater_stands_there(world, case, signed_in, clock):
    clock(at("2026-09-30 16:50:59"))
    assert signed_in(world.clerk).get(f"/ratings/{case.number}/").status_code == 404
    assert "差评" in (page := signed_in(world.clerk).get("/ratings/").content.decode())
    assert case.title not in page
    clock(at("2026-09-30 16:51:00"))
    assert case.title.partition("：")[2] in signed_in(world.clerk).get("/ratings/").content.decode()
    page = signed_in(world.clerk).get(f"/ratings/{case.number}/").content.decode()
    assert "非常不满意" in page
    assert "等了一上午" in page


def test_the_pages_do_the_acts(world, case, signed_in, clock):
    clock(at("2026-10-08 09:00"))
    browser = signed_in(world.clerk)
    case.refresh_from_db()
    form = {"version": case.version, "result": "reached", "text": "电话里说明了情况"}
    assert browser.get(f"/ratings/{case.number}/contact/").status_code == 200
    assert browser.post(f"/ratings/{case.number}/contact/", form).status_code == 302
    case.refresh_from_db()
    assert case.state == "rating_contacted"
    assert signed_in(world.market_clerk).get(f"/ratings/{case.number}/").status_code == 404


def test_the_nightly_check_knows_the_room(case):
    room = ROOMS["rating"]
    assert room.owed([case.pk])[case.pk].clocks == {Rule.RATING_CONTACT, Rule.RATING_FIX}
    assert [deed.verbs for deed in room.deeds([case.pk])[case.pk]] == [("rate_badly",)]
