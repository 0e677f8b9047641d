"""The catalogue of items and the page of one item (六公开). Public: no sign-in, no personal data."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hall import queries
from hall.catalogue_terms import AuthorityLevel, HandlingKind, ItemStatus
from hall.disclosures import extension_words, promise_words, statutory_words
from hall.doors.compressing import compressed
from hall.models import ItemVersion
from hall.reading import as_written, changes_of, sentences_of
from permits import procedures
from permits.finding import LIKELY, alike, is_listed, meant
from permits.published_starts import acceptance_sentence, promise_sentence, statutory_sentence
from portal.forms import SCOPE_WORDS, ItemFilter

A_PAGE = 25
WIDER = {"hall": "all", "all": "all", "ended": "ended"}  # where the likely items are looked for
COLUMNS = [{"label": word} for word in ("事项", "部门", "办件类型", "承诺时限", "窗口")]


@login_not_required
@require_safe
@compressed
def items(request: HttpRequest) -> HttpResponse:
    """The catalogue in force today. A filter that cannot be right is named at its field and left aside."""
    form = ItemFilter({"scope": "hall", **request.GET.dict()})
    wrong = not form.is_valid()
    query = form.cleaned_data
    scope, words = query.get("scope") or "hall", query.get("q") or ""
    catalogue = partial(
        queries.catalogue, on=timezone.localdate(), department=query.get("department"), kind=query.get("kind") or ""
    )
    matches = catalogue(scope=scope)
    if words:
        matches = matches.filter(pk__in=[pk for pk, name, code in _named(matches) if is_listed(words, name, code)])
    page = Paginator(matches, A_PAGE).get_page(request.GET.get("page"))
    # what is not in the hall yet may be meant too: its row says so
    guesses = [] if not words or page.paginator.count else perhaps(words, catalogue(scope=WIDER[scope]))
    context = {
        "form": form,
        "page": page,
        "columns": COLUMNS,
        "rows": [_row(version) for version in page],
        "perhaps": [_row(version) for version in guesses],
        "words": words,
        "is_narrowed": any(query.get(name) for name in ("department", "kind")) or scope != "hall" or wrong,
        "chips": _chips(request, query),
    }
    return render(request, "items/list.html", context, status=422 if wrong else 200)


def perhaps(words: str, versions: QuerySet[ItemVersion]) -> list[ItemVersion]:
    """Items that may be meant by words that name none: by everyday words, by a paper that they ask for, by what the names share."""
    items = _named(versions)
    by_paper = versions.filter(materials__name__icontains=words).values_list("pk", flat=True).distinct()
    keys = meant(words, items) or list(by_paper[:LIKELY]) or alike(words, items)
    by_key = {version.pk: version for version in versions.filter(pk__in=keys)}
    return [by_key[key] for key in keys]


def _named(versions: QuerySet[ItemVersion]) -> list[tuple[int, str, str]]:
    return list(versions.values_list("pk", "name", "item__code"))


@login_not_required
@require_safe
@compressed
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The six disclosures of an item as published today; `?version=` shows an earlier text, and says so."""
    versions = queries.versions_of(code, on=timezone.localdate()) if "\x00" not in code else []
    if not versions:
        raise Http404
    number = request.GET.get("version", "")
    version = next((each for each in versions if str(each.number) == number), None) if number else versions[0]
    if version is None:
        raise Http404
    return render(request, "items/item.html", _item_context(version, versions))


def _row(version: ItemVersion) -> dict[str, Any]:
    item = version.item
    place = str(item.window) if item.is_in_hall and item.window else "尚未进驻大厅"
    if item.status != ItemStatus.ACTIVE:
        place = item.get_status_display()
    url = f"/items/{item.code}/"
    cells = [
        {"text": version.name, "href": url},
        item.department.name,
        version.get_handling_kind_display(),
        promise_words(version),
        place,
    ]
    return {"href": url, "cells": cells}


def _chips(request: HttpRequest, query: dict[str, Any]) -> list[dict[str, str]]:
    labels = {
        "q": query.get("q") and f"名称：{query['q']}",
        "department": query.get("department") and f"部门：{query['department']}",
        "kind": query.get("kind") and f"类型：{HandlingKind(query['kind']).label}",
        "scope": query.get("scope", "hall") != "hall" and f"范围：{SCOPE_WORDS.get(query['scope'], '')}",
    }
    return [{"label": label, "url": _without(request, name)} for name, label in labels.items() if label]


def _without(request: HttpRequest, name: str) -> str:
    rest = request.GET.copy()
    for each in (name, "page"):
        rest.pop(each, None)
    return f"?{rest.urlencode()}"


def _item_context(version: ItemVersion, versions: list[ItemVersion]) -> dict[str, Any]:
    item = version.item
    prefetch_related_objects([version], "legal_bases")  # what stands on the page, and what a limit rests on
    return {
        "version": version,
        "item": item,
        "window": item.window if item.is_in_hall else None,
        "materials": list(version.materials.all()),
        "opening": queries.opening_at(timezone.now()),
        "ended": item.status != ItemStatus.ACTIVE,
        "newest": versions[0],
        "older": [each for each in versions if each.pk != version.pk],
        "is_district": version.authority_level == AuthorityLevel.DISTRICT,
        "promise_runs": promise_sentence(version),
        "statutory_runs": statutory_sentence(version),
        "acceptance_runs": acceptance_sentence(version),
        "procedures": procedures.sentences(version),
        "steps": [step.strip() for step in version.procedure.replace("→", "\n").splitlines() if step.strip()],
        "promise": promise_words(version),
        "statutory": statutory_words(version),
        "written": as_written(version),
        "extension": extension_words(version),
        "readings": sentences_of(changes_of(item)),
        "facts": _facts(version),
    }


def _facts(version: ItemVersion) -> list[tuple[str, Any]]:
    item = version.item
    facts: list[tuple[str, Any]] = [
        ("事项编码", item.code),
        ("事项类型", version.get_item_type_display()),
        ("办件类型", version.get_handling_kind_display()),
        ("行使层级", version.get_authority_level_display()),
        ("办理部门", item.department.name),
        ("最多跑", f"{version.visits_max} 次"),
    ]
    if version.presence_basis:
        facts.append(("必须到场的依据", version.presence_basis))
    if version.joint_departments:
        facts.append(("联办部门", "、".join(version.joint_departments)))
    if version.national_base_code:
        facts.append(("国家基本编码", version.national_base_code))
    return facts
