"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints.acts import OF_A_DEPARTMENT, OF_THE_OFFICER
from complaints.views import assigned, case, inbox, intake, reporter, rewards, statistics

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", inbox.Inbox.as_view(), name="centre"),
    path("bulk/", inbox.Bulk.as_view(), name="centre-bulk"),
    path("bulk/<int:pk>/", inbox.Run.as_view(), name="centre-bulk-run"),
    path("views/", inbox.SaveView.as_view(), name="centre-views"),
    path("views/<int:pk>/drop/", inbox.DropView.as_view(), name="centre-view-drop"),
    path("new/", intake.TakeIn.as_view(), name="centre-take-in"),
    path("statistics/", statistics.Statistics.as_view(), name="centre-statistics"),
    path("statistics/list/", statistics.Behind.as_view(), name="centre-statistics-list"),
    path("exports/", statistics.Exports.as_view(), name="centre-exports"),
    path("drafts/", case.Drafts.as_view(), name="centre-drafts"),
    path("drafts/<int:pk>/drop/", case.DropDraft.as_view(), name="centre-draft-drop"),
    path("openings/", reporter.Openings.as_view(), name="centre-openings"),
    path("rewards/", rewards.Scale.as_view(), name="centre-rewards"),
    path("rewards/<int:pk>/end/", rewards.EndLevel.as_view(), name="centre-reward-end"),
    path("rewards/pay/", rewards.Pay.as_view(), name="centre-reward-pay"),
    re_path(CASE + "identity/$", reporter.Identity.as_view(), name="centre-identity"),
    re_path(
        CASE + r"identity/files/(?P<key>[0-9a-f-]{36})/(?P<what>\w+)/$",
        reporter.SealedFile.as_view(),
        name="centre-identity-file",
    ),
    re_path(CASE + "$", case.OpenComplaint.as_view(), name="centre-case"),
    *(
        re_path(CASE + f"{act.name}/$", case.DoAct.as_view(act=act), name=f"centre-{act.name}")
        for act in OF_THE_OFFICER
    ),
    re_path(CASE + r"files/(?P<key>[0-9a-f-]{36})/$", case.OpenFile.as_view(), name="centre-file"),
    path("assigned/", assigned.Assigned.as_view(), name="centre-assigned"),
    re_path("^assigned/" + CASE[1:] + "$", assigned.OneAssigned.as_view(), name="centre-assigned-one"),
    *(
        re_path(
            "^assigned/" + CASE[1:] + f"{act.name}/$",
            assigned.DoAssigned.as_view(act=act),
            name=f"centre-{act.name}",
        )
        for act in OF_A_DEPARTMENT
    ),
]
