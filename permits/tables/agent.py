"""Who acts for an applicant (委托代理人, 行政许可法 art. 29; rules A9)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hall.constraints import check
from hall.fields import SealedTextField
from hall.identity import IdKind, document_words
from hall.models import User
from permits.tables.application import Application


class AgentManager(models.Manager["Agent"]):
    """What is sealed is opened only when somebody asks for it: a value that cannot be opened is in the way of nothing else."""

    def get_queryset(self) -> models.QuerySet["Agent"]:
        return super().get_queryset().defer("number", "phone")


class Agent(models.Model):
    """
    代理人: whoever acts for the applicant of one application, by which authority, seen at the window.

    The application has one at a time; who it was before stands in the history, masked. Sealed, hashed and masked as the applicant is.
    The same person may act for many.
    """

    class Authority(models.TextChoices):
        LIMITED = "limited", "一般授权"
        FULL = "full", "全权代理"
        GUARDIAN = "guardian", "法定代理人（监护人）"
        STAFF = "staff", "单位经办人（介绍信）"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, primary_key=True, related_name="agent")
    name = models.CharField("代理人", max_length=80)
    # the default is the database's own too, as the applicant's is: whoever was registered before there were kinds
    id_kind = models.CharField(
        "证件类型", max_length=20, choices=IdKind.choices, blank=True, default="", db_default="", editable=False
    )
    number = SealedTextField("证件号", help_text="sealed; look up by number_hash")
    number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    number_masked = models.CharField(max_length=30, editable=False)
    phone = SealedTextField("手机")
    phone_hash = models.CharField(max_length=64, db_index=True, editable=False)
    phone_masked = models.CharField(max_length=30, editable=False)
    authority = models.CharField("代理权限", max_length=20, choices=Authority.choices)
    document = models.CharField("授权文书", max_length=120, help_text="the power of attorney that was seen")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True, help_text="empty: until the matter is done")
    may_collect = models.BooleanField("可以代领结果", default=False)
    gets_letters = models.BooleanField("短信发给代理人", default=False)
    at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("终止时间", null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    former = ArrayField(
        models.CharField(max_length=64), default=list, db_default=[], editable=False,
        help_text="of those whom this agent has replaced, the keyed hashes of their names: nothing is handed to them",
    )  # fmt: skip

    objects = AgentManager()

    class Meta:
        verbose_name = verbose_name_plural = "代理人"
        base_manager_name = "objects"
        constraints = [
            check("agent_shows_an_authority", ~Q(document="")),
            check("authority_ends_after_it_begins", Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
            check(
                "agent_ended_says_by_whom",
                Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_authority_display()}"

    @property
    def document_words(self) -> str:
        """The document with its masked number; a resident card's number says itself what it is."""
        return document_words(self.id_kind, self.number_masked)
