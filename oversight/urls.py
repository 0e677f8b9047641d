"""The soft-environment office's addresses, below /oversight/."""

from django.urls import path, re_path

from cases.card_acts import ACTS
from oversight import (
    bulletin_views,
    card_acts,
    contact_changes_views,
    power_report_views,
    published_views,
    reclassified_views,
    reports_views,
    scores_views,
    statement_views,
    views,
    wall_views,
    what_if_views,
)

urlpatterns = [
    path("", views.BoardPage.as_view(), name="board"),
    path("wall/", wall_views.WallPage.as_view(), name="board-wall"),
    path("cases/", views.CaseList.as_view(), name="oversight-cases"),
    re_path(r"^cases/(?P<number>[0-9]{17})/$", views.CasePage.as_view(), name="oversight-case"),
    path("statement/", statement_views.StatementPage.as_view(), name="oversight-statement"),
    path("statement/list/", statement_views.BehindPage.as_view(), name="oversight-statement-list"),
    path("bulletins/", bulletin_views.Bulletins.as_view(), name="bulletins"),
    path("bulletins/new/", bulletin_views.Draft.as_view(), name="bulletin-draft"),
    path("bulletins/<int:pk>/", bulletin_views.BulletinPage.as_view(), name="bulletin"),
    path("bulletins/<int:pk>/list/", bulletin_views.Behind.as_view(), name="bulletin-list"),
    path("bulletins/<int:pk>/pdf/", bulletin_views.Pdf.as_view(), name="bulletin-pdf"),
    path("bulletins/<int:pk>/table/", bulletin_views.Table.as_view(), name="bulletin-table"),
    path("bulletins/<int:pk>/revise/", bulletin_views.Revise.as_view(), name="bulletin-revise"),
    path("bulletins/<int:pk>/drop/", bulletin_views.Drop.as_view(), name="bulletin-drop"),
    path("bulletins/<int:pk>/issue/", bulletin_views.Issue.as_view(), name="bulletin-issue"),
    path("bulletins/<int:pk>/publish/", bulletin_views.Publish.as_view(), name="bulletin-publish"),
    path("bulletins/<int:pk>/take-down/", bulletin_views.TakeDown.as_view(), name="bulletin-take-down"),
    path("bulletins/<int:pk>/set-right/", bulletin_views.SetRight.as_view(), name="bulletin-set-right"),
    path("what-if/", what_if_views.WhatIfs.as_view(), name="what-ifs"),
    path("what-if/ask/", what_if_views.Ask.as_view(), name="what-if-ask"),
    path("what-if/<int:pk>/", what_if_views.Result.as_view(), name="what-if"),
    path("reports/", reports_views.ReportList.as_view(), name="oversight-reports"),
    path("reports/<slug:name>/", reports_views.ReportPage.as_view(), name="oversight-report"),
    path("reports/<slug:name>/list/", reports_views.BehindPage.as_view(), name="oversight-report-list"),
    path("scores/", scores_views.ScoresPage.as_view(), name="oversight-scores"),
    path("scores/publish/<slug:period>/", published_views.Publish.as_view(), name="oversight-score-publish"),
    path("scores/published/<int:pk>/", published_views.SheetPage.as_view(), name="oversight-score-sheet"),
    path("scores/lines/<int:pk>/object/", published_views.Object.as_view(), name="oversight-score-object"),
    path("scores/objections/<int:pk>/rule/", published_views.Rule.as_view(), name="oversight-score-rule"),
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
