"""
Complaints and reports for programs: filing is public, the centre's acts ask for its permission. No rule stands here.

Filing reads no account, keeps no address, and its answer shows nothing of what was said or by whom.
"""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, RoomEndpoint, endpoint
from cases.lamps import with_lamp
from cases.models import Case
from cases.queries import was_sent
from cases.room_api import CaseFilter, CaseList, OneCase, open_operation
from cases.room_api import opened as case_opened
from cases.serializers import clock_answers
from complaints.actions import filing as taking_in
from complaints.actions.intake import take_in
from complaints.acts import FILE, OF_A_DEPARTMENT, OF_THE_OFFICER, TAKE_IN, offered
from complaints.attachments import files_of
from complaints.flood import TooManyComplaints, let_through, let_upload
from complaints.models import Assignment, Category, ComplaintKind
from complaints.origin import Origin
from complaints.queries import assigned_to, complaints_for, departments, opened, the_hall
from complaints.serializers import (
    STATE_CHOICES,
    AssignedAnswer,
    ComplaintAnswer,
    ComplaintRow,
    FiledAnswer,
    assigned_answer,
    complaint_answer,
    complaint_row,
)
from hall import calendar
from hall.caller import address_of
from hall.doors.acts import Occasion
from hall.doors.answers import answered
from hall.doors.endpoint import Json, Parts, TooMany, idempotency_key
from hall.doors.filters import When, one_of
from hall.doors.operations import NUMBER, errors_of, operation
from hall.doors.shapes_of_acts import shape_of
from hall.models import Department, User
from hall.roles import Permission
from hall.uploads import MOST_FILES, MOST_IDENTITY
from papers import store
from papers.models import Purpose
from papers.store.reading import TYPES

TAG = "complaints"
ORIGIN = tuple(field.name for field in dataclasses.fields(Origin))


class ComplaintFilter(CaseFilter):
    state = one_of(STATE_CHOICES, help_text="State of the complaint.")
    kind = one_of(ComplaintKind.choices, field_name="complaint__kind", help_text="Complaint or report.")
    category = one_of(Category.choices, field_name="complaint__category", help_text="Category.")
    opened_after = When(field_name="opened_at", lookup_expr="gte", help_text="Filed from then on.")
    opened_before = When(field_name="opened_at", lookup_expr="lt", help_text="Filed before then.")


