"""Yellow and red cards: one row for each breach."""

from typing import Self

from django.db import models
from django.db.models import Q

from cases.rules import CARD_WORDS, CardLevel
from cases.tables.case import Case
from cases.tables.clocks import RULE_CHOICES, Deadline
from hall.access import Grant
from hall.constraints import check, final, index, not_of_the_future, once
from hall.models import Department, User, Window

LEVEL_CHOICES = [(str(level), words) for level, words in CARD_WORDS.items()]


class CardState(models.TextChoices):
    ISSUED = "issued", "已发出"
    ANSWERED = "answered", "已说明"
    APPEALED = "appealed", "申诉中"
    UPHELD = "upheld", "维持"
    WITHDRAWN = "withdrawn", "已撤销"


class CardQuerySet(models.QuerySet["Card"]):
    def reached_by(self, grant: Grant) -> Self:
        """
        Cards of the grant's departments: those that broke the rule, whoever's the case is by now (decision 118); never of a
        complaint about a department that its holder works for, nor for the centre's own people of one about it.
        """
        if not grant:
            return self.none()
        cards = self.exclude(case__hidden_from__in=grant.works_for).filter(grant.as_filter("department"))
        cards = cards._not_kept_from(grant.person)
        return cards if grant.reaches_both else cards.filter(case__about_centre__in=grant.about_centre)

    def open_to(self, grant: Grant) -> Self:
        """Those, and each that names the grant's holder (decision 118). What hides a complaint from somebody hides its card too."""
        named = Q(owner=grant.holder) if grant.holder is not None else Q(pk__in=[])
        if grant.of_the_centre:
            named &= Q(case__about_centre=False)
        within = grant.as_filter("department")
        if not grant.reaches_both:
            within &= Q(case__about_centre__in=grant.about_centre)
        cards = self.exclude(case__hidden_from__in=grant.works_for)._not_kept_from(grant.person)
        return (
            cards.filter(within | named) if within else cards
        )  # an empty Q is everything, and nothing beside another one

    def _not_kept_from(self, person: int | None) -> Self:
        return self if person is None else self.exclude(case__kept_from__contains=[person])

    def listed_for(self, grant: Grant) -> Self:
        """The list and figures of whoever has a board are their units'; who has none lists the cards that name them."""
        return self.reached_by(grant) if grant else self.open_to(grant)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.exclude(state=CardState.WITHDRAWN)

    def with_liable(self) -> Self:
        """Loaded with their case and whoever answers for it."""
        return self.select_related("case", "department", "window", "owner")


class Card(models.Model):
    """
    黄牌/红牌. `breached_at` is the instant of the breach, `issued_at` that of its detection.

    A breach of a clock is unique by (deadline, level, epoch); a breach of a rule that is not about time by
    (case, rule, occurrence, level, department): each department's trips are counted by themselves. A card that turned out void is withdrawn with the reason, by a person or (a corrected
    calendar) by the system, and never deleted.

    A corrected calendar that leaves its clock late moves `breached_at`, and nothing else of it (decision 138).

    `appealed_at` says from when the office has to rule; who appealed, and all that was written about the card, is in the history.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cards")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="cards", db_index=False)
    rule = models.CharField("规则", max_length=40, choices=RULE_CHOICES)
    level = models.CharField("牌", max_length=10, choices=LEVEL_CHOICES)
    epoch = models.PositiveIntegerField(default=0)
    occurrence = models.PositiveIntegerField(default=0)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="cards", db_index=False
    )
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="cards", db_index=False)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="责任人", db_index=False
    )
    cause = models.CharField("原因", max_length=300)
    escalated = models.BooleanField("由黄牌升级", default=False, help_text="a second yellow card on the case")
    across_units = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="red by another unit's yellow card, from before a unit's own alone counted: decision 118",
    )
    breached_at = models.DateTimeField("违规时刻")
    issued_at = models.DateTimeField("发出时间")
    state = models.CharField("状态", max_length=20, choices=CardState.choices, default=CardState.ISSUED)
    appealed_at = models.DateTimeField("申诉时间", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "红黄牌"
        ordering = ["-breached_at", "-id"]
        constraints = [
            once("one_card_a_broken_clock", "deadline", "level", "epoch", condition=Q(deadline__isnull=False)),
            once(
                "one_card_an_occurrence",
                *("case", "rule", "occurrence", "level", "department"),
                condition=Q(deadline__isnull=True),
                nulls_distinct=False,  # of the complaint centre, which is no department, too
            ),
            check("card_level_is_known", Q(level__in=[level for level, _words in LEVEL_CHOICES])),
            check(
                "withdrawn_card_says_when_and_why",
                ~Q(state=CardState.WITHDRAWN) | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
            check("appealed_card_says_when", ~Q(state=CardState.APPEALED) | Q(appealed_at__isnull=False)),
            check("escalated_card_is_red", ~Q(escalated=True) | Q(level=CardLevel.RED.value)),
        ]
        indexes = [
            index("cards_by_department", "department", "-breached_at"),
            index("cards_not_about_time", "rule", condition=Q(deadline__isnull=True)),
            index("cards_by_issue", "-issued_at", "-id"),  # the board shows the last ones
            index("cards_to_rule_on", "appealed_at", condition=Q(state=CardState.APPEALED)),
        ]
        triggers = [
            not_of_the_future("card_not_of_the_future", "issued_at", "breached_at"),
            final(
                "card_says_what_was_broken", "case", "deadline", "rule", "level", "epoch", "occurrence", "department",
                "window", "owner", "cause", "escalated", "issued_at",
            ),
            final("card_moves_with_its_clock", "breached_at", of="OLD.deadline_id IS NULL"),
            final("card_is_appealed_against_once", "appealed_at", of="OLD.appealed_at IS NOT NULL"),
            final("withdrawn_card_is_final", of="OLD.withdrawn_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.get_rule_display()}"

    def is_reached_by(self, grant: Grant) -> bool:
        """As `CardQuerySet.reached_by` has it, of one card with its case."""
        return self.case.is_in_sight_of(grant) and grant.covers(self.department_id)

    def is_open_to(self, grant: Grant) -> bool:
        """As `CardQuerySet.open_to` has it, of one card with its case."""
        names_them = grant.holder is not None and self.owner_id == grant.holder
        return self.is_reached_by(grant) or (names_them and not self.case.is_hidden_from(grant))
