"""What is not the centre's, and where it goes instead (rules C6, C15). Pure. Words for whoever declines, transfers or files."""

from dataclasses import dataclass

from hall.refusals import BadInput


@dataclass(frozen=True)
class Exclusion:
    """
    A matter that others handle.

    :param where: what whoever brings it is told. :param agency: whom it is transferred to, where one is competent; "" where nobody
        is and the person turns there. :param days: working days within which the law has them answer; 0 where none says it.
    """

    matter: str
    where: str
    agency: str = ""
    days: int = 0


EXCLUSIONS: dict[str, Exclusion] = {
    "consumer": Exclusion(
        "消费纠纷，商家的商品和服务问题",
        "拨打 12315，由市场监督管理部门办理：7 个工作日内决定是否受理，调解最长 45 个工作日；举报线索 15 个工作日内核查",
        "市场监督管理部门（12315）",
        7,  # 市场监督管理投诉举报处理暂行办法第十四条 (rules C6)
    ),
    "private": Exclusion("个人之间的纠纷", "找所在地人民调解委员会调解，或者向人民法院起诉"),
    "companies": Exclusion("企业之间的经济纠纷", "按合同约定仲裁，或者向人民法院起诉"),
    "arbitration": Exclusion("劳动争议和其他应当仲裁的事", "向有管辖权的仲裁委员会申请仲裁"),
    "relocation": Exclusion("征收拆迁补偿争议", "向作出决定的征收部门提出，或者依法申请行政复议、提起行政诉讼"),
    "insurance": Exclusion(
        "商业保险理赔争议", "找保险公司，或者拨打 12378 向金融监管部门反映", "金融监管部门（12378）"
    ),
    "judgment": Exclusion("已经生效的判决、裁定", "向人民法院申请再审，或者向人民检察院申请监督"),
    "criminal": Exclusion("治安和刑事案件", "拨打 110，由公安机关办理", "公安机关"),
    "unrelated": Exclusion("与政务服务和营商环境无关的事", "拨打 12345，由热线转有权处理的部门", "12345 热线"),
}


def decline_words(code: str) -> str:
    """What stands in the reason when a matter of a kind is declined."""
    exclusion = EXCLUSIONS[code]
    return f"{exclusion.matter}不由投诉举报中心办理，可以{exclusion.where}。"


def excluded(code: str) -> str:
    """As `decline_words`, of what somebody chose. :raises BadInput: there is no such kind of matter."""
    if code not in EXCLUSIONS:
        raise BadInput("选择列出的情形", field="exclusion")
    return decline_words(code)


def declining() -> list[tuple[str, str]]:
    """What may be chosen as whoever declines: each with where it goes."""
    return [(code, f"{each.matter}：{each.where}") for code, each in EXCLUSIONS.items()]


def transferring() -> list[tuple[str, str]]:
    """What may be chosen as whoever transfers: each with to whom, and within how many days they answer where that is known."""
    return [
        (code, f"{each.matter}：转{each.agency}{f'，{each.days} 个工作日内答复' if each.days else ''}")
        for code, each in EXCLUSIONS.items()
        if each.agency
    ]
