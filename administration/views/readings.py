"""How a bare 日 is read: the items that have one with both readings side by side, and changing one of them."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from administration.forms import ReadingForm, SampleForm
from administration.telling import with_letters
from administration.wording import linked_row
from cases.wording import marked, moment
from hall import calendar, reading
from hall.catalogue_terms import LimitUnit
from hall.doors.pages import FormPage, StaffPage
from hall.importing.readings import OTHER
from hall.models import ItemVersion, PowerProposal, ReadingChange
from hall.organising.confirming import who_may_confirm
from hall.reading import READING_WORDS
from hall.roles import Permission
from hall.templatetags.presentation import day
from hall.worktime import CalendarRangeError, Due, WorkCalendar

A_PAGE = 25
LONGEST_YEARS = 6  # no limit of the catalogue is longer: 1000 working days at most (hall.importing.items)
COLUMNS = [{"label": word} for word in ("事项", "部门", "法定时限", "现在的读法", *READING_WORDS.values())]
CRUMBS = [("大厅管理", "/administration/")]


class CataloguePage(StaffPage):
    """A page of whoever keeps the catalogue."""

    permission = Permission.CATALOGUE_MANAGE

    def sample(self) -> tuple[SampleForm, datetime]:
        """The day from which the readings are compared, as an instant: what the address says, else today."""
        days = calendar.current()
        form = SampleForm({"start": self.request.GET.get("start") or self.on.isoformat()})
        if form.is_valid():
            try:
                started_at = days.opens(form.cleaned_data["start"])
                days.closes(date(started_at.year + LONGEST_YEARS, 1, 1))  # does the calendar cover the longest limit?
                return form, started_at
            except CalendarRangeError as error:
                form.add_error("start", str(error))
        return form, days.opens(self.on)


class Readings(CataloguePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form, started_at = self.sample()
        page = self.page_of(reading.open_to_change(on=self.on), A_PAGE)
        waiting = ReadingChange.objects.filter(effective_from__gt=self.on, item__in=[each.item_id for each in page])
        changes = {change.item_id: change for change in waiting}
        proposed = set(reading.all_waiting().values_list("content__item", flat=True))
        days = calendar.current()
        context = {
            "crumbs": [*CRUMBS, ("时限口径", "")],
            "form": form,
            "page": page,
            "columns": COLUMNS,
            "rows": [
                self.row(version, changes.get(version.item_id), started_at, days, waits=version.item_id in proposed)
                for version in page
            ],
        }
        return render(request, "administration/readings.html", context, status=422 if form.errors else 200)

    def row(
        self,
        version: ItemVersion,
        waiting: ReadingChange | None,
        started_at: datetime,
        days: WorkCalendar,
        *,
        waits: bool,
    ) -> dict[str, Any]:
        both = reading.both_readings(version, started_at=started_at, calendar=days)
        return linked_row(
            version.name,
            reverse("administration-reading", args=[version.item.code]),
            version.item.department.name,
            f"{version.statutory_quantity} 日",
            _as_read(version, waiting) + ("（有改动等另一个人确认）" if waits else ""),
            *(_due(each.explanation.result) for each in both),
        )


class ChangeReading(CataloguePage, FormPage):
    template_name = "administration/reading.html"
    form_class = ReadingForm

    def subject(self, *, code: str) -> ItemVersion:
        """The version in force, if its limit is a bare 日; of anything else there is no such page."""
        versions = reading.open_to_change(on=self.on)
        return get_object_or_404(versions, item__code=code.replace("\x00", ""))

    def initial(self, subject: ItemVersion) -> dict[str, Any]:
        return {"unit": OTHER[LimitUnit(subject.statutory_unit)], "effective_from": self.on}

    def run(self, subject: ItemVersion, **fields: Any) -> PowerProposal:
        change = ReadingChange(**{name: fields.pop(name) for name in ReadingForm.base_fields})
        return with_letters(reading.propose_reading)(item_code=subject.item.code, change=change, **fields)

    def done(self, result: PowerProposal, subject: ItemVersion) -> HttpResponse:
        others = who_may_confirm(None, proposer=self.user, on=self.on)
        whom = "、".join(map(str, others)) or "现在没有别人可以确认"
        messages.success(self.request, f"已录入，等另一个人确认：{whom}。{subject.name}")
        return redirect("administration-readings")

    def context(self, subject: ItemVersion) -> dict[str, Any]:
        _form, started_at = self.sample()
        both = reading.both_readings(subject, started_at=started_at, calendar=calendar.current())
        return {
            "crumbs": [*CRUMBS, ("时限口径", reverse("administration-readings")), (subject.name, "")],
            "version": subject,
            "sample": day(started_at),
            "readings": [{"due": _due(each.explanation.result), "reading": each} for each in both],
            "waiting": reading.waiting_for(subject.item).select_related("proposed_by"),
            "history": [_change_line(change) for change in reading.changes_of(subject.item)],
        }


def _as_read(version: ItemVersion, waiting: ReadingChange | None) -> str:
    words = READING_WORDS[LimitUnit(version.statutory_unit)]
    if waiting is None:
        return words
    return f"{words}（{day(waiting.effective_from)}起{READING_WORDS[LimitUnit(waiting.unit)]}）"


def _due(due: Due | None) -> str:
    if due is None:
        raise ValueError("a limit without pauses always has a due moment")
    return marked(moment(due.due_at), due.provisional)


def _change_line(change: ReadingChange) -> dict[str, Any]:
    """A change for ``_parts/timeline.html``."""
    return {
        "at": change.changed_at,
        "what": reading.sentences_of([change])[0],
        "who": f"{change.entered_by}录入，{change.changed_by}确认" if change.entered_by else str(change.changed_by),
        "note": "",
    }
