"""The scan box: what was scanned or typed decides where to go. It is posted, so no number of a person stands in an address."""

import re
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.numbering import may_be_a_number, receipt_hash
from desk import scanned
from desk.lists import named, versions_named
from desk.pages import DeskPage, address_of
from desk.selection import Selection
from enquiries.queries import reached_by
from hall.crypto import keyed_hash
from hall.doors.fields import without_nul
from hall.identifiers import credit_code, id_number, phone, receipt_code, tidy
from hall.models import ServiceItem
from hall.roles import Permission
from permits.applicants import holds
from permits.queries import departments_served, open_versions, with_phone

NOTHING = "没有查到。编号 17 位，凭证码 16 位，证件号 18 位，核对后再查"
A_NUMBER = re.compile(r"[0-9]{6}")


class Find(DeskPage):
    """
    17 digits: a case. 16: a receipt code. 18 characters: a person or enterprise. A telephone number: its cases. An item, by
    code, by initials or by its place on this desk's list: register. Else: names of items, and then of applicants.
    """

    permission = Permission.APPLICATION_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.home())

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = without_nul(request.POST.get("q", "")).strip()[:100]
        address = self.case_address(tidy(typed))
        if address is None and self.access.grant(Permission.APPLICATION_HANDLE):
            address = self.desk_address(typed)
        if address is None:
            messages.warning(request, NOTHING if typed else "填写或扫描编号、凭证码、证件号、事项编码")
            address = self.home()
        return redirect(address)

    def home(self) -> str:
        return reverse("desk" if self.access.grant(Permission.APPLICATION_HANDLE) else "landing")

    def case_address(self, number: str) -> str | None:
        """The page of the case that a case number or a receipt code names, if this person may see it."""
        case = None
        if may_be_a_number(number):
            case = self.cases().filter(number=number).first()
        elif re.fullmatch(r"[0-9]{16}", number) and holds(receipt_code, number):
            case = self.cases().filter(receipt_hash=receipt_hash(receipt_code(number))).first()
        return address_of(case) if case else self.enquiry_address(number)

    def enquiry_address(self, number: str) -> str | None:
        enquiries = reached_by(self.access.grant(Permission.APPLICATION_HANDLE))
        return reverse("enquiry", args=[number]) if enquiries.filter(number=number).exists() else None

    def desk_address(self, typed: str) -> str | None:
        """A list or a form of the desk; None for a number that means nothing, which must not end up in an address."""
        number = tidy(typed)
        applicants_only = self.request.POST.get("in") == "applicants"
        if len(number) == 18 and is_an_id(number, today=self.on):
            return Selection(who=scanned.keep(self.request.session, number, at=self.at)).address()
        if holds(phone, number):
            hashed = keyed_hash("phone", phone(number))
            has_cases = self.cases().filter(pk__in=with_phone(hashed)).exists()
            return Selection(phone=hashed).address() if has_cases else None
        if not typed or A_NUMBER.search(number):
            return None
        return (None if applicants_only else self.item_address(typed)) or Selection(name=typed).address()

    def item_address(self, typed: str) -> str | None:
        """The form of the one item that this names, or the list of the cases of several."""
        if ServiceItem.objects.filter(code=typed.upper()).exists():
            return scanned.register_address("", item=typed.upper())
        matches = named(list(open_versions(departments_served(self.access), on=self.on)), typed)
        if len(matches) == 1 and (typed.isascii() or matches[0].name == typed):
            return scanned.register_address("", item=matches[0].item.code)
        if versions_named(typed, departments_served(self.access)):
            return Selection(q=typed).address()
        return None


def is_an_id(number: str, *, today: date) -> bool:
    """Whether this is a right citizen's number or a right unified social credit code."""
    return holds(id_number, number, today=today) or holds(credit_code, number)
