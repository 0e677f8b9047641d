"""The file of an application: printing its papers, looking at a print again, what waits for the archive."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cases.doors import ActPage
from cases.models import Case
from cases.wording import short_moment
from desk.pages import DeskPage, address_of, application_of
from desk.receipt import kept_code
from hall.doors.fields import text
from hall.doors.pages import ActForm
from hall.roles import Permission
from papers.copies import mark, sheet_of
from papers.download import pdf_answer, site
from papers.font import missing
from papers.models import DocumentPrint
from permits.actions.printing import print_document
from permits.acts.delivering import ARCHIVE
from permits.acts.in_bulk import outlooks
from permits.documents.file import Entry, contents, lacking
from permits.documents.receipt import shown
from permits.models import Application, DocumentKind, MaterialReceipt
from permits.queries import SERVED
from permits.states import DELIVERED, STATES
from permits.wording import grouped
from ratings.rateable import beside_slip


class File(DeskPage):
    """案卷: what is in the file, what is lacking, and every print. It can be printed itself, as the file's list."""

    permission = Permission.APPLICATION_HANDLE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        application = application_of(case)
        entries = contents(application)
        absent = lacking(application)
        received = MaterialReceipt.objects.came().filter(application=application).select_related("material")
        context = {
            "case": case,
            "number": grouped(case.number),
            "back": address_of(case),
            "application": application,
            "papers": [_row(application, place, entry) for place, entry in enumerate(entries, start=1)],
            "received": received,
            "prints": [_logged(case, entry, each) for entry in entries for each in entry.prints],
            "lacking": absent,
            "may_archive": ARCHIVE.starts_from(case.state) and not absent,
        }
        return render(request, "desk/file.html", context)


def _row(application: Application, place: int, entry: Entry) -> dict[str, Any]:
    case = application.case
    return {
        "is_replaced": entry.kind == DocumentKind.RECEIPT and entry.occurrence < application.slips,
        "place": place,
        "title": entry.title,
        "number": entry.number,
        "made_at": entry.document.made_at if entry.document else None,
        "times": len(entry.prints),
        "owed": entry.owed,
        "url": reverse("desk-print", args=[case.number, entry.kind.value, entry.occurrence]),
    }


def _logged(case: Case, entry: Entry, printed: DocumentPrint) -> dict[str, Any]:
    again = f"补打 第 {printed.copy - 1} 次：{printed.reason}" if printed.copy > 1 else "第一次打印"
    return {
        "what": f"{entry.title} · {again}",
        "at": printed.at,
        "who": str(printed.printed_by),
        "url": reverse("desk-sheet", args=[case.number, printed.pk]),
    }


class PrintForm(ActForm):
    """Asks for the reason of a reprint, and for a yes where characters have to be written in by hand."""

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if again:
            self.fields["reason"] = text("补打的原因", "填写补打的原因", limit=200, attrs={"autofocus": True})
        self.fields["handwritten"] = forms.BooleanField(label="字库没有的字留空，手写补入", required=False)


class PrintPaper(DeskPage, ActPage):
    """Printing one paper: the first time at once, again with a reason."""

    permission = Permission.APPLICATION_HANDLE
    template_name = "desk/print.html"
    title = "打印文书"
    button = "打印"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.kind, self.occurrence = kwargs.pop("kind"), kwargs.pop("occurrence")
        return super().dispatch(request, *args, **kwargs)

    def entry(self, case: Case) -> Entry:
        """The paper that is to be printed; what this application does not have is 404."""
        wanted = (self.kind, self.occurrence)
        matches = [each for each in contents(application_of(case)) if (each.kind, each.occurrence) == wanted]
        if not matches:
            raise Http404
        return matches[0]

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return PrintForm(again=self.entry(case).document is not None, **kwargs)

    def perform(self, case: Case, fields: dict[str, Any]) -> str:
        printed = print_document(
            number=case.number,
            kind=self.kind,
            occurrence=self.occurrence,
            site=site(),
            by=self.user,
            at=self.at,
            **fields,
        )
        return f"{reverse('desk-sheet', args=[case.number, printed.pk])}?now=1"

    def context(self, case: Case) -> dict[str, Any]:
        entry = self.entry(case)
        back = reverse("desk-file", args=[case.number])
        return {"back": back, "number": grouped(case.number), "entry": entry, "times": len(entry.prints)}


