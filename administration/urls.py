"""The administrator's addresses, below /administration/."""

from django.urls import path

from administration.views import overview

urlpatterns = [
    path("", overview.Overview.as_view(), name="administration"),
]
