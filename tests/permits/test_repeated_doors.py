"""An application that is made again, at the doors: the page and the program of an end, the notice's form, the office's board."""

import pytest
import time_machine

from cases.models import Card
from permits.models import Application
from permits.repeated import taken_up
from tests.permits import verbs as permits
from tests.permits.desk import NOW, act, desk, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]
WITHDRAWN_AT = at("2025-10-09 10:00")


@pytest.fixture
def beside(desk):
    """Two open applications of one person for one item; the later one has two trips, the earlier one a trip of its own."""
    first = desk.register(when=at("2025-09-28 10:00"), idem="key-1", materials=[1]).application.case
    second = desk.register(when=at("2025-09-29 10:00"), idem="key-2", materials=[1]).application.case
    for case in (first, second):
        permits.notify(number=case.number, missing={2: "", 3: ""}, by=desk.clerk, at=at("2025-09-29 10:30"))
    permits.receive(
        number=second.number, materials=[2, 3], by=desk.clerk, at=at("2025-09-30 09:00"), window=desk.health_window
    )
    with time_machine.travel(WITHDRAWN_AT, tick=False):
        yield first, second


def test_the_page_asks_for_the_cause_of_the_trips(desk, client, beside):
    first, second = beside
    client.force_login(desk.clerk)
    page = client.get(url("withdraw", first))
    assert list(page.context["form"].fields)[-2:] == ["trip_cause", "trip_basis"], "no paper is missing"
    assert "两件的到访合并计算" in text_of(page)
    bad = act(client, first, "withdraw", reason="申请人撤回")
    assert (bad.status_code, Card.objects.filter(rule="two_visit").count()) == (422, 0)
    assert "两件的到访合并计算，共 3 次" in text_of(bad)
    act(client, first, "withdraw", reason="申请人撤回", trip_cause="window")
    card = Card.objects.get(rule="two_visit")
    assert (card.case, card.occurrence) == (second, 3)


def test_a_page_without_another_application_asks_nothing(desk, client):
    case = desk.register(when=NOW).application.case
    assert "trip_cause" not in client.get(url("withdraw", case)).context["form"].fields


def test_a_program_sends_the_cause_of_the_trips(desk, client, beside):
    first, second = beside
    client.force_login(desk.clerk)
    address, before = f"/api/v1/applications/{first.number}/withdraw/", stored()
    refusal = client.post(address, {"reason": "申请人撤回"}, content_type="application/json")
    assert "两件的到访合并计算" in str(refusal.json())
    assert stored() == before
    answer = client.post(address, {"reason": "申请人撤回", "trip_cause": "window"}, content_type="application/json")
    assert answer.status_code == 200
    assert second.cards.get(rule="two_visit").occurrence == 3
    visits = client.get(f"/api/v1/applications/{second.number}/").json()["visits"]
    assert [(each["counted_as"], each["carried_from"]) for each in visits if each["cause"]] == [(3, first.number)]


def test_the_notices_form_asks_for_a_ground(desk, client):
    first = desk.register(when=at("2025-09-28 10:00"), materials=[1]).application.case
    permits.notify(number=first.number, missing={2: "", 3: ""}, by=desk.clerk, at=at("2025-09-28 10:30"))
    permits.withdraw(number=first.number, reason="申请人撤回", by=desk.clerk, at=at("2025-09-28 10:40"))
    second = desk.register(when=NOW, idem="key-2").application.case
    client.force_login(desk.clerk)
    assert "ground" in client.get(url("notify", second)).context["form"].fields
    bad = act(client, second, "notify", missing=["1"], remark_1="没有盖章")
    assert "的告知书没有写“卫生许可申请表”" in bad.context["form"].errors["missing"][0]
    sent = {"missing": [{"material": 1, "remark": "没有盖章"}]}
    answer = client.post(f"/api/v1/applications/{second.number}/notify/", sent, content_type="application/json")
    assert "不能再要求补正（一次告知）" in str(answer.json())
    fresh = desk.register(when=NOW, idem="key-3", item=desk.immediate).application.case
    assert "ground" not in client.get(url("notify", fresh)).context["form"].fields


