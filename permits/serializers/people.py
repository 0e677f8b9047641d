"""What programs are told of who applies, who acts for them, and their trips."""

from rest_framework import serializers

from hall.doors.answers import DepartmentAnswer, WindowAnswer
from hall.doors.shapes import Code
from hall.identifiers import mask_name
from hall.identity import IdKind
from permits.models import (
    Agent,
    ApplicantKind,
    Visit,
)


class ApplicantAnswer(serializers.Serializer):
    kind = Code(ApplicantKind)
    name = serializers.CharField()
    id_kind = Code(IdKind)
    id_number = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    no_sms = serializers.BooleanField()


class AgentAnswer(serializers.Serializer):
    """代理人: who acts for the applicant. Masked."""

    name = serializers.SerializerMethodField()
    id_kind = serializers.CharField(help_text="As the applicant's; empty, of agents of former days: a resident card.")
    id_number = serializers.CharField(source="number_masked")
    phone = serializers.CharField(source="phone_masked")
    authority = Code(Agent.Authority)
    document = serializers.CharField(help_text="The power of attorney that was seen.")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="Null: until the matter is done.")
    may_collect = serializers.BooleanField()
    gets_letters = serializers.BooleanField()

    def get_name(self, agent: Agent) -> str:
        """Masked."""
        return mask_name(agent.name)


class VisitAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    window = WindowAnswer()
    department = DepartmentAnswer()
    purpose = Code(Visit.Purpose)
    counted_as = serializers.IntegerField(allow_null=True, help_text="Null: not counted.")
    cause = Code(Visit.Cause, allow_null=True)
    basis = serializers.CharField(allow_blank=True, help_text="What requires the applicant to come, of the cause law.")
    carried_from = serializers.CharField(
        allow_blank=True,
        help_text="Number of the application that ended without a decision and that this trip was made for.",
    )


class VisitCountAnswer(serializers.Serializer):
    department = DepartmentAnswer()
    counted = serializers.IntegerField()


class VisitCountsAnswer(serializers.Serializer):
    """Two trips to one department are allowed (两次终结制); the hall's total is for information."""

    hall = serializers.IntegerField()
    departments = VisitCountAnswer(many=True)
