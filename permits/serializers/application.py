"""An application for programs, whole and as a row of a list, made of what is answered about its parts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from cases.dispatch_answers import DispatchAnswer, dispatch_answers
from cases.lamps import of_a_row
from cases.models import Case, Deadline
from cases.serializers import LAMP_CHOICES, ClockAnswer, clock_answers
from cases.tables.clocks import RULE_CHOICES
from hall.doors.answers import DepartmentAnswer, WindowAnswer
from hall.doors.shapes import LARGEST, Code
from permits.agents import agent_of
from permits.idle import idle_words
from permits.models import (
    Application,
    ApplicationKind,
    Channel,
)
from permits.papers import of_the_list
from permits.serializers.outcome import (
    BarAnswer,
    DecisionAnswer,
    DeliveryAnswer,
    EndingAnswer,
    NonAcceptanceAnswer,
    RevocationAnswer,
)
from permits.serializers.papers import CommitmentAnswer, CorrectionAnswer, NoticeAnswer, PaperAnswer, ToleranceAnswer
from permits.serializers.pauses import HearingAnswer, PauseAnswer
from permits.serializers.people import AgentAnswer, ApplicantAnswer, VisitAnswer, VisitCountsAnswer
from permits.states import STATES
from permits.visits import counts

STATE_CHOICES = list(STATES.items())
# what is answered under the name under which the application has it
ONE_EACH = (
    "non_acceptance", "tolerance", "commitment", "decision", "delivery", "ending", "hearing", "revocation", "paper_delivery",
)  # fmt: skip
LISTS = ("corrections", "notices", "visits", "bars")


class ApplicationRow(serializers.Serializer):
    """A line of the list."""

    number = serializers.CharField()
    version = serializers.IntegerField(
        max_value=LARGEST, help_text="Rises with every act; send it back to be told of others' acts."
    )
    title = serializers.CharField()
    item_code = serializers.CharField()
    party = serializers.CharField(help_text="A person's name masked; an enterprise's in full.")
    department = DepartmentAnswer()
    window = WindowAnswer(allow_null=True)
    owner = serializers.CharField(allow_null=True, help_text="首办责任人.")
    state = Code(STATE_CHOICES, name="ApplicationState")
    state_words = serializers.CharField()
    lamp = Code(LAMP_CHOICES, name="Lamp", help_text="The worst of its running clocks.")
    lamp_words = serializers.CharField()
    next_rule = Code(RULE_CHOICES, name="Rule", allow_null=True, help_text="The clock that runs out next.")
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="Its due moment; null if nothing runs. The arithmetic: `/cases/{number}/deadlines/`."
    )
    provisional = serializers.BooleanField(
        help_text="That moment is not final: a calendar is not announced yet (暂定)."
    )
    opened_at = serializers.DateTimeField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ApplicationAnswer(ApplicationRow):
    """An application as it stands now."""

    item_version = serializers.IntegerField(help_text="The published version that it was registered under.")
    applicant = ApplicantAnswer(help_text="Masked.")
    agent = AgentAnswer(allow_null=True)
    channel = Code(Channel)
    note = serializers.CharField(allow_blank=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    deemed_accepted = serializers.BooleanField(
        help_text="Nobody was told in time: the law accepts from the day of receipt (行政许可法 art. 32)."
    )
    extended_days = serializers.IntegerField(help_text="0: the statutory limit was not extended.")
    case_kind = Code(ApplicationKind, allow_null=True, help_text="补办件, 退回件 or 答复件; null: none of these.")
    materials = PaperAnswer(many=True)
    corrections = CorrectionAnswer(many=True)
    notices = NoticeAnswer(many=True)
    non_acceptance = NonAcceptanceAnswer(allow_null=True)
    tolerance = ToleranceAnswer(allow_null=True)
    commitment = CommitmentAnswer(allow_null=True)
    visits = VisitAnswer(many=True)
    visit_counts = VisitCountsAnswer()
    pauses = PauseAnswer(many=True)
    decision = DecisionAnswer(allow_null=True)
    delivery = DeliveryAnswer(allow_null=True)
    ending = EndingAnswer(allow_null=True)
    hearing = HearingAnswer(allow_null=True)
    revocation = RevocationAnswer(allow_null=True)
    paper_delivery = DeliveryAnswer(allow_null=True)
    bars = BarAnswer(many=True)
    clocks = ClockAnswer(many=True)
    letters = DispatchAnswer(many=True, help_text="SMS and e-mails, the newest first.")
    acts = serializers.ListField(
        child=serializers.CharField(),
        help_text="Acts that you can do now: your posts give them, and nothing stands in their way.",
    )


class RegisteredAnswer(serializers.Serializer):
    receipt_code = serializers.CharField(
        allow_blank=True,
        help_text="16 digits for the applicant; in clear only here. Empty: it has been replaced since.",
    )
    created = serializers.BooleanField(help_text="False: the same key was sent before.")
    application = ApplicationAnswer()


def application_rows(cases: Iterable[Case], *, at: datetime) -> list[dict[str, Any]]:
    """For ApplicationRow: cases with `running` (their running clocks) and their application loaded."""
    return [_row(case, case.running, at=at) for case in cases]  # type: ignore[attr-defined]


def _row(case: Case, running: list[Deadline], *, at: datetime) -> dict[str, Any]:
    # the columns of the case, and what a reader wants besides
    return vars(case) | {
        "department": case.department,
        "window": case.window,
        "owner": case.owner,
        "item_code": _item_code(case),
        "state_words": STATES[case.state],
        **of_a_row(running, idle=idle_words(case, at=at), at=at),
    }


def _item_code(case: Case) -> str:
    """ "" where the row of the application is gone: a list says so by leaving it out, and the case itself is still there."""
    application = getattr(case, "application", None)
    return application.item_version.item.code if application else ""


def application_answer(application: Application, *, acts: list[str], at: datetime) -> dict[str, Any]:
    """For ApplicationAnswer: an application loaded by permits.api, with the acts that the caller can do now."""
    case = application.case
    clocks = list(case.deadlines.all())
    of_the_case = _row(case, [clock for clock in clocks if clock.runs], at=at)
    of_its_rows = {name: getattr(application, name, None) for name in ONE_EACH}
    of_its_lists = {name: getattr(application, name).all() for name in LISTS}
    return (
        of_the_case
        | of_its_rows
        | of_its_lists
        | vars(application)
        | {
            "item_version": application.item_version.number,
            "applicant": {
                "kind": application.applicant_kind,
                "name": case.party,
                "id_kind": application.document_kind,
                "id_number": application.applicant_id_masked,
                "phone": application.phone_masked,
                "email": application.email_masked,
                "no_sms": application.no_sms,
            },
            "agent": agent_of(application),
            "extended_days": application.extended_by,
            "materials": of_the_list(application),
            "visit_counts": {
                "hall": sum(1 for visit in application.visits.all() if visit.counted_as),
                "departments": counts(application.visits.all()),
            },
            "pauses": case.pauses.all(),
            "clocks": clock_answers(clocks, at=at),
            "letters": dispatch_answers(case.dispatches.all()),
            "acts": acts,
        }
    )
