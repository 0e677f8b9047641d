"""Who was liable for what was found upheld, and in which post then."""

import uuid

from django.db import models
from django.db.models import F, Q

from complaints.models import Complaint, Finding
from conduct.states import ATTRIBUTIONS, STANDS, WITHDRAWN
from hall.constraints import check, final, index
from hall.models import Department, Post, User


class Attribution(models.Model):
    """
    责任认定: an upheld finding is one person's, in a post that they held. It counts while it stands and the last finding of its
    complaint is upheld (rules C9).

    `key` names it in addresses: a row number would tell whoever may not see one that there is one.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="attributions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="attributions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attributions", verbose_name="责任人")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name="当时的岗位")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    found_on = models.DateField("查实日期")
    high_voltage = models.BooleanField("触碰高压线", default=False)
    self_reported = models.BooleanField("自查自报", default=False)
    concealed = models.BooleanField("隐瞒不报", default=False)
    state = models.CharField("状态", max_length=30, choices=list(ATTRIBUTIONS.items()), default=STANDS)
    attributed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attributed_at = models.DateTimeField("认定")

    class Meta:
        verbose_name = verbose_name_plural = "责任认定"
        ordering = ["-attributed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "person"], condition=Q(state=STANDS), name="a_complaint_counts_once_for_a_person"
            ),
            check("attribution_is_by_another", ~Q(attributed_by=F("person"))),
            check("reported_or_concealed", Q(self_reported=False) | Q(concealed=False)),
            check("attribution_state_is_known", Q(state__in=[STANDS, WITHDRAWN])),
        ]
        indexes = [index("attributions_of_a_person", "person", "found_on", condition=Q(state=STANDS))]
        triggers = [
            final(
                "attribution_stays_what_was_found", "key", "complaint", "finding", "person", "post", "department", "found_on",
                "high_voltage", "self_reported", "concealed", "attributed_by", "attributed_at",
            ),
            final("attribution_is_taken_back_for_good", "state", of=f"OLD.state = '{WITHDRAWN}'"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"attribution {self.key}"
