"""What the pages of drafts, of named lists and of a bulk act share. A room says whose forms, lists and cases they are about."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views import View

from cases.doors import CasesPage
from cases.models import Case
from cases.numbering import may_be_a_number
from hall.doors.fields import INCOMPLETE, without_nul
from hall.doors.pages import A_KEY, ActForm, new_idem
from hall.models import Department
from hall.refusals import KeyUsed, Refused
from worklists import actions, bulk
from worklists.actions import MOST, NOT_THERE
from worklists.bulk import BulkActs, Outlook
from worklists.drafting import DraftedForm
from worklists.drafts import drafts_of, resumed
from worklists.models import BulkRun

NOT_KEPT = {"csrfmiddlewaretoken"}
LONGEST_QUERY = 4_000  # characters of an address, before it is read


class DraftsPage(CasesPage):
    """One's own drafts. A form posts itself here every few seconds, or by its button where there is no script."""

    # names of addresses: of this page, of the one that throws a draft away, of the person's list of cases
    here: ClassVar[str]
    drop: ClassVar[str]
    back: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        drafts = [
            {
                "title": each.title,
                "saved_at": each.saved_at,
                "url": resumed(each),
                "drop": reverse(self.drop, args=[each.pk]),
            }
            for each in drafts_of(self.user, at=self.at)
        ]
        return render(request, "worklists/drafts.html", {"drafts": drafts, "back": reverse(self.back)})

    def post(self, request: HttpRequest) -> HttpResponse:
        by_itself = "X-Draft" in request.headers
        try:
            place, title, idem = self.form_at(request.GET.get("for", ""))
            draft = actions.save_draft(
                place=place, title=title, fields=self.contents(), by=self.user, at=self.at, idem=idem
            )
        except Refused as refused:
            if by_itself:
                return HttpResponse(refused.sentence, content_type="text/plain; charset=utf-8")
            raise
        sentence = f"草稿已存 {timezone.localtime(self.at):%H:%M}" if draft else "这张表已经登记"
        if by_itself:
            return HttpResponse(sentence, content_type="text/plain; charset=utf-8")
        messages.success(request, sentence)
        return redirect(self.here)

    def contents(self) -> dict[str, list[str]]:
        return {
            name: [without_nul(value) for value in values]
            for name, values in self.request.POST.lists()
            if name not in NOT_KEPT
        }

    def form_at(self, address: str) -> tuple[str, str, str]:
        """
        The place of a form at an address, its title, and its key if it opens a case.

        :raises Http404: it is none that is kept here, or none that this person may open.
        :raises Refused: it would open a case, and has no key.
        """
        path, _, query = address.partition("?")
        try:
            match = resolve(path)
        except Resolver404:
            raise Http404 from None
        page_class: Any = getattr(match.func, "view_class", View)
        if not issubclass(page_class, DraftedForm) or page_class.drafts_at != self.here:
            raise Http404
        page: DraftedForm = page_class(**match.func.view_initkwargs)  # type: ignore[attr-defined]  # of View.as_view
        page.setup(self.request, *match.args, **match.kwargs)
        page.enter(self.at)
        return page.draft_terms(path, query, **match.kwargs)


class DropDraftPage(CasesPage):
    http_method_names = ["post"]
    back: ClassVar[str]  # the name of the address of one's drafts

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts_of(self.user, at=self.at).filter(pk=pk).first()
        if draft is None:
            raise Http404
        actions.drop_draft(place=draft.place, by=self.user, at=self.at)
        messages.success(request, "草稿已丢弃")
        return redirect(self.back)


class SaveViewPage(CasesPage):
    """Keep the list that is open under a name."""

    kind: ClassVar[str]  # of the cases on the list
    back: ClassVar[str]  # the name of the address of the list

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.back)

    def post(self, request: HttpRequest) -> HttpResponse:
        query, address = self.read(QueryDict(without_nul(request.POST.get("query", ""))[:LONGEST_QUERY]))
        shared = request.POST.get("department", "")
        department = (
            self.departments().filter(pk=int(shared)).first() if shared.isdecimal() and len(shared) < 10 else None
        )
        try:
            view = actions.save_view(
                kind=self.kind, name=request.POST.get("name", ""), query=query, department=department,
                by=self.user, at=self.at,
            )  # fmt: skip
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, f"已保存视图“{view.name}”{'，本部门都能看到' if view.department else ''}")
        return redirect(address)

    def read(self, query: QueryDict) -> tuple[str, str]:
        """The query string of this list as it is kept, and its address: what a list does not know is left aside."""
        raise NotImplementedError

    def departments(self) -> Any:
        return Department.objects.filter(pk__in=self.access.grant(self.permission).departments)


class DropViewPage(CasesPage):
    http_method_names = ["post"]
    kind: ClassVar[str]
    back: ClassVar[str]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not actions.drop_view(kind=self.kind, pk=pk, by=self.user, at=self.at):
            raise Http404
        messages.success(request, "视图已删除")
        return redirect(self.back)


