"""Who was liable."""

from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from conduct import actions
from conduct.actions import Liability
from conduct.high_voltage import is_high_voltage
from conduct.queries import last_finding, posts_until
from conduct.states import ATTRIBUTION_FLOW, OPENING
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.models import Post
from hall.refusals import BadInput


def _posts(occasion: Occasion) -> list[tuple[str, str]]:
    """Who held which post when it was found, and before; nobody attributes anything to themselves."""
    finding = last_finding(occasion.subject)
    if finding is None:
        return []
    posts = posts_until(timezone.localdate(finding.at)).exclude(user=occasion.by)
    return [(str(post.pk), post_words(post)) for post in posts]


def post_words(post: Post) -> str:
    """``张敏（zhang） · 窗口人员（22 卫生健康窗口） · 2025年1月1日起``."""
    ended = f"至{_day(post.valid_to)}" if post.valid_to else "起"
    return f"{post.user.with_account} · {post.title} · {_day(post.valid_from)}{ended}"


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _liability(occasion: Occasion, fields: Facts) -> Facts:
    rest = dict(fields)
    post = Post.objects.select_related("user", "window", "department").filter(pk=_number(rest.pop("post"))).first()
    if post is None:
        raise BadInput("没有这个岗位", field="post")
    weights = {name: bool(rest.pop(name, False)) for name in ("high_voltage", "self_reported", "concealed")}
    weights["high_voltage"] |= _touches_a_line(occasion.subject)
    weights["self_reported"] |= _said_so_itself(occasion.subject) and not weights["concealed"]
    return {"liability": Liability(post=post, reason=rest.pop("reason"), **weights)}


def _touches_a_line(complaint: Complaint) -> bool:
    """By its category, or by the line that an officer noted when it came in; what comes by the public form has no such row."""
    intake = getattr(complaint, "intake", None)
    return is_high_voltage(complaint.category, getattr(intake, "line", None))


def _said_so_itself(complaint: Complaint) -> bool:
    """By the finding that counts: whoever found it has weighed what the intake said (rules C12)."""
    found = last_finding(complaint)
    return found is not None and found.self_reported


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else 0


ATTRIBUTE = Act(
    OPENING,
    actions.attribute,
    "Attribute an upheld finding",
    (
        "Say who was liable, in which post then. The proposals for that person and the chain above are made at once;"
        " nothing takes effect before they are decided and served."
    ),
    asks=(
        Field(
            "post",
            "责任人和当时的岗位",
            Kind.CHOSEN,
            "选择责任人和当时的岗位",
            offers=_posts,
            most=10,
            api_kind=Kind.LINE,
            api="`id` of one of the finding's `posts`.",
        ),
        Field(
            "high_voltage",
            "触碰十条高压线",
            Kind.YES,
            hint="领导先免职、工作人员先离岗，不看是第几次。类别本身就是高压线的，不勾也算。",
            api="One of the ten high-voltage lines: at once, whatever the count.",
        ),
        Field(
            "self_reported",
            "自查自报的",
            Kind.YES,
            hint="从宽，建议轻一档。结论里记了主动报告的，不勾也算；又隐瞒不报的不从宽。",
            api="Lightens the proposal.",
        ),
        Field("concealed", "隐瞒不报的", Kind.YES, hint="从重，建议重一档。", api="Makes the proposal heavier."),
        Field(
            "reason",
            "认定的理由",
            Kind.TEXT,
            "写明认定的理由",
            most=2_000,
            hint="为什么是这个人。不写投诉人，不抄投诉的原话；本人看不到这段话。",
            api="Why this person. Nothing of the reporter.",
        ),
    ),
    button="认定",
    shape_name="AttributeFinding",
    arguments=_liability,
    done=lambda _occasion, row, _fields: f"已认定{row.person}的责任，系统已提出处理建议，等纪检监察决定",
)

TAKE_ATTRIBUTION_BACK = Act(
    ATTRIBUTION_FLOW,
    actions.take_attribution_back,
    "Take an attribution back",
    "An attribution that was wrong counts no more. One whose sanction is decided waits until that is called off.",
    asks=(Field("reason", "撤回的理由", Kind.TEXT, "写明撤回的理由", most=2_000),),
    done=lambda _occasion, _row, _fields: "已撤回，不计入查实次数",
)
