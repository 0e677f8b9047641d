"""
What is proposed for whom: the ladders of rules C10, what weighs more and less (C12), and the chain of joint liability (V2, V6).
Pure, and one table each. The software proposes; the discipline body decides (C11).
"""

from dataclasses import dataclass

REMINDER, ADMONITION, SUMMONS = "reminder_talk", "admonition_talk", "summons"
WARNING, STANDBY, OFF_POST, REMOVAL, DISMISSAL, REORGANISED = (
    "warning",
    "standby",
    "off_post",
    "removal",
    "dismissal",
    "reorganised",
)
MEASURES = {
    REMINDER: "提醒谈话",
    SUMMONS: "约谈",
    ADMONITION: "诫勉谈话",
    WARNING: "警告",
    STANDBY: "待岗",
    OFF_POST: "先离岗",
    REMOVAL: "免职",
    DISMISSAL: "记录辞退",
    REORGANISED: "组织调整",
}

LEADER, STAFF = "leader", "staff"
STANDINGS = {LEADER: "领导", STAFF: "工作人员"}
# the order in which one measure is lighter than the next; what stands in neither weighs nothing here
SCALES = {
    LEADER: (REMINDER, ADMONITION, WARNING, STANDBY, REMOVAL),
    STAFF: (REMINDER, ADMONITION, WARNING, STANDBY, DISMISSAL),
}

DEFAULT, STRICT = "default", "strict"
LADDERS = {DEFAULT: "一般：第一次警告，第二次待岗", STRICT: "从严：领导先警告、再免职，工作人员先待岗、再记录辞退"}
# first, second and each further upheld finding within the counted months
STEPS: dict[str, dict[str, tuple[str, str]]] = {
    DEFAULT: {LEADER: (WARNING, STANDBY), STAFF: (WARNING, STANDBY)},
    STRICT: {LEADER: (WARNING, REMOVAL), STAFF: (STANDBY, DISMISSAL)},
}
AT_ONCE = {LEADER: REMOVAL, STAFF: OFF_POST}  # a high-voltage line: 领导先免职，工作人员先离岗, whatever the ladder

SELF, SECTION_HEAD, DEPUTY, FIRST_LEADER, SUPERIOR = "self", "section_head", "deputy", "first_leader", "superior"
LINKS = {
    SELF: "本人",
    SECTION_HEAD: "科（股）室负责人",
    DEPUTY: "分管领导",
    FIRST_LEADER: "主要领导",
    SUPERIOR: "上级分管领导",
}
CHAIN = (SECTION_HEAD, DEPUTY, FIRST_LEADER, SUPERIOR)  # V2, upwards from the handler
# first, each further finding, and a high-voltage line or a hidden case
OF_THE_CHAIN: dict[str, tuple[str, str, str]] = {
    SECTION_HEAD: (REMINDER, ADMONITION, ADMONITION),
    DEPUTY: (REMINDER, ADMONITION, ADMONITION),
    FIRST_LEADER: (REMINDER, SUMMONS, ADMONITION),
    SUPERIOR: (REMINDER, SUMMONS, SUMMONS),
}


@dataclass(frozen=True)
class Weight:
    """What makes a finding weigh more or less (rules C12, seed B-33, A-60)."""

    high_voltage: bool = False
    self_reported: bool = False
    concealed: bool = False


def own_measure(*, ladder: str, standing: str, occurrence: int, weight: Weight) -> str:
    """
    What is proposed for the person themselves.

    :param occurrence: which upheld finding within the counted months this is, from 1.
    """
    if weight.high_voltage:
        return AT_ONCE[standing]
    step = STEPS[ladder][standing][min(occurrence, 2) - 1]
    scale = SCALES[standing]
    place = scale.index(step) + weight.concealed - weight.self_reported
    return scale[min(max(place, 0), len(scale) - 1)]


def measure_of_link(link: str, *, occurrence: int, weight: Weight) -> str:
    """What is proposed for whoever stands above in the chain."""
    first, again, grave = OF_THE_CHAIN[link]
    if weight.high_voltage or weight.concealed:
        return grave
    return first if weight.self_reported or occurrence == 1 else again
