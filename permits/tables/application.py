"""Applications: who asked for what, who came when, and why."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, final, index, once
from hall.fields import SealedTextField
from hall.identity import IdKind, document_words
from hall.models import Department, ItemVersion, Material, User, Window


class ApplicantKind(models.TextChoices):
    PERSON = "person", "个人"
    ENTERPRISE = "enterprise", "企业或组织"


class Channel(models.TextChoices):
    WINDOW = "window", "窗口"
    ONLINE = "online", "网上"
    MAIL = "mail", "邮寄"


class ApplicationKind(models.TextChoices):
    """What a concrete application has become, beside its item's handling kind (rules §11)."""

    SUPPLEMENT = "supplement", "补办件"  # accepted with listed gaps
    RETURNED = "returned", "退回件"  # returned in writing before acceptance (Q28)
    REPLY = "reply", "答复件"  # an enquiry that needs a definite written answer (Q29)


class Application(models.Model):
    """办件: one application for an item, in the version published on that day."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="application")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="applications")
    applicant_kind = models.CharField("申请人类型", max_length=20, choices=ApplicantKind.choices)
    applicant_name = models.CharField("申请人", max_length=80)
    name_pieces = ArrayField(
        models.CharField(max_length=8),
        default=list,
        editable=False,
        help_text="what the name is found by: permits.names",
    )
    # the default is the database's own too: rows of a single table that are put back by SQL need not name it
    id_kind = models.CharField(
        "证件类型",
        max_length=20,
        choices=IdKind.choices,
        blank=True,
        default="",
        db_default="",
        help_text="empty: registered before there were kinds: the usual one of the applicant's kind",
    )
    applicant_id = SealedTextField("证件号", help_text="sealed; look up by applicant_id_hash")
    applicant_id_hash = models.CharField(max_length=64, db_index=True, editable=False)
    applicant_id_masked = models.CharField(max_length=30, editable=False)
    phone = SealedTextField("手机")
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_masked = models.CharField(max_length=30, editable=False)
    email = SealedTextField("电子邮箱", blank=True, default="")
    email_masked = models.CharField(max_length=80, blank=True, default="", editable=False)
    no_sms = models.BooleanField("不要短信", default=False)
    letters_to_agent = models.BooleanField("短信发给代理人", default=False, editable=False)
    channel = models.CharField("渠道", max_length=20, choices=Channel.choices)
    note = models.CharField("备注", max_length=300, blank=True)
    case_kind = models.CharField("办件种类", max_length=20, choices=ApplicationKind.choices, blank=True)
    delivery_offered_at = models.DateTimeField(
        "书面提供邮寄、电子证照",
        null=True,
        blank=True,
        help_text="on the receipt slip; empty: collecting counts as a visit",
    )
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    deemed_accepted = models.BooleanField("视为受理", default=False)
    extended_by = models.PositiveSmallIntegerField("已延长（日）", default=0)
    barred_by = models.ForeignKey(
        "permits.Bar",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="registered although this bar held: it can only be declined while it does",
    )

    taken_up_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="takes_up",
        verbose_name="接着办的办件",
        help_text="the next one of the same person and item: goes on with the matter, or follows one that was void, needed no licence or was refused (permits.repeated)",
    )
    # Once a slip was printed that says something wrong, the next one is another paper (permits.actions.amending).
    slips = models.PositiveSmallIntegerField("第几份收件凭证", default=1, db_default=1, editable=False)

    # Whether a step that was handed up waits for its holder: an act reads it along (permits.actions.locking).
    has_hand_ups = True

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        indexes = [GinIndex(fields=["name_pieces"], name="applicant_by_piece_of_name")]
        constraints = [
            check("amount_is_positive", models.Q(amount_yuan__isnull=True) | models.Q(amount_yuan__gt=0)),
        ]
        triggers = [
            final(
                "application_stays_what_was_asked_for", "case", "item_version", "applicant_kind",
                "id_kind", "applicant_id_hash", "channel", "delivery_offered_at", "barred_by",
            ),
            final("application_is_accepted_once", "accepted_at", "deemed_accepted", of="OLD.accepted_at IS NOT NULL"),
            final("application_is_extended_once", "extended_by", of="OLD.extended_by > 0"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.case.number

    @property
    def document_kind(self) -> IdKind:
        """Of which kind the applicant's document is."""
        usual = IdKind.CREDIT_CODE if self.applicant_kind == ApplicantKind.ENTERPRISE else IdKind.RESIDENT_CARD
        return IdKind(self.id_kind or usual)

    @property
    def document_words(self) -> str:
        """The document with its masked number: ``护照 *******78``; of one of the usual kinds the number says it."""
        return document_words(self.id_kind, self.applicant_id_masked)


