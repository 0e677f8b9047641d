"""That whoever brought a matter wants it no more: said through a platform, recorded on the case, closed by its handler with a reason."""

from django.db import models

from complaints.tables.filed import Complaint
from hall.constraints import final, sealed_words
from hall.fields import SealedTextField


class Withdrawal(models.Model):
    """来件人撤回. It closes nothing: the handler checks and closes (complaints.actions.withdrawing). Of its instant the half-day is kept."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    reason = SealedTextField("撤回的原因", row=("complaint",))
    at = models.DateTimeField("收到的半天")

    class Meta:
        verbose_name = verbose_name_plural = "来件人撤回"
        triggers = [
            final("withdrawal_is_final", "complaint", "at"),
            sealed_words("words_of_a_withdrawal_stay", "reason"),
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.complaint_id}"
