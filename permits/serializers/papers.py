"""What programs are told of the papers: what came, what a notice asked for, what was promised."""

from rest_framework import serializers

from hall.doors.shapes import Code
from permits.models import (
    Commitment,
    NoticeGround,
    PaperForm,
    Tolerance,
)


class PaperAnswer(serializers.Serializer):
    position = serializers.IntegerField(source="material.position")
    name = serializers.CharField(source="material.name")
    received_at = serializers.DateTimeField(source="receipt.at", allow_null=True)
    form = Code(PaperForm, source="receipt.form", allow_null=True)
    handed_back_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was last handed back to be put right; it may have come again since."
    )


class CorrectionAnswer(serializers.Serializer):
    """当场更正."""

    material = serializers.IntegerField(source="material.position")
    what = serializers.CharField()
    at = serializers.DateTimeField()


class PromisedAnswer(serializers.Serializer):
    """What a written promise is about."""

    materials = serializers.SerializerMethodField()
    pledge = serializers.CharField()

    def get_materials(self, promise: Tolerance | Commitment) -> list[int]:
        """Positions of the papers."""
        return [material.position for material in promise.materials.all()]


class ToleranceAnswer(PromisedAnswer):
    """容缺受理: what was promised to follow."""

    pledged_on = serializers.DateField()
    supplied_at = serializers.DateTimeField(allow_null=True)
    overdue_at = serializers.DateTimeField(allow_null=True, help_text="The papers had not come by then.")
    told_at = serializers.DateTimeField(allow_null=True)


class CommitmentAnswer(PromisedAnswer):
    """告知承诺: verification is owed while verified_at is null."""

    verified_at = serializers.DateTimeField(allow_null=True)
    holds = serializers.BooleanField(allow_null=True)
    finding = serializers.CharField(allow_blank=True)


class NoticeLineAnswer(serializers.Serializer):
    material = serializers.IntegerField(source="material.position")
    name = serializers.CharField(source="material.name")
    remark = serializers.CharField(allow_blank=True)


class NoticeAnswer(serializers.Serializer):
    """一次性告知书."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    ground = Code(NoticeGround, allow_null=True, help_text="Set where it names what no earlier notice named.")
    ground_reason = serializers.CharField(allow_blank=True)
    ground_on = serializers.DateField(allow_null=True)
    lines = NoticeLineAnswer(many=True)
