"""Letters that leave the house, for programs: one's own contact, and what did not go out. Personal data masked, or not there."""

from typing import cast

from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases import contacts, post_office
from cases.dispatch_wording import outcome
from cases.models import Dispatch, StaffContact
from hall.doors.endpoint import Endpoint
from hall.doors.operations import operation
from hall.doors.shapes import Code, Input, optional_text
from hall.models import User
from hall.roles import Permission

TAG = "letters"


class ContactInput(Input):
    phone = optional_text("手机", most=30, help_text="A mobile telephone; empty for no SMS.")
    email = optional_text("电子邮箱", most=120, help_text="Empty for no e-mail.")


class ContactAnswer(serializers.Serializer):
    """Masked; empty: letters do not go this way."""

    phone = serializers.CharField(source="phone_masked", allow_blank=True)
    email = serializers.CharField(source="email_masked", allow_blank=True)


class NotSentAnswer(serializers.Serializer):
    """A letter that did not go out, or may not have."""

    number = serializers.CharField(
        source="case.number", allow_null=True, help_text="Of the case; null: about somebody's account."
    )
    kind = serializers.CharField()
    subject = serializers.CharField()
    channel = Code(Dispatch.Channel)
    state = Code(Dispatch.State)
    outcome = serializers.SerializerMethodField(help_text="The state in a sentence, with the reason.")
    tries = serializers.IntegerField()
    written_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_outcome(self, row: Dispatch) -> str:
        return outcome(row)


class OwnContact(Endpoint):
    """No permission is asked for: everybody reads and sets their own, and nobody else's."""

    @operation(
        tag=TAG,
        summary="Where your letters also go",
        description="Your own telephone and e-mail address, masked.",
        name="contact_read",
        answer=ContactAnswer,
        errors=(401, 404),
    )
    def get(self, request: Request) -> Response:
        contact = StaffContact.objects.filter(user=cast(User, request.user)).first() or StaffContact()
        return Response(ContactAnswer(contact).data)

    @operation(
        tag=TAG,
        summary="Set where your letters also go",
        description="What you have not read in the product yet is then sent there too, in office hours, each letter once.",
        name="contact_set",
        request=ContactInput,
        answer=ContactAnswer,
        errors=(400, 401, 403, 404, 413, 415),
    )
    def post(self, request: Request) -> Response:
        fields = self.read(ContactInput)
        contact = contacts.set_contact(**fields, by=cast(User, request.user), at=self.at)
        return Response(ContactAnswer(contact).data)


class NotSent(Endpoint, GenericAPIView):
    needs = {"GET": Permission.LETTERS_WATCH}
    queryset = Dispatch.objects.none()
    serializer_class = NotSentAnswer

    @operation(
        summary="Letters that did not go out",
        description="SMS and e-mails of the last thirty days that failed or whose fate nobody knows: case numbers and reasons, nothing personal.",
        name="letters_not_sent",
        answer=NotSentAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(post_office.not_sent(at=self.at))
        return self.get_paginated_response(NotSentAnswer(page or [], many=True).data)
