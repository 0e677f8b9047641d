"""A small hall for tests: two departments, a few items, one person of each kind. Fixed values, no randomness."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cases.models import Recomputation
from hall import calendar
from hall.models import (
    CalendarNotice,
    Delegation,
    Department,
    ItemVersion,
    LegalBasis,
    Material,
    Post,
    ServiceHall,
    ServiceItem,
    User,
    Window,
    WorkCalendarDay,
)
from hall.roles import Power, Role, Step
from permits.applicants import Applicant
from permits.registrations import Registration
from tests.permits import verbs as permits
from tests.permits.verbs import Registered

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR_CSV = Path(__file__).parent.parent / "data" / "work_calendar_2025_2026.csv"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
PASSWORD = "shi-yan-mi-ma-2026"
PERSON = Applicant("person", "王小明", "11010519491231002X", "13812348000")
ENTERPRISE = Applicant("enterprise", "云澜食品有限公司", "91330100799655058B", "13912348001")


def at(text: str) -> datetime:
    """``at("2025-09-30 10:00")``: an instant in the hall's time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


BUILT_AT = at("2025-01-01 08:00")


@dataclass
class World:
    """The hall and its people. `promised` has 3 working days and 20 by law, 3 materials; `immediate` 210 minutes, 2."""

    hall: ServiceHall
    health: Department
    market: Department
    health_window: Window
    market_window: Window
    promised: ItemVersion
    immediate: ItemVersion
    city: ItemVersion
    abolished: ItemVersion
    market_item: ItemVersion
    clerk: User
    market_clerk: User
    chief: User
    head: User
    complaint_officer: User
    office: User
    inspector: User
    administrator: User

    def register(self, *, when: datetime, item: ItemVersion | None = None, idem: str = "key-1", **more) -> Registered:
        """Register an application at the health window, with all materials unless told otherwise."""
        item = item or self.promised
        window, by = more.pop("window", self.health_window), more.pop("by", self.clerk)
        materials = [material.position for material in item.materials.all()]
        terms = {"item_code": item.item.code, "applicant": PERSON, "materials": materials, **more}
        return permits.register(registration=Registration(**terms), window=window, idem=idem, by=by, at=when)

    def accepted(self, *, when: datetime, item: ItemVersion | None = None, idem: str = "key-1", **more):
        """Register and accept at one instant; returns the application."""
        registered = self.register(when=when, item=item, idem=idem, **more)
        return permits.accept(number=registered.application.case.number, by=self.clerk, at=when)


def load_calendar(when: datetime) -> None:
    """The official days of 2025 and 2026."""
    with CALENDAR_CSV.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    notices = {
        year: CalendarNotice.objects.create(
            year=year, title=f"国务院办公厅关于{year}年部分节假日安排的通知", loaded_at=when
        )
        for year in (2025, 2026)
    }
    WorkCalendarDay.objects.bulk_create(
        WorkCalendarDay(
            date=date.fromisoformat(row["date"]),
            kind=row["kind"],
            name=NAMES.get(row["name"], ""),
            notice=notices[int(row["date"][:4])],
        )
        for row in rows
    )
    # there is no case yet, so there is nothing to derive again
    stamp = calendar.changed(at=when)
    Recomputation.objects.create(stamp=stamp, why="开办", asked_at=when, finished_at=when)


