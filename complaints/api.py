"""
Complaints and reports for programs: filing is public, the centre's acts ask for its permission. No rule stands here.

Filing reads no account, keeps no address, and its answer shows nothing of what was said or by whom.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, endpoint
from cases.lamps import with_lamp
from cases.models import Case
from cases.queries import was_sent
from cases.rules import Lamp
from cases.serializers import LAMP_CHOICES, clock_answers
from complaints import actions
from complaints.acts import ACTS, FILE, offered
from complaints.flood import TooManyComplaints, let_through
from complaints.models import Category, ComplaintKind
from complaints.queries import complaints_for, departments, opened, the_hall
from complaints.serializers import (
    STATE_CHOICES,
    ComplaintAnswer,
    ComplaintRow,
    FiledAnswer,
    complaint_answer,
    complaint_rows,
)
from hall.caller import address_of
from hall.doors.acts import Occasion
from hall.doors.endpoint import Endpoint, TooMany, idempotency_key
from hall.doors.filters import When, one_of, words
from hall.doors.operations import IDEMPOTENCY_KEY, NUMBER, PUBLIC_ACTS, READS, operation
from hall.doors.shapes_of_acts import shape_of
from hall.identifiers import tidy
from hall.models import Department
from hall.roles import Permission

TAG = "complaints"


class ComplaintFilter(django_filters.FilterSet):
    q = words(method="numbered", help_text="Part of the case number.")
    state = one_of(STATE_CHOICES, help_text="State of the complaint.")
    kind = one_of(ComplaintKind.choices, field_name="complaint__kind", help_text="Complaint or report.")
    category = one_of(Category.choices, field_name="complaint__category", help_text="Category.")
    lamp = one_of(LAMP_CHOICES, method="lit", help_text="The worst lamp of the running clocks.")
    opened_after = When(field_name="opened_at", lookup_expr="gte", help_text="Filed from then on.")
    opened_before = When(field_name="opened_at", lookup_expr="lt", help_text="Filed before then.")

    class Meta:
        model = Case
        fields: list[str] = []

    def numbered(self, queryset: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(number__contains=tidy(value))

    def lit(self, queryset: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(Q(lamp=int(Lamp[value.upper()])))


class ComplaintEndpoint(Endpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        """Complaints that the caller may use a permission on: every look-up starts here."""
        return complaints_for(self.request.user, permission, on=self.on)

    def answer(self, case: Case) -> Any:
        """The complaint as it stands now, with the acts that the caller can do."""
        case = Case.objects.select_related("owner").prefetch_related("deadlines", "pauses").get(pk=case.pk)
        complaint = opened(case)
        acts = offered(Occasion(case, complaint, self.request.user, self.access, self.at, self.on))
        return ComplaintAnswer(complaint_answer(case, complaint, acts=[act.name for act in acts], at=self.at)).data


class Complaints(ComplaintEndpoint, GenericAPIView):
    needs = {"GET": Permission.COMPLAINT_VIEW}
    queryset = Case.objects.none()
    serializer_class = ComplaintRow
    filter_backends = [DjangoFilterBackend]
    filterset_class = ComplaintFilter

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Whoever files is not asked who they are, even when their browser or program could say it."""
        is_filing = self.request is not None and self.request.method == "POST"
        return [] if is_filing else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        return [AllowAny()] if self.request.method == "POST" else super().get_permissions()

    @operation(
        tag=TAG,
        summary="Complaints and reports",
        description="What the complaint centre has, the newest first. Never who complained.",
        name="complaints_list",
        answer=ComplaintRow(many=True),
        errors=READS,
    )
    def get(self, request: Request) -> Response:
        cases = with_lamp(self.cases(Permission.COMPLAINT_VIEW), at=self.at).order_by("-opened_at", "-pk")
        page = self.paginate_queryset(_with_row(self.filter_queryset(cases)))
        return self.get_paginated_response(ComplaintRow(complaint_rows(page or [], at=self.at), many=True).data)

    @operation(
        tag=TAG,
        summary=FILE.title,
        description=FILE.summary,
        name="complaints_file",
        request=shape_of(FILE),
        answer=FiledAnswer,
        errors=PUBLIC_ACTS,
        parameters=[IDEMPOTENCY_KEY],
        created=True,
        public=True,
        examples=[
            OpenApiExample(
                "Without a name",
                request_only=True,
                value={"kind": "complaint", "category": "efficiency", "text": "材料交了五天没有人答复"},
            )
        ],
    )
    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope="complaint")
        fields = self.read(shape_of(FILE))
        about = _department(fields.pop("about_department", None))
        phone = fields.pop("phone")
        if not was_sent(idem):
            _dam(request, at=self.at)
        filed = actions.file(
            hall=the_hall(), about_department=about, reporter_phone=phone, idem=idem, at=self.at, **fields
        )
        case = filed.complaint.case
        clocks = list(case.deadlines.prefetch_related("case__pauses"))
        body = {
            "number": case.number,
            "receipt_code": filed.code,
            "created": filed.created,
            "clocks": clock_answers(clocks, at=self.at),
        }
        return Response(FiledAnswer(body).data, status=201 if filed.created else 200)


class OneComplaint(ComplaintEndpoint):
    needs = {"GET": Permission.COMPLAINT_VIEW}

    @operation(
        tag=TAG,
        summary="One complaint or report",
        description="What was said, found and answered, its clocks, and the acts that may start from its state.",
        name="complaints_read",
        answer=ComplaintAnswer,
        errors=(401, 404),
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(get_object_or_404(self.cases(Permission.COMPLAINT_VIEW), number=number)))


class DoAct(ComplaintEndpoint, DescribedEndpoint):
    """An act on a complaint, as its description says."""

    tag = TAG
    shape_of_answer = ComplaintAnswer


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}


def _department(code: str | None) -> Department | None:
    """
    Return the department of a code; None for none.

    :raises ValidationError: there is no such department.
    """
    if code is None:
        return None
    department = departments().filter(code=code).first()
    if department is None:
        raise ValidationError({"about_department": ["没有这个部门，不确定就不写"]})
    return department


def _with_row(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Load with each case what a line of the list shows. The text stays sealed."""
    loaded = cases.select_related("owner", "complaint__about_department").defer("complaint__text")
    return loaded.prefetch_related("deadlines")


def _dam(request: Request, *, at: datetime) -> None:
    """Count one complaint of the caller; more than 60 in an hour are answered 429."""
    try:
        let_through(address_of(request._request), at=at)
    except TooManyComplaints as refused:
        raise TooMany(refused) from refused