class ComplaintEndpoint(RoomEndpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        return complaints_for(self.request.user, permission, on=self.on)

    @calendar.held()
    def answer(self, case: Case) -> Any:
        """The complaint as it stands now, with the acts that the caller can do."""
        case = Case.objects.select_related("owner").prefetch_related("deadlines", "pauses").get(pk=case.pk)
        complaint = opened(case, whole=True)
        acts = offered(Occasion(case, complaint, self.request.user, self.access, self.at, self.on))
        return answered(ComplaintAnswer, complaint_answer(case, complaint, acts=[act.name for act in acts], at=self.at))


class ComplaintRows(CaseList):
    """A list of complaints. The text stays sealed."""

    serializer_class = ComplaintRow

    def loaded(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        cases = cases.select_related("owner", "complaint__about_department").defer("complaint__text")
        return with_lamp(cases.prefetch_related("deadlines"), at=self.at)

    def rows(self, page: list[Case]) -> list[dict[str, Any]]:
        return [complaint_row(case, case.complaint, at=self.at) for case in page]


@extend_schema_view(
    get=operation(
        name="complaints_list",
        summary="Complaints and reports",
        description="What the complaint centre has, the newest first. Never who complained.",
        answer=ComplaintRow(many=True),
    ),
    post=open_operation(
        TAG,
        FILE,
        FiledAnswer,
        public=True,
        examples=(
            OpenApiExample(
                "Without a name",
                request_only=True,
                value={"kind": "complaint", "category": "efficiency", "text": "材料交了五天没有人答复"},
            ),
        ),
    ),
)
class Complaints(ComplaintEndpoint, ComplaintRows):
    needs = {"GET": Permission.COMPLAINT_VIEW}
    parser_classes = [Json, Parts]
    filterset_class = ComplaintFilter

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Whoever files is not asked who they are, even when their browser or program could say it."""
        is_filing = self.request is not None and self.request.method == "POST"
        return [] if is_filing else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        return [AllowAny()] if self.request.method == "POST" else super().get_permissions()

    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope="complaint")
        fields = self.read(shape_of(FILE))
        about = _department(fields.pop("about_department", None))
        uploads = {Purpose.EVIDENCE: fields.pop("files"), Purpose.IDENTITY: fields.pop("identity")}
        if not was_sent(idem):
            _dam(let_through, request, at=self.at)
        filing = taking_in.Filing(about_department=about, **fields)
        is_signed = bool(filing.name or filing.phone)
        if uploads[Purpose.IDENTITY] and not is_signed:
            raise ValidationError({"identity": ["匿名的不收身份证明的照片：去掉照片，或写上姓名和电话"]})
        if any(uploads.values()):
            _dam(let_upload, request, at=self.at)
        for purpose, chosen in uploads.items():
            if chosen:
                field, most = ("identity", MOST_IDENTITY) if purpose == Purpose.IDENTITY else ("files", MOST_FILES)
                place = store.Place(purpose, originals=is_signed)
                store.set_aside(chosen, place, idem=idem, at=self.at, field=field, most=most)
        files = store.drafted(idem, at=self.at)
        receipt = taking_in.file(filing=filing, hall=the_hall(), idem=idem, at=self.at, files=files)
        case = receipt.complaint.case
        return case_opened(
            FiledAnswer,
            number=case.number,
            receipt_code=receipt.code,
            created=receipt.created,
            clocks=clock_answers(list(case.deadlines.prefetch_related("case__pauses")), at=self.at),
        )


@extend_schema_view(post=open_operation(TAG, TAKE_IN, FiledAnswer))
class TakeIn(ComplaintEndpoint):
    needs = {"POST": TAKE_IN.may}

    def post(self, request: Request) -> Response:
        fields = self.read(shape_of(TAKE_IN))
        about, is_present = _department(fields.pop("about_department", None)), fields.pop("is_present")
        origin = Origin(**{name: fields.pop(name) for name in ORIGIN if name in fields})
        receipt = take_in(
            filing=taking_in.Filing(about_department=about, **fields), origin=origin, hall=the_hall(),
            idem=idempotency_key(request, scope="intake"), by=cast(User, request.user), at=self.at,
        )  # fmt: skip
        case = receipt.complaint.case
        return case_opened(
            FiledAnswer,
            number=case.number,
            receipt_code=receipt.code if is_present else "",
            created=receipt.created,
            clocks=clock_answers(list(case.deadlines.prefetch_related("case__pauses")), at=self.at),
        )


@extend_schema_view(
    get=operation(
        name="complaints_read",
        summary="One complaint or report",
        description="What was said, found and answered, its clocks, and the acts that may start from its state.",
        answer=ComplaintAnswer,
        parameters=[NUMBER],
    )
)
class OneComplaint(ComplaintEndpoint, OneCase):
    needs = {"GET": Permission.COMPLAINT_VIEW}


@extend_schema_view(
    get=extend_schema(
        operation_id="complaints_open_file",
        tags=[TAG],
        summary="A file of a complaint or report",
        description="The cleaned copy, as a download: a photo (JPEG, PNG) or a PDF. 404 while the virus scanner has not looked at it.",
        responses={(200, each): OpenApiResponse(OpenApiTypes.BINARY) for each in TYPES.values()}
        | errors_of(401, 404, 409),
        parameters=[
            NUMBER,
            OpenApiParameter("key", OpenApiTypes.UUID, OpenApiParameter.PATH, description="`key` in `files`."),
        ],
    )
)
class OneFile(ComplaintEndpoint):
    needs = {"GET": Permission.COMPLAINT_VIEW}

    def get(self, request: Request, number: str, key: UUID) -> HttpResponseBase:
        case = get_object_or_404(self.cases(self.needs["GET"]), number=number)
        file = get_object_or_404(files_of(case), key=key)
        if not store.may_open(file):
            raise Http404
        return store.download(file)


class DoAct(ComplaintEndpoint, DescribedEndpoint):
    """An act on a complaint, as its description says."""

    tag = TAG
    shape_of_answer = ComplaintAnswer


class DoAssigned(DescribedEndpoint):
    """An act of a department on what was assigned to it: it reads what was released, and nothing else."""

    tag = TAG
    shape_of_answer = AssignedAnswer

    def cases(self, permission: Permission) -> QuerySet[Case]:
        return assigned_to(self.access.grant(permission))

    def answer(self, case: Case) -> Any:
        last = Assignment.objects.filter(complaint=case.pk).select_related("complaint__case").latest("at")
        return answered(AssignedAnswer, assigned_answer(last))


VERBS = {act.name: endpoint(act, DoAct) for act in OF_THE_OFFICER} | {
    act.name: endpoint(act, DoAssigned) for act in OF_A_DEPARTMENT
}


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


def _dam(count: Callable[..., None], request: Request, *, at: datetime) -> None:
    """Count one complaint of the caller, or one that brings files; more than 60 in an hour are answered 429."""
    try:
        count(address_of(request._request), at=at)
    except TooManyComplaints as refused:
        raise TooMany(refused) from refused
