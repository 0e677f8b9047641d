"""Enquiries for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, endpoint
from cases.models import Case
from enquiries import actions
from enquiries.acts import ACTS, ASK, offered
from enquiries.models import Enquiry
from enquiries.queries import loaded, reached_by, windows_of
from enquiries.serializers import AskedAnswer, EnquiryAnswer, EnquiryRow, full, row
from hall.access import Grant
from hall.doors.endpoint import Endpoint, idempotency_key
from hall.doors.operations import ACTS as REFUSALS
from hall.doors.operations import IDEMPOTENCY_KEY, NUMBER, READS, operation
from hall.doors.shapes_of_acts import shape_of
from hall.models import User, Window
from hall.roles import Permission

TAG = "enquiries"


class EnquiryEndpoint(Endpoint):
    @property
    def grant(self) -> Grant:
        return self.access.grant(Permission.APPLICATION_HANDLE)

    @property
    def by(self) -> User:
        return cast(User, self.request.user)  # a stranger was stopped at the door

    def answer(self, case: Case) -> Any:
        """The enquiry as it stands now."""
        return EnquiryAnswer(self.full(case.pk)).data

    def full(self, pk: int) -> dict[str, Any]:
        case = Case.objects.select_related("department", "owner").get(pk=pk)
        acts = [act.name for act in offered(case, self.access, self.by)]
        return full(loaded(case), acts=acts, at=self.at)


class Enquiries(EnquiryEndpoint, GenericAPIView):
    needs = {"GET": Permission.APPLICATION_HANDLE, "POST": ASK.may}
    queryset = Case.objects.none()
    serializer_class = EnquiryRow

    @operation(
        tag=TAG,
        summary="Enquiries",
        description="Enquiries that your departments were asked first, answer now, or are to take over; the newest first.",
        name="enquiries_list",
        answer=EnquiryRow(many=True),
        errors=READS,
    )
    def get(self, request: Request) -> Response:
        cases = reached_by(self.grant).select_related("department", "owner").order_by("-opened_at", "-pk")
        page = self.paginate_queryset(cases)
        return self.get_paginated_response(EnquiryRow([row(case) for case in page or []], many=True).data)

    @operation(
        tag=TAG,
        summary=ASK.title,
        description=ASK.summary,
        name="enquiries_ask",
        request=shape_of(ASK),
        answer=AskedAnswer,
        errors=REFUSALS,
        parameters=[IDEMPOTENCY_KEY],
        created=True,
    )
    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope=f"enquiry:{request.user.pk}")
        fields = self.read(shape_of(ASK))
        asker = actions.Asker(fields.pop("name"), fields.pop("number"), fields.pop("phone"))
        window = self.window(fields.pop("window", None))
        result = actions.ask(asker=asker, window=window, idem=idem, by=self.by, at=self.at, **fields)
        body = {"created": result.created, "enquiry": self.full(result.enquiry.pk)}
        return Response(AskedAnswer(body).data, status=201 if result.created else 200)

    def window(self, number: str | None) -> Window:
        windows = windows_of(self.access)
        if number is None and len(windows) == 1:
            return windows[0]
        match = next((window for window in windows if window.number == number), None)
        if match is None:
            raise ValidationError({"window": ["填写窗口号" if number is None else "这不是您所在的窗口"]})
        return match


class OneEnquiry(EnquiryEndpoint):
    needs = {"GET": Permission.APPLICATION_HANDLE}

    @operation(
        tag=TAG,
        summary="One enquiry",
        description="What was asked and answered, through whose hands it went, and its clocks. Personal data is masked.",
        name="enquiries_read",
        answer=EnquiryAnswer,
        errors=(401, 404),
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(get_object_or_404(reached_by(self.grant), number=number)))


class DoAct(EnquiryEndpoint, DescribedEndpoint):
    """An act on an enquiry, as its description says."""

    tag = TAG
    shape_of_answer = EnquiryAnswer

    def subject_of(self, case: Case) -> Enquiry:
        return loaded(case)


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}
