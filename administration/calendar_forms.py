"""The forms of the administrator's pages. The rules stand in hall.calendar_changes; here are fields, words and shapes."""

from datetime import date
from typing import Any

from django import forms

from hall.calendar_changes import MOMENTS
from hall.calendar_words import days_words
from hall.doors.fields import a_day, text

MOMENT_WORDS = {
    "morning_opens": "上午开",
    "morning_closes": "上午关",
    "afternoon_opens": "下午开",
    "afternoon_closes": "下午关",
}
WHERE_IT_STANDS = "写在每个算到这一天的到期时间里，例如：大雪停办"


def document_field(hint: str, required: str = "") -> forms.CharField:
    return text("文号", required, limit=80, remembered=True, help_text=hint)


class NoticeFile(forms.Form):
    file = forms.FileField(
        label="放假通知的文件",
        help_text="CSV（UTF-8）：一年的每一天，或者只列放假和调休上班的日子（列 date、kind、name，kind 写 holiday 或 makeup_workday）",
        error_messages={"required": "选择文件", "empty": "文件是空的", "missing": "选择文件", "invalid": "选择文件"},
    )
    title = text(
        "通知的名称",
        limit=200,
        remembered=True,
        help_text="空着：整年的安排用《国务院办公厅关于某年部分节假日安排的通知》；只改几天的，沿用这一年已有通知的名称",
    )
    document = document_field("例如：国办发明电〔2025〕7号")


class NoticeGrid(forms.Form):
    title = text("通知的名称", "填写通知的名称", limit=200, remembered=True)
    document = document_field("例如：国办发明电〔2025〕7号")

    def __init__(self, *args: Any, year: int, stretches: list[list[date]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stretch in stretches or []:
            field = text(f"{days_words(stretch)}放的是什么假", limit=40, remembered=True, help_text="例如：元旦")
            self.fields[name_field(stretch[0])] = field


def name_field(on: date) -> str:
    return f"name-{on}"


class Closure(forms.Form):
    on = a_day("哪一天", "填写日期")
    name = text("事由", "填写事由，例如：大雪停办", limit=40, remembered=True, help_text=WHERE_IT_STANDS)
    document = document_field("例如：区政办〔2026〕3号", "填写文号：停办要有书面依据")


class Opening(forms.Form):
    on = a_day("哪一天", "填写日期")
    document = document_field("例如：区政办〔2026〕4号", "填写文号：恢复办公要有书面依据")


class Hours(forms.Form):
    valid_from = a_day("从哪一天起", "填写日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MOMENTS:
            self.fields[name] = forms.TimeField(
                label=MOMENT_WORDS[name],
                input_formats=["%H:%M", "%H:%M:%S"],
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"required": f"填写{MOMENT_WORDS[name]}的时间", "invalid": "填写时间，格式 08:30"},
            )
        self.fields["document"] = document_field("有书面依据的填写")
