"""What a receipt code opens for a program: the same public status as the page, nothing personal unmasked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from cases.attempts import TooManyTries
from cases.models import Case, CaseKind
from cases.serializers import ClockAnswer, LineAnswer, clock_answers
from complaints import wording as complaint_words
from complaints.queries import answer_to
from complaints.states import STATES as COMPLAINT_STATES
from hall import calendar
from hall.caller import address_of
from hall.doors.answers import DepartmentAnswer, WindowAnswer, values_of, written
from hall.doors.endpoint import PublicEndpoint, TooMany
from hall.doors.operations import PUBLIC_ACTS, operation
from hall.doors.shapes import Code, Input, Text
from hall.fields import shown
from hall.identifiers import BadNumber
from permits.models import Application, Decision, Ending, NonAcceptance, Revocation
from permits.states import STATES
from portal.forms import LONGEST_LINK
from portal.progress import turn
from portal.reading import by_code


class CodeInput(Input):
    code = Text(
        label="凭证码",
        max_length=LONGEST_LINK,
        help_text="16 digits; spaces and dashes are taken out. The address behind the slip's QR picture will do, too.",
    )


class TurnAnswer(serializers.Serializer):
    """Whose turn it is."""

    yours = serializers.BooleanField(help_text="The applicant has something to do.")
    who = serializers.CharField(allow_blank=True)
    head = serializers.CharField(help_text="The same in a few words for the person: 正在审查, 已准予，领取结果.")
    what = serializers.CharField()
    papers = serializers.ListField(child=serializers.CharField(), help_text="Papers to bring.")


class OutcomeAnswer(serializers.Serializer):
    """How it ended, in the words for the person; an empty text says nothing."""

    result = serializers.CharField(help_text="准予, 不予许可, 属实, 不予受理, …")
    reason = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)
    reply = serializers.CharField(allow_blank=True)


class StatusAnswer(serializers.Serializer):
    """Where a case stands, for whoever holds its receipt code."""

    number = serializers.CharField()
    kind = Code(CaseKind)
    title = serializers.CharField()
    party = serializers.CharField(allow_blank=True, help_text="Masked. Empty for complaints and reports.")
    state_words = serializers.CharField()
    turn = TurnAnswer()
    department = DepartmentAnswer(allow_null=True)
    window = WindowAnswer(allow_null=True)
    hall_phone = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    clocks = ClockAnswer(many=True)
    outcome = OutcomeAnswer(allow_null=True)


WRITTEN = written(StatusAnswer, kept=LineAnswer)


class Lookup(PublicEndpoint):
    throttle_classes = []  # wrong codes are counted instead (cases.attempts)

    @operation(
        tag="public",
        summary="Where a case stands",
        description=(
            "With the receipt code, which stands in the body and never in an address. 404 code-unknown: no such code;"
            f" code-replaced: a new slip was given out since, which costs no attempt. 429 too-many-tries: {settings.LOOKUP_WRONG_PER_WINDOW} wrong codes from one address in a quarter of an hour, counted"
            " together with those typed on the page. A code with a typing error is 400 and costs nothing."
        ),
        name="lookup",
        request=CodeInput,
        answer=StatusAnswer,
        errors=(404, *PUBLIC_ACTS),
        public=True,
    )
    def post(self, request: Request) -> HttpResponse:
        code = self.read(CodeInput)["code"]
        try:
            reading = by_code(code, address=address_of(request._request), at=self.at)
        except BadNumber as error:
            raise ValidationError({"code": [str(error)]}) from error
        except TooManyTries as refused:
            raise TooMany(refused) from refused
        with calendar.held(reading.stamp):
            status = status_of(reading.case, at=self.at)
        return HttpResponse(WRITTEN(status), content_type="application/json", headers={"Cache-Control": "no-store"})


def status_of(case: Case, *, at: datetime) -> dict[str, Any]:
    """For StatusAnswer: what the person may know, the clocks with their arithmetic."""
    return {
        **values_of(case, "number", "kind", "title", "department", "window", "opened_at", "closed_at"),
        "party": "",
        "hall_phone": case.hall.phone,
        "clocks": clock_answers(list(case.deadlines.all()), at=at),
        **_OF_KIND[CaseKind(case.kind)](case, at),
    }


def _of_application(case: Case, at: datetime) -> dict[str, Any]:
    application = case.application
    words = turn(application, at=at)
    return {
        "party": case.party,
        "state_words": STATES[case.state],
        "turn": words | {"papers": [name for name, _remark in words["papers"]]},
        "outcome": _end_of(application),
    }


def _end_of(application: Application) -> dict[str, Any] | None:
    if revocation := getattr(application, "revocation", None):
        return _outcome("已撤销", revocation)
    if decision := getattr(application, "decision", None):
        return _outcome(decision.get_result_display(), decision)
    if (ending := getattr(application, "ending", None)) and ending.kind == Ending.Kind.TERMINATED:
        return _outcome("终止办理", ending)
    refusal = getattr(application, "non_acceptance", None)
    return _outcome(refusal.get_kind_display(), refusal) if refusal else None


def _of_complaint(case: Case, _at: datetime) -> dict[str, Any]:
    answer = answer_to(case)
    what = complaint_words.TURNS.get(case.state)
    outcome = None
    if answer.declined_because:
        outcome = {"result": "不予受理", "reason": answer.declined_because, "remedies": "", "reply": ""}
    elif answer.finding or answer.reply:
        result = answer.finding.get_result_display() if answer.finding else ""
        reply = (shown(answer.reply, "text") or shown(answer.reply, "impossible_because")) if answer.reply else ""
        outcome = {"result": result, "reason": "", "remedies": "", "reply": reply}
    return {
        "state_words": COMPLAINT_STATES[case.state],
        "turn": {
            "yours": False,
            "who": complaint_words.CENTRE if what else "",
            "head": COMPLAINT_STATES[case.state],
            "what": what or complaint_words.ended(case),
            "papers": [],
        },
        "outcome": outcome,
    }


def _outcome(result: str, writing: Decision | Ending | NonAcceptance | Revocation) -> dict[str, Any]:
    return {"result": result, "reason": writing.reason, "remedies": writing.remedies, "reply": ""}


_OF_KIND: dict[CaseKind, Callable[[Case, datetime], dict[str, Any]]] = {
    CaseKind.APPLICATION: _of_application,
    CaseKind.COMPLAINT: _of_complaint,
}
