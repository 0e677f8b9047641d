"""The people of the demonstration: one for each chair."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from hall.models import User
from hall.people import NewPost, add_person
from hall.roles import Role

PASSWORD = "yunlan-demo-2026"  # noqa: S105 - printed at every start, for demonstration only
PEOPLE: list[tuple[str, str, Role, dict[str, Any]]] = [
    ("clerk22", "张敏", Role.CLERK, {"window": "22"}),
    ("clerk25", "李强", Role.CLERK, {"window": "25"}),
    ("clerk14", "陈静", Role.CLERK, {"window": "14"}),
    ("chief22", "赵卫东", Role.SECTION_CHIEF, {"department": "区卫生健康局"}),
    ("head22", "钱立新", Role.DEPARTMENT_HEAD, {"department": "区卫生健康局"}),
    ("chief25", "何芳", Role.SECTION_CHIEF, {"department": "区市场监督管理局"}),
    ("chief14", "马国强", Role.SECTION_CHIEF, {"department": "区住房和城乡建设局"}),
    ("complaints", "孙兰", Role.COMPLAINT_OFFICER, {}),
    ("office", "周正", Role.OFFICE, {}),
    ("inspector", "吴清", Role.INSPECTOR, {}),
    ("admin", "郑航", Role.ADMINISTRATOR, {}),
]


@transaction.atomic
def appoint(*, valid_from: date) -> None:
    """Create the people and their posts; a second run adds nothing."""
    for username, name, role, place in PEOPLE:
        if not User.objects.filter(username=username).exists():
            post = NewPost(role, valid_from, **place)
            add_person(username=username, name=name, password=PASSWORD, post=post)


def write_list(path: Path) -> None:
    """Write who can sign in, one a line, to show at every start."""
    lines = [f"  {username:<12}{role.label}　{name}　{_place(**place)}" for username, name, role, place in PEOPLE]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"  密码都是 {PASSWORD}（仅供演示）", *lines]) + "\n", encoding="utf-8")


def _place(window: str = "", department: str = "") -> str:
    return f"{window} 号窗口" if window else department or "全大厅"