class RunPage(CasesPage):
    """What became of each case of one's own bulk act; asked for again every two seconds until all is done."""

    kind: ClassVar[str]
    acts: ClassVar[BulkActs]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = BulkRun.objects.filter(pk=pk, kind=self.kind, by=self.user).first()
        if run is None:
            raise Http404
        rows = [
            {
                **self.case_words(row.case),
                "title": row.case.title,
                "outcome": row.get_outcome_display(),
                "sentence": row.sentence,
            }
            for row in run.rows.select_related("case")
        ]
        counts = {name: sum(row["outcome"] == name for row in rows) for name in ("已办", "没有办成", "等待")}
        context = {
            "run": run,
            "title": self.acts[run.act].words,
            "rows": rows,
            "counts": counts,
            "total": len(rows),
            "back": self.back_url(run, QueryDict(without_nul(request.GET.get("list", ""))[:LONGEST_QUERY])),
            "again": request.get_full_path(),
        }
        template = "worklists/_bulk_run.html" if request.headers.get("HX-Request") else "worklists/bulk_run.html"
        return render(request, template, context)

    def case_words(self, case: Case) -> dict[str, str]:
        """``{"number": …, "url": …}`` of a case, as the room writes them."""
        raise NotImplementedError

    def back_url(self, run: BulkRun, query: QueryDict) -> str:
        """The list from which the run was asked for."""
        raise NotImplementedError


class Returns(Protocol):
    """The list from which cases were ticked."""

    def query(self) -> str: ...
    def address(self) -> str: ...


class AskBulkPage(CasesPage):
    """The ticked cases: a sheet to print, or the page that asks before the act, or the act. A room says what it lists and does."""

    http_method_names = ["post"]
    acts: ClassVar[BulkActs]
    here: ClassVar[str]  # names of addresses: of this page, of what became of a run
    run_at: ClassVar[str]

    # What a room says

    def list_of(self, query: QueryDict) -> Returns:
        raise NotImplementedError

    def back_to(self, act: str, back: Any) -> str:
        return back.address()

    def form(self, act: str, data: QueryDict | None = None) -> ActForm | None:
        """What the act wants to know besides the cases: to whom they go, and why."""
        raise NotImplementedError

    def columns(self, *, on_the_sheet: bool) -> list[dict[str, Any]]:
        raise NotImplementedError

    def ticked(self, numbers: list[str], *, on_the_sheet: bool) -> list[dict[str, Any]]:
        """The rows of these cases, as worklists/_rows.html takes them."""
        raise NotImplementedError

    def outlooks(self, act: str, numbers: list[str]) -> Mapping[str, Outlook]:
        """What would become of each of these cases, by its number."""
        raise NotImplementedError

    def order(self, *, numbers: list[str], act: str, idem: str, **fields: Any) -> BulkRun:
        raise NotImplementedError

    @staticmethod
    def of_list(back: Any) -> str:
        """How the address of a run carries the list to come back to."""
        return urlencode({"list": back.query()})

    # The page

    def post(self, request: HttpRequest) -> HttpResponse:
        back = self.list_of(QueryDict(without_nul(request.POST.get("list", ""))[:LONGEST_QUERY]))
        numbers = list(dict.fromkeys(request.POST.getlist("number")))[: MOST + 1]
        if request.POST.get("do") == "print":
            return self.sheet(numbers, back)
        act = request.POST.get("do", "")
        if act not in self.acts:
            return self.ask("", numbers, back, problem="选择要批量办理的动作")
        if not self.access.grant(self.acts[act].needs):
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
            run = self.order(numbers=numbers, act=act, idem=idem, **fields)
        except Refused as refused:
            anew = isinstance(refused, KeyUsed)
            return self.ask(act, numbers, back, form=form, problem=refused.sentence, anew=anew)
        worker = bulk.Worker(run.pk, self.acts)
        for _row in range(bulk.AT_ONCE):
            if not worker.step(at=timezone.now()):
                break
        return redirect(f"{reverse(self.run_at, args=[run.pk])}?{self.of_list(back)}")

    def chosen(self, numbers: list[str]) -> Any:
        return self.cases().filter(number__in=filter(may_be_a_number, numbers))

    def sheet(self, numbers: list[str], back: Returns) -> HttpResponse:
        context = {
            "columns": self.columns(on_the_sheet=True),
            "rows": self.ticked(numbers, on_the_sheet=True),
            "at": self.at,
            "back": back.address(),
        }
        return render(self.request, "worklists/bulk_sheet.html", context)

    def ask(
        self,
        act: str,
        numbers: list[str],
        back: Returns,
        *,
        form: ActForm | None = None,
        problem: str = "",
        anew: bool = False,
    ) -> HttpResponse:
        """The page that asks. Where there is a problem it offers nothing to send, unless it is to be sent `anew` with a new key."""
        problem = problem or ("" if numbers else "先勾选办件") or (f"一次最多 {MOST} 件" if len(numbers) > MOST else "")
        rows = self.ticked(numbers, on_the_sheet=False) if anew or not problem else []
        problem = problem or ("" if rows else NOT_THERE)
        looks = self.outlooks(act, numbers) if rows and act else {}
        able = [row["number"] for row in rows if not looks[row["number"]].why_not]
        if rows and not able:
            problem = problem or f"勾选的现在都不能批量{self.acts[act].button}，原因在下面逐件列出"
        wrong = bool(problem or (form and form.errors))
        context = {
            "here": reverse(self.here),
            "act": act,
            "title": self.acts[act].words if act else "",
            "button": self.acts[act].button if act else "",
            "about": self.acts[act].about if act else "",
            "form": form or self.form(act),
            "columns": [*self.columns(on_the_sheet=False), {"label": "能不能办"}],
            "rows": [row | {"cells": [*row["cells"], _words(looks[row["number"]])]} for row in rows],
            "able": able,
            "left_out": len(rows) - len(able),
            "remarks": sum(1 for look in looks.values() if look.remark),
            "problem": problem,
            "has_errors": wrong,
            "idem": new_idem(),
            "list": back.query(),
            "back": self.back_to(act, back),
        }
        return render(self.request, "worklists/bulk.html", context, status=422 if wrong else 200)


def _words(look: Outlook) -> str:
    if look.why_not:
        return f"不能：{look.why_not}"
    return f"能。{look.remark}" if look.remark else "能"
