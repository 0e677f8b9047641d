"""The shapes of complaints and reports in the API. Who complained is in none of them."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from cases.lamps import IDLE, of_a_row
from cases.models import Case
from cases.serializers import LAMP_CHOICES, ClockAnswer, clock_answers
from cases.tables.clocks import RULE_CHOICES
from complaints.attachments import Attachment, attachments
from complaints.deadlines import GRADE_WORDS
from complaints.models import FILED_BY_PEOPLE, Assignment, Category, Channel, Complaint, ComplaintKind, Finding
from complaints.names import NAME_MOST, TEXT_LEAST, TEXT_MOST
from complaints.origin import NOTE_MOST
from complaints.states import STATES
from hall.doors.answers import DepartmentAnswer, values_of
from hall.doors.shapes import Code, Input, Lines, Text, Uploads, optional_text
from hall.uploads import MOST_IDENTITY
from papers.models import Purpose

STATE_CHOICES = list(STATES.items())
GRADE_CHOICES = list(GRADE_WORDS.items())
ATTACHED = [(each.value, each.label) for each in (Purpose.EVIDENCE, Purpose.MESSAGE, Purpose.FINDING)]


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
    protected = serializers.BooleanField(
        required=False,
        default=False,
        help_text="True: the name is opened by two people only; else it reads as anonymous.",
    )
    files = Uploads(
        label="照片或 PDF",
        required=False,
        default=list,
        help_text="Photos (JPEG, PNG, GIF) and PDFs: send multipart/form-data, one part `files` for each, at most five of 10 MB, 30 MB in"
        " all. Kept are pixels and pages: no metadata, no file name; the original only of a named complainant, sealed.",
    )
    identity = Uploads(
        label="身份证明的照片",
        most=MOST_IDENTITY,
        required=False,
        default=list,
        help_text="Photos of an identity paper, at most two, with a name only. Sealed: two people open them (`identity/`).",
    )


class AttachmentAnswer(serializers.Serializer):
    """A file that came with a complaint or with a message about it, cleaned."""

    key = serializers.UUIDField()
    purpose = Code(ATTACHED, name="AttachedFor", help_text="Filed with it, or sent later under the receipt code.")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    url = serializers.CharField(allow_blank=True, help_text="Where it is downloaded; empty while it may not be opened.")
    why_not = serializers.CharField(allow_blank=True, help_text="Why it may not be opened.")


class TakeInInput(FileInput):
    """What the public sends, and how it came to the officer."""

    files = identity = None  # type: ignore[assignment]  # what came on paper stays on paper

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
    grade = Code(GRADE_CHOICES, name="ComplaintGrade", help_text="The track. Set at acceptance; general until then.")
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
    self_reported = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    found_by = serializers.CharField()


class ReplyAnswer(serializers.Serializer):
    question = serializers.CharField(allow_blank=True, help_text="What it answers.")
    text = serializers.CharField(allow_blank=True)
    impossible_because = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    replied_by = serializers.CharField()


class StepAnswer(serializers.Serializer):
    """One step that was taken on it: a call back, an instruction, an entry of the log, an extension, a review."""

    act = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    person = serializers.CharField(allow_blank=True)
    document = serializers.CharField(allow_blank=True)
    days = serializers.IntegerField(allow_null=True)
    is_unsolved = serializers.BooleanField()
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True, help_text="Null: the complainant, under the receipt code.")


class ComplaintAnswer(ComplaintRow):
    """A complaint or report with what was said, found and answered."""

    grade_approver = serializers.CharField(allow_blank=True, help_text="Of a major matter.")
    grade_document = serializers.CharField(allow_blank=True, help_text="Of a major matter.")
    broadcast_on = serializers.DateField(allow_null=True)
    text = serializers.CharField()
    declined_because = serializers.CharField(allow_blank=True, help_text="Why it was not accepted.")
    findings = FindingAnswer(many=True)
    replies = ReplyAnswer(many=True)
    steps = StepAnswer(many=True)
    files = AttachmentAnswer(many=True)
    clocks = ClockAnswer(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Acts that you can do now.")


class AssignedStepAnswer(serializers.Serializer):
    act = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class AssignedAnswer(serializers.Serializer):
    """What lies with a department: what was released for it to read, what it reported, what became of that. Nothing of the complaint."""

    number = serializers.CharField()
    state = Code(Assignment.State, name="AssignmentState")
    days = serializers.IntegerField()
    object_until = serializers.DateTimeField()
    steps = AssignedStepAnswer(many=True)


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
        "about_centre": complaint.is_about_centre,
        **values_of(complaint, "kind", "category", "is_anonymous", "grade", "about_department"),
        "state_words": STATES[case.state],
        **of_a_row(
            [clock for clock in case.deadlines.all() if clock.runs], idle="已结束" if case.closed_at else IDLE, at=at
        ),
    }


def _in_api(case: Case, each: Attachment) -> str:
    return f"/api/v1/complaints/{case.number}/files/{each.file.key}/"


def complaint_answer(case: Case, complaint: Complaint, *, acts: list[str], at: datetime) -> dict[str, Any]:
    """For ComplaintAnswer: a case and its complaint as complaints.queries.opened gives it."""
    return {
        **complaint_row(case, complaint, at=at),
        **values_of(complaint, "grade_approver", "grade_document", "broadcast_on", "text", "declined_because"),
        "findings": [
            values_of(each, "result", "self_reported", "text", "at", "found_by") for each in complaint.findings.all()
        ],
        "replies": [
            values_of(each, "question", "text", "impossible_because", "at", "replied_by")
            for each in complaint.replies.all()
        ],
        "steps": [
            values_of(each, "act", "outcome", "person", "document", "days", "is_unsolved", "text", "at", "by")
            for each in complaint.steps.all()
        ],
        "files": [
            {
                "key": each.file.key,
                "purpose": each.file.purpose,
                "name": each.name,
                "size": each.file.size,
                "url": each.url and _in_api(case, each),
                "why_not": each.why_not,
            }
            for each in attachments(case, at=at)
        ],
        "clocks": clock_answers(list(case.deadlines.all()), at=at),
        "acts": acts,
    }


def assigned_answer(assignment: Assignment) -> dict[str, Any]:
    """For AssignedAnswer."""
    return {
        "number": assignment.complaint.case.number,
        **values_of(assignment, "state", "days", "object_until"),
        "steps": [values_of(step, "act", "text", "at") for step in assignment.steps.all()],
    }
