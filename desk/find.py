"""The scan box: what was scanned or typed decides where to go. It is posted, so no number of a person stands in an address."""

import re

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from cases.numbering import may_be_a_number, may_be_an_end, numbers_ending_in, receipt_hash
from cases.queries import was_replaced
from desk import scanned
from desk.lists import known_document, named, versions_named
from desk.pages import DeskPage, address_of
from desk.selection import Selection
from enquiries.queries import reached_by
from hall.identifiers import OF_A_LINK, phone, receipt_code, tidy
from hall.identity import number_in, plain_document
from hall.models import ServiceItem
from hall.roles import Permission
from hall.texts import folded, visible
from permits.acts.intake import REGISTER
from permits.applicants import holds, phone_hash
from permits.finding import meant
from permits.queries import departments_served, open_versions, with_phone

NOTHING = "没有查到。编号 17 位（或者最后 5 位），凭证码 16 位，身份证号 18 位，核对后再查"
NO_CASE_OF_A_NUMBER = "没有查到用这个号码（手机号、护照或者其他证件号）登记的办件，核对后再查；还没有登记的："
OLD_SLIP = "这张凭证换过，旧码作废。核对申请人的证件，按编号或者证件号查"
SEVERAL = "有几件的编号这样结尾，写完整的 17 位编号"
LONGEST = 1_000  # characters: a card reader may send all that stands on the card
LONGEST_NAME = 100  # characters of a name or an item that is looked for
A_DOCUMENT = re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{7,18}")  # a passport and its like
A_NUMBER = re.compile(r"[0-9]{5}")
# the number of a paper, with whatever brackets a keyboard has: 云卫健准字〔2026〕12号
PAPER = re.compile(r"(\w+字)[〔(\[{【]([0-9]{4})[〕)\]}】]([0-9]{1,6})号?")