def build() -> World:
    """Write the small hall into the database."""
    load_calendar(BUILT_AT)
    hall = ServiceHall.objects.create(code="0101", name="云澜区政务服务中心", phone="12345")
    health = Department.objects.create(hall=hall, code="WJ", name="区卫生健康局")
    market = Department.objects.create(hall=hall, code="SJ", name="区市场监督管理局")
    health_window = Window.objects.create(hall=hall, number="22", name="卫生健康窗口")
    health_window.departments.add(health)
    market_window = Window.objects.create(hall=hall, number="24", name="市场监管窗口")
    market_window.departments.add(market)
    promised = item(health, health_window, "WJ-XK-0001", "公共场所卫生许可", ["卫生许可申请表", "营业执照", "检测报告"])
    immediate = item(
        health, health_window, "WJ-XK-0002", "母婴保健技术考核合格证", ["申请表", "身份证"],
        handling_kind="immediate", promise_quantity=210, promise_unit="working_minute", visits_max=1,
    )  # fmt: skip
    city = item(
        health, health_window, "WJ-XK-0003", "医疗广告审查（代办报送）", ["申请表"],
        authority_level="city", handling_kind="forwarded", promise_quantity=5,
    )  # fmt: skip
    abolished = item(health, health_window, "WJ-XK-0004", "已取消的许可", ["申请表"])
    abolished.item.status = "abolished"
    abolished.item.abolished_on = date(2025, 3, 1)
    abolished.item.abolished_by = "区政府令第 7 号"
    abolished.item.save()
    market_item = item(market, market_window, "SJ-XK-0001", "食品经营许可", ["申请书", "营业执照"])
    people = {
        "clerk": person(hall, "zhang", "张敏", Role.CLERK, window=health_window),
        "market_clerk": person(hall, "li", "李强", Role.CLERK, window=market_window),
        "chief": person(hall, "zhao", "赵科", Role.SECTION_CHIEF, department=health),
        "head": person(hall, "qian", "钱局", Role.DEPARTMENT_HEAD, department=health),
        "complaint_officer": person(hall, "sun", "孙投", Role.COMPLAINT_OFFICER),
        "office": person(hall, "zhou", "周软", Role.OFFICE),
        "inspector": person(hall, "wu", "吴纪", Role.INSPECTOR),
        "administrator": person(hall, "zheng", "郑管", Role.ADMINISTRATOR),
    }
    for department, window in ((health, health_window), (market, market_window)):
        delegation = Delegation.objects.create(
            number=f"授权〔2025〕{window.number}号",
            department=department,
            window=window,
            powers=[Power.DECISION, Power.PRELIMINARY_HANDLING],
            steps=list(Step.values),
            seal=f"云审专{window.number}",
            signed_by="主要负责人",
            valid_from=date(2025, 1, 1),
        )
        delegation.items.set(department.items.all())
    return World(
        hall, health, market, health_window, market_window, promised, immediate, city, abolished, market_item, **people
    )


def item(department: Department, window: Window, code: str, name: str, materials: list[str], **terms) -> ItemVersion:
    """A published item, delegated to its window, with the law's usual 20 working days, extendable by 10, unless told otherwise."""
    fields = {
        "item_type": "licence",
        "authority_level": "district",
        "handling_kind": "promised",
        "statutory_quantity": 20,
        "statutory_unit": "working_day",
        "promise_quantity": 3,
        "promise_unit": "working_day",
        "extension_days": 10,
        "extension_approver": "本机关负责人",
        "special_procedure": "专家评审;检测;检验;公告",
        "procedure": "收件、受理、审查、决定、送达",
        "disclosure_complete": True,
        "effective_from": date(2025, 1, 1),
        **terms,
    }
    service_item = ServiceItem.objects.create(
        code=code, department=department, window=window, entry_batch="首批", is_in_hall=True
    )
    version = ItemVersion.objects.create(item=service_item, number=1, name=name, digest=code, **fields)
    LegalBasis.objects.create(version=version, text="《行政许可法》第四十二条", checked=True)
    for position, material in enumerate(materials, start=1):
        Material.objects.create(version=version, position=position, name=material)
    for delegation in Delegation.objects.filter(window=window, department=department):
        delegation.items.add(service_item)
    return version


def person(hall: ServiceHall, username: str, name: str, role: str, **place) -> User:
    user = User(username=username, display_name=name)
    user.password = _hashed()
    user.save()
    Post.objects.create(user=user, role=role, hall=hall, valid_from=date(2025, 1, 1), **place)
    return user


_password: list[str] = []


def _hashed() -> str:
    """One Argon2 hash for all: hashing eight passwords a test would take a second."""
    if not _password:
        from django.contrib.auth.hashers import make_password

        _password.append(make_password(PASSWORD))
    return _password[0]
