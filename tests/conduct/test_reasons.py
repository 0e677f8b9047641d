"""A text that somebody reads as a reason says something: at every act of the room, and nothing is changed by one that does not."""

import pytest
import time_machine
from django.urls import reverse

from conduct import actions
from conduct.acts import ACTS
from hall.doors.acts import Kind
from tests.conduct.conftest import (
    ATTRIBUTED,
    SERVED,
    attributed,
    own,
    post_of,
    promised,
    second_inspector,
    served,
    upheld,
)
from tests.snapshot import stored

TEXTS = [(act.name, field.name) for act in ACTS for field in act.asks if field.kind is Kind.TEXT and field.needed]
DECISION = {"result": "as_proposed", "number": "云纪软〔2025〕1号", "authority": "区纪委监委"}
FIELDS = {
    "order_correction": {"who": "WJ:qian", "days": "5"},
    "adopt_policy": {"ladder": "strict", "in_force_from": "2025-11-01", "document": "云软环境〔2025〕3号"},
    "settle": DECISION,
    "adjudicate": {"upheld": "no"},
    "answer_exposure": {"opinion": "调整窗口排班", "commitment": "工作时间窗口不空岗", "keep_by": "2025-10-31"},
    "check_commitment": {"kept": "yes"},
    "issue_supervision": {"level": "remind", "department": "WJ", "days": "3"},
}


class Stage:
    """Where each act is done, and by whom: the row is brought so far that nothing but its text is in the way."""

    def __init__(self, world) -> None:
        self.world, self.other = world, second_inspector(world)
        self.complaint = upheld(world)
        self.row = attributed(world, self.complaint)
        self.officer = {"by": world.complaint_officer, "at": ATTRIBUTED}

    def address(self, act: str) -> tuple[object, str]:
        world, number = self.world, self.complaint.case.number
        if act in ("attribute", "order_correction"):
            return world.complaint_officer, reverse(f"conduct-{act}", args=[number])
        if act == "issue_supervision":
            return world.office, reverse("conduct-issue_supervision")
        if act == "adopt_policy":
            return world.inspector, reverse("conduct-adopt_policy")
        person, ledger, key = self.row_of(act)
        return person, reverse(f"conduct-{ledger}-{act}", args=[key])

    def row_of(self, act: str) -> tuple[object, str, object]:
        world = self.world
        if act == "take_attribution_back":
            return world.complaint_officer, "attributions", self.row.key
        if "supervision" in act:
            return self.of_a_supervision(act)
        if "correction" in act:
            return self.of_a_correction(act)
        if "exposure" in act or "commitment" in act:
            return self.of_an_exposure(act)
        proposal = own(self.row)
        if act == "serve_sanction":
            actions.settle(
                key=proposal.key,
                ruling=actions.Ruling(reason="未按规定告知", **DECISION),
                by=world.inspector,
                at=SERVED,
            )
        elif act != "settle":
            served(world, proposal)
        if act == "adjudicate":
            actions.contest(key=proposal.key, reason="当天不是本人值班", by=world.clerk, at=SERVED)
        person = {"contest": world.clerk, "adjudicate": self.other}.get(act, world.inspector)
        return person, "mine" if act == "contest" else "sanctions", proposal.key

    def of_a_supervision(self, act: str) -> tuple[object, str, object]:
        world = self.world
        demand = actions.Demand(level="remind", what="窗口空岗", days=3, department=world.health)
        [row] = actions.issue_supervision(demand=demand, by=world.office, at=ATTRIBUTED)
        if act == "answer_supervision":
            return world.head, "supervision", row.key
        if act == "recall_supervision":
            return world.inspector, "supervision", row.key
        actions.answer_supervision(key=row.key, evidence="已经补岗", by=world.head, at=SERVED)
        return world.office, "supervision", row.key

    def of_a_correction(self, act: str) -> tuple[object, str, object]:
        world = self.world
        order = actions.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
        key = actions.order_correction(complaint=self.complaint, order=order, **self.officer).key
        if act == "hand_in_correction":
            return world.head, "corrections", key
        if act == "call_off_correction":
            return world.inspector, "corrections", key
        actions.hand_in_correction(key=key, evidence="清单已经张贴", by=world.head, at=SERVED)
        return world.complaint_officer, "corrections", key

    def of_an_exposure(self, act: str) -> tuple[object, str, object]:
        world = self.world
        broadcast = actions.Broadcast(
            department=world.health, title="窗口无人", medium="电视台", broadcast_at=ATTRIBUTED
        )
        key = actions.record_exposure(broadcast=broadcast, **self.officer).key
        if act == "answer_exposure":
            return world.head, "exposures", key
        actions.answer_exposure(key=key, statement=promised(), by=world.head, at=SERVED)
        if "commitment" in act:
            actions.approve_exposure(key=key, reason="同意，可以公布", by=world.inspector, at=SERVED)
        if act == "report_commitment":
            return world.head, "exposures", key
        if act == "return_commitment":
            actions.report_commitment(key=key, evidence="窗口排班已经公布", by=world.head, at=SERVED)
        return world.inspector, "exposures", key


@pytest.mark.parametrize(("act", "field"), TEXTS)
def test_a_text_says_something(world, signed_in, act, field):
    person, address = Stage(world).address(act)
    fields = {"post": post_of(world.chief).pk} if act == "attribute" else FIELDS.get(act, {})
    client, before = signed_in(person), stored()
    with time_machine.travel(SERVED, tick=False):
        page = client.post(address, {**fields, field: "."})
    assert page.status_code == 422
    assert "看不出说的是什么" in str(page.context["form"].errors[field])
    assert stored() == before


def test_every_text_is_tried():
    assert len(TEXTS) >= 16
