"""Deciding, serving, appealing, ruling."""

from conduct import actions
from conduct.actions import Ruling
from conduct.actions.sanctioning import CHANGE, RULINGS
from conduct.ladders import LADDERS, MEASURES
from conduct.queries import posts_until
from conduct.states import OPENING, SANCTION_FLOW
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.models import User
from hall.refusals import BadInput

MOST = 2_000


def _is_unnamed(occasion: Occasion) -> bool:
    return occasion.subject.person_id is None


def _people(occasion: Occasion) -> list[tuple[str, str]]:
    """Whoever had a post on the day of the finding, those of the department first, each with the post that they had."""
    of = occasion.subject.attribution
    posts = [post for post in posts_until(of.found_on) if post.valid_to is None or post.valid_to >= of.found_on]
    posts.sort(key=lambda post: post.department_id != of.department_id or of.department_id is None)
    words: dict[str, str] = {}
    for post in posts:
        if post.user_id not in (occasion.by.pk, of.person_id):
            words.setdefault(post.user.username, f"{post.user.with_account} · {post.title}")
    return list(words.items())


def _ruling(occasion: Occasion, fields: Facts) -> Facts:
    name = fields.get("person") or ""
    person = User.objects.filter(username=name).first() if name else None
    if name and person is None:
        raise BadInput("没有这个用户名", field="person")
    words = {key: fields.get(key) or "" for key in ("result", "reason", "measure", "number", "authority", "addressee")}
    rest = {key: value for key, value in fields.items() if key not in {*words, "person"}}
    return {**rest, "ruling": Ruling(person=person, **words)}


SETTLE = Act(
    SANCTION_FLOW,
    actions.settle,
    "Decide on a proposal",
    "Accept what the software proposes, change it with the reason, or drop it with the reason. Nothing is in force before it is served.",
    asks=(
        Field("result", "决定", Kind.ONE_OF, "选择怎样决定", choices=list(RULINGS.items()), list_name="SanctionRuling"),
        Field(
            "measure",
            "改为",
            Kind.CHOSEN,
            choices=list(MEASURES.items()),
            mark="改为别的处理才选",
            list_name="SanctionMeasure",
            api=f"Of `{CHANGE}`: what instead.",
            usual="",
        ),
        Field(
            "number",
            "文号",
            most=60,
            mark="不予处理的不填",
            hint="例如：云纪软〔2026〕1号。",
            api="Number of the decision.",
        ),
        Field(
            "authority",
            "决定机关",
            most=60,
            mark="不予处理的不填",
            hint="例如：区纪委监委。",
            api="Whose decision it is.",
        ),
        Field(
            "person",
            "责任人",
            Kind.CHOSEN,
            offers=_people,
            only=_is_unnamed,
            mark="不予处理的不选",
            hint="大厅的岗位里看不出是谁。",
            most=150,
            api_kind=Kind.LINE,
            api="User name, where the proposal names nobody.",
        ),
        Field(
            "addressee",
            "没有账号的责任人",
            only=_is_unnamed,
            most=80,
            hint="姓名和职务。上面选了人的不填。",
            api="Instead of `person`: name and office of somebody without an account.",
        ),
        Field(
            "reason",
            "理由和事实",
            Kind.TEXT,
            "写明决定的理由",
            most=MOST,
            hint="送达以后本人看到这段话。不写投诉人，不抄投诉的原话。",
            look={"rows": 5},
            api="The person reads it once it is served. Nothing of the reporter.",
        ),
    ),
    button="决定",
    shape_name="SettleSanction",
    arguments=_ruling,
    done=lambda _occasion, row, _fields: f"已记下：{row.get_state_display()}",
)

SERVE_SANCTION = Act(
    SANCTION_FLOW,
    actions.serve_sanction,
    "Serve a decision",
    "From now on it is in force for 24 months, the person sees it, and may appeal for 30 days.",
    asks=(
        Field(
            "how",
            "怎样送达",
            Kind.TEXT,
            "写明怎样送达",
            most=300,
            hint="例如：当面送达，本人签收。",
            api="For instance: handed over, signed by the person.",
        ),
    ),
    button="已送达",
    done=lambda _occasion, row, _fields: (
        f"已送达，{row.out_of_force_on.year}年{row.out_of_force_on.month}月{row.out_of_force_on.day}日起失效"
    ),
)

CONTEST = Act(
    SANCTION_FLOW,
    actions.contest,
    "Appeal against a sanction",
    "Whoever it was served on appeals within 30 days, with the reason. It stays in force meanwhile; another person rules.",
    asks=(Field("reason", "申诉的理由", Kind.TEXT, "写明申诉的理由", most=MOST, look={"rows": 6}),),
    button="提出申诉",
    note="申诉期间，处理不停止执行。",
    shape_name="ContestSanction",
    done=lambda _occasion, _row, _fields: "已提出申诉，由另一位纪检监察裁定",
)

ADJUDICATE = Act(
    SANCTION_FLOW,
    actions.adjudicate,
    "Rule on an appeal against a sanction",
    "Another person than who decided: an appeal that is right revokes the sanction, else it stands.",
    asks=(
        Field(
            "upheld",
            "裁定",
            Kind.ONE_OF,
            "选择撤销或维持",
            choices=[("yes", "申诉成立，撤销处理"), ("no", "申诉不成立，维持处理")],
            api_kind=Kind.YES,
            api="True: the appeal is right, and the sanction is revoked.",
        ),
        Field("reason", "裁定的理由", Kind.TEXT, "写明裁定的理由", most=MOST, hint="本人看到这段话。"),
    ),
    button="作出裁定",
    shape_name="AdjudicateSanction",
    arguments=lambda _occasion, fields: fields | {"upheld": fields["upheld"] in (True, "yes")},
    done=lambda _occasion, row, _fields: row.get_state_display(),
)

CALL_OFF = Act(
    SANCTION_FLOW,
    actions.call_off,
    "Call a decision off",
    "Its ground is gone: a later finding, or an attribution that was wrong. Whoever was served reads the reason.",
    asks=(Field("reason", "取消的理由", Kind.TEXT, "写明取消的理由", most=MOST, hint="已经送达的，本人看到这段话。"),),
    shape_name="CallOffSanction",
    done=lambda _occasion, _row, _fields: "已取消决定",
)

ADOPT_POLICY = Act(
    OPENING,
    actions.adopt_policy,
    "Adopt a ladder of sanctions",
    "Another ladder is in force from a day on. What was found before keeps the ladder of its day.",
    asks=(
        Field("ladder", "标准", Kind.ONE_OF, "选择标准", choices=list(LADDERS.items()), list_name="SanctionLadder"),
        Field("in_force_from", "执行日期", Kind.DAY, "填写执行日期"),
        Field("document", "文号", needed="填写文号", most=60, hint="例如：云软环境〔2026〕3号。"),
        Field("reason", "理由", Kind.TEXT, "写明更换的理由", most=300),
    ),
    button="更换",
    arguments=lambda _occasion, fields: {
        "policy": {name: fields[name] for name in ("ladder", "in_force_from", "document", "reason")}
    },
    done=lambda _occasion, row, _fields: f"{row}已录入",
)
