"""What the API answers about applications. Personal data only masked; sealed columns are not even opened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from cases.dispatch_answers import DispatchAnswer, dispatch_answers
from cases.lamps import IDLE, of_a_row
from cases.models import Case, Deadline, Pause
from cases.serializers import LAMP_CHOICES, ClockAnswer, clock_answers
from cases.tables.clocks import RULE_CHOICES
from hall.doors.answers import DepartmentAnswer, WindowAnswer
from hall.doors.shapes import LARGEST, Code
from hall.identifiers import mask_name
from hall.identity import IdKind
from permits.agents import agent_of
from permits.hearings import masked, without_names
from permits.models import (
    Agent,
    ApplicantKind,
    Application,
    ApplicationKind,
    Bar,
    Channel,
    Commitment,
    Decision,
    Ending,
    Hearing,
    NonAcceptance,
    NoticeGround,
    PaperForm,
    Revocation,
    Service,
    Tolerance,
    Visit,
)
from permits.papers import of_the_list
from permits.states import STATES
from permits.visits import counts
from permits.wording import NO_CLOCK

STATE_CHOICES = list(STATES.items())
ENDING_GROUNDS = Ending.Ground.choices + Ending.Mistake.choices


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


class ApplicantAnswer(serializers.Serializer):
    kind = Code(ApplicantKind)
    name = serializers.CharField()
    id_kind = Code(IdKind)
    id_number = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    no_sms = serializers.BooleanField()


class AgentAnswer(serializers.Serializer):
    """代理人: who acts for the applicant. Masked."""

    name = serializers.SerializerMethodField()
    id_kind = serializers.CharField(help_text="As the applicant's; empty, of agents of former days: a resident card.")
    id_number = serializers.CharField(source="number_masked")
    phone = serializers.CharField(source="phone_masked")
    authority = Code(Agent.Authority)
    document = serializers.CharField(help_text="The power of attorney that was seen.")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="Null: until the matter is done.")
    may_collect = serializers.BooleanField()
    gets_letters = serializers.BooleanField()

    def get_name(self, agent: Agent) -> str:
        """Masked."""
        return mask_name(agent.name)


class PaperAnswer(serializers.Serializer):
    position = serializers.IntegerField(source="material.position")
    name = serializers.CharField(source="material.name")
    received_at = serializers.DateTimeField(source="receipt.at", allow_null=True)
    form = Code(PaperForm, source="receipt.form", allow_null=True)
    handed_back_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was last handed back to be put right; it may have come again since."
    )


class CorrectionAnswer(serializers.Serializer):
    """当场更正."""

    material = serializers.IntegerField(source="material.position")
    what = serializers.CharField()
    at = serializers.DateTimeField()


class NonAcceptanceAnswer(serializers.Serializer):
    """How an application ended before it was accepted."""

    kind = Code(NonAcceptance.Kind)
    ground = Code(NonAcceptance.Ground, allow_null=True)
    reason = serializers.CharField()
    competent_agency = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class PromisedAnswer(serializers.Serializer):
    """What a written promise is about."""

    materials = serializers.SerializerMethodField()
    pledge = serializers.CharField()

    def get_materials(self, promise: Tolerance | Commitment) -> list[int]:
        """Positions of the papers."""
        return [material.position for material in promise.materials.all()]


class ToleranceAnswer(PromisedAnswer):
    """容缺受理: what was promised to follow."""

    pledged_on = serializers.DateField()
    supplied_at = serializers.DateTimeField(allow_null=True)
    overdue_at = serializers.DateTimeField(allow_null=True, help_text="The papers had not come by then.")
    told_at = serializers.DateTimeField(allow_null=True)


class CommitmentAnswer(PromisedAnswer):
    """告知承诺: verification is owed while verified_at is null."""

    verified_at = serializers.DateTimeField(allow_null=True)
    holds = serializers.BooleanField(allow_null=True)
    finding = serializers.CharField(allow_blank=True)


class NoticeLineAnswer(serializers.Serializer):
    material = serializers.IntegerField(source="material.position")
    name = serializers.CharField(source="material.name")
    remark = serializers.CharField(allow_blank=True)


class NoticeAnswer(serializers.Serializer):
    """一次性告知书."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    ground = Code(NoticeGround, allow_null=True, help_text="Set where it names what no earlier notice named.")
    ground_reason = serializers.CharField(allow_blank=True)
    ground_on = serializers.DateField(allow_null=True)
    lines = NoticeLineAnswer(many=True)


class VisitAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    window = WindowAnswer()
    department = DepartmentAnswer()
    purpose = Code(Visit.Purpose)
    counted_as = serializers.IntegerField(allow_null=True, help_text="Null: not counted.")
    cause = Code(Visit.Cause, allow_null=True)
    basis = serializers.CharField(allow_blank=True, help_text="What requires the applicant to come, of the cause law.")
    carried_from = serializers.CharField(
        allow_blank=True,
        help_text="Number of the application that ended without a decision and that this trip was made for.",
    )


