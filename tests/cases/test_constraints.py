"""What the database itself refuses in the tables of the engine and the rooms: each constraint by its name."""

import uuid
from copy import deepcopy
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from cases.models import (
    BoardFigure,
    Card,
    DailySerial,
    DayDigest,
    Deadline,
    DigestBatch,
    Discrepancy,
    Dispatch,
    Event,
    Gateway,
    HistoryCheck,
    Letter,
    MonthFigure,
    Pause,
    Recomputation,
    ReconciliationRun,
    Trouble,
    WrongCode,
)
from complaints.models import (
    Assignment,
    Call,
    Complaint,
    Finding,
    Intake,
    Joining,
    Look,
    Message,
    Opening,
    Reclassification,
    Recusal,
    Reply,
    Reward,
    RewardLevel,
    Step,
    Suppression,
)
from enquiries import actions as enquiries
from papers.models import Document, DocumentPrint, DocumentSerial, StoredFile
from permits.models import (
    Decision,
    Delivery,
    Ending,
    Hearing,
    MaterialReceipt,
    NoticeLine,
    OneTimeNotice,
    PaperDelivery,
    Visit,
)
from tests.cases.broken_rows import triggers_off
from tests.cases.constraints_of_ratings import OF_RATINGS
from tests.complaints import verbs as complaints
from tests.permits.stages import accepted
from tests.permits.test_desk_constraints import REFUSED as of_the_desk
from tests.refusals import Row, twice
from tests.rows import Rows
from tests.world import World, at

NOW = at("2025-11-05 10:00")
LATER = NOW + timedelta(hours=1)


