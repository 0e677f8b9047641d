"""What the office publishes of a month, quarter or year: for everybody, without small counts."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hall.doors.compressing import compressed
from hall.templatetags.presentation import day
from oversight import bulletins
from oversight.bulletin_paper import span_words, whole
from oversight.statement import OF_DEPARTMENTS

A_PAGE = 20


@login_not_required
@require_safe
@compressed
def published(request: HttpRequest) -> HttpResponse:
    page = Paginator(bulletins.public(), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "title": each.title,
            "url": reverse("public-bulletin", args=[each.year, each.serial]),
            "about": f"{each.number}，{day(each.published_at)}公布",
        }
        for each in page
    ]
    return render(request, "portal/bulletins.html", {"page": page, "bulletins": rows})


@login_not_required
@require_safe
@compressed
def bulletin(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    one = get_object_or_404(bulletins.public(), year=year, serial=serial)
    corrections = list(one.corrections.all())
    figures = bulletins.without_small_counts(corrections[-1].figures if corrections else one.figures)
    heads = bulletins.heads_for_table(figures, OF_DEPARTMENTS)
    context = {
        "bulletin": one,
        "span": span_words(one),
        "words": [line for line in one.text.splitlines() if line.strip()],
        "facts": whole(figures),
        "columns": [{"label": head, "num": place > 0} for place, head in enumerate(heads)],
        "rows": [{"cells": cells} for cells in bulletins.lines_for_table(figures, OF_DEPARTMENTS)],
        "definitions": [(each["words"], each["definition"]) for each in figures["measures"]],
        "corrections": [f"第 {each.number} 次更正，{day(each.at)}：{each.reason}" for each in corrections],
    }
    return render(request, "portal/bulletin.html", context)
