"""What was said, and who said it. All words are sealed."""

from django.db import models
from django.db.models import Q

from cases.models import Card, Case
from complaints.deadlines import EXPOSURE, GENERAL, GRADE_WORDS, MAJOR
from hall.constraints import check, final, sealed_words
from hall.fields import SealedTextField
from hall.models import Department


class ComplaintKind(models.TextChoices):
    """A lead is opened by the system, from a card; people file the others."""

    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    ENQUIRY = "enquiry", "咨询"
    HELP = "help", "求助"
    SUGGESTION = "suggestion", "建议"
    LEAD = "lead", "线索"


FILED_BY_PEOPLE = [(kind.value, kind.label) for kind in ComplaintKind if kind != ComplaintKind.LEAD]


THE_CENTRE = "政务服务中心（投诉举报中心）"  # what a complaint about the centre's or the office's own people is about


class Category(models.TextChoices):
    """The eight categories of rules C15, the four harassments (四乱, A-20), and what is the inspector's (open question Q14)."""

    ATTITUDE = "attitude", "服务态度"
    EFFICIENCY = "efficiency", "办事效率"
    BURDEN = "burden", "企业负担"
    FAIRNESS = "fairness", "公平公正"
    GOOD_FAITH = "good_faith", "政策诚信"
    TOO_MANY_TRIPS = "too_many_trips", "多跑路"
    CONSTRUCTION = "construction", "工程建设"
    ARBITRARY_CHECKS = "arbitrary_checks", "乱检查"
    ARBITRARY_CHARGES = "arbitrary_charges", "乱收费"
    ARBITRARY_FINES = "arbitrary_fines", "乱罚款"
    ARBITRARY_LEVIES = "arbitrary_levies", "乱摊派"
    CORRUPTION = "corruption", "吃拿卡要、收受财物"
    OTHER = "other", "其他"


FOUR_HARASSMENTS = (
    Category.ARBITRARY_CHECKS, Category.ARBITRARY_CHARGES, Category.ARBITRARY_FINES, Category.ARBITRARY_LEVIES,
)  # fmt: skip


class Complaint(models.Model):
    """投诉举报. It does not close without a finding, and a reply or the reason why none is possible (rules C8)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="complaint")
    kind = models.CharField("类型", max_length=20, choices=ComplaintKind.choices)
    category = models.CharField("类别", max_length=20, choices=Category.choices)
    about_department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints_about",
        verbose_name="反映的部门",
    )
    text = SealedTextField("反映的内容")
    declined_because = SealedTextField(
        "不予受理的理由", blank=True, default="", help_text="the history holds its keyed hash"
    )
    is_anonymous = models.BooleanField(
        "匿名",
        default=True,
        help_text="no name for who handles it: none was left, or it is protected; the reporter alone changes it",
    )
    signed_at = models.DateTimeField(
        null=True, help_text="the half-day in which the reporter last left a name later, or took it back"
    )
    card = models.OneToOneField(
        Card, on_delete=models.PROTECT, null=True, related_name="lead", help_text="the card that a lead comes from"
    )
    grade = models.CharField("办理通道", max_length=10, choices=list(GRADE_WORDS.items()), default=GENERAL)
    grade_approver = models.CharField("批准人", max_length=40, blank=True)
    grade_document = models.CharField("批准文号", max_length=60, blank=True)
    broadcast_on = models.DateField(
        "曝光日期", null=True, blank=True, help_text="of what was broadcast: its clock runs since then"
    )
    passed_at = models.DateTimeField(
        "移交纪检监察", null=True, blank=True, help_text="the inspector's alone since then (Q14)"
    )

    class Meta:
        verbose_name = verbose_name_plural = "投诉举报"
        constraints = [
            check(
                "lead_comes_from_a_card",
                Q(kind=ComplaintKind.LEAD.value, card__isnull=False)
                | (~Q(kind=ComplaintKind.LEAD.value) & Q(card__isnull=True)),
            ),
            check("complaint_category_is_known", Q(category__in=Category.values)),
            check("complaint_kind_is_known", Q(kind__in=ComplaintKind.values)),
            check("complaint_grade_is_known", Q(grade__in=list(GRADE_WORDS))),
            check(
                "major_complaint_names_its_approval",
                (Q(grade=MAJOR) & ~Q(grade_approver="") & ~Q(grade_document=""))
                | (~Q(grade=MAJOR) & Q(grade_approver="", grade_document="")),
            ),
            check(
                "exposure_says_when_it_was_broadcast",
                Q(grade=EXPOSURE, broadcast_on__isnull=False) | (~Q(grade=EXPOSURE) & Q(broadcast_on__isnull=True)),
            ),
        ]
        # a lead follows its breach to another card (complaints.leads), and the grade comes with the acceptance
        triggers = [
            final("complaint_stays_what_was_filed", "case", "kind", "category", "about_department"),
            sealed_words("words_of_a_complaint_stay", "text", "declined_because"),
        ]

    def __str__(self) -> str:
        return self.case.number

    @property
    def about(self) -> str:
        """Whom it is about: a department, or the centre itself; "" where nobody was named."""
        return THE_CENTRE if self.is_about_centre else str(self.about_department or "")

    @property
    def is_to_be_passed(self) -> bool:
        """Corruption is the inspector's, who alone decides on it; until it is there, nothing else is done with it (Q14)."""
        return self.category == Category.CORRUPTION and not self.case.about_centre

    @property
    def is_about_centre(self) -> bool:
        """A report that was passed to the inspector is the inspector's alone, whomever it is about."""
        return self.case.about_centre and self.passed_at is None


class ReporterIdentity(models.Model):
    """Who complained, sealed and apart from the complaint. No list, letter, export or log reads this table."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="reporter")
    name = SealedTextField("姓名", row=("complaint",))
    phone = SealedTextField("电话", row=("complaint",))
    is_protected = models.BooleanField(
        "保密",
        default=False,
        db_default=False,
        help_text="opened by two people only; a complaint of its reads as one without a name",
    )

    class Meta:
        verbose_name = verbose_name_plural = "投诉人身份"
        triggers = [
            final("reporter_stays_of_one_complaint", "complaint"),
            sealed_words("reporter_stays_who_it_was", "name", "phone"),
        ]

    def __str__(self) -> str:
        return f"reporter of {self.complaint_id}"
