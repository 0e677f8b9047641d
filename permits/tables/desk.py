"""What a person keeps at the desk: lists with a name, and forms that are not finished."""

from django.db import models
from django.db.models import Q

from hall.fields import SealedTextField
from hall.models import Department, User


class SavedView(models.Model):
    """A list of the desk with a name: its query string, for its owner, or shared with a department."""

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
    query = models.CharField("条件", max_length=2_000, blank=True)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "视图"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_view_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """
    草稿: a form of the desk as it was left. Sealed, for it may hold numbers of a person; its owner's alone; gone after days.

    `place` is the form's address, with the form's key where one address opens many cases.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField("表", max_length=200)
    title = models.CharField("名称", max_length=200)
    content = SealedTextField("内容", help_text="sealed: the fields as they were typed, as JSON")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        ordering = ["-saved_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="one_draft_of_a_form")]

    def __str__(self) -> str:
        return self.title
