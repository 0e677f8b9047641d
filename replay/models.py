"""The one table of the replay. It stands apart from what reads and plays a file: tables are loaded before anything else."""

from django.db import models

from cases.models import Case
from hall.constraints import once


class ReplayedAct(models.Model):
    """One act of a replayed file that was done, or (with a code) refused. Written in the transaction of the act."""

    batch = models.CharField(max_length=64)
    line = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    opened = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    field = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "config_replayedact"  # named before the replay was a room of its own
        verbose_name = verbose_name_plural = "已回放的记录"
        constraints = [once("line_replayed_once_a_batch", "batch", "line")]

    def __str__(self) -> str:
        return f"{self.batch[:12]} {self.line} {self.code}".strip()