def test_the_board_counts_what_was_made_again(desk, client):
    """Accepted, withdrawn on the last day of its promise, registered again at once: nothing of it is late, and it is seen."""
    first = desk.accepted(when=at("2025-09-25 10:00")).case
    permits.withdraw(number=first.number, reason="申请人撤回", by=desk.clerk, at=at("2025-09-29 16:00"))
    second = desk.register(when=at("2025-09-30 09:00"), idem="key-2").application.case
    words = (
        f"接着办 0101 20250925 {first.number[-5:]}（申请人撤回，2025年9月29日 结束），时限晚 4 个工作日重新起算"
        "；那一件的承诺时限是 2025年9月29日 17:00"
    )
    for person in (desk.office, desk.head):
        client.force_login(person)
        board = client.get("/oversight/")
        [tile] = [tile for tile in board.context["tiles"] if "再次登记" in tile["label"]]
        assert tile["value"] == 1
        listed = client.get(tile["url"])
        assert [row["number"] for row in listed.context["rows"]] == [second.number]
        assert words in text_of(listed)
        assert words in text_of(client.get(f"/oversight/cases/{second.number}/"))
        assert client.get("/api/v1/board/").json()["made_again"] == 1
    client.force_login(desk.office)
    assert client.get("/oversight/?department=SJ").context["board"].made_again == 0
    with time_machine.travel(at("2025-12-30 10:00"), tick=False):
        client.force_login(desk.office)
        assert client.get("/oversight/").context["board"].made_again == 0
    assert Application.objects.get(case=first).taken_up_by_id == second.pk


# Void, and registered again (decision 132): seen like the others, and nothing of it is carried over


def void(desk, case, when="2025-09-29 16:00"):
    permits.void(number=case.number, ground="trial", reason="登记有误，重新登记", by=desk.chief, at=at(when))


def on_the_board(desk, client) -> list[str]:
    client.force_login(desk.office)
    [tile] = [tile for tile in client.get("/oversight/").context["tiles"] if "再次登记" in tile["label"]]
    rows = client.get(tile["url"]).context["rows"]
    assert tile["value"] == len(rows)
    return [row["number"] for row in rows]


def test_void_and_registered_again_is_seen(desk, client):
    first = desk.register(when=at("2025-09-25 10:00"), materials=[1]).application.case
    permits.notify(number=first.number, missing={2: "", 3: ""}, by=desk.clerk, at=at("2025-09-25 10:30"))
    permits.receive(
        number=first.number, materials=[2, 3], by=desk.clerk, at=at("2025-09-26 09:00"), window=desk.health_window
    )
    void(desk, first)
    second = desk.register(when=at("2025-09-30 09:00"), idem="key-2").application
    assert on_the_board(desk, client) == [second.case.number]
    words = f"作废后又登记，原来是 0101 20250925 {first.number[-5:]}（作废（登记有误），2025年9月29日 结束），时限晚 4 个工作日"
    page = text_of(client.get(f"/oversight/cases/{second.case.number}/"))
    assert words in page
    assert "；那一件的窗口受理时限是 2025年9月26日 14:00" in page, page[page.find("作废后") :][:200]
    assert second.case.events.get(verb="after_void").facts["application"] == first.number
    assert first.events.get(verb="taken_up").facts["application"] == second.case.number
    # neither its trips nor its notice
    assert second.visits.filter(counted_as__isnull=False).count() == 1
    permits.notify(number=second.case.number, missing={1: "没有盖章"}, by=desk.clerk, at=at("2025-09-30 09:30"))
    assert not Card.objects.filter(deadline=None).exists()


def test_registered_first_and_void_then(desk, client):
    first = desk.register(when=at("2025-09-25 10:00")).application.case
    second = desk.register(when=at("2025-09-26 10:00"), idem="key-2").application.case
    assert on_the_board(desk, client) == []
    void(desk, first)
    assert on_the_board(desk, client) == [second.number]
    assert second.events.get(verb="after_void").facts["application"] == first.number


def test_the_later_of_two_goes_and_nothing_began_anew(desk, client):
    desk.register(when=at("2025-09-25 10:00"))
    second = desk.register(when=at("2025-09-26 10:00"), idem="key-2").application.case
    void(desk, second)
    assert on_the_board(desk, client) == []


def test_void_twice_the_last_one_follows_both(desk, client):
    before = []
    for day in (25, 26):
        case = desk.register(when=at(f"2025-09-{day} 10:00"), idem=f"key-{day}").application.case
        void(desk, case, f"2025-09-{day} 15:00")
        before.append(case.pk)
    last = desk.register(when=at("2025-09-29 10:00"), idem="key-last").application
    assert set(last.takes_up.values_list("pk", flat=True)) == set(before)
    assert on_the_board(desk, client) == [last.case.number]


# Answered, and registered again (decision 132): seen like a void one, and nothing of it is carried over
REMEDIES = "60 日内向县人民政府申请复议，或者 6 个月内起诉"


