"""Applications for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.lamps import with_lamp
from cases.models import Case, CaseKind, Deadline, Dispatch
from cases.rules import Lamp
from cases.serializers import LAMP_CHOICES
from hall.doors.acts import Occasion
from hall.endpoint import ACTS, IDEMPOTENCY_KEY, NUMBER, READS, Endpoint, acts_on, idempotency_key, operation
from hall.filters import When, one_of, order, words
from hall.identifiers import tidy
from hall.inputs import ActInput
from hall.models import User, Window
from hall.roles import Permission
from permits import actions
from permits.acts import ACTS as DESCRIBED
from permits.acts import NAMED
from permits.acts.offering import offered
from permits.applicants import Applicant
from permits.authority import authorities
from permits.inputs import (
    DeclineInput,
    NotifyInput,
    ReceiveInput,
    RegisterInput,
    VisitInput,
)
from permits.models import Application, NoticeLine
from permits.queries import window_for, windows_of, with_due
from permits.serializers import (
    STATE_CHOICES,
    ApplicationAnswer,
    ApplicationRow,
    RegisteredAnswer,
    application_answer,
    application_rows,
)
from permits.states import BESIDES, FLOW

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
        able = offered(DESCRIBED, occasion, authorities(by, application, on=self.on))
        acts = [act.name for act in able] + _not_yet_described(occasion)
        return application_answer(application, acts=sorted(acts, key=_place), at=self.at)


class Applications(ApplicationEndpoint, GenericAPIView):
    needs = {"GET": Permission.APPLICATION_VIEW, "POST": Permission.APPLICATION_HANDLE}
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
        summary="Register an application",
        description=(
            "Takes an application in at one of your windows: case number, receipt code, and the clock of the acceptance notice"
            " (5 working days). Send an Idempotency-Key: a request sent twice then opens one case."
        ),
        name="applications_register",
        request=RegisterInput,
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
        given = self.read(RegisterInput)
        applicant = Applicant(
            kind=given.pop("applicant_kind"),
            name=given.pop("applicant_name"),
            number=given.pop("applicant_id"),
            phone=given.pop("phone"),
            email=given.pop("email"),
            no_sms=given.pop("no_sms"),
        )
        window = _one_of(windows_of(self.access), given.pop("window", None))
        by = cast(User, request.user)  # a stranger was stopped at the door
        registered = actions.register(applicant=applicant, window=window, idem=idem, by=by, at=self.at, **given)
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


class ApplicationAct(ApplicationEndpoint):
    """One act on one application: look it up through the permission, read the input, call the verb, answer as it stands."""

    shape: ClassVar[type[ActInput]] = ActInput
    verb: ClassVar[Callable[..., Any]]

    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(self.needs["POST"]).select_related("window"), number=number)
        given = self.given(case, self.read(self.shape))
        type(self).verb(number=number, by=request.user, at=self.at, **given)
        return Response(self.answer(case))

    def given(self, case: Case, sent: Given) -> Given:
        """What was sent, as the verb takes it."""
        return sent

    def window(self, case: Case, number: str | None) -> Window:
        """The caller's window of that number; without one, theirs that serves the case's department, else the case's own."""
        return window_for(self.access, case) if number is None else _one_of(self.access.windows, number)


act = acts_on(tag=TAG, answer=ApplicationAnswer)


@act("visit", "Log a visit")
class LogVisit(ApplicationAct):
    """Note a trip of the applicant to the window. From the third counted one on a cause is due (两次终结制)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = VisitInput
    verb = actions.log_visit

    def given(self, case: Case, sent: Given) -> Given:
        return sent | {"window": self.window(case, sent.get("window"))}


@act("notify", "Give the one-time notice")
class Notify(ApplicationAct):
    """Tell the applicant, once, everything that is missing or wrong (行政许可法 art. 32)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = NotifyInput
    verb = actions.notify

    def given(self, case: Case, sent: Given) -> Given:
        return sent | {"missing": {line["material"]: line["remark"] for line in sent["missing"]}}


@act("receive", "Take further papers in")
class Receive(ApplicationAct):
    """Take further papers in. After a notice the acceptance clock starts anew; at the window it counts as a visit."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = ReceiveInput
    verb = actions.receive

    def given(self, case: Case, sent: Given) -> Given:
        return sent | {"window": self.window(case, sent.get("window"))}


@act("accept", "Accept")
class Accept(ApplicationAct):
    """All papers are in: the promise and the statutory limit start beside each other (行政许可法 art. 32)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    verb = actions.accept


@act("decline", "Decline")
class Decline(ApplicationAct):
    """Decide in writing not to accept, with the reason and the remedies (行政许可法 art. 32, 38)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = DeclineInput
    verb = actions.decline


VERBS: dict[str, type[ApplicationAct]] = {
    "visit": LogVisit,
    "notify": Notify,
    "receive": Receive,
    "accept": Accept,
    "decline": Decline,
}


# FOR THE TIME BEING, as in permits.views.case: to be deleted when the acts of the taking-in stand in permits.acts


def _not_yet_described(occasion: Occasion) -> list[str]:
    """Those of them that start from this state and that the caller holds the permission for."""
    described = {way for act in DESCRIBED for way in act.arrows}
    return [
        arrow.verb
        for arrow in FLOW.from_state(occasion.case.state)
        if arrow.verb not in described
        and occasion.access.grant(FLOW.permission(arrow.verb)).covers(occasion.case.department_id)
    ]


def _place(name: str) -> int:
    """The order of the state tables."""
    arrow = NAMED[name].arrows[0] if name in NAMED else name
    return [*FLOW.arrows, *BESIDES.arrows].index(arrow)


def _one_of(windows: list[Window], number: str | None) -> Window:
    """
    Return the window of that number, or the only one.

    :raises ValidationError: none of these has the number, or several could be meant.
    """
    if number is None and len(windows) == 1:
        return windows[0]
    found = next((window for window in windows if window.number == number), None)
    if found is None:
        sentence = "填写窗口号" if number is None else "这不是您所在的窗口"
        raise ValidationError({"window": [sentence]})
    return found


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
