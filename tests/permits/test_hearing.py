"""The hearing: told, asked for, announced, held, with its limits; it is a special procedure, and the decision waits for it."""

from datetime import UTC, date

import pytest
import time_machine

from cases import clocks
from cases.models import Case, Dispatch, Event, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.refusals import Refused
from permits.documents.file import contents
from permits.events import EVENTS
from permits.models import Hearing
from permits.power import open_hand_ups
from tests.cases.snow import close, closure
from tests.permits import verbs as actions
from tests.permits.desk import NOW, act, desk, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]


@pytest.fixture
def case(world):
    """Accepted on Monday 3 November 2025: promise until the 6th, by law until 1 December."""
    return world.accepted(when=at("2025-11-03 10:00")).case


@pytest.fixture
def steps(world, case):
    """The steps of a hearing by name; each takes the instant, and what is given otherwise."""
    clerk, chief, number = world.clerk, world.chief, case.number
    verbs = {
        "tell": (actions.tell_hearing, {"parties": "王小明、东邻李某", "interest": "相邻采光", "by": clerk}),
        "ask": (actions.ask_hearing, {"party": "东邻李某", "by": clerk}),
        "announce": (
            actions.announce_hearing,
            {"sits_at": at("2025-11-18 09:00"), "place": "三楼会议室", "chair": "钱局", "by": chief},
        ),
        "move": (
            actions.move_hearing,
            {
                "sits_at": at("2025-11-19 09:00"),
                "place": "三楼会议室",
                "chair": "钱局",
                "reason": "当天停办",
                "by": chief,
            },
        ),
        "hold": (actions.hold_hearing, {"by": chief}),
        "give_up": (actions.give_up_hearing, {"reason": "书面放弃", "by": clerk}),
        "cancel": (actions.cancel_hearing, {"reason": "撤回要求", "by": chief}),
        "grant": (actions.decide, {"result": "grant", "by": clerk}),
        "resume": (actions.resume, {"by": chief}),
    }

    def step(name: str, when: str, **more):
        verb, usual = verbs[name]
        return verb(number=number, at=at(when), **{**usual, **more})

    return step


def differences(when) -> list[str]:
    """What the nightly check finds."""
    return [finding.words for finding in ledger.check(ROOMS, at=when).findings]


def due(case, rule):
    return case.deadlines.get(rule=rule, superseded_at=None)


def test_34_a_hearing_from_notice_to_decision(world, case, steps):
    hearing = steps("tell", "2025-11-04 09:00")
    assert (hearing.ask_by, hearing.told_document) == (at("2025-11-11 17:00"), "云卫健听告字〔2025〕1号")
    steps("ask", "2025-11-05 09:00")
    assert due(case, "hearing").due_at == at("2025-12-03 17:00")
    announced = steps("announce", "2025-11-06 09:00")
    case.refresh_from_db()
    assert (case.state, announced.notice_document) == ("suspended", "云卫健听通字〔2025〕1号")
    pause = case.pauses.get()
    assert (pause.ground, pause.notice_number, pause.declared_days) == ("hearing", "云卫健听通字〔2025〕1号", 9)
    assert due(case, "special_procedure").due_at == at("2025-11-18 17:00")
    assert all(due(case, rule).is_stopped for rule in ("promise", "statutory"))
    held = steps("hold", "2025-11-18 11:00")
    case.refresh_from_db()
    assert (case.state, held.record_document) == ("accepted", "云卫健听录字〔2025〕1号")
    assert due(case, "promise").due_at == at("2025-11-19 17:00")  # the 4th, the 5th, then nine days left out
    assert due(case, "statutory").due_at == at("2025-12-12 17:00")
    assert {clock.rule: clock.verdict for clock in case.deadlines.exclude(met_at=None)} == {
        "acceptance_notice": "on_time", "window_acceptance": "on_time", "hearing": "on_time",
        "special_procedure": "on_time",
    }  # fmt: skip
    steps("grant", "2025-11-19 10:00")
    assert not case.cards.exists()
    assert differences(at("2025-11-19 10:01")) == []


def refused(call, words: str) -> None:
    before = stored()
    with pytest.raises(Refused, match=words):
        call()
    assert stored() == before


