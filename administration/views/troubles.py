"""What the timers have passed over: what was being done, which case, since when, and when it is tried again. Nothing personal."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import Doing, Trouble
from cases.tables.troubles import WHOLE
from cases.troubles import open_troubles
from cases.wording import moment
from hall import clock
from hall.doors.pages import StaffPage
from hall.roles import Permission

PAGE = 50
LAST = 20  # troubles that are over
COLUMNS = [
    *({"label": label} for label in ("哪一件", "要做什么", "出错", "首次", "最近")),
    {"label": "次数", "num": True},
    {"label": "下次再试"},
]
OVER_COLUMNS = [{"label": label} for label in ("哪一件", "要做什么", "出错", "首次", "结束")]


class TroublesPage(StaffPage):
    permission = Permission.CLOCKS_CHECK

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(_of_cases(open_troubles()), PAGE).get_page(request.GET.get("page"))
        over = _of_cases(Trouble.objects.filter(over_at__isnull=False)).order_by(F("over_at").desc(), "-pk")
        context = {
            "strays": clock.strays(),
            "page": page,
            "columns": COLUMNS,
            "rows": [row(each) for each in page],
            "over_columns": OVER_COLUMNS,
            "over": [over_row(each) for each in over[:LAST]],
            "crumbs": [("大厅管理", "/administration/"), ("未能处理", "")],
        }
        return render(request, "administration/troubles.html", context)


def _of_cases(troubles: QuerySet[Trouble]) -> QuerySet[Trouble]:
    """With the numbers of their cases, and nothing else of those: this page opens whatever else is wrong with them."""
    numbers = [f"case__{name}" for name in ("id", "number")]
    own = [field.attname for field in Trouble._meta.concrete_fields]
    return troubles.select_related("case").only(*own, *numbers)


def row(trouble: Trouble) -> dict[str, Any]:
    again = moment(trouble.next_try_at) if trouble.next_try_at else ""
    return {"cells": [*_beginning(trouble), moment(trouble.last_at), f"{trouble.times:,}", again]}


def over_row(trouble: Trouble) -> dict[str, Any]:
    return {"cells": [*_beginning(trouble), moment(trouble.over_at) if trouble.over_at else ""]}


def _beginning(trouble: Trouble) -> list[Any]:
    subject: Any = trouble.subject
    if trouble.doing == Doing.STAFF_POST and trouble.key != WHOLE:
        subject = {"text": subject, "href": reverse("administration-person", args=[trouble.key])}
    return [subject, trouble.get_doing_display(), trouble.fault, moment(trouble.first_at)]
