"""Public commitments of units that were exposed (曝光的公开承诺): what was promised, by when, and whether it was kept."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conduct.published import commitments, published
from hall.doors.compressing import compressed

A_PAGE = 20


@login_not_required
@require_safe
@compressed
def public_commitments(request: HttpRequest) -> HttpResponse:
    page = Paginator(published(), A_PAGE).get_page(request.GET.get("page"))
    rows = commitments(list(page), today=timezone.localdate())
    return render(request, "portal/commitments.html", {"page": page, "commitments": rows})
