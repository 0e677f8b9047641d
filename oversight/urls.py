"""The soft-environment office's addresses, below /oversight/."""

from django.urls import path, re_path

from cases.card_acts import ACTS
from oversight import card_acts, contact_changes_views, power_report_views, reclassified_views, statement_views, views

urlpatterns = [
    path("", views.BoardPage.as_view(), name="board"),
    path("cases/", views.CaseList.as_view(), name="oversight-cases"),
    re_path(r"^cases/(?P<number>[0-9]{17})/$", views.CasePage.as_view(), name="oversight-case"),
    path("statement/", statement_views.StatementPage.as_view(), name="oversight-statement"),
    path("statement/list/", statement_views.BehindPage.as_view(), name="oversight-statement-list"),
    path("exports/", statement_views.Exports.as_view(), name="oversight-exports"),
    path("authority/", power_report_views.PowerReportPage.as_view(), name="oversight-authority"),
    path("authority/list/", power_report_views.BehindPage.as_view(), name="oversight-authority-list"),
    path("cards/", views.CardList.as_view(), name="oversight-cards"),
    path("contact-changes/", contact_changes_views.ContactChanges.as_view(), name="oversight-contact-changes"),
    path("reclassified/", reclassified_views.Reclassified.as_view(), name="oversight-reclassified"),
    path("drafts/", card_acts.Drafts.as_view(), name="oversight-drafts"),
    path("drafts/<int:pk>/drop/", card_acts.DropDraft.as_view(), name="oversight-draft-drop"),
    path("cards/<int:pk>/", views.CardPage.as_view(), name="oversight-card"),
    *(
        path(f"cards/<int:number>/{act.name}/", card_acts.DoAct.as_view(act=act), name=f"oversight-card-{act.name}")
        for act in ACTS
    ),
]
