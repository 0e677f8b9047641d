"""Addresses of the clerk's desk."""

from django.urls import URLPattern, include, path, register_converter
from django.urls.converters import StringConverter

from desk import (
    bulk,
    case,
    documents,
    doing,
    drafts,
    find,
    handed_up,
    handover,
    queue,
    receipt,
    records,
    register,
    saved_views,
)
from hall.doors.acts import Act
from permits.acts import ACTS
from permits.former import FORMER, FormerPage


class CaseNumber(StringConverter):
    """17 digits; anything else is no address of this desk."""

    regex = "[0-9]{17}"


class PaperKind(StringConverter):
    """The code name of a kind of paper."""

    regex = "[a-z_]{1,30}"


register_converter(CaseNumber, "application_number")
register_converter(PaperKind, "paper_kind")


def _described(act: Act) -> URLPattern:
    return path(f"{act.name}/", doing.DoAct.as_view(act=act), name=f"desk-{act.name}")


OF_A_CASE = [
    path("", case.CasePage.as_view(), name="desk-case"),
    path("receipt/", receipt.Receipt.as_view(), name="desk-receipt"),
    path("new-code/", receipt.NewCode.as_view(), name="desk-new-code"),
    path("file/", documents.File.as_view(), name="desk-file"),
    path("print/<paper_kind:kind>/<int:occurrence>/", documents.PrintPaper.as_view(), name="desk-print"),
    path("prints/<int:printed>/", documents.Sheet.as_view(), name="desk-sheet"),
    path("prints/<int:printed>/pdf/", documents.SheetPdf.as_view(), name="desk-sheet-pdf"),
    *(_described(act) for act in ACTS),
    *(path(f"{old}/", FormerPage.as_view(to=f"desk-{new}"), name=f"former-{old}") for old, new in FORMER.items()),
]
urlpatterns = [
    path("", queue.Queue.as_view(), name="desk"),
    path("counts/", queue.Counts.as_view(), name="desk-counts"),
    path("bulk/", bulk.Bulk.as_view(), name="desk-bulk"),
    path("bulk/<int:pk>/", bulk.Run.as_view(), name="desk-bulk-run"),
    path("drafts/", drafts.Drafts.as_view(), name="desk-drafts"),
    path("drafts/<int:pk>/drop/", drafts.DropDraft.as_view(), name="desk-draft-drop"),
    path("handover/", handover.Handover.as_view(), name="desk-handover"),
    path("views/", saved_views.SaveView.as_view(), name="desk-views"),
    path("views/<int:pk>/drop/", saved_views.DropView.as_view(), name="desk-view-drop"),
    path("find/", find.Find.as_view(), name="desk-find"),
    path("handed-up/", handed_up.HandedUp.as_view(), name="desk-handed-up"),
    path("archive/", documents.ToArchive.as_view(), name="desk-to-archive"),
    path("serve/", documents.ToServe.as_view(), name="desk-to-serve"),
    path("register/records/", records.Records.as_view(), name="desk-register-records"),
    path("register/", register.Register.as_view(), name="desk-register"),
    path("cases/<application_number:number>/", include(OF_A_CASE)),
]
