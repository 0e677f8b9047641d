"""What is proposed, decided, served and ruled on, for each link of the chain of liability."""

import uuid

from django.db import models
from django.db.models import F, Q

from conduct.ladders import LADDERS, LINKS, MEASURES
from conduct.states import CALLED_OFF, CONFIRMED, CONTESTED, DECIDED, DROPPED, PROPOSED, REVOKED, SANCTIONS, SERVED
from conduct.tables.attributions import Attribution
from conduct.tables.policies import SanctionPolicy
from hall.constraints import check, final, index, once
from hall.models import User

OF_A_DECISION = (DECIDED, SERVED, CONTESTED, CONFIRMED, REVOKED, CALLED_OFF)
WAS_SERVED = (SERVED, CONTESTED, CONFIRMED, REVOKED)
WAS_RULED_ON = (CONFIRMED, REVOKED)
SERVED_COLUMNS = ("served_at", "served_by", "out_of_force_on")


def _all(*columns: str, empty: bool) -> Q:
    return Q(**{f"{column}__isnull": empty for column in columns})


def _in(*states: str) -> Q:
    """In one of these states; what was called off keeps what it had."""
    return Q(state__in=[*states, CALLED_OFF])


class Sanction(models.Model):
    """
    责任追究处理: the software writes its proposal, once for each link of an attribution; people write the rest (rules C11).

    `person` is nobody where no account of the hall is known to have had that place: whoever decides names one, or an
    `addressee` without an account. Nothing is in force before it is served, nor after `out_of_force_on`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attribution = models.ForeignKey(Attribution, on_delete=models.PROTECT, related_name="sanctions")
    link = models.CharField("责任", max_length=20, choices=list(LINKS.items()))
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sanctions")
    addressee = models.CharField("没有账号的责任人", max_length=80, blank=True)
    proposed = models.CharField("建议", max_length=20, choices=list(MEASURES.items()))
    occurrence = models.PositiveSmallIntegerField("第几次查实")
    ladder = models.CharField("标准", max_length=20, choices=list(LADDERS.items()))
    policy = models.ForeignKey(SanctionPolicy, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("建议时间")
    state = models.CharField("状态", max_length=20, choices=list(SANCTIONS.items()), default=PROPOSED)
    measure = models.CharField("处理", max_length=20, choices=list(MEASURES.items()), blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    authority = models.CharField("决定机关", max_length=60, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("决定", null=True)
    served_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    served_at = models.DateTimeField("送达", null=True)
    out_of_force_on = models.DateField("失效日期", null=True)
    contested_at = models.DateTimeField("申诉", null=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField("裁定", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "责任追究处理"
        ordering = ["-proposed_at", "id"]
        constraints = [
            once("one_proposal_for_each_link", "attribution", "link"),
            check("sanction_counts_from_one", Q(occurrence__gte=1)),
            check(
                "sanction_says_who_decided",
                Q(state=PROPOSED, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state=PROPOSED) & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
            check(
                "decision_has_measure_number_and_authority",
                (Q(state__in=OF_A_DECISION) & ~Q(measure="") & ~Q(number="") & ~Q(authority=""))
                | Q(state__in=[PROPOSED, DROPPED], measure="", number="", authority=""),
            ),
            check(
                "decision_names_one_person",
                ~Q(state__in=OF_A_DECISION)
                | Q(person__isnull=False, addressee="")
                | (Q(person__isnull=True) & ~Q(addressee="")),
            ),
            check("sanction_is_decided_by_another", Q(person__isnull=True) | ~Q(settled_by=F("person"))),
            check(
                "sanction_in_force_was_served",
                (_in(*WAS_SERVED) & _all(*SERVED_COLUMNS, empty=False))
                | (_in(PROPOSED, DECIDED, DROPPED) & _all(*SERVED_COLUMNS, empty=True)),
            ),
            check(
                "sanction_was_contested",
                (_in(CONTESTED, *WAS_RULED_ON) & _all("contested_at", empty=False))
                | (_in(PROPOSED, DECIDED, DROPPED, SERVED) & _all("contested_at", empty=True)),
            ),
            check(
                "ruling_is_by_another",
                (_in(*WAS_RULED_ON) & _all("ruled_at", "ruled_by", empty=False) & ~Q(ruled_by=F("settled_by")))
                | (~Q(state__in=WAS_RULED_ON) & _all("ruled_at", "ruled_by", empty=True)),
            ),
        ]
        indexes = [
            index("sanctions_of_a_person", "person", "-served_at"),
            index("sanctions_by_state", "state", "-proposed_at"),
        ]
        triggers = [
            final(
                "proposal_of_a_sanction_stays", "key", "attribution", "link", "proposed", "occurrence", "ladder", "policy",
                "proposed_at",
            ),
            final(
                "decision_of_a_sanction_stays", "measure", "number", "authority", "person", "addressee", "settled_by",
                "settled_at", of="OLD.settled_at IS NOT NULL",
            ),
            final(
                "serving_of_a_sanction_stays", "served_by", "served_at", "out_of_force_on", of="OLD.served_at IS NOT NULL"
            ),
            final("appeal_of_a_sanction_stays", "contested_at", of="OLD.contested_at IS NOT NULL"),
            final("ruling_on_a_sanction_stays", "ruled_by", "ruled_at", of="OLD.ruled_at IS NOT NULL"),
            final(
                "sanction_is_over_for_good", "state", of="OLD.state IN ('sanction_revoked', 'dropped', 'called_off')"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"sanction {self.key}"

    @property
    def whose(self) -> str:
        """The person, whoever is named without an account, or nobody yet."""
        return str(self.person or self.addressee or "待确定")
