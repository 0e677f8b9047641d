"""What leaves the house: one row for each letter, person and way, with what became of it; and how the gateways are."""

import uuid

from django.db import models
from django.db.models import Q

from cases.tables.case import Case
from cases.tables.letters import Letter
from hall.constraints import check, index, once
from hall.fields import SealedTextField
from hall.models import User


class Dispatch(models.Model):
    """
    One SMS or e-mail, written in the transaction of its cause and sent later, once (decision 75).

    `text` holds no name and no number of a person. `address` is sealed, and erased as soon as the row has its outcome.
    """

    class Channel(models.TextChoices):
        SMS = "sms", "短信"
        MAIL = "mail", "电子邮件"

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发出"
        FAILED = "failed", "没有发出"
        UNKNOWN = "unknown", "不能确定"
        NO_GATEWAY = "no_gateway", "没有平台"
        DROPPED = "dropped", "不再发送"

    ENDED = (State.SENT, State.FAILED, State.UNKNOWN, State.NO_GATEWAY, State.DROPPED)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="the gateway's idempotency key")
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        related_name="dispatches",
        help_text="empty: about a person's account",
    )
    letter = models.ForeignKey(
        Letter,
        on_delete=models.PROTECT,
        null=True,
        related_name="dispatches",
        help_text="a letter to staff; empty: to the applicant, or about a person's account",
    )
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=80)
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    kind = models.CharField("种类", max_length=40)
    subject = models.CharField("事由", max_length=80)
    text = models.TextField("内容")
    facts = models.JSONField("内容里的项目", default=dict, help_text="for a gateway that fills templates of its own")
    address = SealedTextField("地址", null=True, row=("key",))
    masked = models.CharField("发给", max_length=80)
    to_agent = models.BooleanField("发给代理人", default=False, db_default=False)
    state = models.CharField("结果", max_length=12, choices=State.choices, default=State.WAITING)
    why = models.CharField("原因", max_length=60, blank=True, help_text="code of the last trouble")
    receipt = models.CharField("平台编号", max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    written_at = models.DateTimeField("写成")
    give_up_at = models.DateTimeField("最晚")
    next_try_at = models.DateTimeField("下次", null=True)
    sending_since = models.DateTimeField("开始发送", null=True)
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对外信件"
        ordering = ["-written_at", "-id"]
        constraints = [
            once("dispatch_once_for_each_cause", "cause", "channel"),
            check(
                "dispatch_of_a_letter_names_the_reader",
                Q(letter__isnull=True, recipient__isnull=True, case__isnull=False)
                | Q(letter__isnull=False, recipient__isnull=False, case__isnull=False)
                | Q(letter__isnull=True, recipient__isnull=False, case__isnull=True),
            ),
            check(
                "dispatch_waits_for_a_moment",
                Q(state="waiting", next_try_at__isnull=False) | ~Q(state="waiting") & Q(next_try_at__isnull=True),
            ),
            check(
                "dispatch_being_sent_says_since_when",
                Q(state="sending", sending_since__isnull=False) | ~Q(state="sending") & Q(sending_since__isnull=True),
            ),
            check(
                "dispatch_ended_keeps_no_address",
                Q(state__in=["waiting", "sending"], ended_at__isnull=True)
                | Q(
                    state__in=["sent", "failed", "unknown", "no_gateway", "dropped"],
                    ended_at__isnull=False,
                    address__isnull=True,
                ),
            ),
        ]
        indexes = [
            index("dispatch_to_send", "channel", "next_try_at", condition=Q(state="waiting")),
            index("dispatch_being_sent", "sending_since", condition=Q(state="sending")),
            index("dispatch_not_sent", "-ended_at", condition=Q(state__in=["failed", "unknown"])),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.channel}"


class Gateway(models.Model):
    """
    How the way out is: the SMS gateway, the mail server. Written by who sends, read by /healthz and the administrator.

    `troubles` counts failures of the gateway itself since its last success; until `closed_until` nobody tries it.
    """

    name = models.CharField(max_length=8, primary_key=True, choices=Dispatch.Channel.choices)
    troubles = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    closed_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=60, blank=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送平台"
        constraints = [
            check(
                "gateway_in_trouble_says_since_when",
                Q(troubles=0, failing_since__isnull=True, closed_until__isnull=True)
                | Q(troubles__gt=0, failing_since__isnull=False, closed_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
