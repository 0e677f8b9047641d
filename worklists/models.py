"""What a person keeps at a desk: lists with a name, forms that are not finished; and one act on many cases."""

from django.db import models
from django.db.models import F, Q

from cases.models import Case, CaseKind
from hall.constraints import check, index, once
from hall.fields import SealedTextField
from hall.models import Department, User

HAND_OVER = "change_owner"  # the bulk act, in whatever room, that asks for a person and a reason


class BulkRun(models.Model):
    """批量办理: asked for once (`idem`), carried out case by case, each in a transaction of its own."""

    kind = models.CharField("办件种类", max_length=20, choices=CaseKind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    act = models.CharField("动作", max_length=20, help_text="a name in the table of bulk acts of that kind's room")
    to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="新的首办责任人"
    )
    reason = models.CharField("变更的理由", max_length=500, blank=True)
    idem = models.CharField(max_length=32, editable=False)
    asked_at = models.DateTimeField("提出时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        db_table = "permits_bulkrun"  # named before other rooms had lists
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            once("bulk_asked_for_once", "by", "idem"),
            check("bulk_ends_after_it_began", Q(finished_at__isnull=True) | Q(finished_at__gte=F("asked_at"))),
            check(
                "bulk_hand_over_says_to_whom_and_why",
                (Q(act=HAND_OVER, to__isnull=False) & ~Q(reason=""))
                | (~Q(act=HAND_OVER) & Q(to__isnull=True, reason="")),
            ),
        ]
        indexes = [index("bulk_to_carry_on", "id", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.act} {self.asked_at:%Y-%m-%d %H:%M}"


class BulkRow(models.Model):
    """One case of a run: `version` is what the person saw; `sentence` is the sentence for it."""

    class Outcome(models.TextChoices):
        WAITS = "", "等待"
        DONE = "done", "已办"
        REFUSED = "refused", "没有办成"

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    outcome = models.CharField("结果", max_length=10, blank=True, choices=Outcome.choices)
    sentence = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        db_table = "permits_bulkrow"
        verbose_name = verbose_name_plural = "批量办理的办件"
        ordering = ["run", "position"]
        constraints = [
            once("case_once_in_a_bulk", "run", "case"),
            once("place_once_in_a_bulk", "run", "position"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position} {self.get_outcome_display()}"


class SavedView(models.Model):
    """A list with a name: its query string, for its owner, or shared with a department. Sealed, for it may name an applicant."""

    kind = models.CharField("办件种类", max_length=20, choices=CaseKind.choices)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
        help_text="空＝只给自己",
    )
    name = models.CharField("名称", max_length=40)
    query = SealedTextField("条件", row=("owner", "kind", "name"), blank=True)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        db_table = "permits_savedview"
        verbose_name = verbose_name_plural = "视图"
        ordering = ["name", "pk"]
        constraints = [
            once("one_view_of_a_name", "owner", "kind", "name"),
            check("view_has_a_name", ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shared(self) -> bool:
        return self.department_id is not None


class Draft(models.Model):
    """
    草稿: a form as it was left. Sealed, for it may hold numbers of a person; its owner's alone; gone after days.

    `place` is the form's address, with the form's key where one address opens many cases.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField("表", max_length=200)
    title = models.CharField("名称", max_length=200)
    content = SealedTextField(
        "内容", row=("owner", "place"), help_text="sealed: the fields as they were typed, as JSON"
    )
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        db_table = "permits_draft"
        verbose_name = verbose_name_plural = "草稿"
        ordering = ["-saved_at", "pk"]
        constraints = [once("one_draft_of_a_form", "owner", "place")]

    def __str__(self) -> str:
        return self.title
