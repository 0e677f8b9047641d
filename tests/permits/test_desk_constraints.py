"""What the database itself refuses in what the desk keeps: promises, powers, papers, lists, endings before acceptance."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hall.models import Delegation
from permits.models import (
    Agent,
    Bar,
    Commitment,
    Decision,
    Delivery,
    HandUp,
    NonAcceptance,
    OneTimeNotice,
    Revocation,
    SpotCorrection,
    StepTaken,
    SubstanceCheck,
    Tolerance,
    UndoneDecision,
)
from tests.refusals import Row, twice
from tests.rows import Rows
from tests.world import at
from worklists.models import BulkRow, BulkRun, Draft, SavedView

NOW = at("2025-11-05 10:00")
LATER = NOW + timedelta(hours=1)


class Desk:
    """An accepted application, and rows of the desk with what they must have unless told otherwise."""

    def __init__(self, world) -> None:
        self.world, self.clerk = world, world.clerk
        self.application = world.accepted(when=at("2025-11-03 10:00"))
        self.paper = world.promised.materials.first()
        self.instrument = Delegation.objects.first()

    def about(self, model, **more):
        return model.objects.create(application=self.application, **more)

    def ended(self, **more):
        columns = {"kind": "not_required", "reason": "法律没有设定许可", "at": NOW, "decided_by": self.clerk, **more}
        return self.about(NonAcceptance, **columns)

    def notice(self, **more):
        columns = {"number": 2, "item_version": self.world.promised, "at": NOW, "told_by": self.clerk, **more}
        return self.about(OneTimeNotice, **columns)

    def returned(self, **change):
        return self.application.received.filter(material=self.paper).update(**change)

    def corrected(self, what: str):
        return self.about(SpotCorrection, material=self.paper, what=what, at=NOW, witnessed_by=self.clerk)

    def tolerated(self, **more):
        columns = {"pledge": "承诺1", "pledged_on": date(2025, 11, 6), "at": NOW, "accepted_by": self.clerk, **more}
        return self.about(Tolerance, **columns)

    def committed(self, **more):
        return self.about(Commitment, **{"pledge": "承诺1", "at": NOW, "accepted_by": self.clerk, **more})

    def step(self, **more):
        return self.about(StepTaken, **{"step": "accept", "at": NOW, "taken_by": self.clerk, **more})

    def handed_up(self, **more):
        columns = {
            "kind": "before", "step": "decide", "lack": "ceiling", "why": "超过限额", "window": self.world.health_window,
            "handed_by": self.clerk, "handed_at": NOW, **more,
        }  # fmt: skip
        return self.about(HandUp, **columns)

    def checked(self, finding: str = "属实"):
        return self.about(SubstanceCheck, officer=self.clerk, finding=finding, at=NOW)

    def undone(self, **more):
        columns = {
            "result": "grant", "at": NOW, "decided_by": self.clerk, "undone_at": LATER, "undone_by": self.clerk,
            "because": "点错", **more,
        }  # fmt: skip
        return self.about(UndoneDecision, **columns)

    def represented(self, **more):
        return self.about(Agent, **{
            "name": "李代办", "number": "n", "phone": "p", "authority": "full", "document": "委托书",
            "valid_from": NOW.date(), "at": NOW, "recorded_by": self.clerk, **more,
        })  # fmt: skip

    def barred(self, **more):
        return self.about(Bar, **{
            "item": self.world.promised.item, "ground": "deceit", "first_day": NOW.date(), "until": date(2028, 11, 3),
            "at": NOW, "officer": self.clerk, **more,
        })  # fmt: skip

    def revoked(self, **more):
        return self.about(Revocation, **{
            "ground": "deceit", "reason": "伪造", "remedies": "六十日内复议", "document": "撤许1", "at": NOW,
            "revoked_by": self.clerk, **more,
        })  # fmt: skip

    def view(self, name: str):
        return SavedView.objects.create(kind="application", owner=self.clerk, name=name, query="tab=due", saved_at=NOW)

    def draft(self):
        return Draft.objects.create(owner=self.clerk, place="/desk/register/", title="登记", content="{}", saved_at=NOW)

    def bulk(self, **more):
        return BulkRun.objects.create(
            **{"kind": "application", "by": self.clerk, "act": "grant", "idem": "b", "asked_at": NOW, **more}
        )

    def row(self, run, **more):
        return BulkRow.objects.create(
            **{"run": run, "position": 1, "case": self.application.case, "version": 1, **more}
        )


def two_places_of_a_case(desk: Desk) -> None:
    run = desk.bulk()
    desk.row(run)
    desk.row(run, position=2)


def two_cases_at_a_place(desk: Desk) -> None:
    run = desk.bulk()
    desk.row(run)
    desk.row(run, case=desk.world.accepted(when=NOW, idem="b").case)


REFUSED: list[Row] = [
    ("amount_is_positive", lambda d: type(d.application).objects.update(amount_yuan=0)),
    ("non_acceptance_has_a_reason", lambda d: d.ended(reason="")),
    ("declined_gives_ground_and_remedies", lambda d: d.ended(kind="declined", ground="false_materials")),
    ("declined_gives_ground_and_remedies", lambda d: d.ended(kind="declined", remedies="六十日内复议")),
    ("not_corrected_gives_remedies", lambda d: d.ended(kind="not_corrected")),
    ("not_our_power_names_the_agency", lambda d: d.ended(
        kind="declined", ground="not_our_power", remedies="六十日内复议")),
    ("notice_ground_is_told", lambda d: d.notice(ground="hidden_defect")),
    ("changed_since_has_its_day", lambda d: d.notice(ground="law_changed", ground_reason="国令 1 号")),
    ("changed_since_has_its_day", lambda d: d.notice(ground="request_changed", ground_reason="书面变更")),
    ("paper_returned_says_by_whom", lambda d: d.returned(returned_at=NOW)),
    ("paper_returned_says_by_whom", lambda d: d.returned(returned_by=d.clerk)),
    ("correction_says_what", lambda d: d.corrected("")),
    ("tolerance_rests_on_a_written_promise", lambda d: d.tolerated(pledge="")),
    ("overdue_gap_told_says_by_whom_and_how", lambda d: d.tolerated(told_at=LATER, told_by=d.clerk, told_how="电话")),
    ("overdue_gap_told_says_by_whom_and_how", lambda d: d.tolerated(overdue_at=NOW, told_at=LATER, told_by=d.clerk)),
    ("overdue_gap_told_says_by_whom_and_how", lambda d: d.tolerated(overdue_at=NOW, told_how="电话")),
    ("commitment_is_in_writing", lambda d: d.committed(pledge="")),
    ("commitment_verified_says_by_whom_and_what", lambda d: d.committed(verified_at=NOW, verified_by=d.clerk, holds=True)),
    ("commitment_verified_says_by_whom_and_what", lambda d: d.committed(
        verified_at=NOW, verified_by=d.clerk, finding="属实")),
    ("commitment_verified_says_by_whom_and_what", lambda d: d.committed(holds=False)),
    ("seal_comes_with_an_instrument", lambda d: d.step(seal="云审专1")),
    ("special_disposal_is_delegated", lambda d: d.step(is_special=True)),
    ("one_open_hand_up_a_case", lambda d: twice(d.handed_up)),
    ("one_open_request_a_case", lambda d: twice(lambda: d.handed_up(kind="request"))),
    ("hand_up_answer_says_by_whom", lambda d: d.handed_up(answered_at=NOW)),
    ("hand_up_answer_says_by_whom", lambda d: d.handed_up(answered_by=d.clerk)),
    ("officer_checks_a_case_once", lambda d: twice(d.checked)),
    ("check_says_what_was_found", lambda d: d.checked("")),
    ("undone_decision_says_why", lambda d: d.undone(because="")),
    ("undone_after_it_was_decided", lambda d: d.undone(undone_at=NOW - timedelta(seconds=1))),
    ("agent_shows_an_authority", lambda d: d.represented(document="")),
    ("authority_ends_after_it_begins", lambda d: d.represented(valid_to=date(2025, 1, 1))),
    ("agent_ended_says_by_whom", lambda d: d.represented(ended_at=LATER)),
    ("delivery_to_an_agent_is_at_the_window", lambda d: d.about(
        Delivery, method="courier", proof="EMS1", by_agent=True, at=NOW, delivered_by=d.clerk)),
    ("bar_ends_after_it_begins", lambda d: d.barred(until=date(2025, 1, 1))),
    ("one_bar_of_a_ground", lambda d: twice(d.barred)),
    ("lifted_bar_says_by_whom_and_why", lambda d: d.barred(lifted_at=LATER, lifted_by=d.clerk)),
    ("lifted_bar_says_by_whom_and_why", lambda d: d.barred(
        lifted_at=LATER, lifted_by=d.clerk, lifted_ground="judgment", lifted_because="判决撤销")),
    ("revocation_has_document_reason_and_remedies", lambda d: d.revoked(remedies="")),
    ("revocation_has_document_reason_and_remedies", lambda d: d.revoked(document="")),
    ("false_materials_are_a_refusals", lambda d: d.about(
        Decision, result="grant", false_materials=True, at=NOW, decided_by=d.clerk)),
    ("one_view_of_a_name", lambda d: twice(lambda: d.view("快到期"))),
    ("view_has_a_name", lambda d: d.view("")),
    ("one_draft_of_a_form", lambda d: twice(d.draft)),
    ("bulk_asked_for_once", lambda d: twice(d.bulk)),
    ("bulk_ends_after_it_began", lambda d: d.bulk(finished_at=NOW - timedelta(seconds=1))),
    ("bulk_hand_over_says_to_whom_and_why", lambda d: d.bulk(act="change_owner", to=d.world.chief)),
    ("bulk_hand_over_says_to_whom_and_why", lambda d: d.bulk(act="change_owner", reason="轮岗")),
    ("bulk_hand_over_says_to_whom_and_why", lambda d: d.bulk(to=d.world.chief, reason="轮岗")),
    ("case_once_in_a_bulk", two_places_of_a_case),
    ("place_once_in_a_bulk", two_cases_at_a_place),
]  # fmt: skip


@pytest.fixture
def desk(world):
    return Desk(world)


def test_the_database_refuses(desk):
    with Rows() as rows:
        for number, (name, write) in enumerate(REFUSED):
            with (
                rows.row(f"{number}: {name}"),
                pytest.raises(IntegrityError, match=name),
                transaction.atomic(),
            ):
                write(deepcopy(desk))  # a row may change what it is given


def test_one_step_to_the_right_side_is_taken(desk):
    """The neighbours of what is refused: the constraints forbid no more than they say."""
    desk.ended()
    desk.notice(number=1)
    desk.notice(ground="hidden_defect", ground_reason="看不出来")
    desk.notice(number=3, ground="law_changed", ground_reason="国令 1 号", ground_on=date(2025, 11, 4))
    desk.returned(returned_at=NOW, returned_by=desk.clerk)
    desk.corrected("电话少一位")
    desk.tolerated(overdue_at=NOW, told_at=LATER, told_by=desk.clerk, told_how="电话")
    desk.committed(verified_at=NOW, verified_by=desk.clerk, holds=False, finding="面积不够")
    desk.step()
    desk.step(delegation=desk.instrument, seal="云审专1", is_special=True)
    desk.handed_up()
    desk.handed_up(kind="after")
    desk.handed_up(answered_at=NOW, answered_by=desk.clerk)
    desk.checked()
    desk.undone(undone_at=NOW)
    desk.view("快到期")
    desk.view("今天受理")
    desk.draft()
    desk.row(desk.bulk(finished_at=NOW))
    desk.row(desk.bulk(idem="c"))
    desk.bulk(idem="d", act="change_owner", to=desk.world.chief, reason="轮岗")