class VisitCountAnswer(serializers.Serializer):
    department = DepartmentAnswer()
    counted = serializers.IntegerField()


class VisitCountsAnswer(serializers.Serializer):
    """Two trips to one department are allowed (两次终结制); the hall's total is for information."""

    hall = serializers.IntegerField()
    departments = VisitCountAnswer(many=True)


class DecisionAnswer(serializers.Serializer):
    result = Code(Decision.Result)
    number = serializers.CharField(allow_blank=True, help_text="文号. Empty: decided before decisions had numbers.")
    reason = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    false_materials = serializers.BooleanField(
        help_text="Of a refusal: facts were hidden or materials false (art. 78)."
    )


class RevocationAnswer(serializers.Serializer):
    """撤销: what was granted is revoked."""

    ground = Code(Revocation.Ground)
    reason = serializers.CharField()
    remedies = serializers.CharField()
    document = serializers.CharField(help_text="Number of the written decision.")
    at = serializers.DateTimeField()
    revoked_by = serializers.CharField()


class BarAnswer(serializers.Serializer):
    """The applicant may not apply for this item again until that day is over (行政许可法 art. 78, 79)."""

    ground = Code(Bar.Ground)
    from_on = serializers.DateField(source="first_day")
    until = serializers.DateField(help_text="The last day on which it holds.")
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_ground = Code(Bar.LiftedBy, allow_null=True)
    lifted_document = serializers.CharField(allow_blank=True)


class HearingAnswer(serializers.Serializer):
    """听证, step by step; what has not happened is null or empty. The names of its parties are masked."""

    parties = serializers.SerializerMethodField()
    interest = serializers.CharField()
    told_at = serializers.DateTimeField()
    told_document = serializers.CharField()
    ask_by = serializers.DateTimeField()
    asked_at = serializers.DateTimeField(allow_null=True)
    asked_by_party = serializers.SerializerMethodField()
    announced_at = serializers.DateTimeField(allow_null=True)
    announced_by = serializers.CharField(allow_null=True)
    notice_document = serializers.CharField(allow_blank=True)
    sits_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    chair = serializers.CharField(allow_blank=True)
    held_at = serializers.DateTimeField(allow_null=True)
    record_document = serializers.CharField(allow_blank=True)
    given_up_at = serializers.DateTimeField(allow_null=True)
    given_up_because = serializers.SerializerMethodField()

    def get_parties(self, hearing: Hearing) -> str:
        """Who was told, each name masked."""
        return masked(hearing.parties)

    def get_asked_by_party(self, hearing: Hearing) -> str:
        """Who asked, masked; empty: nobody did."""
        return masked(hearing.asked_by_party)

    def get_given_up_because(self, hearing: Hearing) -> str:
        """Empty: it was not given up."""
        return without_names(hearing.given_up_because, hearing)


class EndingAnswer(serializers.Serializer):
    """How it ended without a decision: withdrawn, terminated or void."""

    kind = Code(Ending.Kind)
    ground = Code(ENDING_GROUNDS, name="EndingGround", allow_null=True)
    basis = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    remedies = serializers.CharField(allow_blank=True)
    document = serializers.CharField(help_text="Number of the written document.")
    at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    approved_by = serializers.CharField(allow_null=True, help_text="Null: the applicant's own wish needs no approval.")


class DeliveryAnswer(serializers.Serializer):
    """How a paper reached the applicant: the result, or what revoked it or ended the application without one."""

    method = Code(Service.Method, name="DeliveryMethod")
    by_agent = serializers.BooleanField(help_text="The applicant's agent collected it.")
    at = serializers.DateTimeField()


class PauseAnswer(serializers.Serializer):
    """A special procedure; both days are inside it."""

    ground = Code(Pause.Ground)
    notice_number = serializers.CharField()
    later_notices = serializers.ListField(
        child=serializers.CharField(), help_text="Numbers of the notices that prolonged it."
    )
    declared_days = serializers.IntegerField(help_text="Working days, of all its notices together.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


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
        **of_a_row(running, idle=NO_CLOCK.get(case.state, IDLE), at=at),
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
    rows = (
        "non_acceptance", "tolerance", "commitment", "decision", "delivery", "ending", "hearing", "revocation", "paper_delivery",
    )  # fmt: skip
    of_its_rows = {name: getattr(application, name, None) for name in rows}
    return (
        of_the_case
        | of_its_rows
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
            "corrections": application.corrections.all(),
            "notices": application.notices.all(),
            "visits": application.visits.all(),
            "visit_counts": {
                "hall": sum(1 for visit in application.visits.all() if visit.counted_as),
                "departments": counts(application.visits.all()),
            },
            "bars": application.bars.all(),
            "pauses": case.pauses.all(),
            "clocks": clock_answers(clocks, at=at),
            "letters": dispatch_answers(case.dispatches.all()),
            "acts": acts,
        }
    )
