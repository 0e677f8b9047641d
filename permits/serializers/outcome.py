"""What programs are told of how it ended: decided, handed over, revoked, barred, or without a decision."""

from rest_framework import serializers

from hall.doors.shapes import Code
from permits.models import (
    Bar,
    Decision,
    Ending,
    NonAcceptance,
    Revocation,
    Service,
)

ENDING_GROUNDS = Ending.Ground.choices + Ending.Mistake.choices


class NonAcceptanceAnswer(serializers.Serializer):
    """How an application ended before it was accepted."""

    kind = Code(NonAcceptance.Kind)
    ground = Code(NonAcceptance.Ground, allow_null=True)
    reason = serializers.CharField()
    competent_agency = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class DecisionAnswer(serializers.Serializer):
    result = Code(Decision.Result)
    number = serializers.CharField(allow_blank=True, help_text="文号. Empty: decided before decisions had numbers.")
    reason = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    false_materials = serializers.BooleanField(
        help_text="Of a refusal: facts were hidden or materials false (art. 78)."
    )


class RevocationAnswer(serializers.Serializer):
    """撤销: what was granted is revoked."""

    ground = Code(Revocation.Ground)
    reason = serializers.CharField()
    remedies = serializers.CharField()
    document = serializers.CharField(help_text="Number of the written decision.")
    at = serializers.DateTimeField()
    revoked_by = serializers.CharField()


class BarAnswer(serializers.Serializer):
    """The applicant may not apply for this item again until that day is over (行政许可法 art. 78, 79)."""

    ground = Code(Bar.Ground)
    from_on = serializers.DateField(source="first_day")
    until = serializers.DateField(help_text="The last day on which it holds.")
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_ground = Code(Bar.LiftedBy, allow_null=True)
    lifted_document = serializers.CharField(allow_blank=True)


class EndingAnswer(serializers.Serializer):
    """How it ended without a decision: withdrawn, terminated or void."""

    kind = Code(Ending.Kind)
    ground = Code(ENDING_GROUNDS, name="EndingGround", allow_null=True)
    basis = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    remedies = serializers.CharField(allow_blank=True)
    document = serializers.CharField(help_text="Number of the written document.")
    at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    approved_by = serializers.CharField(allow_null=True, help_text="Null: the applicant's own wish needs no approval.")


class DeliveryAnswer(serializers.Serializer):
    """How a paper reached the applicant: the result, or what revoked it or ended the application without one."""

    method = Code(Service.Method, name="DeliveryMethod")
    by_agent = serializers.BooleanField(help_text="The applicant's agent collected it.")
    published_on = serializers.DateField(allow_null=True, help_text="Of the method published.")
    served_on = serializers.DateField(
        allow_null=True,
        help_text="Of the method published: when it counts as served, the day from which the remedies run.",
    )
    at = serializers.DateTimeField()
