"""What the law adds to the sheet: extensions, the longest promise, the published steps."""

import pytest

from hall.catalogue_terms import HandlingKind, ItemType, LimitUnit
from hall.importing import terms

OWN_LAW = "《企业投资项目核准和备案管理条例》第10条"
REGISTRATION = "《市场主体登记管理条例》第19条"
ARTICLE_26 = "《行政许可法》第26条"


@pytest.mark.parametrize(
    ("case", "columns", "expected"),
    [
        ("licence: ten, by the head of the agency", {}, (10, "本机关负责人")),
        ("another law prevails: forty", {"bases": (OWN_LAW,)}, (40, "本机关主要负责人")),
        ("registration: three", {"bases": (REGISTRATION, "《市场主体登记管理条例》第24条")}, (3, "登记机关负责人")),
        (
            "an article whose number only begins alike",
            {"bases": ("《市场主体登记管理条例》第1条",)},
            (10, "本机关负责人"),
        ),
        (
            "joint handling under article 26: fifteen, by the government's head",
            {"handling_kind": HandlingKind.JOINT, "quantity": 45, "bases": (ARTICLE_26,)},
            (15, "本级人民政府负责人"),
        ),
        (
            "joint, 45 days from another law: like any licence",
            {"handling_kind": HandlingKind.JOINT, "quantity": 45, "bases": ("《医疗机构管理条例》第19条",)},
            (10, "本机关负责人"),
        ),
        ("joint, 20 days", {"handling_kind": HandlingKind.JOINT, "bases": (ARTICLE_26,)}, (10, "本机关负责人")),
        ("not a licence", {"item_type": ItemType.CONFIRMATION}, (0, "")),
        ("no statutory limit", {"quantity": None, "unit": ""}, (0, "")),
        ("months", {"quantity": 3, "unit": LimitUnit.MONTH}, (0, "")),
    ],
)
def test_extension(case, columns, expected):
    usual = {
        "item_type": ItemType.LICENCE,
        "handling_kind": HandlingKind.PROMISED,
        "quantity": 20,
        "unit": LimitUnit.WORKING_DAY,
        "bases": (),
    }
    extension = terms.extension(**usual | columns)
    assert (extension.days, extension.approver) == expected, case


@pytest.mark.parametrize(
    ("promise", "quantity", "unit", "longer"),
    [
        (20, 20, LimitUnit.WORKING_DAY, False),
        (21, 20, LimitUnit.WORKING_DAY, True),
        (7, 7, LimitUnit.NATURAL_DAY, False),
        (8, 7, LimitUnit.NATURAL_DAY, True),
        (23, 1, LimitUnit.MONTH, False),
        (24, 1, LimitUnit.MONTH, True),
        (300, None, "", False),
    ],
)
def test_promise_is_longer(promise, quantity, unit, longer):
    assert terms.promise_is_longer(working_days=promise, quantity=quantity, unit=unit) is longer


@pytest.mark.parametrize("kind", HandlingKind)
def test_every_kind_publishes_the_five_steps(kind):
    steps = [line.partition("：")[0] for line in terms.procedure(kind).splitlines()]
    assert steps == ["收件", "受理", "审查", "决定", "送达"]
