"""What can be done now is one answer: the buttons, the line that says why not, and the API's list of acts agree."""

import pytest

from hall.models import Delegation
from hall.roles import Power
from permits import states
from permits.acts import ACTS, NAMED
from permits.models import Application
from tests.api.conftest import clock, program
from tests.api.requests import application
from tests.cases.broken_rows import triggers_off
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, url
from tests.permits.stages import BROUGHT_TO, LATER, accepted, number_of

__all__ = ["clock", "desk", "program"]


def page(client, case) -> dict:
    context = client.get(url("case", case)).context
    buttons = [button.words for button in [context["primary"], *context["others"]] if button]
    return {"buttons": buttons, "why": context["wait_for"], "answer": context["power"]["answer_url"]}


def test_acts_stand_in_the_order_of_the_state_tables():
    order = [*states.FLOW.arrows, *states.BESIDES.arrows]
    places = [order.index(act.arrows[0]) for act in ACTS]
    assert places == sorted(places)
    assert len(NAMED) == len(ACTS)


def test_acts_of_the_api_are_the_callers_own(world, program):
    number = number_of(accepted(world))

    def acts_for(person) -> list[str]:
        return [name for name in program(person).get(application(number)).json()["acts"] if name in NAMED]

    assert acts_for(world.clerk) == [
        "tell_hearing",
        "decide",
        "withdraw",
        "visit",
        "propose",
        "change_owner",
        "change_contact",
        "name_agent",
    ]
    assert acts_for(world.chief) == [
        "suspend",
        "tell_hearing",
        "decide",
        "withdraw",
        "terminate",
        "void",
        "visit",
        "propose",
        "change_owner",
        "change_contact",
        "name_agent",
    ]
    assert acts_for(world.head) == ["suspend", "extend", "decide", "terminate", "void"]
    assert program(world.office).get(application(number)).json()["acts"] == []


def test_a_missing_check_by_two_officers_is_told(desk, client):
    desk.promised.two_officers = True
    desk.promised.save(update_fields=["two_officers"])
    case = desk.accepted(when=NOW).case
    before = page(client, case)
    assert "办结" not in before["buttons"]
    assert "记录实质核查" in before["buttons"]
    assert before["why"] == "这个事项要两名工作人员核查后才能决定。"
    actions.record_check(number=case.number, finding="相符", by=desk.clerk, at=NOW)
    after = page(client, case)
    assert "记录实质核查" not in after["buttons"], "the other one is another officer's"
    assert after["why"] == "这个事项要两名工作人员核查后才能决定，现在只有张敏记录了核查。"


def test_what_is_handed_up_is_not_handed_up_again(desk, client):
    Delegation.objects.filter(window=desk.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
    case = desk.accepted(when=NOW).case
    assert "上交" in page(client, case)["buttons"]
    actions.hand_up(number=case.number, step="grant", by=desk.clerk, at=NOW)
    waits = page(client, case)
    assert "上交" not in waits["buttons"]
    assert waits["why"] == "已经上交，等审批科长赵科或部门负责人钱局决定。"
    assert waits["answer"] == ""
    client.force_login(desk.chief)
    assert page(client, case)["answer"] == url("answer_hand_up", case)


def test_a_promised_paper_is_told_instead_of_the_delivery(world, client, clock):
    number = number_of(BROUGHT_TO[states.GRANTED](world))
    with triggers_off():
        Application.objects.filter(case__number=number).update(deemed_accepted=True)
    granted = Application.objects.select_related("case").get(case__number=number)
    granted.received.filter(material__position=2).delete()
    client.force_login(world.clerk)
    offer = page(client, granted.case)
    assert "送达" not in offer["buttons"]
    assert offer["why"].startswith("容缺材料还没有补齐：")
    with pytest.raises(actions.CannotDeliver, match="容缺材料还没有补齐"):
        actions.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=LATER)


def test_a_case_that_has_ended_owes_no_answer(desk):
    Delegation.objects.filter(window=desk.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
    number = desk.accepted(when=NOW).case.number
    actions.hand_up(number=number, step="grant", by=desk.clerk, at=NOW)
    actions.withdraw(number=number, reason="不办了", by=desk.clerk, at=NOW)
    with pytest.raises(actions.CannotHandUp, match="没有上交待答的事"):
        actions.answer_hand_up(number=number, answer="知道了", by=desk.chief, at=NOW)
