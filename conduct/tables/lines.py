"""What was done, by whom, when and with which words: one line for each step, never changed."""

import uuid

from django.db import models
from django.db.models import Q

from conduct.tables.attributions import Attribution
from conduct.tables.corrections import Correction, Exposure
from conduct.tables.sanctions import Sanction
from conduct.tables.supervisions import Supervision
from hall.constraints import check, final, index, sealed_words
from hall.fields import SealedTextField
from hall.models import User

SUBJECTS = ("attribution", "sanction", "correction", "exposure", "supervision")


def _only(name: str) -> Q:
    return Q(**{f"{each}__isnull": each != name for each in SUBJECTS})


class ConductLine(models.Model):
    """
    办理记录: one step in the life of an attribution, a sanction, a correction, an exposure or a supervision order. Its words, which speak of people, are
    sealed. `by` is nobody where the software proposes.
    """

    attribution = models.ForeignKey(Attribution, on_delete=models.PROTECT, null=True, related_name="lines")
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, null=True, related_name="lines")
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, null=True, related_name="lines")
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, null=True, related_name="lines")
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, null=True, related_name="lines")
    act = models.CharField("动作", max_length=30)
    state = models.CharField("以后的状态", max_length=30)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    words = SealedTextField("内容", row=("key",), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["id"]
        constraints = [
            check(
                "line_is_about_one_thing",
                _only("attribution")
                | _only("sanction")
                | _only("correction")
                | _only("exposure")
                | _only("supervision"),
            )
        ]
        indexes = [
            index(f"lines_of_{name}", name, "id", condition=Q(**{f"{name}__isnull": False})) for name in SUBJECTS
        ]
        triggers = [
            final(
                "line_of_conduct_is_final", "attribution", "sanction", "correction", "exposure", "supervision", "act", "state", "key", "by", "at"
            ),
            sealed_words("words_of_conduct_stay", "words"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.act}"
