"""What lets a program in, in a person's name."""

from django.db import models
from django.db.models import F, Q

from hall.constraints import check
from hall.tables.organisation import User


class ApiToken(models.Model):
    """令牌: of the token itself only a keyed hash is kept. Ended ones are deleted; that they were there stands in the changes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    purpose = models.CharField("用途", max_length=40)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("开出")
    expires_at = models.DateTimeField("到期")
    last_used_at = models.DateTimeField("最近使用", null=True, help_text="to an hour")

    class Meta:
        verbose_name = verbose_name_plural = "令牌"
        ordering = ["-created_at", "-id"]
        constraints = [check("token_expires_after_it_was_made", Q(expires_at__gt=F("created_at")))]

    def __str__(self) -> str:
        return f"{self.user}：{self.purpose}"
