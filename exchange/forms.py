"""The officer's forms on what lies in the basket."""

from typing import Any

from django import forms

from complaints.models import FILED_BY_PEOPLE, THE_CENTRE, Category
from complaints.names import TEXT_LEAST, TEXT_MOST
from complaints.queries import departments
from exchange.reading import CENTRE
from hall.doors import fields

REASON_MOST = 200


class TakeForm(forms.Form):
    """What the officer has put right of a ticket."""

    kind = fields.choice("类型", FILED_BY_PEOPLE, "选择列出的类型")
    category = fields.choice(
        "反映哪一类问题", [("", "选择一类"), *Category.choices], "选择反映的问题属于哪一类", widget=forms.Select
    )
    about = fields.choice(
        "反映哪个部门",
        [],
        wrong="从列表里选择部门，不确定就不选",
        widget=forms.Select,
        help_text="这个部门的人看不到这一件，也数不到。",
    )
    text = fields.text(
        "事情的经过", f"写下事情的经过（至少 {TEXT_LEAST} 个字）", limit=TEXT_MOST, area=True, attrs={"rows": 8},
        help_text="照工单的话，不写来件人的姓名和电话：工单留了的，已经加密保存，一起立案。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(each.code, str(each)) for each in departments()]
        fields.offer(self, "about", [("", "没有写明"), *shown, (CENTRE, THE_CENTRE)])


class ReasonForm(forms.Form):
    """Why it is sent back, or why nothing is pushed."""

    reason = fields.text("理由", "写明理由", limit=REASON_MOST, area=True)
