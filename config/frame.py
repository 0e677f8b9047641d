"""What every page's frame shows: the face, the navigation, the person, the hall."""

from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from hall.access import Access, access_of
from hall.models import ServiceHall, User
from hall.plans import Plan
from hall.roles import Permission
from hall.rows import Columns
from portal.front import LARGE_TEXT_COOKIE

PUBLIC_NAV = [("查进度", "/c/"), ("办事指南", "/items/"), ("投诉举报", "/complain/")]
STAFF_NAV = [
    (Permission.APPLICATION_HANDLE, "待办", "/desk/"),
    (Permission.APPLICATION_HANDLE, "登记", "/desk/register/"),
    (Permission.APPLICATION_HANDLE, "咨询", "/desk/enquiries/"),
    (Permission.COMPLAINT_VIEW, "投诉举报", "/centre/"),
    (Permission.BOARD_VIEW, "看板", "/oversight/"),
    (Permission.BOARD_VIEW, "办件", "/oversight/cases/"),
    (Permission.BOARD_VIEW, "红黄牌", "/oversight/cards/"),
    (Permission.RATING_VIEW, "评价", "/ratings/"),
    (Permission.COMPLAINT_REPORT, "交办件", "/centre/assigned/"),
    (Permission.CONDUCT_ATTRIBUTE, "责任追究", "/conduct/"),
    (Permission.CORRECTION_JUDGE, "整改和曝光", "/conduct/overview/"),
    (Permission.REWARD_PAY, "奖励支付", "/centre/rewards/pay/"),
    (Permission.APPLICATION_APPROVE, "上交", "/desk/handed-up/"),
    (Permission.CORRECTION_ANSWER, "整改", "/conduct/corrections/"),
    (Permission.CALENDAR_MANAGE, "管理", "/administration/"),
    (Permission.CLOCKS_VIEW, "计时核对", "/administration/reconciliation/"),
    (Permission.CALENDAR_MANAGE, "工作日历", "/administration/calendar/"),
    (Permission.STAFF_VIEW, "人员", "/administration/people/"),
    (Permission.STAFF_VIEW, "授权书", "/administration/delegations/"),
    (Permission.STAFF_CONFIRM, "岗位确认", "/administration/proposals/"),
]
FACES = {"desk", "centre", "oversight", "administration"}  # each below the address of its name
# On every page, so in plain SQL; a test holds the letters equal to cases.queries.letters_for.
_COLUMNS = Columns(ServiceHall, "hall")
_HALL = "SELECT {columns}, {unread}, {waiting}, {served} FROM hall_servicehall hall ORDER BY hall.id LIMIT 1"
_UNREAD = """(SELECT count(*) FROM cases_letter l WHERE read_at IS NULL AND not_before <= $2 AND (recipient_id = $1{more})
    AND NOT EXISTS (SELECT FROM cases_case WHERE id = l.case_id AND kept_from @> ARRAY[$1]))"""
_OF_DEPARTMENTS = " OR recipient_id IS NULL AND ($3 OR department_id = ANY($4))"


# what others have proposed and this person may look at (hall.organising)
_WAITING = """((SELECT count(*) FROM hall_postproposal WHERE decided_at IS NULL AND user_id <> $1
    AND proposed_by_id IS DISTINCT FROM $1) + (SELECT count(*) FROM hall_powerproposal
    WHERE decided_at IS NULL AND proposed_by_id <> $1))"""
PROPOSALS = "/administration/proposals/"
# nobody looks for what they do not know of: who was ever served has the way to it, in every room and without a post
_SERVED = "EXISTS (SELECT FROM conduct_sanction WHERE person_id = $1 AND served_at IS NOT NULL)"
ONES_OWN = ("对本人的处理", "/conduct/mine/")


