"""The clocks of a case, and the dated intervals that stop them."""

from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q

from cases.floor import KEEP_ABOVE
from cases.rules import LAMP_WORDS, RULES, VERDICT_WORDS, Lamp, Rule
from cases.tables.case import Case
from hall.catalogue_terms import LimitUnit
from hall.constraints import OUR_TIMES, check, final, index, once
from hall.models import Department, User
from hall.tables.organisation import DateRange

RULE_CHOICES = [(str(rule), terms.words) for rule, terms in RULES.items()]
VERDICT_CHOICES = [(str(verdict), words) for verdict, words in VERDICT_WORDS.items()]
GREY = int(Lamp.GREY)
RUNNING = Q(met_at__isnull=True, superseded_at__isnull=True)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> Self:
        return self.filter(RUNNING)


class Deadline(models.Model):
    """
    One clock on a case.

    `unit`, `quantity`, `started_at`, `start` and `article` are what the law or the promise says: never edited, only superseded. The
    database itself keeps them, and a clock that has ended.
    `warn_at`, `due_at` are computed from them and from the pauses by hall.worktime, stored and indexed. `next_alert_at` is
    the next instant at which the sweep has something to say: null while stopped, and when nothing is left to say.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.CharField("时限", max_length=40, choices=RULE_CHOICES)
    unit = models.CharField("单位", max_length=20, choices=LimitUnit.choices)
    quantity = models.PositiveIntegerField("数量")
    article = models.CharField("依据", max_length=120)
    started_at = models.DateTimeField("起算")
    # the default is the database's own too: rows of a single table that are put back by SQL need not name it
    start = models.CharField(
        "起算事由", max_length=20, blank=True, default="", db_default="", help_text="empty: the rule's own"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="deadlines", db_index=False
    )
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    warn_at = models.DateTimeField("预警")
    due_at = models.DateTimeField("到期")
    next_alert_at = models.DateTimeField(null=True, editable=False)
    lamp = models.PositiveSmallIntegerField("灯", choices=[(int(k), v) for k, v in LAMP_WORDS.items()])
    met_at = models.DateTimeField("完成", null=True)
    verdict = models.CharField("结论", max_length=10, blank=True, choices=VERDICT_CHOICES)
    late_by_minutes = models.PositiveIntegerField("超时（工作分钟）", null=True)
    epoch = models.PositiveIntegerField(default=0, help_text="recomputations that moved due_at")
    provisional = models.BooleanField("暂定", default=False)
    superseded_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    # Whether a card for the present due moment stands. A new clock has none; whoever reads clocks reads it along (cases.in_hand).
    has_card = False

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        constraints = [
            check("deadline_quantity_is_positive", Q(quantity__gt=0)),
            check("deadline_in_our_times", Q(started_at__range=OUR_TIMES, due_at__range=OUR_TIMES)),
            check("deadline_rule_is_known", Q(rule__in=[rule for rule, _ in RULE_CHOICES])),
            check("deadline_unit_is_known", Q(unit__in=LimitUnit.values)),
            check("deadline_lamp_is_known", Q(lamp__in=[int(lamp) for lamp in LAMP_WORDS])),
            check(
                "deadline_met_has_a_verdict",
                Q(met_at__isnull=True, verdict="") | (Q(met_at__isnull=False) & ~Q(verdict="")),
            ),
            check(
                "deadline_late_says_by_how_much",
                Q(verdict="late", late_by_minutes__isnull=False)
                | (~Q(verdict="late") & Q(late_by_minutes__isnull=True)),
            ),
            # else it would be green for ever, whatever the hour: the sweep never hears of it
            check(
                "deadline_before_its_breach_has_an_alert",
                Q(next_alert_at__isnull=False)
                | ~RUNNING
                | Q(lamp__in=[int(lamp) for lamp in (Lamp.GREY, Lamp.RED, Lamp.DEEP_RED)])
                | Q(
                    lamp=int(Lamp.YELLOW),
                    rule__in=[str(rule) for rule, terms in RULES.items() if terms.broken is Lamp.YELLOW],
                ),
            ),
            check("deadline_ended_is_silent", Q(next_alert_at__isnull=True) | RUNNING),
            once("one_running_clock_of_a_kind", "case", "rule", condition=RUNNING),
        ]
        indexes = [
            # with the id: of thousands due at one closing time, a batch reads its own and sorts nothing
            index("clocks_with_an_alert_ahead", "next_alert_at", "id", condition=Q(next_alert_at__isnull=False)),
            # with the case: of ten thousand due at one closing time, a queue reads its fifty and sorts nothing
            index("running_clocks_by_due", "department", "due_at", "case", condition=RUNNING),
            # the same of the complaint centre: that a department is NULL sorts nothing by itself
            index("centre_clocks_by_due", "due_at", "case", condition=RUNNING & Q(department__isnull=True)),
            # the office's list reads its fifty, the board what is late and what turns red today (decision 146)
            index("running_clocks_by_lamp", "-lamp", "due_at", "case", condition=RUNNING),
            index(
                "waiting_for_their_notice",
                "due_at",
                condition=Q(rule=Rule.ACCEPTANCE_NOTICE.value, met_at__isnull=True, superseded_at__isnull=True),
            ),
            # the timers ask every 30 seconds for those that have outlasted their notice (permits.outlasted)
            index(
                "pauses_to_their_end",
                "due_at",
                condition=Q(rule=Rule.SPECIAL_PROCEDURE.value, met_at__isnull=True, superseded_at__isnull=True),
            ),
        ]
        triggers = [
            final(
                "clock_keeps_its_terms",
                "case",
                "rule",
                "unit",
                "quantity",
                "article",
                "started_at",
                "start",
                "supersedes",
            ),
            # whose department has not taken an enquiry in time is said after that clock was started (enquiries.actions)
            final("clock_stays_in_its_department", "department", of="OLD.rule NOT LIKE 'enquiry%'"),
            # an ended clock runs again when its conclusion is taken back (cases.clocks.reopen): nothing else changes on it
            final(
                "ended_clock_is_final",
                of="OLD.superseded_at IS NOT NULL OR (OLD.met_at IS NOT NULL AND NEW.met_at IS NOT NULL)",
            ),
            pgtrigger.Trigger(
                name="alert_keeps_above_the_floor",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("next_alert_at"),
                condition=pgtrigger.Condition("NEW.next_alert_at IS NOT NULL"),
                func=KEEP_ABOVE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def runs(self) -> bool:
        return self.met_at is None and self.superseded_at is None

    @property
    def is_stopped(self) -> bool:
        """Stands still in a pause: it has no due moment that counts, and nothing to say until the pause is over."""
        return self.next_alert_at is None and self.lamp == GREY and self.runs

    @property
    def lamp_name(self) -> str:
        return Lamp(self.lamp).name.lower()

    @property
    def start_words(self) -> str:
        """What started it, for the sentence that explains its date."""
        return self.start or RULES[self.rule].start


class Pause(models.Model):
    """
    A dated interval that does not count: 行政许可法 art. 45's closed list, or statutory waiting. Both ends are inside it, unless it
    was ended before its first day: then it has no day at all (`never_began`).

    Deadlines are derived by replaying these rows; nothing ever adds to a stored date.
    """

    class Ground(models.TextChoices):
        HEARING = "hearing", "听证"
        BIDDING = "bidding", "招标"
        AUCTION = "auction", "拍卖"
        INSPECTION = "inspection", "检验"
        TESTING = "testing", "检测"
        QUARANTINE = "quarantine", "检疫"
        APPRAISAL = "appraisal", "鉴定"
        EXPERT_REVIEW = "expert_review", "专家评审"
        STATUTORY_WAITING = "statutory_waiting", "法定等待"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    ground = models.CharField("事由", max_length=30, choices=Ground.choices)
    notice_number = models.CharField("告知书编号", max_length=60)
    declared_days = models.PositiveSmallIntegerField(
        "告知的天数（工作日）", help_text="of all its notices together: the first one and those that prolonged it"
    )
    later_notices = ArrayField(
        models.CharField(max_length=60), default=list, db_default=[], verbose_name="延长的告知书编号"
    )
    basis = models.CharField("依据条款", max_length=200, blank=True, help_text="due with statutory waiting (rules D8)")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    overdue_at_release = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="had outlasted its notice when the hall learned to end such pauses: decision 105",
    )
    never_began = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="ended before its first day, which therefore counts: decision 139",
    )

    class Meta:
        verbose_name = verbose_name_plural = "特别程序"
        ordering = ["starts_on"]
        constraints = [
            check("pause_has_a_written_notice", ~Q(notice_number="")),
            check("pause_has_a_declared_length", Q(declared_days__gt=0)),
            check(
                # who ended it is empty where it ended by itself: it had outlasted what its notices declared
                "pause_ends_after_it_begins_and_says_when",
                Q(ends_on__isnull=True, ended_by__isnull=True, ended_at__isnull=True)
                | Q(
                    ends_on__isnull=False,  # or the comparison is unknown, and a CHECK lets the unknown pass
                    ends_on__gte=models.F("starts_on"),
                    ended_at__isnull=False,
                ),
            ),
            check(
                "only_an_ended_pause_never_began",
                Q(never_began=False) | Q(ends_on__isnull=False, ends_on=models.F("starts_on")),
            ),
            ExclusionConstraint(
                name="pauses_of_a_case_do_not_overlap",
                condition=Q(never_began=False),
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            final(
                "pause_keeps_its_beginning", "case", "ground", "notice_number", "basis", "starts_on", "started_by",
                "started_at", "approved_by", "overdue_at_release",
            ),
            final("ended_pause_is_final", of="OLD.ends_on IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.starts_on}–{self.ends_on or ''}"

    @property
    def notices(self) -> str:
        """The numbers of its written notices, the first one first."""
        return "、".join([self.notice_number, *self.later_notices])
