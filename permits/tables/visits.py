"""Who came when, and why."""

from django.db import models
from django.db.models import Q

from hall.models import Department, Material, User, Window
from permits.tables.application import Application


class Visit(models.Model):
    """
    到访: one trip of the applicant or agent to a department's window for a case (rules §4.1).

    Counted by department (Q5). The third counted one needs a cause; "applicant" only with a material that stood on the first
    notice of the request (permits.visits.provable).
    """

    class Purpose(models.TextChoices):
        CONSULT = "consult", "咨询"
        SUBMIT = "submit", "提交"
        CORRECT = "correct", "补正"
        SIGN_ON_SITE = "sign_on_site", "现场签字、核验"
        COLLECT = "collect", "领取"
        OTHER = "other", "其他"

    class Cause(models.TextChoices):
        WINDOW = "window", "窗口原因"
        APPLICANT = "applicant", "申请人原因（告知过的材料没带齐，或者变更了申请）"
        LAW = "law", "法律要求到场"
        RESULT_COLLECTION = "result_collection", "自愿到窗口领取（已书面提供邮寄或电子证照）"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="visits")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="visits")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="visits")
    purpose = models.CharField("目的", max_length=20, choices=Purpose.choices)
    at = models.DateTimeField("到访时间")
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    counted_as = models.PositiveSmallIntegerField("第几次", null=True, help_text="empty: not counted")
    cause = models.CharField("原因", max_length=20, choices=Cause.choices, blank=True)
    missing = models.ForeignKey(
        Material, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="没带的材料"
    )

    class Meta:
        verbose_name = verbose_name_plural = "到访"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "department", "counted_as"], name="visit_counted_once"),
            models.CheckConstraint(
                condition=Q(counted_as__isnull=True) | Q(counted_as__lt=3) | ~Q(cause=""),
                name="third_visit_has_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(cause="applicant") | Q(missing__isnull=False), name="applicant_cause_names_the_material"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.purpose} {self.at:%Y-%m-%d}"