def not_required(desk, case, when):
    permits.not_required(number=case.number, reason="不在许可目录里", by=desk.clerk, at=at(when))


def refuse(desk, case, when):
    permits.accept(number=case.number, by=desk.clerk, at=at(when))
    permits.decide(
        number=case.number, result="refuse", reason="不符合法定条件", remedies=REMEDIES, by=desk.chief, at=at(when)
    )


def refuse_and_deliver(desk, case, when):
    refuse(desk, case, when)
    permits.deliver(number=case.number, method="collected", proof="林秀英", by=desk.clerk, at=at(when))


ANSWERED = [
    (
        "no licence needed",
        not_required,
        "after_not_required",
        "告知无需许可",
        "结束",
        "窗口受理时限是 2025年9月25日 15:00",
    ),
    ("refused", refuse, "after_refusal", "不予许可", "决定", "窗口受理时限是 2025年9月25日 15:00"),
    (
        "refused, the paper is delivered",
        refuse_and_deliver,
        "after_refusal",
        "不予许可",
        "决定",
        "窗口受理时限是 2025年9月25日 15:00",
    ),
]


@pytest.mark.parametrize(
    ("sentence", "answer", "verb", "words", "end", "due"), ANSWERED, ids=[row[0] for row in ANSWERED]
)
def test_answered_and_registered_again_is_seen(desk, client, sentence, answer, verb, words, end, due):
    first = desk.register(when=at("2025-09-25 10:00")).application.case
    answer(desk, first, "2025-09-25 11:00")
    second = desk.register(when=at("2025-09-30 09:00"), idem="key-2").application
    assert on_the_board(desk, client) == [second.case.number], sentence
    page = text_of(client.get(f"/oversight/cases/{second.case.number}/"))
    was = f"{words}后又登记，原来是 0101 20250925 {first.number[-5:]}（{words}，2025年9月25日 {end}），时限晚 4 个工作日重新起算"
    assert was in page, page[page.find("后又登记") - 20 :][:200]
    assert f"；那一件的{due}" in page, page[page.find("后又登记") :][:200]
    assert f"同一事项另有一件{words}" in page
    assert second.case.events.get(verb=verb).facts["application"] == first.number
    assert first.events.get(verb="taken_up").facts["application"] == second.case.number
    # neither its trips nor its notice
    assert second.visits.filter(counted_as__isnull=False).count() == 1
    assert taken_up(second) == []


@pytest.mark.parametrize(
    ("answer", "verb", "words"), [row[1:4] for row in ANSWERED[:2]], ids=["not required", "refused"]
)
def test_registered_first_and_answered_then(desk, client, answer, verb, words):
    first = desk.register(when=at("2025-09-25 10:00")).application.case
    second = desk.register(when=at("2025-09-26 10:00"), idem="key-2").application.case
    assert on_the_board(desk, client) == []
    answer(desk, first, "2025-09-26 15:00")
    assert on_the_board(desk, client) == [second.number]
    assert second.events.get(verb=verb).facts["application"] == first.number
    page = text_of(client.get(f"/oversight/cases/{second.number}/"))
    assert f"同一事项先登记的是 0101 20250925 {first.number[-5:]}（{words}，2025年9月26日" in page


def test_what_is_granted_is_followed_by_nothing(desk, client):
    first = desk.accepted(when=at("2025-09-25 10:00")).case
    permits.decide(number=first.number, result="grant", by=desk.chief, at=at("2025-09-25 11:00"))
    desk.register(when=at("2025-09-30 09:00"), idem="key-2")
    assert on_the_board(desk, client) == []


def test_after_ninety_days_it_is_another_matter(desk, client):
    first = desk.register(when=at("2025-06-03 10:00")).application.case
    not_required(desk, first, "2025-06-03 11:00")
    desk.register(when=at("2025-09-30 09:00"), idem="key-2")
    assert on_the_board(desk, client) == []


def test_a_refusal_that_is_taken_back_is_followed_by_nothing(desk, client):
    first = desk.register(when=at("2025-09-30 09:00")).application.case
    refuse(desk, first, "2025-09-30 09:10")
    second = desk.register(when=at("2025-09-30 09:20"), idem="key-2").application.case
    assert on_the_board(desk, client) == [second.number]
    permits.undo(number=first.number, reason="选错了结果", by=desk.chief, at=at("2025-09-30 09:30"))
    assert on_the_board(desk, client) == []
    permits.decide(
        number=first.number, result="refuse", reason="不符合法定条件", remedies=REMEDIES, by=desk.chief, at=NOW
    )
    assert on_the_board(desk, client) == [second.number]
