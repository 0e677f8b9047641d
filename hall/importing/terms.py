"""What the sheet leaves unsaid and the law says: units, extensions, the published steps. Pure."""

from dataclasses import dataclass

from hall.catalogue_terms import HandlingKind, ItemType, LimitUnit

# How many working days one unit can hold at the very most; a promise beyond that is longer than the law for certain.
MOST_WORKING_DAYS = {LimitUnit.WORKING_DAY: 1, LimitUnit.NATURAL_DAY: 1, LimitUnit.MONTH: 23}
# 2025 brought new texts of these laws, the bases were checked against the older ones: looked at again before use.
LAWS_CHANGED_SINCE_CHECK = ("传染病防治法", "婚姻登记条例", "矿产资源法", "治安管理处罚法")


@dataclass(frozen=True)
class StatutoryUnit:
    """A unit word of the sheet: the clock that it means (None: no limit) and how the limit is written out."""

    unit: LimitUnit | None
    written: str


STATUTORY_UNITS = {
    "工作日": StatutoryUnit(LimitUnit.WORKING_DAY, "{}个工作日"),
    # 《行政许可法》第八十二条: days of a licence are working days, whatever law they stand in (rules T10).
    "日（许可事项按工作日计）": StatutoryUnit(LimitUnit.WORKING_DAY, "{}日（许可事项按工作日计）"),
    "自然日": StatutoryUnit(LimitUnit.NATURAL_DAY, "{}日（自然日）"),
    "月": StatutoryUnit(LimitUnit.MONTH, "{}个月"),
    "即时": StatutoryUnit(None, "即时"),
}


@dataclass(frozen=True)
class Extension:
    """How many working days the statutory limit may be extended by, and who approves it."""

    days: int = 0
    approver: str = ""


NO_EXTENSION = Extension()
LICENCE_EXTENSION = Extension(10, "本机关负责人")  # 《行政许可法》第四十二条第一款
JOINT_EXTENSION = Extension(15, "本级人民政府负责人")  # 同条第二款
JOINT_LIMIT = 45  # working days, 同条第二款
JOINT_BASIS = "《行政许可法》第26条"
# Other laws prevail (第四十二条): basis as the sheet writes it → its own extension.
EXTENSIONS_OF_OTHER_LAWS = {
    "《企业投资项目核准和备案管理条例》第10条": Extension(40, "本机关主要负责人"),
    "《市场主体登记管理条例》第19条": Extension(3, "登记机关负责人"),
}


def extension(
    *, item_type: str, handling_kind: str, quantity: int | None, unit: str, bases: tuple[str, ...]
) -> Extension:
    """
    Return the extension that the law allows (rules D2, D4, D5).

    Only licences whose limit counts working days have one. Fifteen days belong to joint handling under article 26, so
    the sheet must cite that article: 45 days from another law are extended like any licence.
    """
    if item_type != ItemType.LICENCE or unit != LimitUnit.WORKING_DAY:
        return NO_EXTENSION
    for basis, own in EXTENSIONS_OF_OTHER_LAWS.items():
        if any(text.startswith(basis) for text in bases):
            return own
    under_article_26 = any(text.startswith(JOINT_BASIS) for text in bases)
    if handling_kind == HandlingKind.JOINT and quantity == JOINT_LIMIT and under_article_26:
        return JOINT_EXTENSION
    return LICENCE_EXTENSION


def promise_is_longer(*, working_days: int, quantity: int | None, unit: str) -> bool:
    """Say whether a promise in working days is longer than the statutory limit in every calendar (优化营商环境条例 art. 36)."""
    return quantity is not None and working_days > quantity * MOST_WORKING_DAYS[LimitUnit(unit)]


def basis_is_current(text: str) -> bool:
    return not any(law in text for law in LAWS_CHANGED_SINCE_CHECK)


_RECEIVE = "收件：窗口核对材料，出具收件凭证。"
_ACCEPT = "受理：材料齐全、符合法定形式的，出具受理通知书；不齐的，当场或者五个工作日内一次性告知要补的全部内容。"
_DECIDE = "决定：作出书面决定；不予批准的，写明理由和救济途径。"
_DELIVER = "送达：通知申请人到窗口领取，也可以邮寄。"

PROCEDURES = {
    HandlingKind.IMMEDIATE: (
        _RECEIVE,
        "受理：材料齐全、符合法定形式的，当场受理；不齐的，当场一次性告知要补的全部内容。",
        "审查：窗口当场审查。",
        "决定：当场作出决定；不予批准的，写明理由和救济途径。",
        "送达：当场送达结果。",
    ),
    HandlingKind.PROMISED: (
        _RECEIVE,
        _ACCEPT,
        "审查：承办部门审查材料，需要核查的派两名以上工作人员。",
        _DECIDE,
        _DELIVER,
    ),
    HandlingKind.JOINT: (
        _RECEIVE,
        _ACCEPT,
        # nothing is passed on by the hall yet (decision 112), so nothing is said of it
        "审查：牵头部门审查材料，需要核查的派两名以上工作人员。",
        "决定：牵头部门作出书面决定；不予批准的，写明理由和救济途径。",
        _DELIVER,
    ),
    HandlingKind.FORWARDED: (
        _RECEIVE,
        _ACCEPT,
        "审查：承办部门初步审查，把审查意见和全部材料直接报上级机关；上级机关不再要求重复提供材料。",
        "决定：由上级机关作出书面决定；不予批准的，写明理由和救济途径。",
        _DELIVER,
    ),
}


def procedure(handling_kind: HandlingKind) -> str:
    """Return the published steps, one a line."""
    return "\n".join(PROCEDURES[handling_kind])
