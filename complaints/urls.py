"""The complaint centre: /centre/."""

from django.urls import path, re_path

from complaints.views import centre

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", centre.Inbox.as_view(), name="centre"),
    re_path(CASE + "$", centre.OpenComplaint.as_view(), name="centre-case"),
    re_path(CASE + "accept/$", centre.AcceptComplaint.as_view(), name="centre-accept"),
    re_path(CASE + "decline/$", centre.DeclineComplaint.as_view(), name="centre-decline"),
    re_path(CASE + "find/$", centre.RecordFinding.as_view(), name="centre-find"),
    re_path(CASE + "reply/$", centre.ReplyToComplaint.as_view(), name="centre-reply"),
    re_path(CASE + "conclude/$", centre.ConcludeComplaint.as_view(), name="centre-conclude"),
]