@pytest.mark.parametrize(
    ("sentence", "earlier_steps", "step", "when", "more", "words"),
    [
        ("nobody was told", [], "ask", "2025-11-04 09:00", {}, "还没有书面告知"),
        ("told twice", ["tell"], "tell", "2025-11-05 09:00", {}, "已经告知过"),
        ("nobody named", [], "tell", "2025-11-04 09:00", {"parties": " "}, "告知了谁"),
        ("asked for a second too late", ["tell"], "ask", "2025-11-11 17:00:01", {}, "已经过了"),
        ("asked for twice", ["tell", "ask"], "ask", "2025-11-06 09:00", {}, "已经有人要求"),
        ("announced before anybody asked", ["tell"], "announce", "2025-11-05 09:00", {}, "没有人要求听证"),
        ("without a place", ["tell", "ask"], "announce", "2025-11-06 09:00", {"place": ""}, "地点"),
        ("without a chair", ["tell", "ask"], "announce", "2025-11-06 09:00", {"chair": ""}, "主持人"),
        ("six days before", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-11-14 09:00")}, "提前 7 个工作日"),
        ("told after closing, a day too late", ["tell", "ask"], "announce", "2025-11-06 17:01", {"sits_at": at("2025-11-17 09:00")}, "提前 7 个工作日"),
        ("on a Sunday", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-11-16 09:00")}, "工作日"),
        ("as it closes on the last day of twenty", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-12-03 17:00")}, "08:30 至 17:00"),
        ("at midnight of the last day", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-12-03 23:59")}, "上班时间"),
        ("at night", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-11-20 03:30")}, "上班时间"),
        ("yesterday", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-11-05 09:00")}, "时间不对"),
        ("in ten years", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2035-11-05 09:00")}, "时间不对"),
        ("a day after the twenty", ["tell", "ask"], "announce", "2025-11-06 09:00", {"sits_at": at("2025-12-04 09:00")}, "最迟在 2025年12月3日 17:00"),
        ("held before it begins", ["tell", "ask", "announce"], "hold", "2025-11-18 08:59", {}, "还没有到"),
        ("resumed instead of held", ["tell", "ask", "announce"], "resume", "2025-11-10 09:00", {}, "已经通知听证"),
        ("given up when it is announced", ["tell", "ask", "announce"], "give_up", "2025-11-10 09:00", {}, "已经通知"),
        ("decided while it may still be asked for", ["tell"], "grant", "2025-11-11 17:00", {}, "2025年11月11日 17:00 前还可以要求听证"),
        ("decided before it is held", ["tell", "ask"], "grant", "2025-11-12 09:00", {}, "根据笔录决定"),
        ("waived without a word", ["tell"], "give_up", "2025-11-05 09:00", {"reason": ""}, "放弃"),
    ],
)  # fmt: skip
def test_what_a_hearing_refuses(case, steps, sentence, earlier_steps, step, when, more, words):
    days = {"tell": "2025-11-04 09:00", "ask": "2025-11-05 09:00", "announce": "2025-11-06 09:00"}
    for earlier in earlier_steps:
        steps(earlier, days[earlier])
    sweep(at=at(when))
    refused(lambda: steps(step, when, **more), words)


@pytest.mark.parametrize(
    ("sentence", "sits_at"),
    [("the seventh day", "2025-11-17 09:00"), ("the last minute of twenty", "2025-12-03 16:59")],
)
def test_the_first_and_the_last_day_that_the_law_allows(case, steps, sentence, sits_at):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    assert steps("announce", "2025-11-06 09:00", sits_at=at(sits_at)).sits_at == at(sits_at)


def test_a_hearing_may_be_announced_late_and_is_late(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    steps("announce", "2025-11-25 09:00", sits_at=at("2025-12-04 09:00"))
    sweep(at=at("2025-12-03 17:00:01"))
    steps("hold", "2025-12-04 10:00")
    hearing = due(case, "hearing")
    assert (hearing.verdict, hearing.late_by_minutes) == ("late", 90)
    assert [(card.rule, card.level) for card in case.cards.filter(rule="hearing")] == [("hearing", "red")]


def test_the_year_begins_at_the_halls_own_midnight(world, case, steps):
    """A door reads the clock in UTC, where the old year lasts until eight o'clock."""
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    midnight = {"place": "三楼会议室", "chair": "钱局", "by": world.chief, "at": at("2026-01-01 00:03").astimezone(UTC)}
    # next year is no mistake of the year; the day is too late (below)
    with pytest.raises(Refused, match="最迟在 2026年1月19日 17:00 前举行"):
        actions.announce_hearing(number=case.number, sits_at=at("2027-01-05 09:00"), **midnight)
    announced = actions.announce_hearing(number=case.number, sits_at=at("2026-01-19 09:00"), **midnight)
    assert announced.sits_at == at("2026-01-19 09:00")


@pytest.mark.parametrize(
    ("sentence", "sits_at", "words"),
    [
        ("the first day that the notice reaches", "2025-12-04 09:00", ""),
        ("the last of the five to choose from", "2025-12-10 09:00", ""),
        ("a day later", "2025-12-11 09:00", "2025年12月3日 17:00 前已经来不及，听证最迟在 2025年12月10日 17:00 前举行"),
        ("a year later, with every clock stopped", "2026-11-27 09:00", "听证最迟在 2025年12月10日 17:00 前举行"),
    ],
)
def test_announced_late_it_is_held_within_days(case, steps, sentence, sits_at, words):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    sweep(at=at("2025-11-25 09:00"))
    if words:
        refused(lambda: steps("announce", "2025-11-25 09:00", sits_at=at(sits_at)), words)
    else:
        steps("announce", "2025-11-25 09:00", sits_at=at(sits_at))
        assert case.pauses.get().declared_days <= 12
        assert case.events.filter(verb="announce_hearing").exists()


@pytest.mark.parametrize("door", ["page", "program"])
def test_no_door_takes_a_hearing_in_a_year(desk, client, door):
    case = desk.accepted(when=NOW).case
    clerk = {"number": case.number, "by": desk.clerk, "at": NOW}
    actions.tell_hearing(parties="王小明、东邻李某", interest="相邻采光", **clerk)
    actions.ask_hearing(party="东邻李某", **clerk)
    fields = {"place": "三楼会议室", "chair": "钱局"}
    with time_machine.travel(at("2025-12-01 10:00"), tick=False):
        sweep(at=at("2025-12-01 10:00"))
        client.force_login(desk.chief)
        if door == "page":
            answer = act(client, case, "announce_hearing", sits_at="2026-11-26T09:00", **fields)
            [sentence] = answer.context["form"].errors["sits_at"]
        else:
            address = f"/api/v1/applications/{case.number}/announce_hearing/"
            sent = {"sits_at": "2026-11-26T09:00:00+08:00", **fields}
            answer = client.post(address, sent, content_type="application/json")
            sentence = str(answer.json())
    assert "听证最迟在 2025年12月16日 17:00 前举行，往前选一天" in sentence
    assert answer.status_code == (422 if door == "page" else 409)
    assert not case.pauses.exists()


def test_nobody_asked_in_time_the_decision_is_free(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("grant", "2025-11-11 17:00:01")
    assert Case.objects.get(pk=case.pk).state == "decided_granted"


def test_waived_the_decision_is_free_at_once(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("give_up", "2025-11-04 09:30")
    steps("grant", "2025-11-04 10:00")


def test_taken_back_after_the_announcement_the_clocks_go_on(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    steps("announce", "2025-11-06 09:00")
    steps("cancel", "2025-11-07 09:00")
    case.refresh_from_db()
    assert (case.state, due(case, "promise").due_at) == ("accepted", at("2025-11-10 17:00"))
    assert due(case, "hearing").verdict == "void"
    assert differences(at("2025-11-07 09:01")) == []


@pytest.fixture
def taken_back(case, steps):
    """Asked for by one, announced, and taken back by that one on the 7th; the others may ask until the 11th at 17:00."""
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00", party="王小明")
    steps("announce", "2025-11-06 09:00")
    return steps("cancel", "2025-11-07 09:00", reason="王小明电话撤回要求")


def test_what_one_party_takes_back_another_may_still_ask_for(case, steps, taken_back):
    steps("ask", "2025-11-11 17:00")
    again = steps("announce", "2025-11-12 09:00", sits_at=at("2025-11-24 09:00"))
    assert (again.asked_by_party, again.notice_document) == ("东邻李某", "云卫健听通字〔2025〕2号")
    [limit] = clocks.running(case, "hearing")
    assert limit.due_at == at("2025-12-09 17:00")
    assert differences(at("2025-11-12 09:01")) == []
    steps("hold", "2025-11-24 11:00")
    steps("grant", "2025-11-25 09:00")
    verbs = [event.verb for event in case.events.order_by("seq") if "hearing" in event.verb]
    assert verbs == [f"{step}_hearing" for step in ("tell", "ask", "announce", "cancel", "ask", "announce", "hold")]
    assert [card.rule for card in case.cards.all()] == ["promise"]  # it runs while the others may ask
    assert differences(at("2025-11-25 09:01")) == []


@pytest.mark.parametrize(
    ("sentence", "between", "step", "when", "words"),
    [
        ("decided at once", [], "grant", "2025-11-07 09:00", "2025年11月11日 17:00 前还可以要求听证"),
        ("decided at the last moment", [], "grant", "2025-11-11 17:00", "前还可以要求听证"),
        ("asked for a second too late", [], "ask", "2025-11-11 17:00:01", "已经过了"),
        ("decided when another has asked", [("ask", "2025-11-10 09:00")], "grant", "2025-11-12 09:00", "根据笔录决定"),
    ],
)
def test_what_has_to_wait_when_one_party_took_it_back(case, steps, taken_back, sentence, between, step, when, words):
    for earlier, day in between:
        steps(earlier, day)
    sweep(at=at(when))
    refused(lambda: steps(step, when), words)


@pytest.mark.parametrize(
    ("sentence", "between", "when"),
    [
        ("nobody else asked", [], "2025-11-11 17:00:01"),
        ("everybody waives", [("give_up", "2025-11-07 10:00")], "2025-11-07 10:01"),
    ],
)
def test_when_the_decision_is_free_after_a_partys_withdrawal(case, steps, taken_back, sentence, between, when):
    for earlier, day in between:
        steps(earlier, day)
    steps("grant", when)
    assert Case.objects.get(pk=case.pk).state == "decided_granted"
    assert differences(at(when)) == []


def test_taken_back_when_nobody_else_may_ask_it_is_over(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    steps("announce", "2025-11-06 09:00")
    hearing = steps("cancel", "2025-11-11 17:00:01")
    assert (hearing.is_over, hearing.given_up_because) == (True, "撤回要求")
    steps("grant", "2025-11-12 09:00")


def test_each_hearing_notice_is_a_paper_of_its_own(world, case, steps):
    def print_notice(occurrence, when):
        terms = {"kind": "hearing_notice", "site": "http://hall.test", "occurrence": occurrence, "by": world.clerk}
        return actions.print_document(number=case.number, at=at(when), **terms).document

    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    steps("announce", "2025-11-06 09:00")
    first = print_notice(1, "2025-11-06 09:10")
    steps("cancel", "2025-11-07 09:00")
    steps("ask", "2025-11-10 09:00")
    steps("announce", "2025-11-10 09:30", sits_at=at("2025-11-20 09:00"), place="五楼会议室")
    second = print_notice(2, "2025-11-10 09:40")
    assert (first.number, second.number) == ("云卫健听通字〔2025〕1号", "云卫健听通字〔2025〕2号")
    assert ("三楼会议室" in first.content, "五楼会议室" in second.content) == (True, True)
    numbers = [entry.number for entry in contents(Hearing.objects.get().application) if entry.kind == "hearing_notice"]
    assert numbers == [first.number, second.number]


def test_an_application_that_ends_ends_its_hearing(world, case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    actions.withdraw(number=case.number, reason="不办了", by=world.clerk, at=at("2025-11-05 10:00"))
    assert not case.deadlines.filter(met_at=None, superseded_at=None).exists()
    assert differences(at("2025-11-05 10:01")) == []


def test_the_nightly_check_misses_the_clock_of_a_hearing(case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    due(case, "hearing").delete()
    [words] = differences(at("2025-11-05 09:01"))
    assert "没有计时" in words


PARTIES = ("王小明", "东邻李某", "李某", "周敏")


def names_in(text: str) -> list[str]:
    return [name for name in PARTIES if name in text]


def test_only_whoever_handles_the_case_reads_the_parties_names(world, case, steps, client):
    steps("tell", "2025-11-04 09:00", parties="王小明、东邻李某，周敏；区商会")
    steps("ask", "2025-11-05 09:00", party="周敏")
    steps("announce", "2025-11-06 09:00")
    steps("cancel", "2025-11-07 09:00", reason="周敏和东邻李某书面撤回")
    assert names_in("".join(str(event.facts) for event in case.events.all())) == []
    assert case.events.get(verb="cancel_hearing").facts["reason"] == "周*和东**某书面撤回"
    steps("ask", "2025-11-10 09:00")
    api = f"/api/v1/{{}}/{case.number}/"
    pages = {
        world.clerk: [f"/desk/cases/{case.number}/"],
        world.inspector: [f"/desk/cases/{case.number}/", f"/oversight/cases/{case.number}/"],
        world.chief: [api.format("applications"), f"{api.format('cases')}history/"],
    }
    for person, addresses in pages.items():
        client.force_login(person)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            expected = ["王小明", "东邻李某", "李某", "周敏"] if person == world.clerk else []
            assert names_in(answer.content.decode()) == expected, address
    hearing = client.get(api.format("applications")).json()["hearing"]
    assert (hearing["parties"], hearing["asked_by_party"]) == ("王*明、东**某，周*；区*会", "东**某")


def test_a_line_of_former_days_with_names_reads_without_them(case):
    facts = {
        "document": "云卫健听告字〔2025〕1号",
        "parties": "王小明、东邻李某",
        "ask_by": "2025-11-11T17:00:00+08:00",
    }
    notice, request = Event(verb="tell_hearing", facts=facts), Event(verb="ask_hearing", facts={"party": "东邻李某"})
    assert tuple(EVENTS[event.verb].staff(event.facts) for event in (notice, request)) == (
        "云卫健听告字〔2025〕1号，2025年11月11日 17:00 前可以提出",
        "",
    )


def test_at_the_desk_step_by_step(desk, client):
    case = desk.accepted(when=NOW).case
    form = {"parties": "王小明、东邻李某", "interest": "相邻采光"}
    text = text_of(client.get(act(client, case, "tell_hearing", **form).url))
    assert "2025年10月14日 17:00 前可以提出" in text
    page = client.get(url("case", case))
    assert page.context["primary"] is None
    assert "办结" not in [button.words for button in page.context["others"]]
    assert page.context["wait_for"] == "2025年10月14日 17:00 前还可以要求听证；放弃的先登记，再作决定。"
    assert client.get(url("decide", case)).context["not_now"].startswith("2025年10月14日 17:00 前还可以要求听证")
    assert "还可以要求听证" in text_of(act(client, case, "decide", result="grant"))
    act(client, case, "ask_hearing", party="东邻李某")
    client.force_login(desk.chief)
    page = client.get(url("case", case))
    assert page.context["primary"].words == "通知听证"
    bad = act(client, case, "announce_hearing", sits_at="明天", place="三楼", chair="钱局")
    assert bad.context["form"].errors == {"sits_at": ["填写日期和时间，例如 2026-03-16 09:00"]}
    act(client, case, "announce_hearing", sits_at="2025-10-20T09:00", place="三楼", chair="钱局")
    page = client.get(url("case", case))
    assert (page.context["primary"], Hearing.objects.get().place) == (None, "三楼")
    assert page.context["wait_for"] == "听证在 2025年10月20日 09:00 举行，还没有到。"
    with time_machine.travel(at("2025-10-20 09:00"), tick=False):
        client.force_login(desk.chief)
        assert client.get(url("case", case)).context["primary"].words == "登记听证笔录"
    words = text_of(page)
    assert "2025年10月20日 09:00，三楼，主持人 钱局" in words
    assert "恢复计时" not in [button.words for button in page.context["others"]]


def test_a_hearing_asked_for_stands_before_whoever_announces_it(world, case, steps, client):
    """A red card hangs on it, and the promise runs until it is announced (decision 126)."""
    steps("tell", "2025-11-03 11:00")
    steps("ask", "2025-11-04 09:00")
    [request] = open_hand_ups(Case.objects.all())
    assert (request.step, request.kind, request.handed_by) == ("announce_hearing", "request", world.clerk)
    letter = Letter.objects.get(template="handed_up")
    assert (letter.department, "due_at" in letter.facts) == (world.health, True)
    client.force_login(world.chief)
    with time_machine.travel(at("2025-11-04 10:00"), tick=False):
        assert "有人要求听证，等通知时间和地点" in text_of(client.get("/desk/handed-up/"))
    steps("announce", "2025-11-05 09:00")
    assert not open_hand_ups(Case.objects.all())
    request.refresh_from_db()
    assert request.answered_by == world.chief


def test_given_up_it_waits_for_nobody(world, case, steps):
    steps("tell", "2025-11-03 11:00")
    steps("ask", "2025-11-04 09:00")
    steps("give_up", "2025-11-04 10:00")
    assert not open_hand_ups(Case.objects.all())


def test_whoever_may_announce_it_asks_nobody(world, case, steps):
    steps("tell", "2025-11-03 11:00")
    steps("ask", "2025-11-04 09:00", by=world.chief)
    assert not open_hand_ups(Case.objects.all())


@pytest.mark.parametrize(
    ("act", "sent", "words"),
    [
        ("tell_hearing", {"parties": "王小明", "interest": "相邻采光"}, "前不能作出决定，在承诺时限（"),
        ("ask_hearing", {"party": "王小明"}, "早于能够举行听证的日子：到期以前通知听证，计时才会暂停"),
    ],
)
def test_what_a_hearing_does_to_the_promise_is_said_before(world, case, steps, client, act, sent, words):
    """A step of the hall's own does not break its promise without a word: its effect on the clocks is shown, and here nothing moves."""
    if act == "ask_hearing":
        steps("tell", "2025-11-03 11:00")
    case.refresh_from_db()
    client.force_login(world.clerk)
    with time_machine.travel(at("2025-11-04 10:00"), tick=False):
        page = text_of(client.post(f"/desk/cases/{case.number}/{act}/", {**sent, "version": case.version}))
    assert words in page
    assert "承诺时限（2025年11月6日 17:00 到期）" in page


# Its day is closed


@pytest.fixture
def announced(world, case, steps):
    steps("tell", "2025-11-04 09:00")
    steps("ask", "2025-11-05 09:00")
    steps("announce", "2025-11-06 09:00")
    return case


def test_a_closed_day_is_told_of_and_the_hearing_moved(world, announced, steps):
    now = at("2025-11-07 09:00")
    pass_time(at=now)
    assert not Event.objects.filter(verb="hearing_in_doubt").exists()
    close(world, date(2025, 11, 18), when=now)
    for _ in range(2):
        pass_time(at=now)
    assert announced.events.filter(verb="hearing_in_doubt").count() == 1
    letter = Letter.objects.get(template="hearing_in_doubt")
    assert (letter.department, letter.facts["note"]) == (world.health, "2025年11月18日 09:00")
    assert "2025年11月18日 09:00 的听证：当天大厅不办公" in Dispatch.objects.get(kind="hearing_in_doubt").text
    moved = steps("move", "2025-11-07 10:00")
    assert (moved.sits_at, moved.notice_document) == (at("2025-11-19 09:00"), "云卫健听通字〔2025〕2号")
    pause = announced.pauses.get()
    assert (pause.declared_days, pause.later_notices) == (9, ["云卫健听通字〔2025〕2号"]), (
        "the closed day is none of the nine"
    )
    assert due(announced, "special_procedure").due_at == at("2025-11-19 17:00")
    assert "改到 2025年11月19日 09:00" in Dispatch.objects.get(kind="hearing_moved").text
    pass_time(at=at("2025-11-07 11:00"))
    assert Letter.objects.filter(template="hearing_in_doubt").count() == 1
    assert differences(at("2025-11-07 12:00")) == []
    steps("hold", "2025-11-19 09:30")
    assert differences(at("2025-11-19 12:00")) == []


def test_a_later_day_takes_so_many_days_more(world, announced, steps):
    steps("move", "2025-11-07 10:00", sits_at=at("2025-11-20 09:00"))
    assert announced.pauses.get().declared_days == 11
    assert due(announced, "special_procedure").due_at == at("2025-11-20 17:00")
    assert differences(at("2025-11-07 12:00")) == []


@pytest.mark.parametrize(
    ("sentence", "more", "words"),
    [
        ("not forward", {"sits_at": at("2025-11-17 09:00")}, "只能往后改：原定 2025年11月18日 09:00"),
        ("not to a rest day", {"sits_at": at("2025-11-22 09:00")}, "工作日举行"),
        ("not beyond the twenty days", {"sits_at": at("2025-12-04 09:00")}, "往前选一天"),
        ("with a reason", {"reason": " "}, "改期的原因"),
    ],
)
def test_where_it_cannot_be_moved_to(world, announced, steps, sentence, more, words):
    before = stored()
    with pytest.raises(Refused, match=words):
        steps("move", "2025-11-06 10:00", **more)
    assert stored() == before


def test_the_preview_of_a_closure_names_the_hearing(world, announced, client):
    client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
    now = at("2025-11-07 09:00")
    with time_machine.travel(now, tick=False):
        for day, named in ((18, True), (19, False)):
            draft = closure(world, date(2025, 11, day), when=now)
            page = client.get(f"/administration/calendar/changes/{draft.pk}/").content.decode()
            assert ("已经通知的听证在要停办的日子举行" in page) is named
            assert ("2025年11月18日 09:00</li>" in page) is named
