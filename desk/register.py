"""Registering: choose the item, see what was published about it, take the application in. Works without a script."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.models import Case
from desk import scanned
from desk.drafts import draft_url, typed
from desk.lists import named
from desk.pages import DeskPage, address_of
from desk.receipt import keep_code
from desk.records import records_of
from desk.selection import Selection, selection_of
from hall.disclosures import promise_words, statutory_words
from hall.doors.acts import Occasion
from hall.doors.forms_of_acts import form_of
from hall.doors.pages import new_idem, put_refusal
from hall.identity import USUAL, IdKind
from hall.models import ItemVersion, Window
from hall.refusals import Refused
from hall.texts import visible
from permits.actions.taking_in import Registered, register
from permits.acts.intake import REGISTER
from permits.finding import is_named, likely
from permits.models import ApplicantKind, Application
from permits.queries import departments_served, open_versions, version_in_force, windows_of
from permits.wording import closed_because, fee_words
from worklists.actions import drop_draft
from worklists.drafts import draft_of, drafts_of, resumed
from worklists.models import Draft

ASKED_WHEN_DUE = ("cause", "insists")  # fields that stand in the form only when the verb has asked for them


class Register(DeskPage):
    """Without an item: the list to choose from. With ``?item=``: the form with the item's limits, fee and materials."""

    permission = REGISTER.may

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("item") or request.GET.get("q") or ""
        search = visible(search)[:200]
        version = self.chosen(search)
        if version is None:
            return self.choose(search)
        draft = draft_of(self.user, request.GET.get("draft", ""), at=self.at)
        is_here = draft is not None and draft.place.startswith(f"{request.path}?item={version.item.code}#")
        initial = typed(draft) if draft and is_here else {"idem": new_idem(), **self.scanned()}
        return self.show(version, self.form(version, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        search = visible(request.GET.get("item", ""))[:200]
        version = self.chosen(search) or self.served(search)
        if version is None:
            return self.choose(search, problem="选择事项后再登记")
        form = self.form(version, data=request.POST)
        if form.is_valid():
            try:
                registered = self.register(version, form.cleaned_data)
            except Refused as refused:
                if refused.field in ASKED_WHEN_DUE and refused.field not in form.fields:
                    form = self.form(version, data=request.POST, **{f"with_{refused.field}": True})
                put_refusal(form, refused)
            else:
                place = f"{request.path}?item={version.item.code}#{form.cleaned_data['idem']}"
                drop_draft(place=place, by=self.user, at=self.at)
                scanned.forget(request.session)
                return self.receipt(registered, print_it=request.POST.get("then") == "print")
        return self.show(version, form, status=422)

    def register(self, version: ItemVersion, sent: dict[str, Any]) -> Registered:
        fields = REGISTER.arguments(self.occasion(version), sent | {"item_code": version.item.code})
        window, idem = self.window(version, fields.get("window", "")), fields["idem"]
        # a key never meets another person's
        return register(
            registration=fields["registration"], window=window, idem=f"{self.user.pk}:{idem}", by=self.user, at=self.at
        )

    def occasion(self, subject: ItemVersion | Application, case: Case | None = None) -> Occasion:
        """Before there is a case, the occasion is about the item."""
        return Occasion(case, subject, self.user, self.access, self.at, self.on)

    def receipt(self, registered: Registered, *, print_it: bool) -> HttpResponse:
        """The slip; printing it is an act of its own, which its page sends at once if it was asked for."""
        case = registered.application.case
        get_it = self.cases().filter(pk=case.pk).exists()
        slip = address_of(case, "desk-receipt") + ("?print=1" if print_it else "")
        response = redirect(slip if get_it else "desk")
        if registered.code and get_it:
            keep_code(self.request, response, number=case.number, code=registered.code)
        occasion = self.occasion(registered.application, case)
        messages.success(self.request, REGISTER.done(occasion, registered, {}))
        return response

    # The applicant

    @cached_property
    def scanned_who(self) -> Selection:
        """Whose ID number was scanned before this page was opened, as the address has it."""
        return selection_of(self.request.GET, by=self.user.pk)

    def scanned(self) -> dict[str, str]:
        document = scanned.last_document(self.request.session, self.scanned_who.who, at=self.at)
        if document is None:
            return {}
        is_enterprise = document.kind == IdKind.CREDIT_CODE
        return {
            "applicant_id": document.number,
            "applicant_kind": ApplicantKind.ENTERPRISE if is_enterprise else ApplicantKind.PERSON,
            "id_kind": "" if document.kind in USUAL else document.kind,
        }

    # The item

    def windows(self, version: ItemVersion) -> list[Window]:
        """The person's windows that serve the item's department."""
        department = version.item.department_id
        return [window for window in windows_of(self.access) if department in window.serves]

    def window(self, version: ItemVersion, chosen: str) -> Window:
        windows = self.windows(version)
        return next((window for window in windows if str(window.pk) == chosen), windows[0])

    def chosen(self, search: str) -> ItemVersion | None:
        """The item of this desk that has this code or exactly this name; ``编码 名称`` as the list offers it will do too."""
        if not search:
            return None
        code = search.split(maxsplit=1)[0].upper()
        items = list(self.items().filter(item__code=code)) or list(self.items().filter(name=search))
        if not items and search.isascii():
            items = named(list(self.items()), search)
        return items[0] if len(items) == 1 else None

    def served(self, code: str) -> ItemVersion | None:
        """An item of this desk that may have been closed since the form was opened: the verb says why it refuses."""
        version = version_in_force(code, on=self.on)
        return version if version and self.windows(version) else None

    def items(self) -> Any:
        return open_versions(departments_served(self.access), on=self.on)

    def choose(self, search: str, problem: str = "") -> HttpResponse:
        """The first step: this desk's items, narrowed by what was typed."""
        items = list(self.items())
        matches = [
            item for item in items if search.upper() in item.item.code or is_named(search, item.name, item.item.code)
        ]
        caption = "本窗口的事项"
        if search and not matches:
            other = version_in_force(search.split(maxsplit=1)[0], on=self.on)
            keys = [] if other or problem else likely(search, [(each.pk, each.name, each.item.code) for each in items])
            matches = [each for key in keys for each in items if each.pk == key]
            if matches:
                caption = f"没有叫“{search}”的事项，您要找的可能是"
            else:
                problem = closed_because(other) if other else f"没有“{search}”这个事项，核对编码或名称"
        who = self.scanned_who.sealed_who
        context = {
            "search": search,
            "problem": problem,
            "has_errors": bool(problem),
            "items": items,
            "columns": [{"label": label} for label in ("编码", "事项", "部门", "承诺时限", "法定时限")],
            "rows": [_item_row(item, who=who) for item in matches or items],
            "caption": caption,
            "who": who,
        }
        return render(self.request, "desk/choose_item.html", context, status=422 if problem else 200)

    # The form

    def form(self, version: ItemVersion, **more: Any) -> Form:
        for name in ASKED_WHEN_DUE:
            more.setdefault(f"with_{name}", name in (more.get("data") or {}))
        return form_of(REGISTER, self.occasion(version), windows=self.windows(version), **more)

    def left_unfinished(self, version: ItemVersion) -> Draft | None:
        """The last form of this item that this person has not finished: after signing in again it is looked for here."""
        place = f"{self.request.path}?item={version.item.code}#"
        return drafts_of(self.user, at=self.at).filter(place__startswith=place).order_by("-saved_at").first()

    def show(self, version: ItemVersion, form: Form, status: int = 200) -> HttpResponse:
        terms: list[tuple[str, Any]] = [
            ("部门", str(version.item.department)),
            ("办件类型", version.get_handling_kind_display()),
            ("承诺时限", promise_words(version)),
            ("法定时限", statutory_words(version)),
            ("收费", fee_words(version, version.fees.all())),
            ("依据", "；".join(basis.text for basis in version.legal_bases.all()) or "事项目录"),
            ("办事指南", {"text": "公开的全部内容", "href": reverse("item", args=[version.item.code])}),
        ]
        place = f"{self.request.path}?item={version.item.code}"
        other = scanned.register_address(self.scanned_who.sealed_who)
        values = {name: form[name].value() for name in ("applicant_id", "id_kind", "applicant_kind", "applicant_name")}
        # a bar that stopped the form is told by its own sentence, at the field
        records = records_of(self, version, values, with_bar=status == 200)
        draft = (
            self.left_unfinished(version) if self.request.method == "GET" and "draft" not in self.request.GET else None
        )
        context = {
            "version": version,
            "terms": terms,
            "form": form,
            "draft_url": draft_url(place),
            "other": other,
            "records": records,
            "ask_records": f"{reverse('desk-register-records')}?{urlencode({'item': version.item.code})}",
            "draft": {"url": resumed(draft), "saved_at": draft.saved_at} if draft else None,
        }
        return render(self.request, "desk/register.html", context, status=status)


def _item_row(version: ItemVersion, *, who: str) -> dict[str, Any]:
    href = scanned.register_address(who, item=version.item.code)
    cells = [
        {"text": version.item.code, "href": href},
        version.name,
        str(version.item.department),
        promise_words(version),
        statutory_words(version),
    ]
    return {"href": href, "cells": cells}
