"""What goes back to the platform: one row for each piece of news of a ticket, with what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Event
from exchange.tables.tickets import Arrival, Ticket
from hall.constraints import check, final, index, once, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class Push(models.Model):
    """
    One message to the platform. Its cause is the line of the history that it tells of (`event`), or the arrival that was refused.
    `retried_by` is who last set it going again.

    What is tried again has the same key, the platform's means to drop what it has seen.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "受理"
        OBJECTED = "objected", "不归本单位"
        REPLIED = "replied", "答复"
        CLOSED = "closed", "办结"
        REOPENED = "reopened", "重新办理"
        REFUSED = "refused", "退回工单"

    class State(models.TextChoices):
        WAITING = "waiting", "等待推送"
        SENDING = "sending", "正在推送"
        UNKNOWN = "unknown", "不能确定，用同一编号再推"
        SENT = "sent", "平台已收到"
        FAILED = "failed", "推送失败"
        NO_PLATFORM = "no_platform", "没有接通平台"
        DROPPED = "dropped", "不再推送"

    OPEN = (State.WAITING, State.SENDING, State.UNKNOWN)
    NOT_SENT = (State.FAILED, State.NO_PLATFORM)  # they lie in the basket

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="webhook-id of every try")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="pushes")
    kind = models.CharField("内容", max_length=10, choices=Kind.choices)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, null=True, related_name="push")
    text = SealedTextField("写给平台的话", row=("key",), help_text="JSON, without anybody's name")
    state = models.CharField("结果", max_length=12, choices=State.choices, default=State.WAITING)
    why = models.CharField("原因", max_length=60, blank=True, help_text="code of the last trouble")
    receipt = models.CharField("平台编号", max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    happened_at = models.DateTimeField("办理时间")
    written_at = models.DateTimeField("写成")
    give_up_at = models.DateTimeField("最晚")
    next_try_at = models.DateTimeField("下次", null=True)
    sending_since = models.DateTimeField("开始推送", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    retried_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="再推的人")
    retried_at = models.DateTimeField("再推的时间", null=True)
    dropped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_because = models.CharField("不再推送的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送"
        ordering = ["id"]
        constraints = [
            once("one_push_a_line", "ticket", "event"),
            check(
                "push_has_one_cause",
                Q(event__isnull=False, arrival__isnull=True) | Q(event__isnull=True, arrival__isnull=False),
            ),
            check(
                "push_waits_for_a_moment",
                Q(state__in=["waiting", "unknown"], next_try_at__isnull=False)
                | ~Q(state__in=["waiting", "unknown"]) & Q(next_try_at__isnull=True),
            ),
            check(
                "push_being_sent_says_since_when",
                Q(state="sending", sending_since__isnull=False) | ~Q(state="sending") & Q(sending_since__isnull=True),
            ),
            check(
                "push_has_its_end",
                Q(state__in=["waiting", "sending", "unknown"], ended_at__isnull=True)
                | Q(state__in=["sent", "failed", "no_platform", "dropped"], ended_at__isnull=False),
            ),
            check(
                "push_is_retried_by_somebody",
                Q(retried_by__isnull=True, retried_at__isnull=True)
                | Q(retried_by__isnull=False, retried_at__isnull=False),
            ),
            check(
                "push_is_dropped_with_a_reason",
                Q(state="dropped", dropped_by__isnull=False) & ~Q(dropped_because="")
                | ~Q(state="dropped") & Q(dropped_by__isnull=True, dropped_because=""),
            ),
        ]
        triggers = [
            final("push_stays_as_written", "key", "ticket", "kind", "event", "arrival", "happened_at", "written_at"),
            final("what_was_pushed_is_not_again", "state", of="OLD.state = 'sent'"),
            sealed_words("words_of_a_push_stay", "text"),
        ]
        indexes = [
            index("pushes_to_send", "next_try_at", condition=Q(state__in=["waiting", "unknown"])),
            index("pushes_being_sent", "sending_since", condition=Q(state="sending")),
            index("pushes_not_sent", "-ended_at", condition=Q(state__in=["failed", "no_platform"])),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
