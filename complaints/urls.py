"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints import views
from complaints.acts import ACTS

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.Inbox.as_view(), name="centre"),
    path("drafts/", views.Drafts.as_view(), name="centre-drafts"),
    path("drafts/<int:pk>/drop/", views.DropDraft.as_view(), name="centre-draft-drop"),
    re_path(CASE + "$", views.OpenComplaint.as_view(), name="centre-case"),
    re_path(
        CASE + r"files/(?P<key>[0-9a-f-]{36})/$",
        views.OpenFile.as_view(),
        name="centre-file",
    ),
    *(re_path(CASE + f"{act.name}/$", views.DoAct.as_view(act=act), name=f"centre-{act.name}") for act in ACTS),
]