def frame(request: HttpRequest) -> dict[str, Any]:
    """
    Context processor. It makes one query, for the hall and the letters, and none for a stranger whose page has read the hall already;
    staff pages read their posts anyway.
    """
    at = timezone.now()
    on = timezone.localdate(at)
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    access = access_of(person, on=on) if person else Access()
    face = _face(request.path, access)
    read_already = None if person else getattr(request, "hall", None)
    hall = read_already or _hall(person, access, at=at)
    return {
        "face": face,
        "nav": _nav_of(request.path, face, access, hall if person else None),
        "large_text": request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        "person": person,
        "unread": hall.unread if person and hall else 0,
        "hall": hall,
        "site": _site(),
        "demo": settings.HALL_MODE == "demo",
    }


def _hall(person: User | None, access: Access, *, at: datetime) -> Any:
    """
    The hall, with `unread`: how many letters this person may read now and nobody has read yet; `waiting`: what others propose;
    `served`: whether a sanction was ever served on them.
    """
    answers_for = access.grant(Permission.APPLICATION_APPROVE)
    plan = _plan(person is not None, bool(answers_for), bool(access.grant(Permission.STAFF_CONFIRM)))
    rows = plan.rows(person and person.pk, at, answers_for.everywhere, list(answers_for.departments))
    if not rows:
        return None
    hall: Any
    hall, (hall.unread, hall.waiting, hall.served) = _COLUMNS.of(rows[0])
    return hall


@cache
def _plan(is_staff: bool, answers_for_some: bool, confirms: bool) -> Plan:
    return Plan(
        _HALL.format(
            columns=_COLUMNS.sql,
            unread=_UNREAD.format(more=_OF_DEPARTMENTS if answers_for_some else "") if is_staff else "0",
            waiting=_WAITING if is_staff and confirms else "0",
            served=_SERVED if is_staff else "false",
        ),
        ["bigint", "timestamptz", "boolean", "bigint[]"],
    )


def _site() -> dict[str, str] | None:
    """The records of the site, for the foot of the page; None where it has none."""
    records = {"icp": settings.ICP_RECORD, "police_record": settings.POLICE_RECORD, "site_code": settings.SITE_CODE}
    return records if any(records.values()) else None


def landing_of(access: Access) -> str:
    """The page that a person starts the day on."""
    return next((url for permission, _label, url in STAFF_NAV if access.grant(permission)), "/no-post/")


def own_room(access: Access) -> dict[str, Any]:
    """The frame of a page that is in no room, for somebody with a desk: their own room's, and the way back to it."""
    home = landing_of(access)
    face = _first(home)
    return {"face": face, "nav": _nav("", face, access), "home": home} if face in FACES else {}


def _face(path: str, access: Access) -> str:
    first = _first(path)
    if first in {
        "letters",
        "tokens",
        "conduct",
        "ratings",
        "exchange",
    }:  # of a person, in the room where the day begins
        first = _first(landing_of(access))
    return first if first in FACES else "public"


def _first(path: str) -> str:
    return path.split("/")[1] if path.count("/") > 1 else ""


def _nav_of(path: str, face: str, access: Access, hall: Any) -> list[tuple[str, str, bool]]:
    """The navigation of a person; of a stranger (no hall), the room's."""
    links = _with_number(_nav(path, face, access), hall.waiting if hall else 0)
    label, url = ONES_OWN
    return [*links, (label, url, path.startswith(url))] if hall and hall.served else links


def _with_number(links: list[tuple[str, str, bool]], waiting: int) -> list[tuple[str, str, bool]]:
    """The navigation, with how much waits to be confirmed."""
    return [
        (f"{label}（{waiting}）" if url == PROPOSALS and waiting else label, url, here) for label, url, here in links
    ]


def _nav(path: str, face: str, access: Access) -> list[tuple[str, str, bool]]:
    links = PUBLIC_NAV if face == "public" else [(label, url) for need, label, url in STAFF_NAV if access.grant(need)]
    here = max((url for _label, url in links if path.startswith(url)), key=len, default="")
    return [(label, url, url == here) for label, url in links]
