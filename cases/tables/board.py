"""What the office's board counts, as the timers have last counted it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from cases.rules import CardLevel, Lamp
from hall.constraints import check, once
from hall.models import Department


class Figure(models.TextChoices):
    """Running cases by the worst lamp of their running clocks; those that turn red today; those made again; cards that stand, and those withdrawn (void); corrections of bad ratings, and complaints, that are overdue."""

    GREY = Lamp.GREY.name.lower()
    GREEN = Lamp.GREEN.name.lower()
    YELLOW = Lamp.YELLOW.name.lower()
    RED = Lamp.RED.name.lower()
    DEEP_RED = Lamp.DEEP_RED.name.lower()
    TODAY = "today"
    AGAIN = "again"
    YELLOW_CARD = f"{CardLevel.YELLOW}_card"
    RED_CARD = f"{CardLevel.RED}_card"
    YELLOW_VOID = f"{CardLevel.YELLOW}_void"
    RED_VOID = f"{CardLevel.RED}_void"
    RATING_LATE = "rating_late"
    TICKET_LATE = "ticket_late"


class BoardFigure(models.Model):
    """
    One figure of one unit, apart by what hides a case: whoever reads it sees of it what they see of the cases (decision 146).

    The rows of the last `counted_at` are what was counted; whatever is older is over. Written by oversight.tally alone.
    """

    figure = models.CharField(max_length=12, choices=Figure.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    hidden_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    about_centre = models.BooleanField(default=False)
    kept_from = ArrayField(models.BigIntegerField(), default=list, db_default=RawSQL("'{}'::bigint[]", ()))
    number = models.PositiveIntegerField()
    counted_at = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "看板件数"
        constraints = [
            check("board_figure_is_known", Q(figure__in=Figure.values)),
            once(
                "one_board_figure_a_cell",
                "figure",
                "department",
                "hidden_from",
                "about_centre",
                "kept_from",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.number}"


class MonthFigure(models.Model):
    """
    Of the applications of a unit that were concluded in a month how many these are, and how many of them without any late clock; apart
    by what hides a case, as BoardFigure.

    The rows of a month's last `counted_at` are what was counted of it: one without a department, of nought, says that it was. Written by
    oversight.trend alone.
    """

    month = models.DateField("月", help_text="its first day")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    hidden_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    about_centre = models.BooleanField(default=False)
    kept_from = ArrayField(models.BigIntegerField(), default=list, db_default=RawSQL("'{}'::bigint[]", ()))
    concluded = models.PositiveIntegerField("办结")
    on_time = models.PositiveIntegerField("按时办结")
    counted_at = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "各月件数"
        constraints = [
            check("month_figure_is_of_a_month", Q(month__day=1)),
            check("month_figure_part_of_its_whole", Q(on_time__lte=F("concluded"))),
            once(
                "one_month_figure_a_cell",
                "month",
                "department",
                "hidden_from",
                "about_centre",
                "kept_from",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.concluded}"
