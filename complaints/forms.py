"""The forms of the centre's acts. The rules stand in actions; here are fields, words and shapes."""

from django import forms

from complaints.actions import REASON_MOST
from complaints.deadlines import GENERAL, GRADE_WORDS
from complaints.models import Complaint, Finding
from hall.doors import fields
from hall.doors.pages import ActForm


class AcceptForm(ActForm):
    grade = forms.ChoiceField(
        label="难易",
        help_text="决定多少日内要有核查结论。重大的要先经批准。",
        choices=list(GRADE_WORDS.items()),
        initial=GENERAL,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "选择一般、复杂或重大"},
    )
    approver = fields.text(
        "批准人",
        limit=Complaint._meta.get_field("grade_approver").max_length,
        help_text="选重大才填，例如：软环境办主任。",
    )
    document = fields.text(
        "批准文号",
        limit=Complaint._meta.get_field("grade_document").max_length,
        help_text="选重大才填。",
    )

    def clean_grade(self) -> str:
        return self.cleaned_data["grade"] or GENERAL


class DeclineForm(ActForm):
    reason = fields.text(
        "不予受理的理由",
        "填写不予受理的理由，并写明可以找哪里",
        limit=1_000,
        area=True,
        attrs={"rows": 4},
        help_text="写明为什么不受理、可以找哪里。投诉人凭凭证码看到这段话。",
    )


class FindForm(ActForm):
    result = forms.ChoiceField(
        label="核查结论",
        help_text="投诉人凭凭证码看到结论。有几次核查的，以最后一次为准。",
        choices=Finding.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "选择核查结论", "invalid_choice": "选择核查结论"},
    )
    text = fields.text(
        "核查情况",
        "写明核查情况",
        limit=5_000,
        area=True,
        attrs={"rows": 6},
        help_text="问了谁、看了什么、查明什么。只供内部，投诉人看不到。",
    )


class ReplyForm(ActForm):
    text = fields.text(
        "答复",
        limit=5_000,
        area=True,
        attrs={"rows": 6},
        help_text="投诉人凭凭证码看到这段话。不要写投诉人的姓名和电话。",
    )
    impossible_because = fields.text(
        "不能答复的原因",
        limit=REASON_MOST,
        area=True,
        attrs={"rows": 2},
        help_text="只有确实不能答复时才写。投诉人也能看到。",
    )
