"""Forms of the administrator's pages about items: fields and their words. Whether a change may be made is checked by its verb."""

from fractions import Fraction
from typing import Any

from django import forms

from hall.doors.fields import a_day, choice, offer, text
from hall.models import Department
from hall.reading import DOCUMENT_MOST, READING_WORDS, REASON_MOST
from hall.shortening import DOCUMENT_MOST as LONGEST_NUMBER
from hall.shortening import REASON_MOST as LONGEST_REASON
from hall.shortening import THIRD


class SampleForm(forms.Form):
    """From which day the two readings are compared."""

    start = a_day("假设这一天受理")


class ReadingForm(forms.Form):
    """更改时限口径. Its cleaned data is what hall.reading.propose_reading takes."""

    unit = choice("改为", READING_WORDS.items(), "选择按工作日计或按自然日计")
    effective_from = a_day("从哪一天起", "填写从哪一天起", help_text="这一天起登记的办件按新口径计时，以前登记的不变。")
    document = text("决定文号", "填写决定文号", limit=DOCUMENT_MOST)
    reason = text(
        "理由",
        "填写更改的理由，办事群众能看到",
        limit=REASON_MOST,
        area=True,
        help_text="写明为什么这样读这部法律。办事群众在事项页面上能看到。",
    )


class OfDepartment(forms.Form):
    """A form that asks whose items: a department, or all."""

    department = choice("部门", [], widget=forms.Select)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        departments = {each.code: each for each in Department.objects.order_by("code")}
        offered = [("", "全部部门"), *((code, each.name) for code, each in departments.items())]
        offer(self, "department", offered, departments)


class FindItemForm(OfDepartment):
    """Finding items of the catalogue."""

    q = text("事项名称或编码", limit=40)
    field_order = ("q", "department")


class ShorteningScope(OfDepartment):
    """By how much promises are shortened, and whose. Its cleaned data has `part`, a fraction."""

    cut = choice("缩短多少", [("third", "三分之一"), ("percent", "按百分比")], "选择缩短多少")
    percent = forms.IntegerField(
        label="百分之几", required=False, min_value=1, max_value=90,
        error_messages={"invalid": "填写整数", "min_value": "最少 1", "max_value": "最多 %(limit_value)d"},
        help_text="选了“按百分比”才填，写 20 就是缩短 20%。",
    )  # fmt: skip
    field_order = ("cut", "percent", "department")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("cut") == "percent" and not cleaned.get("percent") and "percent" not in self.errors:
            self.add_error("percent", "填写百分之几")
        by_percent = cleaned.get("cut") == "percent"
        return {**cleaned, "part": Fraction(cleaned.get("percent") or 0, 100) if by_percent else THIRD}


class ShorteningForm(forms.Form):
    """缩短承诺时限. Its cleaned data is what hall.shortening.propose_shortening takes besides the scope."""

    effective_from = a_day("从哪一天起", "填写从哪一天起", help_text="这一天起登记的办件按新的承诺，以前登记的不变。")
    document = text("决定文号", "填写决定文号", limit=LONGEST_NUMBER)
    reason = text("理由", "填写缩短的理由", limit=LONGEST_REASON, area=True)
