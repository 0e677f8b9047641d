"""Consequences: /conduct/."""

from django.urls import URLPattern, path

from conduct import act_pages, views
from conduct.acts import ADOPT_POLICY, ISSUE_SUPERVISION, OF_A_FINDING, RECORD_EXPOSURE
from conduct.ledgers import LEDGERS, WITH_FILES, Ledger

FINDING = "findings/<api_case:number>/"


def _ledger(ledger: Ledger) -> list[URLPattern]:
    name = ledger.name
    return [
        path(f"{name}/", views.Rows.as_view(ledger=ledger), name=f"conduct-{name}"),
        path(f"{name}/<uuid:key>/", views.OneRow.as_view(ledger=ledger), name=f"conduct-{name}-one"),
        *(
            path(
                f"{name}/<uuid:key>/{act.name}/",
                act_pages.ActOnRow.as_view(ledger=ledger, act=act, permission=act.may),
                name=f"conduct-{name}-{act.name}",
            )
            for act in ledger.acts
        ),
    ]


urlpatterns = [
    path("", views.Findings.as_view(), name="conduct"),
    path(FINDING, views.OneFinding.as_view(), name="conduct-finding"),
    *(
        path(
            f"{FINDING}{act.name}/",
            act_pages.ActOnFinding.as_view(act=act, permission=act.may),
            name=f"conduct-{act.name}",
        )
        for act in OF_A_FINDING
    ),
    path("overview/", views.OverviewPage.as_view(), name="conduct-overview"),
    path("cases/<api_case:number>/", views.OfCase.as_view(), name="conduct-case"),
    path("veto/", views.Veto.as_view(), name="conduct-veto"),
    path("policies/", views.Policies.as_view(), name="conduct-policies"),
    path(
        "policies/adopt_policy/",
        act_pages.DoAct.as_view(act=ADOPT_POLICY, permission=ADOPT_POLICY.may, back_to="conduct-policies"),
        name="conduct-adopt_policy",
    ),
    path(
        "exposures/record_exposure/",
        act_pages.DoAct.as_view(act=RECORD_EXPOSURE, permission=RECORD_EXPOSURE.may, back_to="conduct-exposures"),
        name="conduct-record_exposure",
    ),
    path(
        "supervision/issue_supervision/",
        act_pages.IssueSupervision.as_view(permission=ISSUE_SUPERVISION.may),
        name="conduct-issue_supervision",
    ),
    path("supervision/<uuid:key>/pdf/", views.Pdf.as_view(), name="conduct-supervision-pdf"),
    *(
        path(
            f"{ledger.name}/<uuid:key>/files/<uuid:file>/",
            views.OpenFile.as_view(ledger=ledger),
            name=f"conduct-{ledger.name}-file",
        )
        for ledger in WITH_FILES
    ),
    *(route for ledger in LEDGERS for route in _ledger(ledger)),
]
