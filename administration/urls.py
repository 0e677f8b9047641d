"""The administrator's addresses, below /administration/."""

from django.urls import path, re_path

from administration.views import overview, readings, reconciliation

urlpatterns = [
    path("", overview.Overview.as_view(), name="administration"),
    path("readings/", readings.Readings.as_view(), name="administration-readings"),
    path("readings/<str:code>/", readings.ChangeReading.as_view(), name="administration-reading"),
    path("reconciliation/", reconciliation.ReconciliationPage.as_view(), name="reconciliation"),
    re_path(
        r"^reconciliation/(?P<number>[0-9]{17})/$",
        reconciliation.ReconciliationCasePage.as_view(),
        name="reconciliation-case",
    ),
]
