"""The people of the demonstration: one for each chair."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from hall.models import Department, Post, ServiceHall, User, Window
from hall.roles import Role

PASSWORD = "yunlan-demo-2026"  # noqa: S105 - printed at every start, for demonstration only


@dataclass(frozen=True)
class Person:
    """`window` and `department` name the place by number and by name."""

    username: str
    name: str
    role: str
    window: str = ""
    department: str = ""


PEOPLE = [
    Person("clerk22", "张敏", Role.CLERK, window="22"),
    Person("clerk25", "李强", Role.CLERK, window="25"),
    Person("clerk14", "陈静", Role.CLERK, window="14"),
    Person("chief22", "赵卫东", Role.SECTION_CHIEF, department="区卫生健康局"),
    Person("head22", "钱立新", Role.DEPARTMENT_HEAD, department="区卫生健康局"),
    Person("chief25", "何芳", Role.SECTION_CHIEF, department="区市场监督管理局"),
    Person("chief14", "马国强", Role.SECTION_CHIEF, department="区住房和城乡建设局"),
    Person("complaints", "孙兰", Role.COMPLAINT_OFFICER),
    Person("office", "周正", Role.OFFICE),
    Person("inspector", "吴清", Role.INSPECTOR),
    Person("admin", "郑航", Role.ADMINISTRATOR),
]


@transaction.atomic
def appoint(*, valid_from: date) -> None:
    """Create the people and their posts; a second run adds nothing."""
    hall = ServiceHall.objects.get()
    hashed = make_password(PASSWORD)
    for person in PEOPLE:
        user, created = User.objects.get_or_create(username=person.username, defaults={"display_name": person.name})
        if not created:
            continue
        user.password = hashed
        user.save(update_fields=["password"])
        Post.objects.create(
            user=user,
            role=person.role,
            hall=hall,
            window=Window.objects.get(hall=hall, number=person.window) if person.window else None,
            department=Department.objects.get(name=person.department) if person.department else None,
            valid_from=valid_from,
        )


def write_list(path: Path) -> None:
    """Write who can sign in, one a line, to show at every start."""
    lines = [f"  {person.username:<12}{Role(person.role).label}　{person.name}　{place(person)}" for person in PEOPLE]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"  密码都是 {PASSWORD}（仅供演示）", *lines]) + "\n", encoding="utf-8")


def place(person: Person) -> str:
    return f"{person.window} 号窗口" if person.window else person.department or "全大厅"