class Scene:
    """An accepted application with its clocks, and a complaint."""

    def __init__(self, world: World) -> None:
        self.world, self.clerk = world, world.clerk
        self.application = accepted(world).application
        self.case = self.application.case
        self.promise = Deadline.objects.get(rule="promise")
        self.complaint: Complaint = complaints.file(
            filing=complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答"),
            hall=world.hall,
            idem="key-c",
            at=NOW,
        ).complaint

    def again(self, row, **change):
        """Write another row like this one, with some columns changed."""
        row.pk = row.id = None
        row._state.adding = True
        for name, value in change.items():
            setattr(row, name, value)
        row.save()

    def graded(self, grade: str, **approval):
        Complaint.objects.filter(pk=self.complaint.pk).update(grade=grade, **approval)

    def step(self, **more):
        return Step.objects.create(complaint=self.complaint, text="查了录像", at=NOW, **more)

    def assignment(self, **more):
        usual = {"department": self.case.department, "mode": "direct", "days": 5, "object_until": NOW, "by": self.clerk}
        return Assignment.objects.create(complaint=self.complaint, at=NOW, **{**usual, **more})

    def suppression(self):
        return Suppression.objects.create(complaint=self.complaint, still_since=NOW, at=NOW, chain=[])

    def intake(self, **more):
        fields = {"channel": "phone", "came_on": NOW.date(), "typed_by": self.clerk}
        return Intake.objects.create(complaint=self.complaint, **fields | more)

    def reclassified(self, **more):
        fields = {"kind": "enquiry", "reason": "问的是办理条件", "proposed_by": self.clerk, "proposed_at": NOW}
        return Reclassification.objects.create(complaint=self.complaint, **fields | more)

    def filed_as(self, kind: str):
        with triggers_off():  # what it was filed as is final
            Complaint.objects.filter(pk=self.complaint.pk).update(kind=kind)

    def opening(self, **more):
        return Opening.objects.create(
            **{"complaint": self.complaint, "reason": "要核对原件", "asked_at": NOW, "asked_by": self.clerk} | more
        )

    def look(self, **more):
        return Look.objects.create(complaint=self.complaint, at=NOW, by=self.clerk, **more)

    def message(self, **more):
        return Message.objects.create(complaint=self.complaint, text="在二楼", at=NOW, **more)

    def call(self, **more):
        return Call.objects.create(complaint=self.complaint, text="没有人接听", at=NOW, by=self.clerk, **more)

    def recusal(self, **more):
        fields = {"complaint": self.complaint, "person": self.clerk, "why": "interest", "reason": "是亲戚", "at": NOW}
        return Recusal.objects.create(**fields | {"by": self.clerk} | more)

    def level(self, **more):
        fields = {"name": "一般", "least": 1, "most": 2, "document": "一号", "set_by": self.clerk, "set_at": NOW}
        return RewardLevel.objects.create(**fields | more)

    def reward(self, **more):
        fields = {
            "complaint": self.complaint,
            "level": self.level(),
            "amount": 2,
            "reason": "线索具体",
            "decided_at": NOW,
        }
        return Reward.objects.create(**fields | {"decided_by": self.world.inspector} | more)

    def in_category(self, category: str):
        with triggers_off():
            Complaint.objects.filter(pk=self.complaint.pk).update(category=category)

    def clock(self, **change):
        Deadline.objects.filter(pk=self.promise.pk).update(**change)

    def card(self, **more):
        return Card.objects.create(**{
            "case": self.case, "deadline": self.promise, "rule": "promise", "level": "yellow", "cause": "届满未完成",
            "breached_at": NOW, "issued_at": NOW, **more,
        })  # fmt: skip

    def to_come(self):
        """An instant beyond the database's clock, for which this transaction has no excuse (tests/hall/test_clock.py)."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL hall.any_instant = 'off'")
            cursor.execute("SELECT clock_timestamp() + interval '61 seconds'")
            return cursor.fetchone()[0]

    def event(self, **more):
        return Event.objects.create(case=self.case, seq=99, verb="print", hash="0" * 64, **more)

    def pause(self, **more):
        return Pause.objects.create(**{
            "case": self.case, "ground": "testing", "notice_number": "特告1", "declared_days": 5,
            "starts_on": date(2025, 11, 5), "started_by": self.clerk, "started_at": NOW, "approved_by": self.clerk,
            **more,
        })  # fmt: skip

    def ended(self, day: int, until: int):
        return self.pause(
            starts_on=date(2025, 11, day), ends_on=date(2025, 11, until), ended_by=self.clerk, ended_at=NOW
        )

    def letter(self, **more):
        return Letter.objects.create(**{
            "case": self.case, "cause": "c", "recipient": self.clerk, "template": "t", "written_at": NOW,
            "not_before": NOW, **more,
        })  # fmt: skip

    def dispatch(self, **more):
        return Dispatch.objects.create(**{
            "case": self.case, "cause": "d", "channel": "sms", "kind": "accepted", "subject": "受理", "text": "已受理",
            "address": "13812348000", "masked": "138****8000", "written_at": NOW, "give_up_at": LATER,
            "next_try_at": NOW, **more,
        })  # fmt: skip

    def visit(self, **more):
        return Visit.objects.create(**{
            "application": self.application, "window": self.world.health_window, "department": self.world.health,
            "purpose": "consult", "at": NOW, "logged_by": self.clerk, **more,
        })  # fmt: skip

    def notice(self, number: int = 1):
        return OneTimeNotice.objects.create(
            application=self.application, number=number, item_version=self.world.promised, at=NOW, told_by=self.clerk
        )

    def decision(self, **more):
        return Decision.objects.create(
            **{"application": self.application, "result": "refuse", "at": NOW, "decided_by": self.clerk, **more}
        )

    def document(self, **more):
        return Document.objects.create(**{
            "case": self.case, "kind": "acceptance", "title": "受理通知书", "number": "WJ受字〔2025〕1号",
            "content": "{}", "digest": "0" * 64, "made_at": NOW, "made_by": self.clerk, **more,
        })  # fmt: skip

    def file(self, **more):
        self.files = getattr(self, "files", 0) + 1
        return StoredFile.objects.create(**{
            "purpose": "evidence", "case": self.case, "state": "kept", "at": NOW, "name": "照片 1.jpg", "kind": "jpeg",
            "size": 1, "pixels": 1, "digest": "0" * 64, "stored_as": f"{self.files:032x}", "secret": "k", **more,
        })  # fmt: skip

    def drafted(self, **more):
        return self.file(**{"state": "draft", "draft": "d" * 64, "until": LATER, "at": None, "case": None, **more})

    def print(self, document, **more):
        return DocumentPrint.objects.create(
            **{"document": document, "copy": 1, "at": NOW, "printed_by": self.clerk, **more}
        )

    def serial(self):
        return DocumentSerial.objects.create(department=self.world.health, year=2025, kind="acceptance", last=1)

    def reply(self, **more):
        return Reply.objects.create(complaint=self.complaint, at=NOW, replied_by=self.clerk, **more)

    def ending(self, **more):
        return Ending.objects.create(**{
            "application": self.application, "kind": "terminated", "ground": "force_majeure", "reason": "受灾",
            "remedies": "六十日内复议", "document": "终止1", "at": NOW, "recorded_by": self.clerk, "approved_by": self.clerk,
            **more,
        })  # fmt: skip

    def hearing(self, **more):
        return Hearing.objects.create(**{
            "application": self.application, "parties": "邻居", "interest": "采光", "told_at": NOW, "told_by": self.clerk,
            "told_document": "听告1", "ask_by": LATER, **more,
        })  # fmt: skip

    @property
    def announced(self):
        return {
            "asked_at": NOW, "asked_by_party": "邻居", "announced_at": NOW, "announced_by": self.clerk,
            "notice_document": "听通1", "sits_at": LATER, "place": "三楼",
        }  # fmt: skip

    def enquiry(self, **change):
        question = enquiries.Question("带什么？", "phone")
        window = self.world.health_window
        enquiry = enquiries.ask(question=question, window=window, idem="key-e", by=self.clerk, at=NOW).enquiry
        for name, value in change.items():  # a sealed text is sealed by its row
            setattr(enquiry, name, value)
        if change:
            enquiry.save(update_fields=change)
        return enquiry

    def handed(self, enquiry, **more):
        columns = {"at": NOW, "by": self.clerk, "to_department": self.world.market, "reason": "不属于本职", **more}
        return enquiry.hand_overs.create(**columns)

    @property
    def paper(self):
        return self.world.promised.materials.first()


def a_closed_day() -> DayDigest:
    return DayDigest.objects.create(day=NOW.date(), after_line=0, last_line=1, lines=1, mac="0" * 64, closed_at=NOW)


def two_pauses(scene: Scene, first: tuple[int, int], second: tuple[int, int]) -> None:
    scene.ended(*first)
    scene.ended(*second)


def month_figure(**other) -> MonthFigure:
    usual = {"month": date(2026, 3, 1), "concluded": 1, "on_time": 1, "counted_at": NOW}
    return MonthFigure.objects.create(**usual | other)


def trouble(**other) -> Trouble:
    usual = {"doing": "sweep", "key": 7, "fault": "CannotUnseal", "first_at": NOW, "last_at": NOW, "next_try_at": NOW}
    return Trouble.objects.create(**usual | other)


REFUSED: list[Row] = [
    ("case_number_is_17_digits", lambda s: s.again(s.case, number="0101202511030000X", receipt_hash="r", idem_hash="i")),
    ("case_number_is_17_digits", lambda s: s.again(s.case, number="0101202511030000", receipt_hash="r", idem_hash="i")),
    ("application_has_a_department", lambda s: s.again(
        s.case, number="01012025110300009", receipt_hash="r", idem_hash="i", department=None)),
    ("inspectors_own_is_a_complaint", lambda s: s.again(
        s.case, number="01012025110300009", receipt_hash="r", idem_hash="i", about_centre=True)),
    ("cases_case_number_.*key", lambda s: s.again(s.case, receipt_hash="r", idem_hash="i")),
    ("cases_case_receipt_hash.*key", lambda s: s.again(s.case, number="01012025110300009", idem_hash="i")),
    ("cases_case_idem_hash.*key", lambda s: s.again(s.case, number="01012025110300009", receipt_hash="r")),
    ("event_seq_once_a_case", lambda s: s.again(s.case.events.first())),
    ("one_serial_a_hall_day_and_series", lambda s: s.again(DailySerial.objects.first())),
    ("deadline_quantity_is_positive", lambda s: s.again(s.promise, quantity=0)),
    ("case_opened_in_our_times", lambda s: s.again(s.case, opened_at=at("1900-01-01 09:00"))),
    ("deadline_in_our_times", lambda s: s.clock(due_at=at("2300-01-01 09:00"))),
    ("deadline_in_our_times", lambda s: s.again(s.promise, started_at=at("1900-01-01 09:00"), superseded_at=NOW, next_alert_at=None)),
    ("deadline_rule_is_known", lambda s: s.again(s.promise, rule="lunch")),
    ("deadline_unit_is_known", lambda s: s.again(s.promise, unit="fortnight")),
    ("deadline_lamp_is_known", lambda s: s.clock(lamp=9)),
    ("card_level_is_known", lambda s: s.card(level="blue")),
    ("deadline_met_has_a_verdict", lambda s: s.clock(met_at=NOW, next_alert_at=None)),
    ("deadline_met_has_a_verdict", lambda s: s.clock(verdict="on_time")),
    ("deadline_late_says_by_how_much", lambda s: s.clock(met_at=NOW, next_alert_at=None, verdict="late")),
    ("deadline_late_says_by_how_much", lambda s: s.clock(met_at=NOW, next_alert_at=None, verdict="on_time", late_by_minutes=1)),
    ("deadline_before_its_breach_has_an_alert", lambda s: s.clock(next_alert_at=None)),
    ("deadline_before_its_breach_has_an_alert", lambda s: s.clock(next_alert_at=None, lamp=2)),
    ("deadline_ended_is_silent", lambda s: s.clock(met_at=NOW, verdict="on_time")),
    ("deadline_ended_is_silent", lambda s: s.clock(superseded_at=NOW)),
    ("one_running_clock_of_a_kind", lambda s: s.again(s.promise)),
    ("cases_deadline_supersedes_id.*key", lambda s: twice(
        lambda: s.again(s.promise, superseded_at=NOW, next_alert_at=None, supersedes_id=Deadline.objects.get(rule="statutory").pk))),
    ("one_card_a_broken_clock", lambda s: twice(s.card)),
    ("one_card_an_occurrence", lambda s: twice(lambda: s.card(deadline=None, rule="two_visit", occurrence=3))),
    ("withdrawn_card_says_when_and_why", lambda s: s.card(state="withdrawn", withdrawn_at=NOW, withdrawn_by=s.clerk)),
    ("withdrawn_card_says_when_and_why", lambda s: s.card(state="withdrawn", withdrawn_because="查明无责")),
    ("event_not_of_the_future", lambda s: s.event(at=s.to_come())),
    ("card_not_of_the_future", lambda s: s.card(issued_at=s.to_come())),
    ("card_not_of_the_future", lambda s: s.card(breached_at=s.to_come())),
    ("reconciliation_not_of_the_future", lambda s: ReconciliationRun.objects.create(
        started_at=s.to_come(), seconds=1, cases=0, clocks=0, cards=0, differences=0, appeared=0, gone=0)),
    ("history_check_not_of_the_future", lambda s: HistoryCheck.objects.create(
        started_at=s.to_come(), seconds=1, lines=0, flaws=0, by_owner=False)),
    ("found_goes_with_a_check", lambda s: Discrepancy.objects.filter(pk=Discrepancy.objects.create(
        case=s.case, kind="lamp", rule="promise", stored="绿", derived="红", first_seen_at=NOW, last_seen_at=NOW).pk).update(gone_at=NOW)),
    ("escalated_card_is_red", lambda s: s.card(level="yellow", escalated=True)),
    ("one_open_discrepancy_of_a_kind", lambda s: twice(lambda: Discrepancy.objects.create(
        case=s.case, kind="lamp", rule="promise", stored="绿", derived="红", first_seen_at=NOW, last_seen_at=NOW))),
    ("overtaken_recomputation_is_over", lambda s: Recomputation.objects.create(
        stamp=uuid4(), why="日历更正", asked_at=NOW, overtaken=True)),
    ("pause_has_a_written_notice", lambda s: s.pause(notice_number="")),
    ("pause_has_a_declared_length", lambda s: s.pause(declared_days=0)),
    ("pause_ends_after_it_begins_and_says_when", lambda s: s.ended(6, 5)),
    ("pause_ends_after_it_begins_and_says_when", lambda s: s.pause(ends_on=date(2025, 11, 6))),
    ("pause_ends_after_it_begins_and_says_when", lambda s: s.pause(ended_by=s.clerk, ended_at=NOW)),
    ("only_an_ended_pause_never_began", lambda s: s.pause(never_began=True)),
    ("pauses_of_a_case_do_not_overlap", lambda s: two_pauses(s, (5, 7), (7, 9))),
    ("pauses_of_a_case_do_not_overlap", lambda s: two_pauses(s, (5, 9), (6, 6))),
    ("pauses_of_a_case_do_not_overlap", lambda s: (s.pause(), s.ended(20, 21))),
    ("letter_has_an_address", lambda s: s.letter(recipient=None)),
    ("letter_is_about_one_thing", lambda s: s.letter(case=None)),
    ("appealed_card_says_when", lambda s: s.card(state="appealed")),
    ("batch_of_a_day_once", lambda _s: (day := a_closed_day()) and twice(
        lambda: DigestBatch.objects.create(digest=day, last_line=1, marks=b""))),
    ("cases_letter_cause.*key", lambda s: twice(s.letter)),
    ("letter_read_says_by_whom", lambda s: s.letter(read_at=NOW)),
    ("letter_read_says_by_whom", lambda s: s.letter(read_by=s.clerk)),
    ("dispatch_once_for_each_cause", lambda s: twice(s.dispatch)),
    ("dispatch_of_a_letter_names_the_reader", lambda s: s.dispatch(letter=s.letter())),
    ("dispatch_of_a_letter_names_the_reader", lambda s: s.dispatch(recipient=s.clerk)),
    ("dispatch_waits_for_a_moment", lambda s: s.dispatch(next_try_at=None)),
    ("dispatch_waits_for_a_moment", lambda s: s.dispatch(state="sending", sending_since=NOW)),
    ("dispatch_being_sent_says_since_when", lambda s: s.dispatch(state="sending", next_try_at=None)),
    ("dispatch_being_sent_says_since_when", lambda s: s.dispatch(sending_since=NOW)),
    ("dispatch_ended_keeps_no_address", lambda s: s.dispatch(state="sent", next_try_at=None, ended_at=NOW)),
    ("dispatch_ended_keeps_no_address", lambda s: s.dispatch(state="sent", next_try_at=None, address=None)),
    ("gateway_in_trouble_says_since_when", lambda s: Gateway.objects.create(name="sms", troubles=1)),
    ("one_open_trouble", lambda _s: twice(trouble)),
    ("board_figure_is_known", lambda _s: BoardFigure.objects.create(figure="blue", number=1, counted_at=NOW)),
    ("one_board_figure_a_cell", lambda _s: twice(
        lambda: BoardFigure.objects.create(figure="red", number=1, counted_at=NOW))),
    ("month_figure_is_of_a_month", lambda _s: month_figure(month=date(2026, 3, 2))),
    ("month_figure_part_of_its_whole", lambda _s: month_figure(on_time=2)),
    ("one_month_figure_a_cell", lambda _s: twice(month_figure)),
    ("trouble_doing_is_known", lambda _s: trouble(doing="lunch")),
    ("trouble_has_happened", lambda _s: trouble(times=0)),
    ("trouble_is_over_or_tried_again", lambda _s: trouble(next_try_at=None)),
    ("trouble_is_over_or_tried_again", lambda _s: trouble(over_at=NOW)),
    ("one_count_a_place_and_window", lambda s: twice(lambda: WrongCode.objects.create(place="p", window=1))),
    ("visit_counted_once", lambda s: twice(lambda: s.visit(counted_as=2))),
    ("third_visit_has_a_cause", lambda s: s.visit(counted_as=3)),
    ("law_cause_names_its_basis", lambda s: s.visit(counted_as=3, cause="law")),
    ("applicant_cause_names_the_material", lambda s: s.visit(counted_as=3, cause="applicant")),
    ("visit_taken_back_by_somebody_counts_no_more", lambda s: s.visit(counted_as=2, taken_back_at=NOW)),
    ("visit_taken_back_by_somebody_counts_no_more", lambda s: s.visit(
        counted_as=2, taken_back_at=NOW, taken_back_by=s.clerk)),
    ("notice_number_once", lambda s: twice(s.notice)),
    ("material_once_a_notice", lambda s: (notice := s.notice()) and twice(
        lambda: NoticeLine.objects.create(notice=notice, material=s.paper))),
    ("material_received_once", lambda s: MaterialReceipt.objects.create(
        application=s.application, material=s.paper, at=NOW, received_by=s.clerk)),
    ("refusal_gives_reason_and_remedies", lambda s: s.decision(reason="不符合条件")),
    ("refusal_gives_reason_and_remedies", lambda s: s.decision(remedies="六十日内复议")),
    ("permits_decision_application_id.*key", lambda s: twice(lambda: s.decision(result="grant"))),
    ("delivery_has_a_proof", lambda s: Delivery.objects.create(
        application=s.application, method="courier", proof="", at=NOW, delivered_by=s.clerk)),
    ("paperdelivery_has_a_proof", lambda s: PaperDelivery.objects.create(
        application=s.application, method="courier", proof="", at=NOW, delivered_by=s.clerk)),
    ("paperdelivery_to_an_agent_is_at_the_window", lambda s: PaperDelivery.objects.create(
        application=s.application, method="courier", proof="EMS1234567", by_agent=True, at=NOW, delivered_by=s.clerk)),
    *((name, lambda s, table=table, more=more: table.objects.create(
        application=s.application, proof="区政府网站", at=NOW, delivered_by=s.clerk, **more))
      for table, name, more in (
        (Delivery, "delivery_left_or_published_says_why", {"method": "left"}),
        (Delivery, "delivery_published_counts_from_a_day", {"method": "published", "circumstances": "下落不明"}),
        (PaperDelivery, "paperdelivery_left_or_published_says_why", {"method": "courier", "circumstances": "拒收"}),
        (PaperDelivery, "paperdelivery_published_counts_from_a_day", {"method": "courier", "published_on": NOW.date()}))),
    ("decision_number_once", lambda s: (s.decision(result="grant", number="WJ准字〔2025〕1号"), Decision.objects.create(
        application=s.world.accepted(when=NOW, idem="b"), result="grant", number="WJ准字〔2025〕1号", at=NOW,
        decided_by=s.clerk))),
    ("one_original_of_a_document", lambda s: (s.document(), s.document(number="WJ受字〔2025〕2号"))),
    ("document_number_once", lambda s: (s.document(), s.document(kind="notice"))),
    ("document_has_a_number", lambda s: s.document(number="")),
    ("print_counted_once", lambda s: (paper := s.document()) and (s.print(paper), s.print(paper))),
    ("prints_count_from_one", lambda s: s.print(s.document(), copy=0, reason="x")),
    ("reprint_has_its_reason", lambda s: s.print(s.document(), copy=2)),
    ("one_serial_a_department_year_and_kind", lambda s: twice(s.serial)),
    ("file_kind_is_known", lambda s: s.file(kind="exe")),
    ("file_purpose_is_known", lambda s: s.file(purpose="x")),
    ("file_scan_is_known", lambda s: s.file(scan="x")),
    ("file_is_a_draft_or_belongs_somewhere", lambda s: s.file(case=None)),
    ("file_is_a_draft_or_belongs_somewhere", lambda s: s.file(until=LATER)),
    ("file_is_a_draft_or_belongs_somewhere", lambda s: s.drafted(draft="")),
    ("file_is_a_draft_or_belongs_somewhere", lambda s: s.drafted(case=s.case)),
    ("file_is_a_draft_or_belongs_somewhere", lambda s: s.drafted(until=None)),
    ("file_is_not_empty", lambda s: s.file(size=0)),
    ("original_is_whole_or_none", lambda s: s.file(original_as="1" * 32)),
    ("ending_has_document_and_reason", lambda s: s.ending(document="")),
    ("ending_has_document_and_reason", lambda s: s.ending(reason="")),
    ("ending_by_the_hall_has_ground_and_approver", lambda s: s.ending(approved_by=None)),
    ("ending_by_the_hall_has_ground_and_approver", lambda s: s.ending(ground="")),
    ("ending_by_the_hall_has_ground_and_approver", lambda s: s.ending(kind="withdrawn", ground="")),
    ("termination_tells_remedies", lambda s: s.ending(remedies="")),
    ("other_ground_names_its_law", lambda s: s.ending(ground="other_law")),
    ("hearing_is_asked_for_by_somebody", lambda s: s.hearing(asked_at=NOW)),
    ("hearing_is_announced_with_time_and_place", lambda s: s.hearing(**{**s.announced, "sits_at": None})),
    ("hearing_is_announced_with_time_and_place", lambda s: s.hearing(**{**s.announced, "place": ""})),
    ("hearing_is_announced_with_time_and_place", lambda s: s.hearing(**{**s.announced, "notice_document": ""})),
    ("hearing_is_held_as_announced", lambda s: s.hearing(held_at=NOW, held_by=s.clerk, record_document="听录1")),
    ("hearing_is_held_as_announced", lambda s: s.hearing(**s.announced, held_at=LATER, held_by=s.clerk)),
    ("hearing_is_held_or_given_up", lambda s: s.hearing(given_up_at=NOW)),
    ("hearing_is_held_or_given_up", lambda s: s.hearing(
        **s.announced, held_at=LATER, held_by=s.clerk, record_document="听录1", given_up_at=NOW, given_up_because="放弃")),
    ("enquiry_says_what_was_asked", lambda s: s.enquiry(text="")),
    ("enquiry_answer_says_when_and_who", lambda s: s.enquiry(answer="三份")),
    ("enquiry_answer_says_when_and_who", lambda s: s.enquiry(answered_at=NOW)),
    ("enquiry_joins_an_application_of_its_person_and_item", lambda s: s.enquiry(attached_to=s.case, attached_at=NOW)),
    ("hand_over_says_why", lambda s: s.handed(s.enquiry(), reason="")),
    ("hand_over_taken_says_by_whom", lambda s: s.handed(s.enquiry(), taken_at=NOW)),
    ("hand_over_taken_says_by_whom", lambda s: s.handed(s.enquiry(), taken_at=NOW, taken_by=s.clerk, dropped_at=NOW)),
    ("one_open_hand_over_an_enquiry", lambda s: (enquiry := s.enquiry()) and twice(lambda: s.handed(enquiry))),
    ("reply_or_the_reason_why_none", lambda s: s.reply()),
    ("reply_or_the_reason_why_none", lambda s: s.reply(text="已整改", impossible_because="匿名")),
    ("complaint_grade_is_known", lambda s: s.graded("urgent")),
    ("major_complaint_names_its_approval", lambda s: s.graded("major")),
    ("major_complaint_names_its_approval", lambda s: s.graded("major", grade_approver="软环境办主任")),
    ("major_complaint_names_its_approval", lambda s: s.graded("complex", grade_document="投批 1 号")),
    ("exposure_says_when_it_was_broadcast", lambda s: s.graded("exposure")),
    ("exposure_says_when_it_was_broadcast", lambda s: s.graded("general", broadcast_on=NOW.date())),
    ("step_of_nobody_is_the_complainants", lambda s: s.step(act="log_step", by=None)),
    ("step_of_nobody_is_the_complainants", lambda s: s.step(act="say_unsolved", by=s.clerk)),
    ("assignment_gives_days", lambda s: s.assignment(days=0)),
    ("one_open_assignment_a_complaint", lambda s: twice(lambda: s.assignment())),
    ("one_suppression_a_silence", lambda s: twice(lambda: s.suppression())),
    ("lead_comes_from_a_card", lambda s: s.filed_as("lead")),
    ("complaint_kind_is_known", lambda s: s.filed_as("praise")),
    ("intake_channel_is_known", lambda s: s.intake(channel="pigeon")),
    ("only_a_platform_types_nothing_in", lambda s: s.intake(typed_by=None)),
    ("high_voltage_line_names_its_list", lambda s: s.intake(line=4)),
    ("high_voltage_line_names_its_list", lambda s: s.intake(line=0, line_version="district-10")),
    ("high_voltage_line_names_its_list", lambda s: s.intake(line_version="district-10")),
    ("one_reclassification_waits", lambda s: twice(s.reclassified)),
    ("reclassification_is_decided_by_another", lambda s: s.reclassified(decided_at=NOW)),
    ("reclassification_is_decided_by_another", lambda s: s.reclassified(
        decided_at=NOW, decided_by=s.clerk, is_agreed=True)),
    ("case_joins_another", lambda s: Joining.objects.create(
        complaint=s.complaint, leading=s.complaint, at=NOW, by=s.clerk)),
    ("complaint_category_is_known", lambda s: s.in_category("weather")),
    ("opening_is_decided_whole", lambda s: s.opening(decided_at=NOW)),
    ("opening_is_decided_whole", lambda s: s.opening(is_allowed=False, decided_at=NOW, decided_by=s.world.inspector)),
    ("opening_takes_two_people", lambda s: s.opening(
        is_allowed=False, decided_at=NOW, decided_by=s.clerk, because="不必知道是谁")),
    ("opening_ends_where_it_was_allowed", lambda s: s.opening(until=LATER)),
    ("opening_ends_where_it_was_allowed", lambda s: s.opening(
        is_allowed=True, decided_at=NOW, decided_by=s.world.inspector, because="要核对原件")),
    ("a_file_is_shown_by_an_opening", lambda s: s.look(what="original", file=uuid.UUID(int=1))),
    ("a_file_is_shown_by_an_opening", lambda s: s.look(file=uuid.UUID(int=1), opening=s.opening())),
    ("one_opening_waits_a_complaint", lambda s: twice(s.opening)),
    ("message_sent_twice_is_one", lambda s: twice(lambda: s.message(idem_hash="h"))),
    ("question_answers_none", lambda s: s.message(by=s.clerk, answers=s.message(by=s.clerk))),
    ("call_result_is_known", lambda s: s.call(result="shouted")),
    ("recusal_reason_is_known", lambda s: s.recusal(why="tired")),
    ("one_recusal_a_person", lambda s: twice(s.recusal)),
    ("reward_level_is_a_range", lambda s: s.level(least=0)),
    ("reward_level_is_a_range", lambda s: s.level(least=3)),
    ("one_reward_level_a_name", lambda s: twice(s.level)),
    ("reward_is_a_sum", lambda s: s.reward(amount=0)),
    ("reward_is_paid_whole", lambda s: s.reward(paid_at=NOW)),
    ("reward_takes_two_people", lambda s: s.reward(paid_at=NOW, paid_by=s.world.inspector, voucher="付 1")),
]  # fmt: skip


@pytest.fixture
def scene(world):
    return Scene(world)


def test_the_database_refuses(scene):
    with Rows() as rows:
        for number, (name, write) in enumerate([*REFUSED, *OF_RATINGS]):
            with (
                rows.row(f"{number}: {name}"),
                pytest.raises(IntegrityError, match=name),
                transaction.atomic(),
            ):
                write(deepcopy(scene))  # a row may change what it is given


def test_one_step_to_the_right_side_is_taken(scene):
    """The neighbours of what is refused: the constraints forbid no more than they say."""
    two_pauses(scene, (5, 7), (8, 9))
    scene.pause(starts_on=date(2025, 11, 10))
    scene.card()
    scene.card(epoch=1)
    scene.card(deadline=None, rule="two_visit", occurrence=3)
    scene.card(deadline=None, rule="two_visit", occurrence=3, level="red", escalated=True)
    scene.card(deadline=None, rule="two_visit", occurrence=4)
    scene.card(epoch=2, state="withdrawn", withdrawn_at=NOW, withdrawn_because="日历更正")  # by the system
    scene.visit()
    scene.visit()
    scene.visit(counted_as=3, cause="law", basis="《行政许可法》第四十六条")
    scene.letter(read_at=NOW, read_by=scene.clerk)
    scene.dispatch()
    scene.dispatch(channel="mail")
    scene.dispatch(cause="e", state="sending", sending_since=NOW, next_try_at=None)
    scene.dispatch(cause="f", state="sent", next_try_at=None, ended_at=NOW, address=None)
    scene.dispatch(cause="g", letter=scene.letter(cause="h"), recipient=scene.clerk)
    Gateway.objects.create(name="sms")
    Gateway.objects.create(name="mail", troubles=1, failing_since=NOW, closed_until=LATER)
    scene.graded("major", grade_approver="软环境办主任", grade_document="投批 1 号")
    scene.reply(text="已整改")
    scene.reply(impossible_because="匿名")
    scene.decision(result="grant")
    paper = scene.document()
    scene.print(paper)
    scene.print(paper, copy=2, reason="申请人遗失")
    scene.file(original_as="1" * 32, original_digest="1" * 64, original_secret="k", original_name="a.jpg")
    scene.drafted()
    scene.document(kind="special_procedure", number="特告〔2025〕1号")
    scene.document(kind="special_procedure", number="特告〔2025〕1号", occurrence=2)  # typed, not counted


def test_every_constraint_of_the_rooms_is_tried():
    """A constraint without a test is one that nobody has seen refuse."""
    named = {
        constraint.name
        for room in ("cases", "papers", "worklists", "permits", "complaints", "enquiries", "ratings")
        for model in apps.get_app_config(room).get_models()
        for constraint in model._meta.constraints
    }
    assert named - {name for name, _ in [*REFUSED, *OF_RATINGS, *of_the_desk]} == set()


def test_nothing_is_stored_twice_for_want_of_a_foreign_key(scene):
    """Rows that others point to cannot be deleted under them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'"
            " AND conrelid::regclass::text ~ '^(cases|permits|complaints|enquiries|ratings)_'"
        )
        assert cursor.fetchall() == []
    assert Finding.objects.count() == 0
