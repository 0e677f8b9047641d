"""Halls, departments, windows, people, their posts and the powers delegated to a window."""

from typing import Any

import pgtrigger
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from hall.constraints import check, final, index, never_put_off, once
from hall.prepared import ANY_NUMBER, Prepared
from hall.roles import Power, Role, Step


class DateRange(Func):
    """``daterange(valid_from, valid_to, '[]')``: inclusive at both ends, open when valid_to is null."""

    function = "DATERANGE"
    output_field = DateRangeField()


def never_at_once(name: str, *same: str, first: str = "valid_from", last: str = "valid_to", within: bool = True) -> Any:
    """The constraint that no day lies in two rows which agree in these fields. `within`: the last day is still inside."""
    days = DateRange(first, last, RangeBoundary(inclusive_upper=within))
    agree = [(field, RangeOperators.EQUAL) for field in same]
    return ExclusionConstraint(name=name, expressions=[*agree, (days, RangeOperators.OVERLAPS)])


class ServiceHall(models.Model):
    """政务服务中心: the one-window hall."""

    code = models.CharField("编号", max_length=4, unique=True, help_text="四位数字，用在办件编号里")
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务服务中心"
        constraints = [
            check("hall_code_is_four_digits", Q(code__regex=r"^[0-9]{4}$")),
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """进驻部门: an agency with items in the hall."""

    hall = models.ForeignKey(ServiceHall, on_delete=models.PROTECT, related_name="departments")
    code = models.CharField("代码", max_length=8, unique=True, help_text="事项编码的前两个字母")
    name = models.CharField("名称", max_length=80, unique=True)
    is_approval_department = models.BooleanField("审批部门", default=True)
    is_service_company = models.BooleanField(
        "公共服务企业",
        default=False,
        db_default=False,
        help_text="power, water, gas: its late cases show on the board and raise no card (Q8, decision 112)",
    )
    is_vertical = models.BooleanField("垂直管理", default=False)
    head = models.CharField("主要负责人", max_length=40, blank=True)
    leader_in_charge = models.CharField("分管领导", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """窗口: a counter; a comprehensive one serves several departments."""

    hall = models.ForeignKey(ServiceHall, on_delete=models.PROTECT, related_name="windows")
    number = models.CharField("窗口号", max_length=4)
    name = models.CharField("名称", max_length=80)
    departments = models.ManyToManyField(Department, related_name="windows", verbose_name="部门")
    is_comprehensive = models.BooleanField("综合窗口", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        ordering = ["number"]
        constraints = [once("window_number_once_in_a_hall", "hall", "number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @cached_property
    def serves(self) -> frozenset[int]:
        """Ids of its departments; whoever reads posts reads them along (hall.access)."""
        return frozenset(department.pk for department in self.departments.all())


class Accounts(UserManager["User"]):
    use_in_migrations = False

    def get(self, *args: Any, **conditions: Any) -> "User":
        """Who is signed in is asked for by the key alone, at each request."""
        if args or conditions.keys() != {"pk"}:
            return super().get(*args, **conditions)
        return _SIGNED_IN.get(conditions["pk"])


class User(AbstractUser):
    """A member of staff who signs in. Applicants have no account: they hold a receipt code."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField("姓名", max_length=40)
    must_change_password = models.BooleanField(
        "首次登录要改密码", default=False, help_text="the password was given out by somebody else"
    )

    has_namesake = models.BooleanField(
        "有同名的人", default=False, db_default=False, help_text="its name is said with the user name everywhere"
    )
    closings = models.PositiveSmallIntegerField(
        "停用次数", default=0, editable=False, help_text="what was signed in before the last closing is void for good"
    )

    REQUIRED_FIELDS = ["display_name"]
    objects = Accounts()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        constraints = [models.UniqueConstraint(Lower("username"), name="user_name_once_whatever_its_case")]

    def __str__(self) -> str:
        """The name; with the user name where another account has the same one, wherever names are read."""
        return self.with_account if self.has_namesake else self.display_name or self.username

    @property
    def with_account(self) -> str:
        """``赵卫东（chief22）``: for choosing, and for confirming what somebody is to have."""
        return f"{self.display_name}（{self.username}）" if self.display_name else self.username

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A session is void with the password, and with the account: not alive again when the account is opened again."""
        now: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{now}.{self.closings}" if self.closings else now


_SIGNED_IN: Prepared[User] = Prepared(lambda: User.objects.filter(pk=ANY_NUMBER), ANY_NUMBER)


class Post(models.Model):
    """A person in a role at a window or in a department, from one day to another. Access is derived from it alone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=30, choices=Role.choices)
    hall = models.ForeignKey(ServiceHall, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            check("post_ends_after_it_begins", Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
            check("clerk_post_stands_at_a_window", ~Q(role=Role.CLERK) | Q(window__isnull=False)),
            check(
                "department_post_names_its_department",
                ~Q(role__in=[Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD]) | Q(department__isnull=False),
            ),
            never_at_once("one_post_of_a_kind_at_a_time", "user", "role"),
        ]
        # its days are stretched for those who stand in while a ledger is told (replay.actors)
        triggers = [final("post_stays_whose_and_where", "user", "role", "hall", "department", "window")]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}，{self.place}）"

    @property
    def place(self) -> ServiceHall | Department | Window:
        return self.window or self.department or self.hall

    @property
    def title(self) -> str:
        return f"{self.get_role_display()}（{self.place}）"


class PostProposal(models.Model):
    """
    提名: a post that one person has proposed and another has to confirm (decision 101). It gives nothing until then.

    `stands_in_for`: the post of somebody away that a deputy is to hold meanwhile (decision 124). `proposed_by` is nobody for a
    command on the server. A proposal that was decided without a post and without an absence was turned down.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField("角色", max_length=30, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    reason = models.CharField("理由", max_length=300)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("提出")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("确认或退回", null=True)
    post = models.OneToOneField(Post, on_delete=models.PROTECT, null=True, related_name="proposal")
    stands_in_for = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="deputies_proposed")
    absence = models.OneToOneField("hall.Absence", on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        verbose_name = verbose_name_plural = "提名"
        ordering = ["proposed_at", "id"]
        constraints = [
            check("proposal_ends_after_it_begins", Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
            check(
                "proposal_says_who_decided",
                Q(decided_at__isnull=True, decided_by__isnull=True, post__isnull=True, absence__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            check(
                "proposal_is_confirmed_by_another",
                Q(post__isnull=True, absence__isnull=True)
                | ~Q(decided_by=F("user")) & (Q(proposed_by=None) | ~Q(decided_by=F("proposed_by"))),
            ),
            check(
                "proposal_of_a_deputy_has_an_end",
                Q(stands_in_for__isnull=True, absence__isnull=True)
                | Q(stands_in_for__isnull=False, valid_to__isnull=False, post__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(decided_at__isnull=True, stands_in_for__isnull=True),
                name="one_proposal_of_a_kind_waits",
            ),
            models.UniqueConstraint(
                fields=["stands_in_for"], condition=Q(decided_at__isnull=True), name="one_deputy_of_a_post_waits"
            ),
        ]
        # what the second person has read is what they confirm
        triggers = [
            final(
                "proposal_stays_what_was_proposed", "user", "role", "department", "window", "valid_from", "valid_to",
                "proposed_by", "proposed_at", "stands_in_for",
            ),
            final("proposal_is_decided_once", of="OLD.decided_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}：{self.title}"

    @property
    def title(self) -> str:
        """What it gives; of a deputy ``代赵科的审批科长（区卫生健康局）``."""
        if self.stands_in_for is not None:
            return f"代{self.stands_in_for.user}的{self.stands_in_for.title}"
        place = self.department or self.window
        return f"{self.get_role_display()}（{place}）" if place else self.get_role_display()


class Absence(models.Model):
    """
    不在岗: a clerk, chief or head is away from one day to another, and a deputy holds the post meanwhile (rules W5, Q31).

    It never stops a clock. Noted once; ended early by an earlier last day, never deleted.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputises")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止")
    reason = models.CharField("事由", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "不在岗"
        ordering = ["-valid_from", "-id"]
        constraints = [
            check("absence_ends_after_it_begins", Q(valid_to__gte=F("valid_from"))),
            never_at_once("one_deputy_at_a_time", "post"),
        ]
        triggers = [
            final("absence_stays_as_it_was_noted", "post", "deputy", "valid_from", "reason"),
            never_put_off("absence_ends_sooner_at_most", "valid_to"),
        ]

    def __str__(self) -> str:
        return f"{self.post.user}（{self.valid_from} 至 {self.valid_to}，{self.deputy}代）"


class Delegation(models.Model):
    """
    授权书: a dated instrument that gives a window powers over items of a department, step by step (rules W2, W4).

    `ceiling_yuan` binds where the item has an amount. `seal` is the approval seal handed over with it; without one the window
    issues nothing that the law wants sealed (rules W3).
    """

    number = models.CharField("授权书编号", max_length=60, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="delegations")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="delegations")
    items = models.ManyToManyField("hall.ServiceItem", related_name="delegations", verbose_name="事项")
    powers = ArrayField(models.CharField(max_length=30, choices=Power.choices), verbose_name="权限")
    steps = ArrayField(models.CharField(max_length=20, choices=Step.choices), verbose_name="环节")
    ceiling_yuan = models.DecimalField("金额上限（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    seal = models.CharField("审批专用章", max_length=60, blank=True, help_text="编号；空＝没有交付")
    signed_by = models.CharField("签发人", max_length=40)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="代替"
    )

    class Meta:
        verbose_name = verbose_name_plural = "授权书"
        constraints = [
            check("delegation_ends_after_it_begins", Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
            check("delegation_gives_a_power", Q(powers__len__gt=0)),
            check("delegation_names_a_step", Q(steps__len__gt=0)),
            check("delegation_ceiling_is_positive", Q(ceiling_yuan__isnull=True) | Q(ceiling_yuan__gt=0)),
        ]
        triggers = [never_put_off("delegation_ends_sooner_at_most", "valid_to")]

    def __str__(self) -> str:
        return self.number


class PowerProposal(models.Model):
    """
    待确认的授权: what gives a window more than it had, an instrument or further departments, how a law's 日 is read, or that
    promises are shortened, as one person has entered it. It changes nothing until another confirms it (decisions 124, 137).

    `content` is what is written then (hall.organising.instruments, .windows, hall.reading, hall.shortening); `departments` in it are those concerned.
    """

    class Kind(models.TextChoices):
        INSTRUMENT = "instrument", "授权书"
        WINDOW = "window", "窗口"
        READING = "reading", "时限口径"
        PROMISE = "promise", "承诺时限"

    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    sentence = models.CharField("内容", max_length=600)
    content = models.JSONField()
    reason = models.CharField("理由", max_length=300)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("录入")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("确认或退回", null=True)
    stands = models.BooleanField("生效", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待确认的授权"
        ordering = ["proposed_at", "id"]
        constraints = [
            check(
                "power_says_who_decided",
                Q(decided_at__isnull=True, decided_by__isnull=True, stands__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, stands__isnull=False),
            ),
            check("power_is_confirmed_by_another", ~Q(stands=True) | ~Q(decided_by=F("proposed_by"))),
        ]
        triggers = [
            final("power_stays_what_was_entered", "kind", "sentence", "content", "proposed_by", "proposed_at"),
            final("power_is_decided_once", of="OLD.decided_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return self.sentence


class StaffChange(models.Model):
    """
    组织变更: who changed what about people, windows or instruments, when and why, with how it stood before and after.

    Written in the transaction of the change; the database refuses to change or delete it. `by` is nobody for a command on the
    server. `concerns` is whose post or password it is, where they and those who watch over posts get a letter of it.
    """

    class Subject(models.TextChoices):
        PERSON = "person", "人员"
        POST = "post", "岗位"
        ABSENCE = "absence", "代理"
        WINDOW = "window", "窗口"
        DELEGATION = "delegation", "授权书"
        POWER = "power", "待确认的授权"
        READING = "reading", "时限口径"

    subject = models.CharField("对象", max_length=20, choices=Subject.choices)
    key = models.PositiveBigIntegerField("主键")
    act = models.CharField("动作", max_length=40)
    sentence = models.CharField("内容", max_length=600)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    concerns = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "组织变更"
        ordering = ["-id"]
        indexes = [index("staff_changes_of_a_subject", "subject", "key")]
        triggers = [
            pgtrigger.Protect(name="staff_change_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [check("staff_change_has_a_reason", ~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.sentence}"
