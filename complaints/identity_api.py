"""Opening who complained, for programs: the name, and the sealed files that two persons' opening hands out (decisions 154, 167)."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from complaints.actions.identity import NoSuchFile, look_at_identity, open_sealed_file
from complaints.api import TAG, ComplaintEndpoint
from complaints.attachments import Sealed, sealed
from complaints.models import Look, Opening, ReporterIdentity
from complaints.queries import complaints_for, opening_of
from hall.doors.answers import answered
from hall.doors.endpoint import Endpoint
from hall.doors.operations import NUMBER, errors_of, operation
from hall.doors.shapes import Code
from hall.fields import shown
from hall.roles import Permission
from papers import store
from papers.models import Purpose
from papers.store.reading import TYPES

OF_A_REPORTER = [(each.value, each.label) for each in (Purpose.EVIDENCE, Purpose.IDENTITY, Purpose.MESSAGE)]
SHOWN = [(each.value, each.label) for each in (Look.What.PHOTO, Look.What.ORIGINAL)]


class SealedFileAnswer(serializers.Serializer):
    """A file that two persons open."""

    key = serializers.UUIDField()
    purpose = Code(OF_A_REPORTER, name="SealedFor")
    what = Code(SHOWN, name="SealedWhat", help_text="The cleaned photo of an identity paper, or an upload as it came.")
    name = serializers.CharField(help_text="Ours.")
    original_name = serializers.CharField(allow_blank=True, help_text="The sender's; empty of a cleaned photo.")
    url = serializers.CharField(allow_blank=True, help_text="POST there; empty while it may not be opened.")
    why_not = serializers.CharField(allow_blank=True, help_text="Why it may not be opened.")


class IdentityAnswer(serializers.Serializer):
    """Who complained."""

    name = serializers.CharField(allow_blank=True, help_text="Empty: nobody left a name, or it was taken back.")
    phone = serializers.CharField(allow_blank=True)
    taken_back_at = serializers.DateTimeField(
        allow_null=True, help_text="Beginning of the half-day. Photos and originals went with the name: none is left."
    )
    until = serializers.DateTimeField(allow_null=True, help_text="End of your opening; null: a named one, without one.")
    files = SealedFileAnswer(many=True, help_text="Empty without an opening.")


@extend_schema_view(
    post=operation(
        name="complaints_look_at_identity",
        summary="Open who complained",
        description=(
            "A named complainant's name to who handles the case; a protected one's, and whoever signed the sealed files, only within"
            " the half hour of an opening that you asked for (`ask_identity/`) and the inspector allowed. Leaves a row that the"
            " inspector reads."
        ),
        answer=IdentityAnswer,
        errors=(400, 401, 403, 404, 409, 413, 415),
        parameters=[NUMBER],
    )
)
class Identity(ComplaintEndpoint):
    needs = {"POST": Permission.COMPLAINT_HANDLE}

    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(self.needs["POST"]), number=number)
        identity = look_at_identity(number=case.number, by=self.by, at=self.at)
        return Response(answered(IdentityAnswer, self.answer_of(case, identity)))

    def answer_of(self, case: Case, identity: ReporterIdentity | None) -> dict[str, Any]:
        opening = opening_of(case.complaint, by=self.by, at=self.at)
        return {
            "name": shown(identity, "name") if identity else "",
            "phone": shown(identity, "phone") if identity else "",
            "taken_back_at": None if identity else case.complaint.signed_at,
            "until": opening.until if opening else None,
            "files": [_line(case, each) for each in sealed(case)] if opening else [],
        }


@extend_schema_view(
    post=extend_schema(
        operation_id="complaints_open_sealed_file",
        tags=[TAG],
        summary="A sealed file of a complaint or report",
        description=(
            "As a download, within your opening; each leaves a row that the inspector reads. `photo`: the cleaned copy. `original`:"
            " never cleaned and never scanned, open it where nothing can come of it. 409 `cannot-open` without an opening, whichever"
            " file is asked for."
        ),
        request=None,
        responses={(200, each): OpenApiResponse(OpenApiTypes.BINARY) for each in (*TYPES.values(), "application/octet-stream")}
        | errors_of(400, 401, 403, 404, 409, 413, 415),
        parameters=[
            NUMBER,
            OpenApiParameter("key", OpenApiTypes.UUID, OpenApiParameter.PATH, description="`key` in `files`."),
            OpenApiParameter("what", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[name for name, _words in SHOWN]),
        ],
    )
)  # fmt: skip
class SealedFile(ComplaintEndpoint):
    needs = {"POST": Permission.COMPLAINT_HANDLE}

    def post(self, request: Request, number: str, key: UUID, what: str) -> HttpResponseBase:
        case = get_object_or_404(self.cases(self.needs["POST"]), number=number)
        try:
            file = open_sealed_file(number=case.number, key=key, what=what, by=self.by, at=self.at)
        except NoSuchFile:
            raise Http404 from None
        return store.download_original(file) if what == Look.What.ORIGINAL else store.download(file)


class OpeningAnswer(serializers.Serializer):
    """A request to open an identity. It says nothing of whether there is one."""

    key = serializers.UUIDField()
    complaint = serializers.CharField(source="complaint.case.number")
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    reason = serializers.SerializerMethodField()
    is_allowed = serializers.BooleanField(allow_null=True, help_text="Null while nobody has answered.")
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True, help_text="End of what was allowed.")

    def get_reason(self, opening: Opening) -> str:
        return shown(opening, "reason")


class LookAnswer(serializers.Serializer):
    """An identity that was shown, or a sealed file that was handed out."""

    complaint = serializers.CharField(source="complaint.case.number")
    by = serializers.CharField()
    at = serializers.DateTimeField()
    what = Code(Look.What, name="LookedAt")
    opening = serializers.UUIDField(
        source="opening.key", allow_null=True, default=None, help_text="By whose request; null: a named one."
    )


class InspectorsList(Endpoint, GenericAPIView):
    """Of the complaints whose openings somebody answers for. Never the identity itself."""

    needs = {"GET": Permission.IDENTITY_CONSENT}

    def get(self, request: Request) -> Response:
        cases = complaints_for(request.user, Permission.IDENTITY_CONSENT, on=self.on)
        page = self.paginate_queryset(self.get_queryset().filter(complaint__case__in=cases)) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


@extend_schema_view(
    get=operation(
        tag=TAG,
        name="complaints_openings",
        summary="Requests to open who complained",
        description="With who answered and how, the newest first.",
        answer=OpeningAnswer(many=True),
    )
)
class Openings(InspectorsList):
    serializer_class = OpeningAnswer
    queryset = Opening.objects.select_related("complaint__case", "asked_by", "decided_by")


@extend_schema_view(
    get=operation(
        tag=TAG,
        name="complaints_looks",
        summary="Each time that an identity was opened",
        description="By whom, when, and on whose request, the newest first.",
        answer=LookAnswer(many=True),
    )
)
class Looks(InspectorsList):
    serializer_class = LookAnswer
    queryset = Look.objects.select_related("complaint__case", "opening", "by")


def _line(case: Case, each: Sealed) -> dict[str, Any]:
    url = f"/api/v1/complaints/{case.number}/identity/files/{each.file.key}/{each.what}/"
    return {
        "key": each.file.key,
        "purpose": each.file.purpose,
        "what": each.what,
        "name": store.shown_name(each.file),
        "original_name": each.original_name,
        "url": "" if each.why_not else url,
        "why_not": each.why_not,
    }
