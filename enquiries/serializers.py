"""The shapes of enquiries in the API. Personal data only masked."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from cases.models import Case
from cases.serializers import ClockAnswer, clock_answers
from enquiries.deadlines import ANSWER_WITHIN, WRITTEN_ANSWER_WITHIN
from enquiries.models import Enquiry, EnquiryChannel
from enquiries.states import STATES
from hall.doors.answers import DepartmentAnswer, WindowAnswer, values_of
from hall.doors.shapes import LARGEST, ActInput, Code, Input, Lines, Text, YesNo, optional_text
from hall.identity import IdKind

LONG = 2_000  # characters
STATE_CHOICES = list(STATES.items())


class AskInput(Input):
    text = Lines(label="咨询的内容", max_length=LONG)
    channel = Code(EnquiryChannel, label="渠道")
    window = Text(
        label="窗口", max_length=4, required=False, help_text="Number of one of your windows. Left out: the only one."
    )
    item_code = optional_text("事项编码", most=20, help_text="Empty: no definite item.")
    name = optional_text("称呼", most=80)
    id_kind = Code(
        IdKind,
        label="证件类型",
        required=False,
        default="",
        help_text="Left out: a resident card or a credit code, as the number says.",
    )
    number = optional_text(
        "证件号", most=40, help_text="With it the enquiry joins a later application of the same person."
    )
    phone = optional_text("电话", most=30)
    in_writing = YesNo(
        label="要书面答复",
        required=False,
        default=False,
        help_text=f"A definite written answer: {WRITTEN_ANSWER_WITHIN} working days, not {ANSWER_WITHIN}.",
    )


class HandOverInput(ActInput):
    department = Text(label="移交给的部门", max_length=10, help_text="Department code.")
    person = optional_text("移交给的人", most=40, help_text="Account. Empty: whoever of the department takes it.")
    reason = Lines(label="移交的原因", max_length=300)


class EnquiryRow(serializers.Serializer):
    number = serializers.CharField()
    version = serializers.IntegerField(max_value=LARGEST)
    title = serializers.CharField()
    party = serializers.CharField(allow_blank=True, help_text="Masked. Empty: no name was told.")
    department = DepartmentAnswer(help_text="Responsible now.")
    owner = serializers.CharField(help_text="The person responsible now.")
    state = Code(STATE_CHOICES, name="EnquiryState")
    state_words = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class HandOverAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    to_department = DepartmentAnswer()
    to_person = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    taken_at = serializers.DateTimeField(allow_null=True)
    taken_by = serializers.CharField(allow_null=True)
    dropped_at = serializers.DateTimeField(allow_null=True, help_text="Answered or handed to somebody else meanwhile.")


class EnquiryAnswer(EnquiryRow):
    """An enquiry as it stands now."""

    text = serializers.CharField()
    channel = Code(EnquiryChannel)
    in_writing = serializers.BooleanField()
    item_code = serializers.CharField(allow_null=True)
    window = WindowAnswer(help_text="Where it was asked.")
    first_asked = serializers.CharField(help_text="首问责任人.")
    id_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    attached_to = serializers.CharField(allow_null=True, help_text="Number of the application that it became part of.")
    hand_overs = HandOverAnswer(many=True)
    clocks = ClockAnswer(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Acts that you can do now.")


class AskedAnswer(serializers.Serializer):
    created = serializers.BooleanField(help_text="False: the same key was sent before.")
    enquiry = EnquiryAnswer()


def row(case: Case) -> dict[str, Any]:
    """For EnquiryRow."""
    names = ("number", "version", "title", "party", "department", "owner", "state", "opened_at", "closed_at")
    return values_of(case, *names) | {"state_words": STATES[case.state]}


def full(enquiry: Enquiry, *, acts: list[str], at: datetime) -> dict[str, Any]:
    """For EnquiryAnswer: an enquiry from enquiries.queries.loaded, and the acts that the caller can do now."""
    names = ("text", "channel", "in_writing", "window", "first_asked", "answer", "answered_at", "answered_by")
    return {
        **row(enquiry.case),
        **values_of(enquiry, *names),
        "phone": enquiry.phone_masked,
        "id_number": enquiry.id_masked,
        "item_code": enquiry.item.code if enquiry.item else None,
        "attached_to": enquiry.attached_to.number if enquiry.attached_to else None,
        "hand_overs": enquiry.hand_overs.all(),
        "clocks": clock_answers(list(enquiry.case.deadlines.prefetch_related("case__pauses")), at=at),
        "acts": acts,
    }
