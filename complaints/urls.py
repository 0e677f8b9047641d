"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints import assigned_views, views
from complaints.acts import OF_A_DEPARTMENT, OF_THE_OFFICER

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.Inbox.as_view(), name="centre"),
    path("drafts/", views.Drafts.as_view(), name="centre-drafts"),
    path("drafts/<int:pk>/drop/", views.DropDraft.as_view(), name="centre-draft-drop"),
    re_path(CASE + "$", views.OpenComplaint.as_view(), name="centre-case"),
    *(
        re_path(CASE + f"{act.name}/$", views.DoAct.as_view(act=act), name=f"centre-{act.name}")
        for act in OF_THE_OFFICER
    ),
    path("assigned/", assigned_views.Assigned.as_view(), name="centre-assigned"),
    re_path("^assigned/" + CASE[1:] + "$", assigned_views.OneAssigned.as_view(), name="centre-assigned-one"),
    *(
        re_path(
            "^assigned/" + CASE[1:] + f"{act.name}/$",
            assigned_views.DoAssigned.as_view(act=act),
            name=f"centre-{act.name}",
        )
        for act in OF_A_DEPARTMENT
    ),
]
