"""Windows, and the instruments that give them their powers."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from administration import staff_forms
from administration.comparing import facts_of, named
from administration.telling import with_letters
from administration.views.organising import ROOT, ChangePage, OrganisingPage, change_line
from administration.wording import linked_row
from cases.wording import moment
from hall.models import Delegation, Department, PowerProposal, Window
from hall.organising import instruments, windows
from hall.organising.choices import open_items
from hall.organising.gains import Kind
from hall.organising.trace import day_words, lines_of
from hall.queries import published
from hall.roles import Permission, Power
from permits.models import StepTaken
from permits.wording import grouped

WINDOWS = ("窗口", "/administration/windows/")
INSTRUMENTS = ("授权书", "/administration/delegations/")
CONFIRMED_BY_ANOTHER = "另一个人核对原件并确认以后生效。"
WINDOW_COLUMNS = [{"label": words} for words in ("窗口", "服务的部门", "综合窗口")]
INSTRUMENT_COLUMNS = [{"label": words} for words in ("编号", "部门", "窗口", "权限", "第一天", "最后一天", "状态")]
SEAL_COLUMNS = [{"label": words} for words in ("时间", "编号", "环节", "用章", "经手人")]


class Windows(OrganisingPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = []
        for window in Window.objects.prefetch_related("departments").order_by("number"):
            served = "、".join(str(department) for department in window.departments.all())
            href = reverse("administration-window", args=[window.pk])
            cells = (served, "是" if window.is_comprehensive else "—")
            rows.append(linked_row(str(window), href, *cells) if self.manages else {"cells": [str(window), *cells]})
        context = {"crumbs": self.trail(WINDOWS), "manages": self.manages, "columns": WINDOW_COLUMNS, "rows": rows}
        return render(request, "administration/windows.html", context)


class AddWindow(ChangePage):
    form_class = staff_forms.NewWindowForm
    verb = staticmethod(with_letters(windows.add_window))
    heading = "开设窗口"
    lead = "由另一个人确认以后开设。"
    above = WINDOWS


class ChangeWindow(ChangePage):
    form_class = staff_forms.WindowForm
    verb = staticmethod(with_letters(windows.change_window))
    heading, button = "更改窗口", "保存更改"
    lead = "增加服务的部门，由另一个人确认才生效：窗口人员从那时起看到那个部门的办件。"
    above = WINDOWS
    rows = Window.objects.all()
    takes = "window"

    def initial(self, subject: Window) -> dict[str, Any]:
        served = [department.code for department in subject.departments.all()]
        return {"name": subject.name, "departments": served, "is_comprehensive": subject.is_comprehensive}

    def crumbs(self, subject: Window) -> list[tuple[str, str]]:
        return [ROOT, WINDOWS, (str(subject), "")]

    def context(self, subject: Window) -> dict[str, Any]:
        return {
            **super().context(subject),
            "events": [change_line(each) for each in lines_of(subject, *_proposed(Kind.WINDOW, window=subject.pk))],
        }


class Instruments(OrganisingPage):
    """Every instrument, those in force first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Delegation.objects.select_related("department", "window").order_by("window__number", "-valid_from", "pk")
        page = self.page_of(rows)
        context = {
            "crumbs": self.trail(INSTRUMENTS),
            "manages": self.manages,
            "page": page,
            "columns": INSTRUMENT_COLUMNS,
            "rows": [self.row(instrument) for instrument in page],
            "form": staff_forms.WhereForm(places=places()),
        }
        return render(request, "administration/instruments.html", context)

    def row(self, instrument: Delegation) -> dict[str, Any]:
        return linked_row(
            instrument.number,
            reverse("administration-delegation", args=[instrument.pk]),
            str(instrument.department),
            str(instrument.window),
            "、".join(Power(power).label for power in instrument.powers),
            day_words(instrument.valid_from),
            day_words(instrument.valid_to),
            state_of(instrument, self.on),
        )


