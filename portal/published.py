"""
What anybody may read of complaints: results by category, where to turn, whether a receipt is one of this hall's, and what units that
were exposed promised.
"""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import attempts
from cases.models import Case, CaseKind
from cases.numbering import receipt_proof
from cases.wording import half_day
from complaints.published import over, results_of
from conduct.published import commitments, published
from hall.caller import address_of
from hall.crypto import alike
from hall.doors import fields
from hall.doors.compressing import compressed
from hall.doors.pages import put_refusal
from hall.identifiers import grouped
from hall.small_counts import FEWEST, LEFT_OUT
from portal.complain import without_trace

COLUMNS = [{"label": word} for word in ("类别", "办结", "属实或部分属实", "不属实或无法查实")]
COMMITMENTS_A_PAGE = 20


class ProofForm(forms.Form):
    number = fields.text("编号", "填写编号", limit=40, attrs={"inputmode": "numeric", "autocomplete": "off"})
    proof = fields.text(
        "核验码", "填写核验码", limit=20, help_text="凭证上的 12 位数字。不是凭证码：凭证码不要给任何人。",
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )  # fmt: skip


@login_not_required
@require_safe
@compressed
def results(request: HttpRequest) -> HttpResponse:
    """Of one quarter that is over; the newest unless another one is chosen."""
    quarters = over(timezone.localdate())
    chosen = next((each for each in quarters if each.code == request.GET.get("quarter")), quarters[0])
    shown = results_of(chosen)
    context = {
        "quarter": chosen,
        "tabs": [{"label": each.words, "url": f"?quarter={each.code}", "current": each == chosen} for each in quarters],
        "columns": COLUMNS,
        "rows": [{"cells": [row.category, *map(_cell, (row.closed, row.upheld, row.other))]} for row in shown.rows],
        "total": _cell(shown.closed),
        "fewest": FEWEST,
    }
    return render(request, "complaints/results.html", context)


@login_not_required
@require_safe
@compressed
def public_commitments(request: HttpRequest) -> HttpResponse:
    """What was promised after an exposure, by when, and whether it was kept (曝光的公开承诺)."""
    page = Paginator(published(), COMMITMENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = commitments(list(page), today=timezone.localdate())
    return render(request, "portal/commitments.html", {"page": page, "commitments": rows})


@login_not_required
@require_safe
@compressed
def further(request: HttpRequest) -> HttpResponse:
    """Where to turn when not satisfied."""
    return render(request, "complaints/further.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@without_trace
def genuine(request: HttpRequest) -> HttpResponse:
    """Whether a receipt is true: that and in which half-day a case was opened under its number. What is wrong is answered alike."""
    at = timezone.now()
    form = ProofForm(request.POST if request.method == "POST" else None)
    case, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                attempts.check(address_of(request), at=at)
            except attempts.TooManyTries as refused:
                put_refusal(form, refused)
                status = 429
            else:
                case = _proven(form.cleaned_data["number"], form.cleaned_data["proof"])
                if case is None:
                    attempts.count(address_of(request), at=at)
                    form.add_error(None, "编号和核验码对不上，核对后再填")
    facts = [("编号", grouped(case.number)), ("收到", half_day(case.opened_at))] if case else []
    context = {"form": ProofForm() if case else form, "facts": facts}
    return render(request, "complaints/verify.html", context, status=200 if case else status)


def _proven(number: str, proof: str) -> Case | None:
    number, proof = ("".join(filter(str.isdigit, text)) for text in (number, proof))
    case = Case.objects.filter(kind=CaseKind.COMPLAINT, number=number).first()
    expected = receipt_proof(
        case or Case(number=number, opened_at=timezone.now())
    )  # as much work for a number of nothing
    return case if alike(expected, proof) and case else None


def _cell(count: int | None) -> str:
    return LEFT_OUT if count is None else f"{count:,}"
