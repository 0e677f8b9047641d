"""What the statistics are asked for, by page, workbook and API alike."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from complaints.statistics import CUTS, FIGURES
from hall.doors import fields

CUT_CHOICES = [(name, words) for name, (words, _column) in CUTS.items()]
FIGURE_CHOICES = [(name, words) for name, (words, _narrowed) in FIGURES.items()]
MONTH = re.compile(r"2[01][0-9]{2}-(0[1-9]|1[0-2])")  # a year that a calendar may have
KEY_MOST = 100  # characters: a department's name


class PeriodForm(forms.Form):
    """Everything in the address: a table can be sent to somebody as a link."""

    first = fields.a_day("从", "填写起始日期")
    last = fields.a_day("到", "填写结束日期")
    by = fields.choice("按", CUT_CHOICES, "选择按什么分", widget=forms.Select)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("first") and chosen.get("last") and chosen["first"] > chosen["last"]:
            self.add_error("last", "结束日期不能早于起始日期")
        return chosen


class NumberForm(PeriodForm):
    """One number of the table: of which line (none: of all), and which figure."""

    figure = fields.choice("哪个数字", FIGURE_CHOICES, "选择哪个数字")
    key = forms.CharField(required=False, max_length=KEY_MOST, strip=False)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if chosen.get("by") == "month" and chosen.get("key") and not MONTH.fullmatch(chosen["key"]):
            self.add_error("key", "月份写成 2026-01 这样")
        return chosen


def asked(form: type[PeriodForm], query: Mapping[str, str], *, on: date) -> PeriodForm:
    """What an address asks for; what it leaves out is this year until today, by category, what was received."""
    usual = {
        "first": date(on.year, 1, 1).isoformat(),
        "last": on.isoformat(),
        "by": "category",
        "figure": "received",
        "key": "",
    }
    return form({name: query.get(name) or usual[name] for name in form.base_fields})
