"""The administrator's addresses, below /administration/."""

from django.urls import path, re_path

from administration.views import calendar, changes, letters, overview, proposals, readings, reconciliation

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
    path("letters/", letters.LettersPage.as_view(), name="administration-letters"),
    path("calendar/", calendar.CalendarPage.as_view(), name="calendar"),
    path("calendar/file/", proposals.ProposeFile.as_view(), name="calendar-file"),
    path("calendar/enter/<int:year>/", proposals.ProposeGrid.as_view(), name="calendar-enter"),
    path("calendar/closure/", proposals.ProposeClosure.as_view(), name="calendar-closure"),
    path("calendar/opening/", proposals.ProposeOpening.as_view(), name="calendar-opening"),
    path("calendar/hours/", proposals.ProposeHours.as_view(), name="calendar-hours"),
    path("calendar/changes/<int:pk>/", changes.ChangePage.as_view(), name="calendar-change"),
    path("calendar/changes/<int:pk>/progress/", changes.Progress.as_view(), name="calendar-progress"),
    path("calendar/changes/<int:pk>/confirm/", changes.Confirm.as_view(), name="calendar-confirm"),
    path("calendar/changes/<int:pk>/drop/", changes.Drop.as_view(), name="calendar-drop"),
]
