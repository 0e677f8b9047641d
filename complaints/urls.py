"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints import intake_views, statistics_views, views
from complaints.acts import ACTS

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.Inbox.as_view(), name="centre"),
    path("new/", intake_views.TakeIn.as_view(), name="centre-take-in"),
    path("statistics/", statistics_views.Statistics.as_view(), name="centre-statistics"),
    path("statistics/list/", statistics_views.Behind.as_view(), name="centre-statistics-list"),
    path("drafts/", views.Drafts.as_view(), name="centre-drafts"),
    path("drafts/<int:pk>/drop/", views.DropDraft.as_view(), name="centre-draft-drop"),
    re_path(CASE + "$", views.OpenComplaint.as_view(), name="centre-case"),
    *(re_path(CASE + f"{act.name}/$", views.DoAct.as_view(act=act), name=f"centre-{act.name}") for act in ACTS),
]
