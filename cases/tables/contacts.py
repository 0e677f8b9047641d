"""Where a member of staff is reached outside the product."""

from django.db import models

from hall.fields import SealedTextField
from hall.models import User


class StaffContact(models.Model):
    """What somebody has left for themselves: letters then also go there, in office hours. Sealed like an applicant's."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    phone = SealedTextField("手机", blank=True)
    phone_masked = models.CharField(max_length=30, blank=True)
    email = SealedTextField("电子邮箱", blank=True)
    email_masked = models.CharField(max_length=80, blank=True)
    set_at = models.DateTimeField("设定")

    class Meta:
        verbose_name = verbose_name_plural = "工作人员联系方式"

    def __str__(self) -> str:
        return str(self.user)
