"""批量: one act on the ticked cases, confirmed once, told case by case; or the ticked cases on a sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseKind
from cases.numbering import may_be_a_number
from desk import queue_rows
from desk.pages import of_list
from desk.queue import ListPage
from desk.selection import Selection, selection_of
from hall.doors.fields import INCOMPLETE, without_nul
from hall.doors.pages import A_KEY, new_idem
from hall.refusals import KeyUsed, Refused
from hall.roles import Permission
from permits.actions.bulk import BULK_ACTS, Worker, ask_bulk
from permits.acts.delivering import ARCHIVE
from permits.acts.in_bulk import Outlook, outlooks
from permits.forms import OwnerForm
from permits.queries import handlers_in
from permits.wording import grouped
from worklists import bulk
from worklists.actions import MOST, NOT_THERE
from worklists.models import HAND_OVER, BulkRun
from worklists.views import RunPage

SHEET = Selection(columns=("item", "party", "state", "due", "window", "owner"))
ASKED = Selection(columns=("item", "party", "due"))  # its state stands in the reason, where it is in the way


class Bulk(ListPage):
    """The ticked cases: a sheet to print, or the page that asks before the act, or the act."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        back = selection_of(QueryDict(without_nul(request.POST.get("list", ""))[:4_000]), by=self.user.pk)
        numbers = list(dict.fromkeys(request.POST.getlist("number")))[: MOST + 1]
        if request.POST.get("do") == "print":
            return self.sheet(numbers, back)
        act = request.POST.get("do", "")
        if act not in BULK_ACTS:
            return self.ask("", numbers, back, problem="选择要批量办理的动作")
        if not self.access.grant(BULK_ACTS[act].needs):
            raise Http404
        if request.POST.get("confirmed") != "1":
            return self.ask(act, numbers, back)
        form = self.form(act, request.POST)
        if form is not None and not form.is_valid():
            return self.ask(act, numbers, back, form=form)
        fields = {name: form.cleaned_data[name] for name in ("to", "reason")} if form is not None else {}
        idem = request.POST.get("idem", "")
        if not A_KEY.fullmatch(idem):
            return self.ask(act, numbers, back, form=form, problem=INCOMPLETE, anew=True)
        try:
            run = ask_bulk(numbers=numbers, act=act, idem=idem, by=self.user, at=self.at, **fields)
        except Refused as refused:
            anew = isinstance(refused, KeyUsed)
            return self.ask(act, numbers, back, form=form, problem=refused.sentence, anew=anew)
        worker = Worker(run.pk)
        for _row in range(bulk.AT_ONCE):
            if not worker.step(at=timezone.now()):
                break
        return redirect(f"{reverse('desk-bulk-run', args=[run.pk])}?{of_list(back.query())}")

    def form(self, act: str, data: QueryDict | None = None) -> OwnerForm | None:
        """What the act wants to know besides the cases: to whom they go, and why."""
        if act != HAND_OVER:
            return None
        departments = self.access.grant(BULK_ACTS[act].needs).departments
        return OwnerForm(data, people=handlers_in(departments, on=self.on))

    def ticked(self, numbers: list[str], selection: Selection) -> list[dict[str, Any]]:
        places = list(self.chosen(numbers).order_by("number").values_list("pk", flat=True))
        return self.rows(places, selection)

    def chosen(self, numbers: list[str]) -> Any:
        return self.cases().filter(number__in=filter(may_be_a_number, numbers))

    def sheet(self, numbers: list[str], back: Selection) -> HttpResponse:
        context = {
            "columns": queue_rows.plain_columns(SHEET),
            "rows": self.ticked(numbers, SHEET),
            "at": self.at,
            "back": back.address(),
        }
        return render(self.request, "worklists/bulk_sheet.html", context)

    def ask(
        self,
        act: str,
        numbers: list[str],
        back: Selection,
        *,
        form: OwnerForm | None = None,
        problem: str = "",
        anew: bool = False,
    ) -> HttpResponse:
        """The page that asks. Where there is a problem it offers nothing to send, unless it is to be sent `anew` with a new key."""
        problem = problem or ("" if numbers else "先勾选办件") or (f"一次最多 {MOST} 件" if len(numbers) > MOST else "")
        rows = self.ticked(numbers, ASKED) if anew or not problem else []
        problem = problem or ("" if rows else NOT_THERE)
        looks = outlooks(act, self.chosen(numbers), by=self.user, at=self.at) if rows and act else {}
        able = [row["number"] for row in rows if not looks[row["number"]].why_not]
        if rows and not able:
            problem = problem or f"勾选的现在都不能批量{BULK_ACTS[act].button}，原因在下面逐件列出"
        wrong = bool(problem or (form and form.errors))
        context = {
            "act": act,
            "title": BULK_ACTS[act].words if act else "",
            "button": BULK_ACTS[act].button if act else "",
            "about": BULK_ACTS[act].about if act else "",
            "form": form or self.form(act),
            "columns": [*queue_rows.plain_columns(ASKED), {"label": "能不能办"}],
            "rows": [row | {"cells": [*row["cells"], _words(looks[row["number"]])]} for row in rows],
            "able": able,
            "left_out": len(rows) - len(able),
            "remarks": sum(1 for look in looks.values() if look.remark),
            "problem": problem,
            "has_errors": wrong,
            "idem": new_idem(),
            "list": back.query(),
            "back": _back_to(act, back),
        }
        return render(self.request, "desk/bulk.html", context, status=422 if wrong else 200)


def _words(look: Outlook) -> str:
    if look.why_not:
        return f"不能：{look.why_not}"
    return f"能。{look.remark}" if look.remark else "能"


def _back_to(act: str, selection: Selection) -> str:
    """The list from which the cases were ticked: what waits for the archive has its own."""
    return reverse("desk-to-archive") if act == ARCHIVE.name else selection.address()


class Run(RunPage):
    permission = Permission.APPLICATION_HANDLE
    kind = CaseKind.APPLICATION
    acts = BULK_ACTS

    def case_words(self, case: Case) -> dict[str, str]:
        return {"number": grouped(case.number), "url": reverse("desk-case", args=[case.number])}

    def back_url(self, run: BulkRun, query: QueryDict) -> str:
        return _back_to(run.act, selection_of(query, by=self.user.pk))
