"""What the API tells about any case: its clocks with their arithmetic, its history, its cards."""

from datetime import datetime
from typing import Any, cast

from rest_framework import serializers

from cases.cards import ruling_due
from cases.clocks import explanation
from cases.events import UNTELLABLE, sentence_of
from cases.former_handlers import handed_over_late
from cases.models import Card, CardState, CaseKind, Deadline, Event
from cases.rules import LAMP_WORDS, RULES, VERDICT_WORDS, Lamp
from cases.tables.cards import LEVEL_CHOICES
from cases.tables.clocks import RULE_CHOICES, VERDICT_CHOICES
from cases.wording import REPLACED, lamp_at, lamp_word, remaining
from hall import calendar
from hall.catalogue_terms import LimitUnit
from hall.doors.answers import DepartmentAnswer, WindowAnswer
from hall.doors.shapes import Code
from hall.worktime import LineKind, WorkCalendar

LAMP_CHOICES = [(lamp.name.lower(), LAMP_WORDS[lamp]) for lamp in Lamp]
LINE_CHOICES = [(str(kind), str(kind)) for kind in LineKind]


class LineAnswer(serializers.Serializer):
    """One step of the arithmetic: the days (both included) and the sentence that says what they count for."""

    kind = Code(LINE_CHOICES, name="LineKind")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    text = serializers.CharField()


class ClockAnswer(serializers.Serializer):
    """One limit. The statutory limit and the promise stand beside each other; neither moves the other."""

    rule = Code(RULE_CHOICES, name="Rule")
    words = serializers.CharField(help_text="Its name on a screen.")
    article = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = Code(LimitUnit)
    started_at = serializers.DateTimeField()
    warn_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="The last moment in time; null while the clock is stopped."
    )
    lamp = Code(LAMP_CHOICES, name="Lamp")
    lamp_words = serializers.CharField(
        help_text="Of the colour; or how the limit stands, where that would contradict it: 今日到期, 已过, 已结束."
    )
    remaining = serializers.CharField(help_text="In half working days, in words.")
    met_at = serializers.DateTimeField(allow_null=True)
    verdict = Code(VERDICT_CHOICES, name="Verdict", allow_null=True)
    late_by_minutes = serializers.IntegerField(allow_null=True, help_text="Working minutes.")
    provisional = serializers.BooleanField(help_text="The calendar of one of its years is not announced yet (暂定).")
    superseded_at = serializers.DateTimeField(allow_null=True, help_text="Replaced by an extended limit.")
    explanation = LineAnswer(many=True, help_text="From the start to the due moment, every day accounted for.")


def clock_answers(clocks: list[Deadline], *, at: datetime) -> list[dict[str, Any]]:
    """All clocks of a case in the order of their due moments, for ClockAnswer."""
    days = calendar.current()
    return [_clock(clock, at=at, days=days) for clock in sorted(clocks, key=lambda each: (each.due_at, each.pk))]


def _clock(clock: Deadline, *, at: datetime, days: WorkCalendar) -> dict[str, Any]:
    stopped = clock.is_stopped
    return vars(clock) | {
        "words": RULES[clock.rule].words,
        "warn_at": None if stopped else clock.warn_at,
        "due_at": None if stopped else clock.due_at,
        "lamp": lamp_at(clock, at=at),
        # a clock that has ended shows how; its last lamp may have been the grey of a pause
        "lamp_words": lamp_word(clock, at=at) if clock.runs else VERDICT_WORDS.get(clock.verdict, REPLACED),
        "remaining": remaining(clock, at=at, calendar_now=days),
        "explanation": explanation(clock).lines,
    }


class LineFacts(serializers.DictField):
    """The facts of a line as they stand; of a line that has none to be read, the sentence that says so."""

    def get_attribute(self, line: Event) -> dict[str, Any]:
        return line.facts if isinstance(line.facts, dict) else {"sentence": UNTELLABLE.format(verb=line.verb)}


class RemarkReason(serializers.CharField):
    def get_attribute(self, line: Event) -> str:
        return sentence_of(line, lambda facts: str(facts["reason"]))


class HistoryLineAnswer(serializers.Serializer):
    """One line of the append-only history; each carries the hash of the line before it."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True, help_text="Null: the system, or a visitor.")
    actor_account = serializers.CharField(
        source="actor.username", allow_null=True, default=None, help_text="The user name: two people may have one name."
    )
    verb = serializers.CharField()
    from_state = serializers.CharField(allow_blank=True)
    to_state = serializers.CharField(allow_blank=True)
    facts = LineFacts()
    prev_hash = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class CardAnswers(serializers.ListSerializer):
    """Cards of a list: who had their clocks before is asked once for all of them."""

    def to_representation(self, data: Any) -> list[Any]:
        cards = list(data)
        cast("CardAnswer", self.child).late = handed_over_late(cards)
        return super().to_representation(cards)


class CardAnswer(serializers.Serializer):
    """黄牌/红牌: one breach. `breached_at` is the instant of the breach, `issued_at` that of its detection."""

    id = serializers.IntegerField(help_text="For the acts on it: `/cards/{card}/appeal/`, ….")
    case = serializers.CharField(source="case.number")
    case_kind = Code(CaseKind, source="case.kind")
    title = serializers.CharField(source="case.title")
    rule = Code(RULE_CHOICES, name="Rule")
    rule_words = serializers.CharField(source="get_rule_display")
    level = Code(LEVEL_CHOICES, name="CardLevel")
    level_words = serializers.CharField(source="get_level_display")
    cause = serializers.CharField()
    department = DepartmentAnswer(allow_null=True, help_text="Null: the complaint centre.")
    window = WindowAnswer(allow_null=True)
    owner = serializers.CharField(allow_null=True, help_text="Who had the clock when it was broken.")
    handed_over = serializers.SerializerMethodField(
        help_text="Each hand-over in the last working day before the breach, in words: when, from whom, to whom. Empty: none."
    )
    breached_at = serializers.DateTimeField(help_text="The arithmetic: `/cases/{number}/deadlines/`.")
    issued_at = serializers.DateTimeField()
    state = Code(CardState)
    state_words = serializers.CharField(source="get_state_display")
    appealed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_because = serializers.CharField(allow_blank=True)
    late: dict[int, str] | None = None  # of a list: cases.former_handlers, by card

    class Meta:
        list_serializer_class = CardAnswers

    def get_handed_over(self, card: Card) -> str:
        late = handed_over_late([card]) if self.late is None else self.late
        return late.get(card.pk, "")


class RemarkAnswer(serializers.Serializer):
    """What its department or the office has written about a card."""

    verb = serializers.CharField(help_text="card_explained, card_appealed, card_upheld or card_withdrawn.")
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True, help_text="Null: the system.")
    reason = RemarkReason()


class OneCardAnswer(CardAnswer):
    """A card as it stands now."""

    ruling_due_at = serializers.SerializerMethodField(help_text="By when an appeal that waits is to be ruled on.")
    remarks = RemarkAnswer(many=True, help_text="Explanation, appeal, ruling: the oldest first.")
    version = serializers.IntegerField(source="case.version", help_text="Of its case.")
    acts = serializers.SerializerMethodField(help_text="Acts that you can do now.")

    def get_ruling_due_at(self, card: Card) -> datetime | None:
        due = ruling_due(card)
        return due.due_at if due else None

    def get_acts(self, _card: Card) -> list[str]:
        return self.context["acts"]