class Instrument(OrganisingPage):
    """One instrument: what it gives, who changed it, and the log of its seal. Of a case only the number is shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        instrument = get_object_or_404(
            Delegation.objects.select_related("department", "window", "supersedes", "superseded_by"), pk=pk
        )
        uses = (
            StepTaken.objects.filter(delegation=instrument)
            .exclude(seal="")
            .select_related("application__case", "application__non_acceptance", "taken_by")
        )
        page = self.page_of(uses.order_by("-at", "-pk"))
        context = {
            "crumbs": self.trail(INSTRUMENTS, (instrument.number, "")),
            "manages": self.manages,
            "instrument": instrument,
            "facts": [*facts_of(instrument), *_standing(instrument, self.on)],
            "items": named(instrument.items.all(), on=self.on),
            "may_end": instrument.valid_to is None or instrument.valid_to > self.on,
            "may_supersede": not hasattr(instrument, "superseded_by"),
            "page": page,
            "columns": SEAL_COLUMNS,
            "rows": [_seal_row(use) for use in page],
            "events": [
                change_line(each)
                for each in lines_of(instrument, *_proposed(Kind.INSTRUMENT, number=instrument.number))
            ],
        }
        return render(request, "administration/instrument.html", context)


class NewInstrument(ChangePage):
    """A new instrument: of it the department, the window and the one that it supersedes are settled before the form."""

    above = INSTRUMENTS

    def form(self, subject: Delegation, **more: Any) -> forms.Form:
        versions = published(on=self.on).filter(item__in=open_items(subject.department, subject.window))
        return staff_forms.InstrumentForm(items=[(version.item, version.name) for version in versions], **more)

    def run(self, subject: Delegation, **fields: Any) -> PowerProposal:
        for name in ("number", "powers", "steps", "ceiling_yuan", "seal", "signed_by", "valid_from", "valid_to"):
            setattr(subject, name, fields.pop(name))
        return with_letters(instruments.enter_instrument)(instrument=subject, **fields)

    def about(self, subject: Delegation) -> str:
        older = f"，代替 {subject.supersedes}" if subject.supersedes else ""
        return f"{subject.department}授权 {subject.window}{older}"


class EnterInstrument(NewInstrument):
    """For the place that the address names."""

    heading = "录入授权书"
    lead = CONFIRMED_BY_ANOTHER

    def subject(self, *, code: str, number: str) -> Delegation:
        for department, window in places():
            if (department.code, window.number) == (code, number):
                return Delegation(department=department, window=window)
        raise Http404

    def initial(self, subject: Delegation) -> dict[str, Any]:
        return {"valid_from": self.on, "signed_by": subject.department.head}


class SupersedeInstrument(NewInstrument):
    heading, button = "用新授权书代替", "录入新授权书"
    lead = f"被代替的授权书在新的生效前一天终止，两份都保留。{CONFIRMED_BY_ANOTHER}"
    rows = Delegation.objects.filter(superseded_by__isnull=True).select_related("department", "window")

    def subject(self, *args: Any, **where: Any) -> Delegation:
        old = super().subject(**where)
        return Delegation(department=old.department, window=old.window, supersedes=old)

    def initial(self, subject: Delegation) -> dict[str, Any]:
        old: Any = subject.supersedes
        same = ("powers", "steps", "ceiling_yuan", "seal", "signed_by")
        return {"items": [item.code for item in old.items.all()], **{name: getattr(old, name) for name in same}}


class EndInstrument(ChangePage):
    form_class = staff_forms.EndForm
    verb = staticmethod(with_letters(instruments.end_instrument))
    heading = "终止授权书"
    lead = "终止以后，窗口办这些事项的环节要上交。已经办的不变。"
    rows = Delegation.objects.all()
    takes = "instrument"
    starts_today = "valid_to"

    def back(self, subject: Delegation) -> str:
        return reverse("administration-delegation", args=[subject.pk])

    def crumbs(self, subject: Delegation) -> list[tuple[str, str]]:
        return [ROOT, INSTRUMENTS, (subject.number, self.back(subject)), (self.heading, "")]


class ChooseInstrument(OrganisingPage):
    """Leads to the form for the department and window that were chosen."""

    permission = Permission.STAFF_MANAGE

    def get(self, request: HttpRequest) -> HttpResponse:
        form = staff_forms.WhereForm(request.GET, places=places())
        if form.is_valid():
            department, window = form.cleaned_data["place"]
            return redirect("administration-delegation-enter", code=department.code, number=window.number)
        context = {"crumbs": [ROOT, INSTRUMENTS, ("录入授权书", "")], "form": form}
        return render(request, "administration/choose_instrument.html", context, status=422)


def places() -> list[tuple[Department, Window]]:
    """Each department with each window that serves it."""
    served = Window.objects.prefetch_related("departments").order_by("number")
    return [(department, window) for window in served for department in window.departments.all()]


def state_of(instrument: Delegation, on: Any) -> str:
    if instrument.valid_from > on:
        return "还没有生效"
    return "已终止" if instrument.valid_to is not None and instrument.valid_to < on else "有效"


def _standing(instrument: Delegation, on: Any) -> list[tuple[str, str]]:
    other = getattr(instrument, "superseded_by", None)
    state = ("状态", state_of(instrument, on))
    return [state, ("被代替", other.number)] if other else [state]


def _proposed(kind: str, **content: Any) -> Any:
    """What was ever entered for this row, also what was turned down: whoever looks for it finds what became of it."""
    return PowerProposal.objects.filter(kind=kind, **{f"content__{name}": value for name, value in content.items()})


def _seal_row(use: StepTaken) -> dict[str, Any]:
    cells = [moment(use.at), grouped(use.application.case.number), use.act_words, use.seal, str(use.taken_by)]
    return {"cells": cells}
