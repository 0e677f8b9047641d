"""All that the page of one application shows, read in few questions: of what a case has no rows, nothing is asked."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

from cases.models import Card, Case, Deadline, Dispatch, Event, Letter, Pause
from enquiries.models import Enquiry
from hall.models import Material, User
from papers.models import Document
from permits.models import (
    Application,
    HandUp,
    MaterialReceipt,
    NoticeLine,
    OneTimeNotice,
    SpotCorrection,
    SubstanceCheck,
    Visit,
)

Lists = dict[str, QuerySet[Any]]

# people are read at the end, all of them at once
OF_THE_CASE: Lists = {
    "pauses": Pause.objects.all(),
    "enquiries_before": Enquiry.objects.select_related("case").defer("id_number", "phone"),
    "deadlines": Deadline.objects.order_by("due_at", "pk"),
    "cards": Card.objects.select_related("department"),
    "events": Event.objects.order_by("seq"),
    "dispatches": Dispatch.objects.defer("address"),
    "letters": Letter.objects.select_related("department"),
    "documents": Document.objects.defer("content").prefetch_related("prints"),
}
OF_THE_APPLICATION: Lists = {
    "received": MaterialReceipt.objects.select_related("material"),
    "corrections": SpotCorrection.objects.select_related("material"),
    "visits": Visit.objects.select_related("missing", "window", "department"),
    "notices": OneTimeNotice.objects.prefetch_related(
        Prefetch("lines", queryset=NoticeLine.objects.select_related("material"))
    ),
    "hand_ups": HandUp.objects.select_related("window"),
    "checks": SubstanceCheck.objects.all(),
}
ONE_EACH = ("decision", "delivery", "non_acceptance", "tolerance", "commitment", "ending", "hearing")


def load(case: Case) -> Application:
    """Read everything that the page shows, in a fixed number of questions at most."""
    application = Application.objects.select_related("item_version__item", *ONE_EACH).get(case=case)
    application.case = case
    there = _there(case)
    rows = [
        *_put(case, OF_THE_CASE, there),
        *_put(application, OF_THE_APPLICATION, there),
        *(row for name in ONE_EACH if (row := getattr(application, name, None))),
    ]
    _put(application.item_version, {"materials": Material.objects.all()}, {"materials"})
    for name in ("tolerance", "commitment"):
        if row := getattr(application, name, None):
            prefetch_related_objects([row], "materials")
    _name_people([*rows, *(printed for document in case.documents.all() for printed in document.prints.all())])
    return application


def _there(case: Case) -> set[str]:
    """The lists that have at least one row."""
    with connection.cursor() as cursor:
        cursor.execute(_question(), {"case": case.pk})
        row = cursor.fetchone()
    return {name for name, is_there in zip((*OF_THE_CASE, *OF_THE_APPLICATION), row, strict=True) if is_there}


@cache
def _question() -> str:
    relations = [
        model._meta.get_field(name)
        for model, lists in ((Case, OF_THE_CASE), (Application, OF_THE_APPLICATION))
        for name in lists
    ]
    # an application has the id of its case
    asked = (
        f"EXISTS (SELECT FROM {each.related_model._meta.db_table} WHERE {each.field.column} = %(case)s)"
        for each in relations
    )
    return f"SELECT {', '.join(asked)}"


def _put(owner: Model, lists: Lists, there: set[str]) -> list[Model]:
    """Put the rows of these lists where `owner.name.all()` finds them; return them."""
    found: list[Model] = []
    kept = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in lists.items():
        field = owner._meta.get_field(name).field  # type: ignore[union-attr]
        kept[name] = rows.filter(**{field.name: owner}) if name in there else rows.none()
        for row in kept[name]:
            field.set_cached_value(row, owner)
            found.append(row)
    return found


def _name_people(rows: Iterable[Model]) -> None:
    """Give each row the people whom it names."""
    named = [(row, field, pk) for row in rows for field in _people_of(type(row)) if (pk := getattr(row, field.attname))]
    people = User.objects.in_bulk({pk for _row, _field, pk in named})
    for row, field, pk in named:
        field.set_cached_value(row, people[pk])


@cache
def _people_of(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.related_model is User]
