"""The exchange for programs: the platform's door, which asks for a signature, and what officers read of it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.actions.taking import receive
from exchange.filing import message_of
from exchange.models import Arrival, Push, Ticket
from exchange.queries import tickets_for, version_of, with_sight, with_what_is_seen
from exchange.signing import WrongSignature, verify
from exchange.wording import push_words
from hall.crypto import CannotUnseal
from hall.doors.answers import answered, values_of
from hall.doors.endpoint import Endpoint
from hall.doors.operations import operation
from hall.doors.shapes import LARGEST, Code
from hall.fields import UNOPENED
from hall.roles import Permission

TAG = "exchange"
TICKET = OpenApiParameter(
    "number",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    pattern="^[0-9A-Za-z-]{4,40}$",
    description="Number of the ticket.",
)


class NotSigned(APIException):
    """One answer, whatever was wrong: whoever tries keys learns nothing."""

    status_code = 401
    default_code = "not_authenticated"


class TicketData(serializers.Serializer):
    """A ticket as the platform has it now. What cannot be taken in lies in the basket, for an officer."""

    number = serializers.CharField(help_text="Your number: 4 to 40 letters, digits and -.")
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="Rises with each change.")
    district = serializers.CharField(required=False, help_text="Code of the district.")
    category = serializers.CharField(required=False, help_text="Your code of the category.")
    about = serializers.CharField(required=False, help_text="Our code of the department it is about, or centre.")
    came_on = serializers.DateField(required=False, help_text="The day on which it came to you.")
    text = serializers.CharField(required=False)
    name = serializers.CharField(required=False, help_text="Who complained; empty for nobody.")
    phone = serializers.CharField(required=False)
    protected = serializers.BooleanField(required=False, help_text="The name is opened by two people only.")
    reason = serializers.CharField(required=False, help_text="Of a withdrawal.")


class TicketMessage(serializers.Serializer):
    type = serializers.ChoiceField(choices=["ticket.pushed", "ticket.withdrawn"])
    data = TicketData()  # type: ignore[assignment]


class TicketTaken(serializers.Serializer):
    state = Code(Arrival.State, help_text="What becomes of the message. The same message again has the same answer.")


class TicketRow(serializers.Serializer):
    number = serializers.CharField()
    version = serializers.IntegerField(max_value=LARGEST, help_text="The newest that came; 0 for none.")
    case = serializers.CharField(allow_blank=True, help_text="Case number; empty while there is none.")
    in_basket = serializers.IntegerField(help_text="Messages that wait for an officer.")
    not_sent = serializers.IntegerField(help_text="Pushes that did not go.")


class ArrivalAnswer(serializers.Serializer):
    version = serializers.IntegerField(allow_null=True)
    state = Code(Arrival.State)
    why = serializers.CharField(allow_blank=True, help_text="Why it lies in the basket.")
    text = serializers.CharField(allow_blank=True)


class PushAnswer(serializers.Serializer):
    key = serializers.UUIDField(help_text="webhook-id of every try.")
    kind = Code(Push.Kind)
    state = Code(Push.State)
    question = serializers.CharField(allow_blank=True, help_text="Of an answer: what it answers.")
    text = serializers.CharField(allow_blank=True, help_text="What is written to the platform, without anybody's name.")
    why = serializers.CharField(allow_blank=True)
    tries = serializers.IntegerField(max_value=LARGEST)
    happened_at = serializers.DateTimeField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    dropped_because = serializers.CharField(allow_blank=True)


class TicketAnswer(TicketRow):
    """A ticket with what came and what went; never who complained."""

    arrivals = ArrivalAnswer(many=True)
    pushes = PushAnswer(many=True)


@extend_schema_view(
    post=operation(
        name="exchange_receive",
        tag=TAG,
        summary="A 12345 platform pushes a ticket",
        description=(
            "Signed as Standard Webhooks say (webhook-id, webhook-timestamp, webhook-signature). Idempotent by number and version; a"
            " newer version goes to whoever handles the case, an older one is kept. What is not signed, or wrongly, is 401, whatever it is."
        ),
        request=TicketMessage,
        answer=TicketTaken,
        errors=(401, 413),
        public=True,
    )
)
class Inbound(Endpoint):
    """The platform's door. The signature is over the bytes, so they are read as they came."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        body = request._request.body
        try:
            verify(settings.EXCHANGE_KEYS, request.headers, body, at=self.at)
        except WrongSignature:
            raise NotSigned from None
        return Response(answered(TicketTaken, {"state": receive(raw=body, at=self.at).answer}))


class TicketEndpoint(Endpoint):
    needs = {"GET": Permission.COMPLAINT_VIEW}

    def tickets(self) -> QuerySet[Ticket]:
        tickets = tickets_for(self.request.user, Permission.COMPLAINT_VIEW, on=self.on)  # type: ignore[arg-type]
        seen = with_what_is_seen(tickets, self.request.user, Permission.COMPLAINT_VIEW, on=self.on)  # type: ignore[arg-type]
        return seen.order_by("-pk")


@extend_schema_view(
    get=operation(
        name="exchange_tickets",
        summary="Tickets of 12345",
        description="Of the cases that you may see, and those in the basket; the newest first.",
        answer=TicketRow(many=True),
    )
)
class Tickets(TicketEndpoint, GenericAPIView):
    queryset = Ticket.objects.none()
    serializer_class = TicketRow

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.tickets()) or []
        return self.get_paginated_response([_row(ticket) for ticket in page])


@extend_schema_view(
    get=operation(
        name="exchange_ticket",
        summary="One ticket",
        description="Each version that came and each piece of news that was pushed, with what became of it.",
        answer=TicketAnswer,
        parameters=[TICKET],
    )
)
class OneTicket(TicketEndpoint):
    def get(self, request: Request, number: str) -> Response:
        ticket = get_object_or_404(self.tickets(), number=number)
        pushes = with_sight(ticket, self.request.user, Permission.COMPLAINT_VIEW, on=self.on)  # type: ignore[arg-type]
        return Response(answered(TicketAnswer, _whole(ticket, pushes)))


def _row(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "version": version_of(ticket.arrivals.all()),
        "case": ticket.case.number if ticket.case else "",
        "in_basket": sum(each.state == Arrival.State.BASKET for each in ticket.arrivals.all()),
        "not_sent": sum(each.state in Push.NOT_SENT for each in ticket.pushes.all()),
    }


def _whole(ticket: Ticket, pushes: Sequence[tuple[Push, bool]]) -> dict[str, Any]:
    return _row(ticket) | {
        "arrivals": [
            {**values_of(each, "version", "state", "why"), "text": _text(each)} for each in ticket.arrivals.all()
        ],
        "pushes": [_push(push, push_words(push) if shows else {}) for push, shows in pushes],
    }


def _push(push: Push, words: dict[str, str]) -> dict[str, Any]:
    names = ("key", "kind", "state", "why", "tries", "happened_at", "next_try_at", "ended_at", "dropped_because")
    return values_of(push, *names) | {name: words.get(name, "") for name in ("question", "text")}


def _text(arrival: Arrival) -> str:
    try:
        message = message_of(arrival)
    except CannotUnseal:
        return UNOPENED
    return message.text or message.value("reason")
