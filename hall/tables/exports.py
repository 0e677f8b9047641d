"""What somebody took out of the hall as a file."""

from django.db import models

from hall.constraints import final, index
from hall.tables.organisation import User


class Export(models.Model):
    """
    One workbook that somebody has taken. It is never changed and never goes.

    :ivar what: the name of what was taken, of the room that wrote it. :ivar terms: what the person asked for, as the room's page
        has it: a period, a cut, which lines. Never what stood in the file.
    """

    what = models.CharField("内容", max_length=40)
    terms = models.JSONField("条件", default=dict)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="下载人")

    class Meta:
        verbose_name = verbose_name_plural = "下载的表格"
        ordering = ["-at", "-id"]
        indexes = [index("exports_newest", "-at", "-id")]
        triggers = [final("export_is_final")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"
