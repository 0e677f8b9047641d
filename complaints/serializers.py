"""The shapes of complaints and reports in the API. Who complained is in none of them."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from cases.lamps import IDLE, of_a_row
from cases.models import Case
from cases.serializers import LAMP_CHOICES, ClockAnswer, clock_answers
from cases.tables.clocks import RULE_CHOICES
from complaints.actions import NAME_MOST, TEXT_LEAST, TEXT_MOST
from complaints.deadlines import GRADE_WORDS
from complaints.models import FILED_BY_PEOPLE, Category, Channel, Complaint, ComplaintKind, Finding
from complaints.origin import NOTE_MOST
from complaints.states import STATES
from hall.doors.answers import DepartmentAnswer, values_of
from hall.doors.shapes import Code, Input, Lines, Text, optional_text

STATE_CHOICES = list(STATES.items())
GRADE_CHOICES = list(GRADE_WORDS.items())


class FileInput(Input):
    kind = Code(FILED_BY_PEOPLE, name="FiledKind", label="类型")
    category = Code(Category, label="类别")
    text = Lines(
        label="事情的经过", max_length=TEXT_MOST, help_text=f"At least {TEXT_LEAST} characters. Sealed at rest."
    )
    about_department = Text(
        label="反映的部门",
        max_length=8,
        required=False,
        help_text="Department code. Its people cannot read the complaint.",
    )
    about_centre = serializers.BooleanField(
        required=False,
        default=False,
        help_text="True: about the people of the service centre or its office. Only the inspector reads and handles it.",
    )
    name = optional_text(
        "姓名", most=NAME_MOST, help_text="With a phone number, or neither. Sealed; no answer shows it."
    )
    phone = optional_text("电话", most=30)


class TakeInInput(FileInput):
    """What the public sends, and how it came to the officer."""

    channel = Code(Channel, label="来源")
    came_on = serializers.DateField(label="来件日期", help_text="The day on which it came; not later than today.")
    note = Lines(label="来源记录", max_length=NOTE_MOST, required=False, help_text="Opening log of a box, …. Sealed.")
    is_self_reported = serializers.BooleanField(required=False, default=False)
    line = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="Number of a line of the high-voltage list in force."
    )
    window = Text(label="反映的窗口", max_length=4, required=False, help_text="Window number.")
    person = Text(label="反映的人", max_length=150, required=False, help_text="User name of whoever holds a post.")
    item = Text(label="反映的事项", max_length=20, required=False, help_text="Item code.")
    about_case = Text(
        label="反映的办件", max_length=30, required=False, help_text="Number of an application or enquiry."
    )
    is_present = serializers.BooleanField(
        required=False, default=False, help_text="True: the person is there, and is handed the receipt code."
    )


class ComplaintRow(serializers.Serializer):
    """A line of the list."""

    number = serializers.CharField()
    version = serializers.IntegerField()
    kind = Code(ComplaintKind)
    category = Code(Category)
    title = serializers.CharField()
    party = serializers.CharField(allow_blank=True, help_text="Masked; empty: anonymous, or a report.")
    is_anonymous = serializers.BooleanField()
    grade = Code(GRADE_CHOICES, name="ComplaintGrade", help_text="Set at acceptance; general until then.")
    about_department = DepartmentAnswer(allow_null=True)
    about_centre = serializers.BooleanField()
    owner = serializers.CharField(allow_null=True)
    state = Code(STATE_CHOICES, name="ComplaintState")
    state_words = serializers.CharField()
    lamp = Code(LAMP_CHOICES, name="Lamp")
    lamp_words = serializers.CharField()
    next_rule = Code(RULE_CHOICES, name="Rule", allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="The arithmetic: `/cases/{number}/deadlines/`.")
    provisional = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class FindingAnswer(serializers.Serializer):
    result = Code(Finding.Result)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    found_by = serializers.CharField()


class ReplyAnswer(serializers.Serializer):
    text = serializers.CharField(allow_blank=True)
    impossible_because = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    replied_by = serializers.CharField()


class ComplaintAnswer(ComplaintRow):
    """A complaint or report with what was said, found and answered."""

    grade_approver = serializers.CharField(allow_blank=True, help_text="Of a major matter.")
    grade_document = serializers.CharField(allow_blank=True, help_text="Of a major matter.")
    text = serializers.CharField()
    declined_because = serializers.CharField(allow_blank=True, help_text="Why it was not accepted.")
    findings = FindingAnswer(many=True)
    replies = ReplyAnswer(many=True)
    clocks = ClockAnswer(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Acts that you can do now.")


class FiledAnswer(serializers.Serializer):
    """What a complainant keeps. The receipt code is the only way back to the answer."""

    number = serializers.CharField()
    receipt_code = serializers.CharField(allow_blank=True)
    created = serializers.BooleanField(help_text="False: the same key was sent before.")
    clocks = ClockAnswer(many=True)


def complaint_row(case: Case, complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    """For ComplaintRow: a case and its complaint, with its department and the clocks loaded."""
    return {
        **values_of(case, "number", "version", "title", "party", "owner", "state", "opened_at", "closed_at"),
        **values_of(case, "about_centre"),
        **values_of(complaint, "kind", "category", "is_anonymous", "grade", "about_department"),
        "state_words": STATES[case.state],
        **of_a_row(
            [clock for clock in case.deadlines.all() if clock.runs], idle="已结束" if case.closed_at else IDLE, at=at
        ),
    }


def complaint_answer(case: Case, complaint: Complaint, *, acts: list[str], at: datetime) -> dict[str, Any]:
    """For ComplaintAnswer: a case and its complaint as complaints.queries.opened gives it."""
    return {
        **complaint_row(case, complaint, at=at),
        **values_of(complaint, "grade_approver", "grade_document", "text", "declined_because"),
        "findings": [values_of(each, "result", "text", "at", "found_by") for each in complaint.findings.all()],
        "replies": [
            values_of(each, "text", "impossible_because", "at", "replied_by") for each in complaint.replies.all()
        ],
        "clocks": clock_answers(list(case.deadlines.all()), at=at),
        "acts": acts,
    }