class Find(DeskPage):
    """
    17 digits, or the last five: a case. 16, or the address behind a slip's QR picture: a receipt code. The number of a document,
    alone or among all that a card reader sends: a person or enterprise. A telephone number: its cases. An item, by code, by initials
    or by its place on this desk's list: register. The number of a paper: its case. Else: names of items, and then of applicants.
    """

    permission = Permission.APPLICATION_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.home())

    def post(self, request: HttpRequest) -> HttpResponse:
        # the box has the focus already when its own key is pressed
        sent = visible(request.POST.get("q", "")[:LONGEST]).lstrip("/／ ")
        typed = number_in(sent, today=self.on) if len(sent) > 18 else sent
        if paper := PAPER.fullmatch(folded(typed).replace(" ", "")):
            address = self.paper_address("{}〔{}〕{}号".format(*paper.groups()))
            if address is None:
                messages.warning(request, f"没有查到文号“{typed}”：看清年份和序号，核对后再查")
            return redirect(address or self.home())
        address = self.case_address(tidy(typed.rpartition(OF_A_LINK)[2]))
        if address is None and self.access.grant(Permission.APPLICATION_HANDLE):
            address = self.desk_address(typed)
        if address is None:
            messages.warning(request, self.nothing(typed) if typed else "填写或扫描编号、凭证码、证件号、事项编码")
            address = self.home()
        return redirect(address)

    def nothing(self, typed: str) -> str:
        """Why nothing was found: an old slip is told to be one, to whoever may ask for its applicant's document instead."""
        number = tidy(typed.rpartition(OF_A_LINK)[2])
        is_code = re.fullmatch(r"[0-9]{16}", number) is not None and holds(receipt_code, number)
        if is_code and was_replaced(receipt_hash(receipt_code(number))):
            return OLD_SLIP
        words = NO_CASE_OF_A_NUMBER if holds(phone, typed) or A_DOCUMENT.fullmatch(number) else NOTHING
        if not self.access.grant(REGISTER.may):
            return words
        return format_html('{} <a class="button quiet" href="{}">登记一件</a>', words, reverse("desk-register"))

    def home(self) -> str:
        return reverse("desk" if self.access.grant(Permission.APPLICATION_HANDLE) else "landing")

    def case_address(self, number: str) -> str | None:
        """The page of the case that a case number, its end, or a receipt code names, if this person may see it."""
        if may_be_an_end(number):
            return self.address_ending_in(number)
        case = None
        if may_be_a_number(number):
            case = self.cases().filter(number=number).first()
        elif re.fullmatch(r"[0-9]{16}", number) and holds(receipt_code, number):
            case = self.cases().filter(receipt_hash=receipt_hash(receipt_code(number))).first()
        return address_of(case) if case else self.enquiry_address(number)

    def paper_address(self, number: str) -> str | None:
        """The page of the case that this number of a paper is on, printed or given by its act; a number that is no paper's is no name."""
        named = Q(documents__number=number) | Q(application__decision__number=number)
        named |= Q(application__revocation__document=number) | Q(application__ending__document=number)
        case = self.cases().filter(named).order_by("-pk").first()
        return address_of(case) if case else None

    def address_ending_in(self, end: str) -> str | None:
        """The page of the one case whose number ends so; of several the list; else the newest enquiry with such a number."""
        numbers = numbers_ending_in(end, on=self.on)
        cases = list(self.cases().filter(number__in=numbers)[:2])
        if len(cases) == 1:
            return address_of(cases[0])
        if cases and self.access.grant(Permission.APPLICATION_HANDLE):
            return Selection(q=end).address()
        if cases:
            messages.warning(self.request, SEVERAL)
            return self.home()
        enquiries = reached_by(self.access.grant(Permission.APPLICATION_HANDLE)).filter(number__in=numbers)
        newest = enquiries.order_by("-number").values_list("number", flat=True).first()
        return reverse("enquiry", args=[newest]) if newest else None

    def enquiry_address(self, number: str) -> str | None:
        enquiries = reached_by(self.access.grant(Permission.APPLICATION_HANDLE))
        return reverse("enquiry", args=[number]) if enquiries.filter(number=number).exists() else None

    def desk_address(self, typed: str) -> str | None:
        """A list or a form of the desk; None for a number that means nothing, which must not end up in an address."""
        number = tidy(typed)
        applicants_only = self.request.POST.get("in") == "applicants"
        document = plain_document(typed, today=self.on)
        if document is not None:
            return self.found(who=scanned.keep(self.request.session, document, at=self.at))
        if holds(phone, typed):
            hashed = phone_hash(phone(typed))
            if self.cases().filter(pk__in=with_phone(hashed)).exists():
                return self.found(phone=hashed)
        # a number that may be much else means a person where one is known by it
        if document := known_document(self.cases(), typed, today=self.on):
            return self.found(who=scanned.keep(self.request.session, document, at=self.at))
        if len(typed) > LONGEST_NAME or not typed or A_NUMBER.search(number):
            return None
        return (None if applicants_only else self.item_address(typed)) or self.found(name=typed)

    def found(self, **person: str) -> str:
        """The list of one person's cases; whom it is about opens for this desk's person alone."""
        return Selection(**person, by=self.user.pk).address()  # type: ignore[arg-type]

    def item_address(self, typed: str) -> str | None:
        """The form of the one item that this names, or the list of the cases of several."""
        if ServiceItem.objects.filter(code=typed.upper()).exists():
            return scanned.register_address("", item=typed.upper())
        open_items = list(open_versions(departments_served(self.access), on=self.on))
        matches = named(open_items, typed)
        if len(matches) == 1 and (typed.isascii() or matches[0].name == typed):
            return scanned.register_address("", item=matches[0].item.code)
        if versions_named(typed, departments_served(self.access)):
            return Selection(q=typed).address()
        if meant(typed, [(each.pk, each.name, each.item.code) for each in open_items]):
            return scanned.register_address("", item=typed)  # offers what the everyday word stands for
        return None
