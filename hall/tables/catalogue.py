"""The catalogue: an item, and each version of what was published about it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from hall.catalogue_terms import AuthorityLevel, HandlingKind, ItemStatus, ItemType, LimitUnit
from hall.constraints import check, final, once
from hall.tables.organisation import Department, User, Window, never_at_once


class ServiceItem(models.Model):
    """政务服务事项: what stays the same while its published terms change."""

    code = models.CharField("事项编码", max_length=20, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="items")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    status = models.CharField("状态", max_length=20, choices=ItemStatus.choices, default=ItemStatus.ACTIVE)
    entry_batch = models.CharField("进驻批次", max_length=20)
    is_in_hall = models.BooleanField("已进驻", default=False)
    abolished_on = models.DateField("取消日期", null=True, blank=True)
    abolished_by = models.CharField("取消文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        ordering = ["code"]
        constraints = [
            check(
                "abolished_item_names_its_document",
                ~Q(status=ItemStatus.ABOLISHED) | (Q(abolished_on__isnull=False) & ~Q(abolished_by="")),
            ),
            check("item_in_the_hall_has_a_window", Q(is_in_hall=False) | Q(window__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """
    What was published about an item from one day on: the six disclosures (六公开) and its limits.

    The promise is stored as the clock that it means: days, or working minutes (half a working day is 210).
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("类型", max_length=20, choices=ItemType.choices)
    authority_level = models.CharField("行使层级", max_length=20, choices=AuthorityLevel.choices)
    handling_kind = models.CharField("办件类型", max_length=20, choices=HandlingKind.choices)
    statutory_quantity = models.PositiveIntegerField("法定时限", null=True, help_text="空＝即时，没有法定时限")
    statutory_unit = models.CharField("法定时限单位", max_length=20, choices=LimitUnit.choices, blank=True)
    statutory_text = models.CharField("法定时限原文", max_length=60, blank=True)
    promise_quantity = models.PositiveIntegerField("承诺时限")
    promise_unit = models.CharField("承诺时限单位", max_length=20, choices=LimitUnit.choices)
    extension_days = models.PositiveSmallIntegerField("可延长", default=0)
    extension_approver = models.CharField("延长批准人", max_length=40, blank=True)
    special_procedure = models.CharField("特别程序", max_length=120, blank=True)
    presence_basis = models.CharField(
        "必须到场的依据",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="law and article that require the applicant to come; empty: none does",
    )
    procedure = models.TextField("办理程序")
    joint_departments = ArrayField(models.CharField(max_length=80), default=list, verbose_name="联办部门")
    charges_nothing = models.BooleanField("不收费", default=True)
    informed_commitment = models.BooleanField("实行告知承诺", default=False)
    visits_max = models.PositiveSmallIntegerField("最多跑几次", default=2)
    national_base_code = models.CharField("国家基本编码", max_length=12, blank=True)
    limit_checked = models.CharField("时限核对", max_length=20, blank=True)
    two_officers = models.BooleanField(
        "两人核查",
        default=False,
        help_text="行政许可法 art. 34: the substance is checked by two officers before a decision",
    )
    has_amount = models.BooleanField("涉及金额", default=False, help_text="an instrument's ceiling binds its cases")
    touches_safety = models.BooleanField(
        "直接关系公共安全、人身健康、生命财产安全",
        default=False,
        help_text="行政许可法 art. 78, 79: who deceives may not apply for it again for a year, or three",
    )
    disclosure_complete = models.BooleanField("六公开齐全", default=False)
    digest = models.CharField(
        max_length=64, editable=False, help_text="of the published content: equal means unchanged"
    )
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        ordering = ["item", "number"]
        constraints = [
            once("version_number_once_an_item", "item", "number"),
            check(
                "statutory_limit_has_its_unit",
                Q(statutory_quantity__isnull=True, statutory_unit="")
                | (Q(statutory_quantity__isnull=False, statutory_quantity__gt=0) & ~Q(statutory_unit="")),
            ),
            check("promise_is_positive", Q(promise_quantity__gt=0)),
            check(
                # 优化营商环境条例 art. 36: a promise may be shorter than the law, never longer.
                "promise_within_the_statutory_limit",
                Q(statutory_quantity__isnull=True)
                | ~Q(promise_unit=F("statutory_unit"))
                | Q(promise_quantity__lte=F("statutory_quantity")),
            ),
            never_at_once(
                "one_version_in_force_at_a_time", "item", first="effective_from", last="effective_to", within=False
            ),
        ]
        # other limits are another version: the cases of this one are held against it
        triggers = [
            final(
                "version_keeps_its_limits", "item", "number", "promise_quantity", "promise_unit", "statutory_quantity",
                "statutory_unit", "effective_from",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    @property
    def is_licence(self) -> bool:
        """Whether the licensing law itself is the basis; a confirmation or a service has other laws."""
        return self.item_type == ItemType.LICENCE

    @cached_property
    def first_basis(self) -> str | None:
        """The text of its first legal basis; an act reads it along with its application (permits.actions.locking)."""
        first = min(self.legal_bases.all(), key=lambda basis: basis.pk, default=None)
        return first.text if first else None


class LegalBasis(models.Model):
    """设定依据: a law and article, with the dates it is in force."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="legal_bases")
    text = models.CharField("依据", max_length=300)
    checked = models.BooleanField("已核对", default=False)
    effective_from = models.DateField("自", null=True, blank=True)
    effective_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "设定依据"

    def __str__(self) -> str:
        return self.text


class Material(models.Model):
    """材料: one paper of the full list; `tolerable` papers may follow later (容缺)."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=200)
    tolerable = models.BooleanField("可容缺", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        ordering = ["position"]
        constraints = [
            once("material_position_once_a_version", "version", "position"),
        ]

    def __str__(self) -> str:
        return self.name


class Fee(models.Model):
    """收费: published name, standard, unit and basis; charging is blocked while the standard is empty (Q32)."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="fees")
    name = models.CharField("收费项目", max_length=120)
    standard_yuan = models.DecimalField("标准（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200)
    checked = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "收费"
        constraints = [check("fee_has_a_basis", ~Q(basis=""))]

    def __str__(self) -> str:
        return self.name


class ReadingChange(models.Model):
    """
    时限口径变更: from a day on, the bare 日 of an item's statutory limit is read in another unit (rules T10).

    Written once, with the version that it made; the database refuses to change or delete it. The last row of an item stands,
    whatever sheet is loaded afterwards.
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="reading_changes")
    version = models.OneToOneField(ItemVersion, on_delete=models.PROTECT, related_name="reading_change")
    unit_before = models.CharField("原口径", max_length=20, choices=LimitUnit.choices)
    unit = models.CharField("新口径", max_length=20, choices=LimitUnit.choices)
    effective_from = models.DateField("自")
    reason = models.CharField("理由", max_length=300)
    document = models.CharField("文号", max_length=80)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="null: of before it took two people"
    )
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="who confirmed it")
    changed_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "时限口径变更"
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(name="reading_change_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [
            check("reading_change_changes_something", ~Q(unit=F("unit_before"))),
            check("reading_change_has_its_reason_and_document", ~Q(reason="") & ~Q(document="")),
            check("reading_change_is_confirmed_by_another", Q(entered_by=None) | ~Q(entered_by=F("changed_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.item}的法定时限，{self.effective_from} 起按{'自然日' if self.unit == LimitUnit.NATURAL_DAY else '工作日'}计"
