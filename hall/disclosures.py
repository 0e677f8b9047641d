"""The time limits of a published item, in words for the person who asks. Nothing is decided here."""

from hall.catalogue_terms import AuthorityLevel, LimitUnit
from hall.models import ItemVersion
from hall.worktime import HALF_DAY_MINUTES


def promise_words(version: ItemVersion) -> str:
    """``3 个工作日``, ``半个工作日``; a filing with the city has a target, not a promise (rules S-2)."""
    quantity, unit = version.promise_quantity, version.promise_unit
    if unit == LimitUnit.WORKING_MINUTE and quantity % HALF_DAY_MINUTES == 0:
        words = "半个工作日" if quantity == HALF_DAY_MINUTES else f"{quantity // HALF_DAY_MINUTES} 个半天"
    else:
        words = f"{quantity} {LimitUnit(unit).label}"
    return words if version.authority_level == AuthorityLevel.DISTRICT else f"争取 {words}"


def statutory_words(version: ItemVersion) -> str:
    """``20 个工作日``, ``30 日``, ``3 个月``; an item that is decided at once has no statutory limit."""
    if version.statutory_quantity is None:
        return "没有法定时限，当场办理"
    return f"{version.statutory_quantity} {LimitUnit(version.statutory_unit).label}"


def extension_words(version: ItemVersion) -> str:
    """The one extension that the law allows (行政许可法第四十二条); it never moves the promise."""
    if not version.extension_days:
        return "不能延长"
    unit = LimitUnit(version.statutory_unit).label if version.statutory_unit else "个工作日"
    return (
        f"经{version.extension_approver}批准，法定时限可以延长 {version.extension_days} {unit}，"
        "只能延长一次，理由要告知申请人。承诺时限不因此延长"
    )
