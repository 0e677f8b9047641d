"""Enquiries for programs: the same verbs as at the desk, under the same permissions. No rule stands here."""

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from enquiries import actions
from enquiries.queries import loaded, reached_by, responsible, to_take, windows_of
from enquiries.serializers import (
    AskedAnswer,
    AskInput,
    EnquiryAnswer,
    EnquiryAnswerInput,
    EnquiryRow,
    HandOverInput,
    full,
    row,
)
from hall.access import Grant
from hall.doors.endpoint import ACTS, IDEMPOTENCY_KEY, NUMBER, READS, Endpoint, acts_on, idempotency_key, operation
from hall.doors.shapes import ActInput
from hall.models import Department, User, Window
from hall.roles import Permission

TAG = "enquiries"


class EnquiryEndpoint(Endpoint):
    @property
    def grant(self) -> Grant:
        return self.access.grant(Permission.APPLICATION_HANDLE)

    @property
    def by(self) -> User:
        return cast(User, self.request.user)  # a stranger was stopped at the door

    def answer(self, pk: int) -> Any:
        case = Case.objects.select_related("department", "owner").get(pk=pk)
        return EnquiryAnswer(full(loaded(case), at=self.at)).data


class Enquiries(EnquiryEndpoint, GenericAPIView):
    needs = {"GET": Permission.APPLICATION_HANDLE, "POST": Permission.APPLICATION_HANDLE}
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
        summary="Note an enquiry",
        description="Whoever was asked first (the caller) is responsible for the answer, which is due within a working day.",
        name="enquiries_ask",
        request=AskInput,
        answer=AskedAnswer,
        errors=ACTS,
        parameters=[IDEMPOTENCY_KEY],
        created=True,
    )
    def post(self, request: Request) -> Response:
        idem = idempotency_key(request, scope=f"enquiry:{request.user.pk}")
        given = self.read(AskInput)
        asker = actions.Asker(given.pop("name"), given.pop("number"), given.pop("phone"))
        window = self.window(given.pop("window", None))
        asked = actions.ask(asker=asker, window=window, idem=idem, by=self.by, at=self.at, **given)
        body = {"created": asked.created, "enquiry": full(loaded(self.case(asked)), at=self.at)}
        return Response(AskedAnswer(body).data, status=201 if asked.created else 200)

    def case(self, asked: actions.Asked) -> Case:
        return Case.objects.select_related("department", "owner").get(pk=asked.enquiry.pk)

    def window(self, number: str | None) -> Window:
        windows = windows_of(self.access)
        if number is None and len(windows) == 1:
            return windows[0]
        found = next((window for window in windows if window.number == number), None)
        if found is None:
            raise ValidationError({"window": ["填写窗口号" if number is None else "这不是您所在的窗口"]})
        return found


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
        return Response(self.answer(get_object_or_404(reached_by(self.grant), number=number).pk))


class EnquiryAct(EnquiryEndpoint):
    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape: ClassVar[type[ActInput]] = ActInput

    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(), number=number)
        self.act(number=number, by=self.by, at=self.at, **self.read(self.shape))
        return Response(self.answer(case.pk))

    def cases(self) -> QuerySet[Case]:
        return responsible(self.grant)

    def act(self, **given: Any) -> None:
        raise NotImplementedError


act = acts_on(tag=TAG, answer=EnquiryAnswer)


@act("answer", "Answer")
class Answer(EnquiryAct):
    """Answer whoever asked, and close the enquiry. One that nobody has taken over yet may be answered too."""

    shape = EnquiryAnswerInput

    def act(self, **given: Any) -> None:
        actions.answer(**given)


@act("hand_over", "Hand over")
class HandOver(EnquiryAct):
    """Hand it over in writing to a department or a person. Until they take it, the one before stays responsible."""

    shape = HandOverInput

    def act(self, **given: Any) -> None:
        code = given.pop("department")
        department = Department.objects.filter(code=code).first()
        if department is None:
            raise ValidationError({"department": ["没有这个部门，核对部门代码"]})
        actions.hand_over(department=department, **given)


@act("take", "Take over")
class Take(EnquiryAct):
    """Take over what was handed to you or to your department: from now on you are responsible for the answer."""

    def cases(self) -> QuerySet[Case]:
        return to_take(self.grant, self.by.pk)

    def act(self, **given: Any) -> None:
        actions.take(window=next(iter(self.access.windows), None), **given)


VERBS: dict[str, type[EnquiryAct]] = {"answer": Answer, "hand_over": HandOver, "take": Take}
