"""The receipt slip, and a new code for a slip that was lost."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import clocks
from cases.models import Case
from cases.numbering import receipt_hash
from desk.pages import DeskPage, address_of, application_of
from desk.records import undecided
from desk.wording import agent_line
from hall import calendar
from hall.crypto import CannotUnseal, Purpose, seal, unseal
from hall.doors.acts import Occasion
from hall.doors.pages import new_idem, put_refusal
from hall.refusals import BadInput
from hall.roles import Permission
from papers.download import look_up_link
from papers.models import DocumentPrint
from permits.actions.taking_in import replace_code
from permits.acts.amending import AMEND
from permits.acts.offering import why_not
from permits.agents import agent_of
from permits.deadlines import amend_until
from permits.documents.receipt import SUMS, dated, handed_in, next_steps
from permits.forms import NewCodeForm
from permits.models import Application, DocumentKind
from permits.states import SUBMITTED
from permits.wording import grouped
from ratings.rateable import CAPTION, rating_link

COOKIE = "receipt"
KEPT = 900  # seconds that the desk can print the slip again


def keep_code(request: HttpRequest, response: HttpResponse, *, number: str, code: str) -> None:
    """Let this browser's desk show the code of this one case for a quarter of an hour; it is stored nowhere in clear."""
    response.set_cookie(
        COOKIE,
        seal(f"{number}:{code}", Purpose.RECEIPT_COOKIE),
        max_age=KEPT,
        path="/desk/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def kept_code(request: HttpRequest, case: Case) -> str:
    """The code that this browser may still show for this case; "" for any other case, and for a code replaced since."""
    try:
        number, _, code = unseal(request.COOKIES.get(COOKIE, ""), Purpose.RECEIPT_COOKIE).partition(":")
    except CannotUnseal:
        return ""
    return code if number == case.number and receipt_hash(code) == case.receipt_hash else ""


class ReceiptPage(DeskPage):
    """The page of the slip, with the form that asks for another code below it."""

    permission = Permission.APPLICATION_HANDLE

    def show(self, case: Case, form: NewCodeForm, status: int = 200) -> HttpResponse:
        """:param form: the one that asks why another code is given out."""
        request, application = self.request, application_of(case)
        code = kept_code(request, case)
        slips = DocumentPrint.objects.filter(
            document__case=application.pk,
            document__kind=DocumentKind.RECEIPT,
            document__occurrence=application.slips,
        )
        printed = slips.exists()
        received, absent, limits = handed_in(application)
        context = {
            "case": case,
            "application": application,
            "agent": agent_line(agent, on=self.on) if (agent := agent_of(application)) else "",
            "number": grouped(case.number),
            "code": code,
            "link": look_up_link(code) if code else "",
            "rating_link": rating_link(application.pk),
            "rating_caption": CAPTION,
            "address": look_up_link(),
            "received": received,
            "absent": absent,
            "next": next_steps(case, application, limits, absent),
            "sums": [(SUMS[each.rule], clocks.explanation(each).sentences()) for each in dated(limits)],
            "amend_until": self.amend_until(case, application),
            "others": self.others(case, application),
            "may_notify": bool(absent) and case.state == SUBMITTED,
            "printed": printed,
            "print_now": not printed and not form.is_bound and request.GET.get("print") == "1",
            "form": form,
        }
        return render(request, "desk/receipt.html", context, status=status)

    def amend_until(self, case: Case, application: Application) -> datetime | None:
        """Until when a mistyped name can be put right: so long the screen shows it in full to whoever holds the document."""
        occasion = Occasion(case, application, self.user, self.access, self.at, self.on)
        if why_not(AMEND, occasion):
            return None
        return amend_until(registered_at=case.opened_at, calendar=calendar.current())

    def others(self, case: Case, application: Application) -> list[dict[str, str]]:
        """Undecided applications of the same person for the same item: shown, never blocked."""
        others = self.cases().exclude(pk=case.pk)
        return undecided(others, application.item_version.item_id, [application.applicant_id_hash])


class Receipt(ReceiptPage):
    """收件凭证: one sheet for the applicant."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        return self.show(case, NewCodeForm(initial={"version": case.version}))


class NewCode(ReceiptPage):
    """换发凭证码: the slip was lost. The old code is void at once."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        form = NewCodeForm(request.POST)
        if form.is_valid():
            try:
                code = replace_code(number=case.number, idem=new_idem(), by=self.user, at=self.at, **form.cleaned_data)
            except BadInput as wrong:
                put_refusal(form, wrong)
            else:
                response = redirect(address_of(case, "desk-receipt"))
                keep_code(request, response, number=case.number, code=code)
                messages.success(request, "已换发凭证码，原来的凭证码作废")
                return response
        return self.show(case, form, status=422)
