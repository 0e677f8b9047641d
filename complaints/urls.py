"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints import reporter_views, reward_views, views
from complaints.acts import ACTS

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.Inbox.as_view(), name="centre"),
    path("openings/", reporter_views.Openings.as_view(), name="centre-openings"),
    path("rewards/", reward_views.Scale.as_view(), name="centre-rewards"),
    path("rewards/<int:pk>/end/", reward_views.EndLevel.as_view(), name="centre-reward-end"),
    path("rewards/pay/", reward_views.Pay.as_view(), name="centre-reward-pay"),
    path("drafts/", views.Drafts.as_view(), name="centre-drafts"),
    path("drafts/<int:pk>/drop/", views.DropDraft.as_view(), name="centre-draft-drop"),
    re_path(CASE + "$", views.OpenComplaint.as_view(), name="centre-case"),
    re_path(CASE + "identity/$", reporter_views.Identity.as_view(), name="centre-identity"),
    *(re_path(CASE + f"{act.name}/$", views.DoAct.as_view(act=act), name=f"centre-{act.name}") for act in ACTS),
]
