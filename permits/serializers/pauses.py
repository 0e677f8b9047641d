"""What programs are told of what stops the clocks: special procedures and the hearing."""

from rest_framework import serializers

from cases.models import Pause
from hall.doors.shapes import Code
from permits.hearings import masked, without_names
from permits.models import (
    Hearing,
)


class HearingAnswer(serializers.Serializer):
    """听证, step by step; what has not happened is null or empty. The names of its parties are masked."""

    parties = serializers.SerializerMethodField()
    interest = serializers.CharField()
    told_at = serializers.DateTimeField()
    told_document = serializers.CharField()
    ask_by = serializers.DateTimeField()
    asked_at = serializers.DateTimeField(allow_null=True)
    asked_by_party = serializers.SerializerMethodField()
    announced_at = serializers.DateTimeField(allow_null=True)
    announced_by = serializers.CharField(allow_null=True)
    notice_document = serializers.CharField(allow_blank=True)
    sits_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    chair = serializers.CharField(allow_blank=True)
    held_at = serializers.DateTimeField(allow_null=True)
    record_document = serializers.CharField(allow_blank=True)
    given_up_at = serializers.DateTimeField(allow_null=True)
    given_up_because = serializers.SerializerMethodField()

    def get_parties(self, hearing: Hearing) -> str:
        """Who was told, each name masked."""
        return masked(hearing.parties)

    def get_asked_by_party(self, hearing: Hearing) -> str:
        """Who asked, masked; empty: nobody did."""
        return masked(hearing.asked_by_party)

    def get_given_up_because(self, hearing: Hearing) -> str:
        """Empty: it was not given up."""
        return without_names(hearing.given_up_because, hearing)


class PauseAnswer(serializers.Serializer):
    """A special procedure; both days are inside it."""

    ground = Code(Pause.Ground)
    notice_number = serializers.CharField()
    later_notices = serializers.ListField(
        child=serializers.CharField(), help_text="Numbers of the notices that prolonged it."
    )
    declared_days = serializers.IntegerField(help_text="Working days, of all its notices together.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    never_began = serializers.BooleanField(help_text="Ended before its first day: no day is left out for it.")
