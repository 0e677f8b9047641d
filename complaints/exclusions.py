"""What is not the centre's, and where it goes instead (rules C6, C15). Pure. Words for whoever declines, transfers or files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exclusion:
    """A matter that others handle. `where`: what whoever brings it is told."""

    matter: str
    where: str


EXCLUSIONS: dict[str, Exclusion] = {
    "consumer": Exclusion(
        "消费纠纷，商家的商品和服务问题",
        "拨打 12315，由市场监督管理部门办理：7 个工作日内决定是否受理，调解最长 45 个工作日；举报线索 15 个工作日内核查",
    ),
    "private": Exclusion("个人之间的纠纷", "找所在地人民调解委员会调解，或者向人民法院起诉"),
    "companies": Exclusion("企业之间的经济纠纷", "按合同约定仲裁，或者向人民法院起诉"),
    "arbitration": Exclusion("劳动争议和其他应当仲裁的事", "向有管辖权的仲裁委员会申请仲裁"),
    "relocation": Exclusion("征收拆迁补偿争议", "向作出决定的征收部门提出，或者依法申请行政复议、提起行政诉讼"),
    "insurance": Exclusion("商业保险理赔争议", "找保险公司，或者拨打 12378 向金融监管部门反映"),
    "judgment": Exclusion("已经生效的判决、裁定", "向人民法院申请再审，或者向人民检察院申请监督"),
    "criminal": Exclusion("治安和刑事案件", "拨打 110，由公安机关办理"),
    "unrelated": Exclusion("与政务服务和营商环境无关的事", "拨打 12345，由热线转有权处理的部门"),
}


def decline_words(code: str) -> str:
    """What stands in the reason when a matter of a kind is declined."""
    exclusion = EXCLUSIONS[code]
    return f"{exclusion.matter}不由投诉举报中心办理，可以{exclusion.where}。"
