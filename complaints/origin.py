"""What an officer types in beside the words: how a matter came, and what it is about. From it follows whom the case is hidden from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from cases.models import Case, CaseKind
from complaints import high_voltage
from complaints.models import Channel, Complaint, Intake
from hall.access import current_posts
from hall.models import Department, Post, ServiceItem, User, Window
from hall.refusals import BadInput
from hall.roles import OF_THE_CENTRE, Role

NOTE_MOST = 1_000
NEEDS_ITS_LOG = {
    Channel.BOX: "写明开箱记录：哪个箱、什么时候、哪两个人开的",
    Channel.CHECK: "写明是哪一次暗访检查",
    Channel.MONTHLY: "写明是哪一份月报",
    Channel.CASE: "写明是哪一个案件",
}


@dataclass(frozen=True)
class Origin:
    """
    :param came_on: the day on which it came; not later than today.
    :param line: the number of a line of the high-voltage list that is in force, None for none.
    :param window: its number. :param person: the user name of a post's holder. :param item: its code. :param about_case: its number.
    """

    channel: str
    came_on: date
    note: str = ""
    is_self_reported: bool = False
    line: int | None = None
    window: str = ""
    person: str = ""
    item: str = ""
    about_case: str = ""

    def content(self) -> dict[str, object]:
        """What a request that is sent twice has to repeat."""
        return {"origin": vars(self)}

    def write(self, complaint: Complaint, *, by: User | None) -> Intake:
        about = subjects(self)
        listed = high_voltage.in_force(timezone.localdate(complaint.case.opened_at))
        return Intake.objects.create(
            complaint=complaint,
            **{name: getattr(self, name) for name in ("channel", "came_on", "is_self_reported", "line")},
            note=self.note.strip(),
            line_version=listed.version if self.line is not None else "",
            **{name: getattr(about, name) for name in ("window", "person", "item", "about_case")},
            typed_by=by,
        )


@dataclass(frozen=True)
class Subjects:
    """The rows that an origin names."""

    window: Window | None = None
    person: User | None = None
    item: ServiceItem | None = None
    about_case: Case | None = None


@dataclass(frozen=True)
class TypedIn:
    """Where something came from, and who typed it in; None: the 12345 platform pushed it."""

    origin: Origin
    by: User | None

    def persons(self) -> list[int]:
        """Whom it is about: they never see it, whatever post they hold by then."""
        person = subjects(self.origin).person
        return [person.pk] if person else []


@dataclass
class Hidden:
    """Whom a case is about: departments, and whether the centre's own people."""

    departments: set[Department] = field(default_factory=set)
    centre: bool = False


def must_be_whole(origin: Origin, *, on: date) -> None:
    """:raises BadInput: a channel or line that is none, a day to come, a channel without its log."""
    if origin.channel not in Channel.values:
        raise BadInput("选择来源", field="channel")
    if origin.came_on > on:
        raise BadInput("来件日期不能晚于今天", field="came_on")
    if origin.line is not None and not 1 <= origin.line <= len(high_voltage.in_force(on).lines):
        raise BadInput("选择列出的高压线", field="line")
    if origin.channel in NEEDS_ITS_LOG and not origin.note.strip():
        raise BadInput(NEEDS_ITS_LOG[Channel(origin.channel)], field="note")
    if len(origin.note) > NOTE_MOST:
        raise BadInput(f"来源记录最多 {NOTE_MOST:,} 个字，现在有 {len(origin.note):,} 个", field="note")


def subjects(origin: Origin) -> Subjects:
    """The rows that it names. :raises BadInput: one of them is none."""
    return Subjects(
        _row(
            Window.objects.prefetch_related("departments"), "window", "没有这个窗口，填写窗口号", number=origin.window
        ),
        _row(User.objects.all(), "person", "没有这个人，填写用户名", username=origin.person),
        _row(ServiceItem.objects.select_related("department"), "item", "没有这个事项，填写事项编码", code=origin.item),
        _case(origin.about_case),
    )


def hidden_from(origin: Origin, department: Department | None, *, on: date) -> tuple[Department | None, bool]:
    """
    The one department whose people must not see the case, and whether it is the centre's own people who must not.

    :raises BadInput: what is named lies in several departments, so that one of them would read it; or it is about the inspector.
    """
    about, hidden = subjects(origin), Hidden({department} if department else set())
    if about.item:
        hidden.departments.add(about.item.department)
    if about.about_case:
        hidden.departments.add(about.about_case.department)  # type: ignore[arg-type]  # an application has one
    if about.person:
        _add_person(about.person, hidden, on=on)
    if about.window and not hidden.centre:
        _add_window(about.window, hidden)
    if hidden.centre:
        return None, True  # wider than any department: the inspector's alone
    if len(hidden.departments) > 1:
        names = "、".join(sorted(str(each) for each in hidden.departments))
        raise BadInput(f"反映的对象分属{names}：一件只反映一个部门，分成几件登记", field="about_department")
    return next(iter(hidden.departments), None), False


def _add_window(window: Window, hidden: Hidden) -> None:
    """A comprehensive window serves several departments: which one is said by the department, item or case beside it."""
    served = set(window.departments.all())
    if hidden.departments:
        if not hidden.departments & served:
            raise BadInput("这个窗口不办所选部门的事，核对窗口和部门", field="window")
    elif len(served) == 1:
        hidden.departments |= served
    else:
        raise BadInput("这个窗口办几个部门的事，再选反映的是哪个部门", field="about_department")


def _add_person(person: User, hidden: Hidden, *, on: date) -> None:
    """All that the person's posts of today hide it from; those of somebody who has none now, all former ones."""
    posts = list(
        current_posts(on).filter(user=person).select_related("department").prefetch_related("window__departments")
    )
    posts = posts or list(person.posts.select_related("department").prefetch_related("window__departments"))
    if any(post.role == Role.INSPECTOR for post in posts):
        raise BadInput("反映纪检监察人员的，这里不登记，告诉来件人向上一级纪检监察机关反映", field="person")
    if any(post.role in OF_THE_CENTRE for post in posts):
        hidden.centre = True
    if not posts:
        raise BadInput("这个人没有岗位，改填部门", field="person")
    departments = set(_of_posts(posts))
    chosen = departments & hidden.departments
    # a clerk of a comprehensive window works for several: the one that is named beside says which
    hidden.departments |= chosen or departments


def _of_posts(posts: Iterable[Post]) -> Iterable[Department]:
    for post in posts:
        if post.department:
            yield post.department
        elif post.window:
            yield from post.window.departments.all()


def _row(rows: Any, field: str, sentence: str, **key: str) -> Any:
    [value] = key.values()
    if not value.strip():
        return None
    row = rows.filter(**{name: each.strip() for name, each in key.items()}).first()
    if row is None:
        raise BadInput(sentence, field=field)
    return row


def _case(number: str) -> Case | None:
    """An application or enquiry; a complaint's number is never looked up here: that there is one would be news."""
    if not number.strip():
        return None
    digits = "".join(filter(str.isdecimal, number))
    cases = Case.objects.select_related("department").exclude(kind=CaseKind.COMPLAINT)
    case = cases.filter(number=digits).first()
    if case is None:
        raise BadInput("没有这个编号的办件", field="about_case")
    return case
