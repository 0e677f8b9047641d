"""Applications for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from typing import Any, cast

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.lamps import with_lamp
from cases.models import Case, CaseKind, Deadline, Dispatch
from cases.rules import Lamp
from cases.serializers import LAMP_CHOICES
from hall.doors.acts import Occasion
from hall.doors.endpoint import Endpoint, idempotency_key
from hall.doors.filters import When, one_of, order, words
from hall.doors.operations import ACTS, IDEMPOTENCY_KEY, NUMBER, READS, operation
from hall.doors.shapes_of_acts import shape_of
from hall.identifiers import tidy
from hall.models import User
from hall.roles import Permission
from permits.actions.taking_in import register
from permits.acts import ACTS as DESCRIBED
from permits.acts.intake import REGISTER
from permits.acts.offering import answers, offered
from permits.acts.trips import numbered
from permits.models import Application, NoticeLine
from permits.power import standings
from permits.queries import windows_of, with_due
from permits.serializers import (
    STATE_CHOICES,
    ApplicationAnswer,
    ApplicationRow,
    RegisteredAnswer,
    application_answer,
    application_rows,
)

TAG = "applications"
Given = dict[str, Any]


class ApplicationFilter(django_filters.FilterSet):
    q = words(method="numbered", help_text="Part of the case number.")
    state = one_of(STATE_CHOICES, help_text="State of the application.")
    lamp = one_of(LAMP_CHOICES, method="lit", help_text="The worst lamp of the running clocks.")
    department = words(field_name="department__code", help_text="Department code, e.g. WJ.")
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

    class Meta:
        model = Case
        fields: list[str] = []

    def numbered(self, queryset: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(number__contains=tidy(value))

    def lit(self, queryset: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(Q(lamp=int(Lamp[value.upper()])))


class ApplicationEndpoint(Endpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        """Applications that the caller may use a permission on: every look-up starts here."""
        return Case.objects.allowed(self.request.user, permission, on=self.on).filter(kind=CaseKind.APPLICATION)

    def answer(self, case: Case) -> Any:
        """The application as it stands now, in a fixed number of queries."""
        return ApplicationAnswer(self.as_it_stands(case.pk)).data

    def as_it_stands(self, pk: int) -> dict[str, Any]:
        """For ApplicationAnswer, with the acts that the caller can do now."""
        application = _loaded(pk)
        by = cast(User, self.request.user)
        occasion = Occasion(application.case, application, by, self.access, self.at, self.on)
        able = offered(answers(DESCRIBED, occasion), occasion, standings(by, application, on=self.on))
        return application_answer(application, acts=[act.name for act in able], at=self.at)


class Applications(ApplicationEndpoint, GenericAPIView):
    needs = {"GET": Permission.APPLICATION_VIEW, "POST": REGISTER.may}
    queryset = Case.objects.none()
    serializer_class = ApplicationRow
    filter_backends = [DjangoFilterBackend]
    filterset_class = ApplicationFilter

    @operation(
        tag=TAG,
        summary="Applications",
        description="Applications of the departments that you work for or oversee. Personal data is masked.",
        name="applications_list",
        answer=ApplicationRow(many=True),
        errors=READS,
    )
    def get(self, request: Request) -> Response:
        cases = with_lamp(with_due(self.cases(Permission.APPLICATION_VIEW)), at=self.at).order_by("-opened_at", "-pk")
        page = self.paginate_queryset(with_row(self.filter_queryset(cases)))
        return self.get_paginated_response(ApplicationRow(application_rows(page or [], at=self.at), many=True).data)

    @operation(
        tag=TAG,
        summary=REGISTER.title,
        description=REGISTER.summary,
        name="applications_register",
        request=shape_of(REGISTER),
        answer=RegisteredAnswer,
        errors=ACTS,
        parameters=[IDEMPOTENCY_KEY],
        created=True,
        examples=[
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
            )
        ],
    )
    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope=f"application:{request.user.pk}")
        by = cast(User, request.user)  # a stranger was stopped at the door
        occasion = Occasion(None, None, by, self.access, self.at, self.on)
        fields = REGISTER.arguments(occasion, self.read(shape_of(REGISTER)))
        window = numbered(windows_of(self.access), fields.pop("window", None))
        registered = register(window=window, idem=idem, by=by, at=self.at, **fields)
        body = {
            "receipt_code": registered.code,
            "created": registered.created,
            "application": self.as_it_stands(registered.application.pk),
        }
        return Response(RegisteredAnswer(body).data, status=201 if registered.created else 200)


class OneApplication(ApplicationEndpoint):
    needs = {"GET": Permission.APPLICATION_VIEW}

    @operation(
        tag=TAG,
        summary="One application",
        description="Everything about it, with its clocks and the acts that you can do now. Personal data is masked.",
        name="applications_read",
        answer=ApplicationAnswer,
        errors=(401, 404),
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(get_object_or_404(self.cases(Permission.APPLICATION_VIEW), number=number)))


def with_row(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Load with each case what a line of the list shows: two queries for a whole page."""
    running = Deadline.objects.filter(met_at__isnull=True, superseded_at__isnull=True)
    return (
        cases.select_related("department", "window", "owner", "application__item_version__item")
        .defer("application__applicant_id", "application__phone", "application__email")
        .prefetch_related(Prefetch("deadlines", queryset=running, to_attr="running"))
    )


def _loaded(pk: int) -> Application:
    lines = NoticeLine.objects.select_related("material")
    return (
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
            "case__department",
            "case__window",
            "case__owner",
        )
        .defer("applicant_id", "phone", "email")
        .prefetch_related(
            "case__deadlines",
            "case__pauses",
            Prefetch("case__dispatches", queryset=Dispatch.objects.defer("address")),
            "item_version__materials",
            "received",
            "corrections__material",
            "visits__window",
            "visits__department",
            Prefetch("notices__lines", queryset=lines),
        )
        .get(pk=pk)
    )