class PrintedPage(DeskPage):
    """What shows one print that is in the log. Looking at it again is no new print."""

    permission = Permission.APPLICATION_HANDLE

    def printed(self, case: Case, pk: int) -> DocumentPrint:
        own = DocumentPrint.objects.filter(document__case=case)
        return get_object_or_404(own.select_related("document"), pk=pk)

    def sheet(self, case: Case, copy: DocumentPrint) -> dict[str, Any]:
        """The slip with what this browser still knows of its code, and with the picture that rates the last visit."""
        is_slip = copy.document.kind == DocumentKind.RECEIPT
        beside = beside_slip(case.pk) if is_slip else ("", "")
        return shown(copy, code=kept_code(self.request, case), beside=beside)


class Sheet(PrintedPage):
    """The paper as a web page, for the browser's own printing."""

    def get(self, request: HttpRequest, number: str, printed: int) -> HttpResponse:
        case = self.case(number)
        copy = self.printed(case, printed)
        by_hand = [str(each) for each in missing(sheet_of(copy.document))] if copy.handwritten else []
        context = {
            "case": case,
            "number": grouped(case.number),
            "sheet": self.sheet(case, copy),
            "mark": mark(copy),
            "by_hand": by_hand,
            "pdf": reverse("desk-sheet-pdf", args=[case.number, copy.pk]),
            "back": reverse("desk-file", args=[case.number]),
            "desk": address_of(case),
            "now": request.GET.get("now") == "1",
        }
        return render(request, "papers/sheet.html", context)


class SheetPdf(PrintedPage):
    """The same paper as a PDF."""

    def get(self, request: HttpRequest, number: str, printed: int) -> HttpResponse:
        case = self.case(number)
        copy = self.printed(case, printed)
        return pdf_answer(copy, self.sheet(case, copy))


class StillToDo(DeskPage):
    """Closed applications with something left to do, the oldest first."""

    permission = Permission.APPLICATION_HANDLE
    heading: ClassVar[str]
    closed_with: ClassVar[str]
    waiting: ClassVar[Q]
    bulk_acts: ClassVar[list[tuple[str, str]]] = []  # what can be done to ticked rows
    more: ClassVar[tuple[str, ...]] = ()  # columns besides the usual ones

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(self.cases().filter(self.waiting).select_related("window").order_by("closed_at", "pk"))
        columns = ("编号", "事项", "申请人", "环节", self.closed_with, "窗口", *self.more)
        context = {
            "heading": self.heading,
            "page": page,
            "columns": [{"label": label} for label in columns],
            "rows": self.rows(list(page)),
            "bulk_acts": self.bulk_acts,
            "bulk_at": reverse("desk-bulk"),
        }
        return render(request, "desk/still_to_do.html", context)

    def rows(self, cases: list[Case]) -> list[dict[str, Any]]:
        return [_waiting(case) for case in cases]


class ToArchive(StillToDo):
    """待归档: delivered applications whose file still has to go to the archive, with what is in its way."""

    heading, closed_with = "待归档", "送达时间"
    waiting = Q(state=DELIVERED)
    bulk_acts = [(ARCHIVE.name, ARCHIVE.label)]
    more = ("案卷",)

    def rows(self, cases: list[Case]) -> list[dict[str, Any]]:
        shown = self.cases().filter(pk__in=[case.pk for case in cases])
        looks = outlooks(ARCHIVE.name, shown, by=self.user, at=self.at)
        return [_with_file(_waiting(case), looks[case.number].why_not) for case in cases]


class ToServe(StillToDo):
    """文书待送达: applications that ended with a paper of which nobody has noted that the applicant has it."""

    heading, closed_with = "文书待送达", "结束时间"
    waiting = Q(state__in=list(SERVED), application__isnull=False, application__paper_delivery__isnull=True)


def _waiting(case: Case) -> dict[str, Any]:
    href = reverse("desk-file", args=[case.number])
    cells = [
        {"text": grouped(case.number), "href": href},
        case.title,
        case.party,
        STATES[case.state],
        short_moment(case.closed_at) if case.closed_at else None,
        case.window.number if case.window else None,
    ]
    return {"href": href, "number": case.number, "cells": cells}


def _with_file(row: dict[str, Any], why_not: str) -> dict[str, Any]:
    """Only a file that nothing is in the way of can be archived with others."""
    takes = [] if why_not else [ARCHIVE.name]
    return row | {"cells": [*row["cells"], why_not or "齐全，可以归档"], "takes": takes}
