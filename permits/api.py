"""Applications for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from drf_spectacular.utils import OpenApiExample, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import RoomEndpoint
from cases.lamps import with_lamp
from cases.models import Case, CaseKind, Deadline, Dispatch, Pause
from cases.room_api import CaseFilter, CaseList, OneCase, open_operation, opened
from hall import calendar
from hall.doors.acts import Occasion
from hall.doors.answers import answered
from hall.doors.endpoint import idempotency_key
from hall.doors.filters import When, of_department, one_of, order
from hall.doors.operations import NUMBER, operation
from hall.doors.shapes_of_acts import shape_of
from hall.models import CalendarVersion
from hall.prepared import ANY_NUMBER, Prepared, fill
from hall.roles import Permission
from papers.models import Document
from permits.actions.taking_in import register
from permits.acts import ACTS as DESCRIBED
from permits.acts.intake import REGISTER
from permits.acts.offering import answers, offered
from permits.acts.trips import numbered
from permits.models import (
    Application,
    Bar,
    HandUp,
    NoticeLine,
    OneTimeNotice,
    SpotCorrection,
    Visit,
)
from permits.power import standings
from permits.queries import MATERIALS, RECEIVED, windows_of, with_due
from permits.serializers.application import (
    STATE_CHOICES,
    ApplicationAnswer,
    ApplicationRow,
    RegisteredAnswer,
    application_answer,
    application_rows,
)

TAG = "applications"


class ApplicationFilter(CaseFilter):
    state = one_of(STATE_CHOICES, help_text="State of the application.")
    department = of_department("department", help_text="Department code, e.g. WJ.")
    due_after = When(
        field_name="due_at", lookup_expr="gte", help_text="The clock that runs out next is due from then on."
    )
    due_before = When(
        field_name="due_at", lookup_expr="lt", help_text="The clock that runs out next is due before then."
    )
    ordering = order(
        {"opened_at": "opened_at", "due_at": "due_at", "number": "number"},
        help_text="Without it the newest first.",
    )


class ApplicationEndpoint(RoomEndpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        return Case.objects.allowed(self.request.user, permission, on=self.on).filter(kind=CaseKind.APPLICATION)

    def answer(self, case: Case) -> Any:
        """The application as it stands now, in a fixed number of queries."""
        return answered(ApplicationAnswer, self.as_it_stands(case.pk))

    def as_it_stands(self, pk: int, rows: Mapping[str, list[Any]] | None = None) -> dict[str, Any]:
        """For ApplicationAnswer, with the acts that the caller can do now. `rows`: those of it that are in memory."""
        application = _loaded(pk, rows or {})
        with calendar.held(application.stamp):  # type: ignore[attr-defined]
            occasion = Occasion(application.case, application, self.by, self.access, self.at, self.on)
            able = offered(answers(DESCRIBED, occasion), occasion, standings(self.by, application, on=self.on))
            return application_answer(application, acts=[act.name for act in able], at=self.at)


@extend_schema_view(
    get=operation(
        name="applications_list",
        summary="Applications",
        description="Applications of the departments that you work for or oversee. Personal data is masked.",
        answer=ApplicationRow(many=True),
    ),
    post=open_operation(
        TAG,
        REGISTER,
        RegisteredAnswer,
        examples=(
            OpenApiExample(
                "A person at the window",
                request_only=True,
                value={
                    "item_code": "WJ-XK-0001",
                    "applicant_kind": "person",
                    "applicant_name": "王小明",
                    "applicant_id": "11010519491231002X",
                    "phone": "13812348000",
                    "materials": [1, 2, 3],
                },
            ),
        ),
    ),
)
class Applications(ApplicationEndpoint, CaseList):
    needs = {"GET": Permission.APPLICATION_VIEW, "POST": REGISTER.may}
    serializer_class = ApplicationRow
    filterset_class = ApplicationFilter

    def loaded(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        return with_row(with_lamp(with_due(cases), at=self.at))

    def rows(self, page: list[Case]) -> list[dict[str, Any]]:
        return application_rows(page, at=self.at)

    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope=f"application:{request.user.pk}")
        occasion = Occasion(None, None, self.by, self.access, self.at, self.on)
        fields = REGISTER.arguments(occasion, self.read(shape_of(REGISTER)))
        window = numbered(windows_of(self.access), fields.get("window"))
        registered = register(registration=fields["registration"], window=window, idem=idem, by=self.by, at=self.at)
        return opened(
            RegisteredAnswer,
            receipt_code=registered.code,
            created=registered.created,
            application=self.as_it_stands(registered.application.pk, registered.rows),
        )


@extend_schema_view(
    get=operation(
        name="applications_read",
        summary="One application",
        description="Everything about it, with its clocks and the acts that you can do now. Personal data is masked.",
        answer=ApplicationAnswer,
        parameters=[NUMBER],
    )
)
class OneApplication(ApplicationEndpoint, OneCase):
    needs = {"GET": Permission.APPLICATION_VIEW}


def with_row(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Load with each case what a line of the list shows: two queries for a whole page."""
    running = Deadline.objects.filter(met_at__isnull=True, superseded_at__isnull=True)
    return (
        cases.select_related("department", "window", "owner", "application__item_version__item")
        .defer("application__applicant_id", "application__phone", "application__email")
        .prefetch_related(Prefetch("deadlines", queryset=running, to_attr="running"))
    )


