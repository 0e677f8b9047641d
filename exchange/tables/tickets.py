"""What a 12345 platform has pushed: its tickets, and each message about one, as it came. All words are sealed."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, final, index, once, sealed_words
from hall.fields import SealedTextField
from hall.models import Department, User


class Ticket(models.Model):
    """
    A ticket of the platform, by its number. Without a case it waits in the basket, or was refused.

    :ivar hidden_from: the department that the platform says it is about: its people do not see it, as they see no such case.
    :ivar version: the newest one that came. :ivar followed: lines of the case's history that have been looked at for news to push.
    :ivar is_over: the case was closed when they were last looked at: whoever looks again asks for those that are open since.
    """

    number = models.CharField("工单号", max_length=40, unique=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="ticket", verbose_name="案件")
    hidden_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    about_centre = models.BooleanField(default=False)
    version = models.PositiveIntegerField("版本", default=0)
    followed = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = verbose_name_plural = "12345 工单"
        constraints = [check("ticket_has_a_number", Q(number__regex=r"^[0-9A-Za-z-]{4,40}$"))]
        triggers = [
            final("ticket_keeps_its_number", "number"),
            final("ticket_keeps_its_case", "case", of="OLD.case_id IS NOT NULL"),
        ]
        indexes = [index("tickets_not_over", "id", condition=Q(is_over=False))]

    def __str__(self) -> str:
        return self.number


class Arrival(models.Model):
    """
    One message of the platform. The same message again is answered from its row.

    Of its instant only the half-day is kept: it is when somebody complained (decision 8).

    :ivar body: the message without who complained. :ivar raw: what came, where it cannot be read; it may say who complained.
    :ivar contact: who complained, while no case holds it. Both are erased when it is decided.
    :ivar contact_hash: tells whether a newer version names somebody else.
    :ivar hidden_from: the department that this message names, whose people do not see it, whatever the ticket's case is about.
    :ivar about_centre: the same of the centre: the inspector's. :ivar case: the one that it opened beside the ticket's (decision 175).
    """

    class State(models.TextChoices):
        TAKEN = "taken", "已立案"
        CHANGED = "changed", "新版本，已转办理人"
        KEPT = "kept", "旧版本，只留存"
        WITHDRAWN = "withdrawn", "来件人撤回，已转办理人"
        BASKET = "in_basket", "待人工处理"
        BY_HAND = "by_hand", "人工收下"
        REFUSED = "refused", "已退回"

    HANDED_ON = (State.TAKEN, State.CHANGED, State.BY_HAND)  # its words are in a case

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="arrivals")
    version = models.PositiveIntegerField("版本", null=True)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="keyed hash of what it says")
    body = SealedTextField("内容", row=("key",))
    contact = SealedTextField("来件人", null=True, row=("key",))
    raw = SealedTextField("原文", null=True, row=("key",))
    contact_hash = models.CharField(max_length=64, blank=True, editable=False)
    hidden_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    about_centre = models.BooleanField(default=False, db_default=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="ticket_version")
    at = models.DateTimeField("收到的半天")
    answer = models.CharField("答复平台", max_length=12, choices=State.choices)
    state = models.CharField("处理", max_length=12, choices=State.choices)
    why = models.CharField("进收件篮的原因", max_length=200, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    reason = SealedTextField("退回的理由", blank=True, default="", row=("key",))

    class Meta:
        verbose_name = verbose_name_plural = "12345 来件"
        ordering = ["id"]
        constraints = [
            once(
                "one_arrival_a_version",
                *("ticket", "version"),
                condition=Q(state__in=["taken", "changed", "withdrawn"]),
            ),
            check("arrival_in_the_basket_says_why", ~Q(state="in_basket") | ~Q(why="")),
            check(
                "arrival_is_decided_by_somebody",
                Q(state__in=["by_hand", "refused"], decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=["by_hand", "refused"]) & Q(decided_at__isnull=True, decided_by__isnull=True)),
            ),
            check(
                "contact_is_kept_in_the_basket_only", Q(contact__isnull=True, raw__isnull=True) | Q(state="in_basket")
            ),
            check("only_what_is_taken_by_hand_opens_a_case", Q(case__isnull=True) | Q(state="by_hand")),
            check("refusal_gives_its_reason", Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason="")),
        ]
        triggers = [
            final(
                "arrival_stays_as_it_came",
                *(
                    "key",
                    "ticket",
                    "version",
                    "digest",
                    "contact_hash",
                    "hidden_from",
                    "about_centre",
                    "at",
                    "answer",
                    "why",
                ),
            ),
            final("arrival_keeps_its_case", "case", of="OLD.case_id IS NOT NULL"),
            final("arrival_is_decided_once", "state", "decided_at", "decided_by", of="OLD.state <> 'in_basket'"),
            sealed_words("words_of_an_arrival_stay", "body", "reason"),
        ]
        indexes = [index("arrivals_in_the_basket", "id", condition=Q(state="in_basket"))]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.version}"
