"""Enquiries for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import DescribedEndpoint, RoomEndpoint, endpoint
from cases.models import Case
from cases.room_api import CaseList, OneCase, open_operation, opened
from enquiries import actions
from enquiries.acts import ACTS, ASK, offered
from enquiries.models import Enquiry
from enquiries.queries import loaded, reached_by, windows_of
from enquiries.serializers import AskedAnswer, EnquiryAnswer, EnquiryRow, full, row
from hall import calendar
from hall.doors.answers import answered
from hall.doors.endpoint import idempotency_key
from hall.doors.operations import NUMBER, operation
from hall.doors.shapes_of_acts import shape_of
from hall.models import Window
from hall.roles import Permission

TAG = "enquiries"


class EnquiryEndpoint(RoomEndpoint):
    def cases(self, permission: Permission) -> QuerySet[Case]:
        return reached_by(self.access.grant(permission))

    def answer(self, case: Case) -> Any:
        return answered(EnquiryAnswer, self.full(case.pk))

    @calendar.held()
    def full(self, pk: int) -> dict[str, Any]:
        """For EnquiryAnswer: the enquiry as it stands now, with the acts that the caller can do."""
        case = Case.objects.select_related("department", "owner").get(pk=pk)
        acts = [act.name for act in offered(case, self.access, self.by)]
        return full(loaded(case), acts=acts, at=self.at)


@extend_schema_view(
    get=operation(
        name="enquiries_list",
        summary="Enquiries",
        description="Enquiries that your departments were asked first, answer now, or are to take over; the newest first.",
        answer=EnquiryRow(many=True),
    ),
    post=open_operation(TAG, ASK, AskedAnswer),
)
class Enquiries(EnquiryEndpoint, CaseList):
    needs = {"GET": Permission.APPLICATION_HANDLE, "POST": ASK.may}
    serializer_class = EnquiryRow

    def loaded(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        return cases.select_related("department", "owner")

    def rows(self, page: list[Case]) -> list[dict[str, Any]]:
        return [row(case) for case in page]

    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope=f"enquiry:{request.user.pk}")
        fields = self.read(shape_of(ASK))
        window = self.window(fields.pop("window", None))
        result = actions.ask(question=actions.Question(**fields), window=window, idem=idem, by=self.by, at=self.at)
        return opened(AskedAnswer, created=result.created, enquiry=self.full(result.enquiry.pk))

    def window(self, number: str | None) -> Window:
        windows = windows_of(self.access)
        if number is None and len(windows) == 1:
            return windows[0]
        match = next((window for window in windows if window.number == number), None)
        if match is None:
            raise ValidationError({"window": ["填写窗口号" if number is None else "这不是您所在的窗口"]})
        return match


@extend_schema_view(
    get=operation(
        name="enquiries_read",
        summary="One enquiry",
        description="What was asked and answered, through whose hands it went, and its clocks. Personal data is masked.",
        answer=EnquiryAnswer,
        parameters=[NUMBER],
    )
)
class OneEnquiry(EnquiryEndpoint, OneCase):
    needs = {"GET": Permission.APPLICATION_HANDLE}


class DoAct(EnquiryEndpoint, DescribedEndpoint):
    """An act on an enquiry, as its description says."""

    tag = TAG
    shape_of_answer = EnquiryAnswer

    def subject_of(self, case: Case) -> Enquiry:
        return loaded(case)


VERBS = {act.name: endpoint(act, DoAct) for act in ACTS}
