"""All that the page of one application shows, read in few questions: of what a case has no rows, nothing is asked."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, prefetch_related_objects

from cases.models import Card, Case, Deadline, Dispatch, Event, Letter, Pause
from enquiries.models import Enquiry
from hall import calendar
from hall.models import Department, ItemVersion, Material, User, Window
from hall.prepared import ANY_NUMBER, Prepared, fill
from papers.models import Document
from permits.models import (
    Application,
    Bar,
    HandUp,
    MaterialReceipt,
    OneTimeNotice,
    SpotCorrection,
    SubstanceCheck,
    Visit,
)

Lists = dict[str, QuerySet[Any]]

# whom and what their rows name is read at the end, each person, window or paper once
LISTS: dict[type[Model], Lists] = {
    Case: {
        "pauses": Pause.objects.all(),
        "enquiries_before": Enquiry.objects.defer("id_number", "phone"),
        "deadlines": Deadline.objects.order_by("due_at", "pk"),
        "cards": Card.objects.all(),
        "events": Event.objects.order_by("seq"),
        "dispatches": Dispatch.objects.defer("address"),
        "letters": Letter.objects.all(),
        "documents": Document.objects.defer("content"),
    },
    Application: {
        "received": MaterialReceipt.objects.all(),
        "corrections": SpotCorrection.objects.all(),
        "visits": Visit.objects.all(),
        "notices": OneTimeNotice.objects.all(),
        "hand_ups": HandUp.objects.all(),
        "checks": SubstanceCheck.objects.all(),
        "bars": Bar.objects.all(),
    },
    ItemVersion: {"materials": Material.objects.all()},
}
# of a list's rows again
BELOW = {"documents": "prints", "notices": "lines", "enquiries_before": "case"}
ONE_EACH = (
    "decision",
    "delivery",
    "non_acceptance",
    "tolerance",
    "commitment",
    "ending",
    "hearing",
    "revocation",
    "paper_delivery",
    "agent",
)
_APPLICATION: Prepared[Application] = Prepared(
    lambda: (
        Application.objects.select_related("item_version__item", *ONE_EACH)
        .defer("agent__number", "agent__phone")
        .filter(case=ANY_NUMBER)
    ),
    ANY_NUMBER,
)


def load(case: Case) -> Application:
    """Read everything that the page shows, in a fixed number of questions at most."""
    application = _APPLICATION.get(case.pk)
    application.case = case
    there = _there(case)
    papers = _put(application.item_version, {"materials"})
    rows = [*_put(case, there), *_put(application, there)]
    rows += [row for name in ONE_EACH if (row := getattr(application, name, None))]
    for owner in (case, application):
        for name in BELOW.keys() & LISTS[type(owner)].keys() & there:
            prefetch_related_objects(getattr(owner, name).all(), BELOW[name])
    rows += [line for notice in application.notices.all() for line in notice.lines.all()]
    rows += [printed for document in case.documents.all() for printed in document.prints.all()]
    for name in ("tolerance", "commitment"):
        if row := getattr(application, name, None):
            prefetch_related_objects([row], "materials")
    _name(rows, [*papers, *filter(None, (case.department, case.window, case.owner))])
    return application


def _there(case: Case) -> set[str]:
    """The lists that have at least one row; the stamp of the calendar is read along, for the page."""
    names = [*LISTS[Case], *LISTS[Application]]
    with connection.cursor() as cursor:
        cursor.execute(_question(), {"case": case.pk})
        stamp, *are_there = cursor.fetchone()
    calendar.hold(stamp)
    return {name for name, is_there in zip(names, are_there, strict=True) if is_there}


@cache
def _question() -> str:
    relations = [_field(model, name) for model in (Case, Application) for name in LISTS[model]]
    # an application has the id of its case
    questions = (
        f"EXISTS (SELECT FROM {field.model._meta.db_table} WHERE {field.column} = %(case)s)" for field in relations
    )
    return f"SELECT {calendar.STAMP}, {', '.join(questions)}"


def _put(owner: Model, there: set[str]) -> list[Model]:
    """Put the rows of the owner's lists where `owner.name.all()` finds them; return them."""
    put: list[Model] = []
    for name, queryset in LISTS[type(owner)].items():
        if name in there:
            rows = _list(type(owner), name).rows(owner.pk)
            fill(owner, name, rows)
            put += rows
        else:  # unlike an empty list that is filled in, it asks nothing when it is narrowed either
            owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = queryset.none()
    return put


@cache
def _list(model: type[Model], name: str) -> Prepared[Any]:
    """The rows of a list, asked by their owner's id."""
    return Prepared(lambda: LISTS[model][name].filter(**{_field(model, name).attname: ANY_NUMBER}), ANY_NUMBER)


@cache
def _field(model: type[Model], name: str) -> Any:
    """The field by which the rows of a list name their owner."""
    return model._meta.get_field(name).field  # type: ignore[union-attr]


def _name(rows: list[Model], loaded: list[Model]) -> None:
    """Give each row the people, windows, departments and papers that it names."""
    for model in (User, Window, Department, Material):
        there = {one.pk: one for one in loaded if type(one) is model}
        named = [
            (row, field, pk)
            for row in rows
            for field in _named(type(row), model)
            if (pk := getattr(row, field.attname))
        ]
        there |= model._default_manager.in_bulk({pk for _row, _field, pk in named} - there.keys())
        for row, field, pk in named:
            field.set_cached_value(row, there[pk])


@cache
def _named(model: type[Model], other: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.related_model is other]
