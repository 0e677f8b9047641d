"""What waits for a second person, in full: what it gives, what it takes away, and whom it is for (decision 137). Nothing here decides."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from administration.queries import running_of
from administration.wording import BY_COMMAND
from cases.wording import moment
from hall.access import current_posts
from hall.catalogue_terms import LimitUnit
from hall.models import (
    Delegation,
    Department,
    ItemVersion,
    PostProposal,
    PowerProposal,
    ServiceItem,
    StaffChange,
    User,
    Window,
)
from hall.organising.choices import open_items
from hall.organising.signed import as_entered
from hall.organising.trace import day_words
from hall.queries import published
from hall.reading import READING_WORDS
from hall.roles import Power, Role, Step
from hall.worktime.wording import in_full

Kind = PowerProposal.Kind


@dataclass(frozen=True)
class Section:
    """A heading of the confirm page, and what stands below it."""

    heading: str
    lines: list[str]
    is_warning: bool = False


@dataclass(frozen=True)
class Comparison:
    """`facts` are for ``_parts/facts.html``."""

    facts: list[tuple[str, Any]]
    sections: list[Section] = field(default_factory=list)


def of_power(proposal: PowerProposal, *, on: date) -> Comparison:
    comparisons = {
        Kind.INSTRUMENT: _of_instrument,
        Kind.WINDOW: _of_window,
        Kind.READING: _of_reading,
        Kind.PROMISE: _of_shortening,
    }
    return comparisons[Kind(proposal.kind)](proposal, on)


def of_post(proposal: PostProposal, *, on: date) -> Comparison:
    """Whom a post is for: an account is told from another of the same name by its user name, its posts and who opened it."""
    user = proposal.user
    others = User.objects.filter(display_name=user.display_name).exclude(pk=user.pk).order_by("pk")
    facts: list[tuple[str, Any]] = [
        ("姓名", user.display_name),
        ("用户名", user.username),
        ("账号", f"{'启用' if user.is_active else '停用'}，{_opened(user)}"),
        ("现在的岗位", _held(user, on)),
        ("提出的岗位", proposal.title),
        ("起止", f"{day_words(proposal.valid_from)}至{day_words(proposal.valid_to)}"),
        ("提出", f"{proposal.proposed_by or BY_COMMAND}，{moment(proposal.proposed_at)}"),
        ("理由", proposal.reason),
    ]
    if not others:
        return Comparison(facts)
    lines = [f"{other.with_account}：{_held(other, on)}" for other in others]
    return Comparison(facts, [Section("还有同名的人，核对是哪一个", lines, is_warning=True)])


def facts_of(instrument: Delegation) -> list[tuple[str, str]]:
    """What an instrument gives."""
    facts = [
        ("部门", str(instrument.department)),
        ("窗口", str(instrument.window)),
        ("权限", _labels(Power, instrument.powers)),
        ("环节", _labels(Step, instrument.steps)),
        ("金额上限", _ceiling(instrument)),
        ("审批专用章", instrument.seal or "没有交付"),
        ("签发人", instrument.signed_by),
        ("起止", f"{day_words(instrument.valid_from)}至{day_words(instrument.valid_to)}"),
    ]
    return [*facts, ("代替", instrument.supersedes.number)] if instrument.supersedes else facts


def named(items: Iterable[ServiceItem], *, on: date) -> list[str]:
    """Items by name and code, in the order of the codes."""
    wanted = sorted(items, key=lambda item: item.code)
    names = dict(published(on=on).filter(item__in=wanted).values_list("item", "name"))
    return [f"{names.get(item.pk, '（没有公布）')}（{item.code}）" for item in wanted]


def _of_instrument(proposal: PowerProposal, on: date) -> Comparison:
    instrument, items = as_entered(proposal, on=on)
    facts: list[tuple[str, Any]] = [("授权书编号", instrument.number), *facts_of(instrument)]
    sections = [Section(f"授权的事项（{len(items)} 项）", named(items, on=on))]
    old = instrument.supersedes
    if old is not None:
        sections += _instead_of(old, instrument, items, on=on)
    overlaps = [
        f"{other.number}（{other.window}，用章 {other.seal or '没有交付'}，"
        f"{day_words(other.valid_from)}至{day_words(other.valid_to)}）：{'、'.join(named(both, on=on))}"
        for other in _meanwhile(instrument, items, old)
        if (both := [item for item in other.items.all() if item in items])
    ]
    if overlaps:
        sections.append(Section("同一事项在同一时间还有别的授权书", overlaps, is_warning=True))
    return Comparison(facts, sections)


def _instead_of(old: Delegation, new: Delegation, items: list[ServiceItem], *, on: date) -> list[Section]:
    """What the window loses and gains when one instrument takes the place of another."""
    before = list(old.items.all())
    gone, come = ([item for item in some if item not in others] for some, others in ((before, items), (items, before)))
    lost = [
        *named(gone, on=on),
        *_differences(Power, old.powers, new.powers),
        *_differences(Step, old.steps, new.steps),
    ]
    gained = [
        *named(come, on=on), *_differences(Power, new.powers, old.powers), *_differences(Step, new.steps, old.steps)
    ]  # fmt: skip
    others = [
        f"{what}：{was} → {becomes}"
        for what, was, becomes in (
            ("审批专用章", old.seal or "没有交付", new.seal or "没有交付"),
            ("金额上限", _ceiling(old), _ceiling(new)),
            ("签发人", old.signed_by, new.signed_by),
            ("最后一天", day_words(old.valid_to), day_words(new.valid_to)),
        )
        if was != becomes
    ]
    ends = f"{old.number} 在新授权书生效的前一天终止。"
    return [
        Section("代替", [ends]),
        Section("窗口失去的", lost or ["没有"], is_warning=bool(lost)),
        Section("窗口新得到的", gained or ["没有"]),
        *([Section("其他改动", others)] if others else []),
    ]


def _meanwhile(new: Delegation, items: list[ServiceItem], old: Delegation | None) -> QuerySet[Delegation]:
    """Instruments for some of these items that are in force on a day of the new one; the one that it ends is none."""
    others = Delegation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=new.valid_from), items__in=items)
    if new.valid_to is not None:
        others = others.filter(valid_from__lte=new.valid_to)
    others = others.exclude(pk=old.pk) if old is not None else others
    return others.distinct().select_related("window").prefetch_related("items").order_by("valid_from", "pk")


def _of_window(proposal: PowerProposal, on: date) -> Comparison:
    content = proposal.content
    window = Window.objects.filter(pk=content["window"]).first()
    after = list(Department.objects.filter(pk__in=content["departments"]))
    before = list(window.departments.all()) if window else []
    facts = [
        ("窗口号", content["number"]),
        ("名称", _changed(window.name if window else "", content["name"])),
        ("综合窗口", _changed(_yes(window.is_comprehensive) if window else "", _yes(content["is_comprehensive"]))),
    ]
    further = [each for each in after if each not in before]
    gone = [each for each in before if each not in after]
    clerks = current_posts(on).filter(window=window, role=Role.CLERK).select_related("user") if window else []
    sections = [
        Section(f"增加的部门：{department}", named(open_items(department, window), on=on) or ["在这个窗口还没有事项"])
        for department in further
        if window is not None
    ] or [Section("服务的部门", list(map(str, further)))]
    if gone:
        sections.append(Section("去掉的部门", list(map(str, gone)), is_warning=True))
    people = [post.user.with_account for post in clerks]
    sections.append(Section("从此看到这些部门办件的人", people or ["现在没有人在这个窗口"]))
    return Comparison(facts, sections)


def _of_reading(proposal: PowerProposal, on: date) -> Comparison:
    content = proposal.content
    item = ServiceItem.objects.select_related("department").get(pk=content["item"])
    version = item.versions.order_by("number").last()
    now = READING_WORDS.get(LimitUnit(version.statutory_unit), "") if version else ""
    begins = max(date.fromisoformat(content["effective_from"]), on)
    facts = [
        ("事项", "、".join(named([item], on=on))),
        ("部门", str(item.department)),
        ("法定时限", f"原文 {version.statutory_quantity} 日" if version else ""),
        ("读法", _changed(now, READING_WORDS[LimitUnit(content["unit"])])),
        ("从哪一天登记的办件起", in_full(begins)),
        ("决定文号", content["document"]),
        ("理由", proposal.reason),
    ]
    return Comparison(facts)


def _of_shortening(proposal: PowerProposal, on: date) -> Comparison:
    content = proposal.content
    versions = ItemVersion.objects.select_related("item__department").in_bulk(
        each["version"] for each in content["items"]
    )
    lines: dict[str, list[str]] = {}
    for each in content["items"]:
        version = versions[each["version"]]
        line = f"{version.name}（{each['code']}）：{each['before']} → {each['after']} 个工作日"
        lines.setdefault(version.item.department.name, []).append(line)
    facts = [
        ("事项", f"{len(content['items'])} 项"),
        ("从哪一天登记的办件起", in_full(max(date.fromisoformat(content["effective_from"]), on))),
        ("已经登记、还没有办结的", f"{running_of(each['item'] for each in content['items'])} 件，承诺不变"),
        ("决定文号", content["document"]),
        ("理由", proposal.reason),
    ]
    return Comparison(facts, [Section(department, some) for department, some in lines.items()])


def _opened(user: User) -> str:
    line = StaffChange.objects.filter(subject=StaffChange.Subject.PERSON, key=user.pk, act="enter").first()
    if line is None:
        return f"{moment(user.date_joined)} 开设"
    return f"{moment(line.at)} 由{line.by.with_account if line.by else BY_COMMAND}开设"


def _held(user: User, on: date) -> str:
    held = current_posts(on).filter(user=user).select_related("window", "department", "hall")
    return "；".join(post.title for post in held) or "没有岗位"


def _differences(labels: Any, these: list[str], those: list[str]) -> list[str]:
    missing = [each for each in these if each not in those]
    word = "权限" if labels is Power else "环节"
    return [f"{word}：{_labels(labels, missing)}"] if missing else []


def _labels(labels: Any, values: Iterable[str]) -> str:
    return "、".join(labels(value).label for value in values)


def _ceiling(instrument: Delegation) -> str:
    return f"{instrument.ceiling_yuan:,} 元" if instrument.ceiling_yuan else "没有"


def _changed(before: str, after: str) -> str:
    return after if before in ("", after) else f"{before} → {after}"


def _yes(value: bool) -> str:
    return "是" if value else "不是"