class VisitManager(models.Manager["Visit"]):
    """The trips that were made: not those that were noted by mistake and taken back."""

    def get_queryset(self) -> models.QuerySet["Visit"]:
        return super().get_queryset().filter(taken_back_at=None)


class Visit(models.Model):
    """
    到访: one trip of the applicant or agent to a department's window for a case (rules §4.1).

    Counted by department (Q5). The third counted one needs a cause; "applicant" only with a material that stood on the first
    notice of the request (permits.visits.provable).
    """

    class Purpose(models.TextChoices):
        CONSULT = "consult", "咨询"
        SUBMIT = "submit", "提交"
        CORRECT = "correct", "补正"
        SIGN_ON_SITE = "sign_on_site", "现场签字、核验"
        COLLECT = "collect", "领取"
        OTHER = "other", "其他"

    class Cause(models.TextChoices):
        WINDOW = "window", "窗口原因"
        APPLICANT = "applicant", "申请人原因（告知过的材料没带齐，或者变更了申请）"
        LAW = "law", "法律要求到场"
        RESULT_COLLECTION = "result_collection", "自愿到窗口领取（已书面提供邮寄或电子证照）"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="visits")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="visits")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="visits")
    purpose = models.CharField("目的", max_length=20, choices=Purpose.choices)
    at = models.DateTimeField("到访时间")
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    counted_as = models.PositiveSmallIntegerField("第几次", null=True, help_text="empty: not counted")
    cause = models.CharField("原因", max_length=20, choices=Cause.choices, blank=True)
    missing = models.ForeignKey(
        Material, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="没带的材料"
    )
    basis = models.CharField(
        "要求到场的依据",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="due with the cause law: law and article, or the number of the notice that called the applicant",
    )
    carried_from = models.CharField(
        "原办件",
        max_length=17,
        blank=True,
        default="",
        db_default="",
        help_text="number of the application that this trip was made for and that ended without a decision",
    )
    taken_back_at = models.DateTimeField(
        "撤回时间", null=True, editable=False, help_text="it never was: noted by mistake"
    )
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = VisitManager()

    class Meta:
        verbose_name = verbose_name_plural = "到访"
        ordering = ["at", "id"]
        constraints = [
            once("visit_counted_once", "application", "department", "counted_as"),
            check("third_visit_has_a_cause", Q(counted_as__isnull=True) | Q(counted_as__lt=3) | ~Q(cause="")),
            check("law_cause_names_its_basis", ~Q(cause="law") | ~Q(basis="")),
            check("applicant_cause_names_the_material", ~Q(cause="applicant") | Q(missing__isnull=False)),
            check(
                "visit_taken_back_by_somebody_counts_no_more",
                Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, counted_as__isnull=True),
            ),
        ]
        indexes = [index("visits_at_a_window", "window", "at")]  # a window's tablet asks for the last one
        triggers = [
            pgtrigger.Protect(name="visit_stays", operation=pgtrigger.Delete),
            final(
                "visit_keeps_its_trip", "application", "window", "department", "purpose", "at", "logged_by", "cause", "missing",
                "basis", "carried_from",
            ),
            final("visit_keeps_its_count", "counted_as", of="NEW.taken_back_at IS NULL"),
            final("visit_is_taken_back_once", of="OLD.taken_back_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.purpose} {self.at:%Y-%m-%d}"
