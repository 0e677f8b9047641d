"""期限计算器: one question in the address, or a file of questions. Public: it holds nobody's data and stores nothing."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hall import calculator, calendar
from hall.doors.compressing import compressed
from hall.worktime import HALF_DAY_MINUTES, Unit

TEMPLATE = "calculator.html"
MOST_LINES = 1_000
MOST_MEGABYTES = 1
TOO_MANY = f"文件超过 {MOST_LINES:,} 行或 {MOST_MEGABYTES} MB，分开上传"
UNITS = [
    (Unit.WORKING_DAY, "工作日"),
    (Unit.NATURAL_DAY, "自然日"),
    (Unit.MONTH, "月"),
    (Unit.WORKING_MINUTE, f"工作分钟（半个工作日是 {HALF_DAY_MINUTES} 分钟）"),
]
DIRECTIONS = [("forward", "往后数：从收到那天起，哪天到期"), ("backward", "往前数：在某天之前，最晚哪天")]


class QuestionForm(forms.Form):
    """One question, by GET: a result is an address that can be sent to somebody."""

    use_required_attribute = False
    direction = forms.ChoiceField(label="怎么数", choices=DIRECTIONS, initial="forward", widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label="时限",
        help_text="整数，例如 3",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label="单位", choices=UNITS, initial=Unit.WORKING_DAY)
    start_on = forms.DateField(
        label="日期",
        help_text="往后数填收到的日期，往前数填到期或举行的日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start_time = forms.TimeField(
        label="时间",
        required=False,
        help_text="往后数才用。下班以后收到的，按下一个工作日计；不填按上班时间计",
        widget=forms.TimeInput(attrs={"type": "time", "step": "any"}, format="%H:%M"),
    )
    pauses = forms.CharField(
        label="暂停",
        required=False,
        max_length=calculator.MOST_PAUSES * 40,
        help_text="每行一段，头尾两天都不计，例如 2025-11-05 至 2025-11-18",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {
                "required": f"填写{field.label}",
                "invalid": "要是大于 0 的整数" if field.label == "时限" else f"没有这个{field.label}，核对后再填",
                "invalid_choice": f"选择列出的{field.label}",
                "null_characters_not_allowed": "删去看不见的字符",
                "max_length": f"最多 {calculator.MOST_PAUSES} 段",
            }

    def clean_pauses(self) -> list[list[str]]:
        lines = [line for line in self.cleaned_data["pauses"].splitlines() if line.strip()]
        return [re.findall(r"[0-9][0-9-]*", line) for line in lines]

    def question(self) -> dict[str, Any]:
        """Return the question in the calculator's own terms."""
        fields = self.cleaned_data
        start = fields["start_on"].isoformat()
        if fields["direction"] == "forward" and fields["start_time"]:
            start += f"T{fields['start_time']:%H:%M:%S}"
        return {"id": 1, "start": start, **{name: fields[name] for name in ("unit", "quantity", "direction", "pauses")}}

    def add_faults(self, faults: dict[str, str]) -> None:
        for field, sentence in faults.items():
            self.add_error("start_on" if field == "start" else field or None, sentence)


class FileForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label="文件",
        help_text=f"JSON 文件，UTF-8，每行一问，最多 {MOST_LINES:,} 行、{MOST_MEGABYTES} MB",
        error_messages={
            "required": "选择文件",
            "missing": "选择文件",
            "invalid": "选择文件",
            "empty": "文件是空的，换一个",
            "max_length": "文件名太长，改短后再传",
        },
        widget=forms.FileInput(attrs={"accept": ".jsonl,.json,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if (
            file.size > MOST_MEGABYTES << 20
            or sum(1 for line in calculator.lines_of(file) if line.strip()) > MOST_LINES
        ):
            raise forms.ValidationError(TOO_MANY)
        file.seek(0)
        return file


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@compressed
def page(request: HttpRequest) -> HttpResponse:
    """One question by GET; a file of questions by POST, answered with a file."""
    return _file(request) if request.method == "POST" else _one(request)


def _one(request: HttpRequest) -> HttpResponse:
    if not request.GET:
        return _page(request, QuestionForm())
    form = QuestionForm(request.GET)
    answer = None
    if form.is_valid():
        try:
            answer = calculator.answer(form.question(), calendar.current(), within_years=calculator.PUBLIC_YEARS)
        except calculator.BadQuestion as bad:
            form.add_faults(bad.faults)
    return _page(request, form, answer=answer, status=200 if answer else 422)


def _file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, QuestionForm(), file_form=form, status=422)
    questions = calculator.lines_of(form.cleaned_data["file"])
    lines = calculator.answers(
        questions, calendar.current(), within_years=calculator.PUBLIC_YEARS, allowance=calculator.Allowance()
    )
    try:
        content = "".join(f"{line}\n" for line in lines)
    except calculator.TooMuch as too_much:
        form.add_error("file", str(too_much))
        return _page(request, QuestionForm(), file_form=form, status=422)
    return HttpResponse(
        content,
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="answers.jsonl"'},
    )


def _page(
    request: HttpRequest,
    form: QuestionForm,
    *,
    file_form: FileForm | None = None,
    answer: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "file_form": file_form or FileForm(), "has_errors": status == 422, "result": answer}
    if answer:
        context |= {"due_at": datetime.fromisoformat(answer["due_at"]), "lines": answer["explanation"].split("\n")}
    return render(request, TEMPLATE, context, status=status)
