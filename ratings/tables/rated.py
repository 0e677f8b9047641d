"""Links, and the ratings that came by them: no rating without its consumed link (field.md b-1). All of it stays as it was written."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, final, index, refused, sealed_words
from hall.fields import SealedTextField
from hall.models import Department, ServiceItem, User, Window
from permits.models import Visit
from ratings.tables.tablets import Tablet


class Level(models.IntegerChoices):
    """GB/T 39734: five levels, the last two are bad. There is no default."""

    VERY_GOOD = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "基本满意"
    BAD = 2, "不满意"
    VERY_BAD = 1, "非常不满意"


BAD_LEVELS = (Level.BAD, Level.VERY_BAD)


class Link(models.Model):
    """
    评价凭据: what one visit (一次一评) or one case applied for online (一事一评) is rated by, once it was consumed: the link on its slip,
    or the event of the window's tablet.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, null=True, related_name="rating_link")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="rating_link")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    consumed_at = models.DateTimeField("使用时间")
    tablet = models.ForeignKey(Tablet, on_delete=models.PROTECT, null=True, related_name="events")

    class Meta:
        verbose_name = verbose_name_plural = "评价凭据"
        constraints = [
            check(
                "link_is_of_a_visit_or_of_a_case",
                Q(visit__isnull=False, case__isnull=True) | Q(visit__isnull=True, case__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="link_is_used_once", operation=pgtrigger.Update | pgtrigger.Delete),
            refused(
                "event_is_of_the_tablet_s_window", "NEW.tablet_id IS NOT NULL", calls="ratings_event_is_of_the_tablet"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.visit_id}" if self.visit_id else f"case {self.case_id}"

    @property
    def way(self) -> str:
        return "tablet" if self.tablet_id else "link"

    @property
    def service(self) -> str:
        return "on_site" if self.visit_id else "online"


class RatingManager(models.Manager["Rating"]):
    """The ratings that count: not those that the rater has replaced."""

    def get_queryset(self) -> models.QuerySet["Rating"]:
        return super().get_queryset().filter(replaced_by=None)


class Rating(models.Model):
    """评价: what somebody answered. The rater amends it by a further row within 24 hours; nobody else ever, by anything."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="ratings")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    level = models.PositiveSmallIntegerField("评价", choices=Level.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    words = SealedTextField("评价的话", row=("key",), blank=True)
    at = models.DateTimeField("评价时间")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="ratings")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="ratings")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="ratings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ratings", verbose_name="谁办理的")
    phone_hash = models.CharField(
        max_length=64, editable=False, help_text="of the service's telephone: for unusual runs"
    )

    objects = RatingManager()
    all_rows = models.Manager()  # noqa: DJ012 - the managers side by side

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        base_manager_name = "all_rows"
        default_manager_name = "all_rows"
        constraints = [
            check("rating_has_one_of_five_levels", Q(level__in=Level.values)),
            models.UniqueConstraint(fields=["link"], condition=Q(replaces=None), name="one_rating_a_link"),
        ]
        indexes = [index("ratings_of_a_window", "window", "at")]
        triggers = [
            pgtrigger.Protect(name="rating_stays", operation=pgtrigger.Delete),
            final(
                "rating_is_final",
                "link",
                "replaces",
                "level",
                "key",
                "at",
                "window",
                "department",
                "item",
                "person",
                "phone_hash",
            ),
            sealed_words("words_of_a_rating_stay", "words"),
            refused("rating_has_its_consumed_link", "NEW.link_id IS NOT NULL", calls="ratings_has_its_link"),
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    @property
    def is_bad(self) -> bool:
        return self.level in BAD_LEVELS


class RefusedRating(models.Model):
    """An attempt of the hall's own people to rate themselves: refused, and kept for the inspector (field.md b-4, b-7)."""

    class Why(models.TextChoices):
        ACCOUNT = "account", "用工作账号评价"
        PHONE = "phone", "办件登记的是工作人员的手机"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField("原因", max_length=20, choices=Why.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "拒绝的评价"
        triggers = [final("refused_rating_is_final")]

    def __str__(self) -> str:
        return self.get_why_display()
