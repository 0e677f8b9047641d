"""The letters of a case in the API: to whom, by which way, what became of each. Addresses only masked."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from cases.dispatch_wording import outcome, parts
from cases.models import Dispatch
from hall.doors.shapes import Code


class DispatchAnswer(serializers.Serializer):
    """An SMS or an e-mail."""

    kind = serializers.CharField(help_text="What it is about: received, noticed, accepted, …; staff-… to staff.")
    subject = serializers.CharField()
    channel = Code(Dispatch.Channel)
    to_staff = serializers.BooleanField()
    to = serializers.CharField(help_text="Masked.")
    to_agent = serializers.BooleanField(help_text="It is the telephone of the applicant's agent.")
    text = serializers.CharField(allow_blank=True, help_text="Empty for staff: they read it in the product.")
    parts = serializers.IntegerField(help_text="How many short messages it is; 1 for an e-mail.")
    state = Code(Dispatch.State)
    outcome = serializers.CharField(help_text="The state in a sentence, with the reason.")
    tries = serializers.IntegerField()
    written_at = serializers.DateTimeField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


def dispatch_answers(rows: Iterable[Dispatch]) -> list[dict[str, Any]]:
    """For DispatchAnswer, the newest first."""
    return [
        vars(row)
        | {
            "to": row.masked,
            "to_staff": row.letter_id is not None,
            "text": "" if row.letter_id else row.text,
            "parts": parts(row) if row.channel == Dispatch.Channel.SMS else 1,
            "outcome": outcome(row),
        }
        for row in rows
    ]
