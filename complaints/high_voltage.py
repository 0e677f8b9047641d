"""
The high-voltage lines (高压线): what is punished at the first time, whoever it was (requirements A-60, Dc-19). Pure, dated: a case
keeps the list and the line under which it was taken in, and a later list changes nothing of it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class HighVoltageList:
    """One list as it was announced. `since`: the first day on which cases are taken in under it."""

    version: str
    since: date
    source: str
    lines: tuple[str, ...]


# Another list is another row below the last; no row is ever edited.
VERSIONS = (
    HighVoltageList(
        "district-10",
        date(2000, 1, 1),  # the speech that announced it is undated: no case of ours is older
        "全区软环境建设工作会议设立的 10 条“高压线”",
        (
            "违反《行政许可法》规定，保留和滥设行政许可",
            "到企业直接或变相吃拿卡要报、损害企业利益",
            "违反规定对企业滥施处罚",
            "自立收费项目和变相收费",
            "违反规定到企业乱检查，查封企业账户，没收商品、原材料",
            "加重农民负担和侵害农民利益",
            "违反规定在公路上乱收费、乱检查、乱罚款",
            "强行摊派发行报刊",
            "本部门和系统发生涉软案件没有及时查处",
            "对软环境建设重要部署和政策规定顶着不办",
        ),
    ),
)


def in_force(on: date) -> HighVoltageList:
    """The list of a day."""
    return max((each for each in VERSIONS if each.since <= on), key=lambda each: each.since)


def choices(on: date) -> list[tuple[int, str]]:
    """The lines of a day by their numbers, for whoever chooses one."""
    return [(number, f"第 {number} 条：{words}") for number, words in enumerate(in_force(on).lines, 1)]


def words_of(version: str, line: int | None) -> str:
    """``第 4 条：自立收费项目和变相收费``; "" for none."""
    if line is None:
        return ""
    [announced] = [each for each in VERSIONS if each.version == version]
    return f"第 {line} 条：{announced.lines[line - 1]}"
