"""What the applicant was told is missing, and which papers were taken in."""

import pgtrigger
from django.db import models

from hall.models import ItemVersion, Material, User
from permits.tables.application import Application


class OneTimeNotice(models.Model):
    """一次性告知书: the exact list that the applicant was told, numbered, never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField("第几份")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("告知时间")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "一次性告知书"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="notice_number_once")]
        triggers = [pgtrigger.Protect(name="notice_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application_id} 告知书 {self.number}"


class NoticeLine(models.Model):
    """One missing paper on a notice, and what is wrong with it."""

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.PROTECT, related_name="lines")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["material__position"]
        constraints = [models.UniqueConstraint(fields=["notice", "material"], name="material_once_a_notice")]
        triggers = [pgtrigger.Protect(name="notice_line_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.material.name


class MaterialReceipt(models.Model):
    """One paper taken in."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="received")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "收件材料"
        ordering = ["material__position"]
        constraints = [models.UniqueConstraint(fields=["application", "material"], name="material_received_once")]

    def __str__(self) -> str:
        return self.material.name