def _rows_of(model: type[Model], **of: Any) -> Exists:
    return Exists(model.objects.filter(**of))  # type: ignore[attr-defined]


# What an answer shows of an application's own row, and whether there is any of what most applications have nothing of.
_ROW = Prepared(
    lambda: (
        Application.objects.select_related(
            "item_version__item",
            "decision__decided_by",
            "delivery",
            "non_acceptance",
            "tolerance",
            "commitment",
            "ending__recorded_by",
            "ending__approved_by",
            "hearing__announced_by",
            "revocation__revoked_by",
            "paper_delivery",
            "agent",
            "case__department",
            "case__window",
            "case__owner",
        )
        .defer("applicant_id", "phone", "email", "agent__number", "agent__phone")
        .annotate(  # type: ignore[no-redef]  # the table says what holds while nobody has asked
            has_pauses=_rows_of(Pause, case=OuterRef("pk")),
            has_corrections=_rows_of(SpotCorrection, application=OuterRef("pk")),
            has_bars=_rows_of(Bar, application=OuterRef("pk")),
            has_notices=_rows_of(OneTimeNotice, application=OuterRef("pk")),
            has_hand_ups=_rows_of(HandUp, application=OuterRef("pk")),
            has_documents=_rows_of(Document, case=OuterRef("pk")),
            stamp=Subquery(CalendarVersion.objects.values("stamp")[:1]),
        )
        .filter(pk=ANY_NUMBER)
    ),
    ANY_NUMBER,
)
_CLOCKS = Prepared(lambda: Deadline.objects.filter(case=ANY_NUMBER), ANY_NUMBER)
_LETTERS = Prepared(lambda: Dispatch.objects.defer("address").filter(case=ANY_NUMBER), ANY_NUMBER)
_VISITS = Prepared(
    lambda: Visit.objects.select_related("window", "department").filter(application=ANY_NUMBER), ANY_NUMBER
)


def _loaded(pk: int, rows: Mapping[str, list[Any]]) -> Application:
    application = _ROW.get(pk)
    case, terms = application.case, application.item_version
    for row, name, query in (
        (case, "deadlines", _CLOCKS),
        (case, "dispatches", _LETTERS),
        (terms, "materials", MATERIALS),
        (application, "received", RECEIVED),
        (application, "visits", _VISITS),
    ):
        fill(row, name, rows[name] if name in rows else query.rows(row.pk))
    lines = Prefetch("notices__lines", queryset=NoticeLine.objects.select_related("material"))
    for row, name, lookup in (
        (case, "pauses", "pauses"),
        (application, "bars", "bars"),
        (application, "corrections", "corrections__material"),
        (application, "notices", lines),
        (application, "hand_ups", "hand_ups"),
        (case, "documents", Prefetch("documents", queryset=Document.objects.defer("content"))),
    ):
        if vars(application)[f"has_{name}"]:
            prefetch_related_objects([row], lookup)
        else:
            fill(row, name, [])
    return application
