"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints.acts import ACTS
from complaints.views import centre

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", centre.Inbox.as_view(), name="centre"),
    re_path(CASE + "$", centre.OpenComplaint.as_view(), name="centre-case"),
    *(re_path(CASE + f"{act.name}/$", centre.DoAct.as_view(act=act), name=f"centre-{act.name}") for act in ACTS),
]
