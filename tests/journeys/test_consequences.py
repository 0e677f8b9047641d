"""Upheld twice, a proposal to be taken off the post, decided by the inspector, served, contested; a correction that returns once."""

import pytest

from conduct.models import Correction, Sanction
from tests.conduct.conftest import attributed, moved_to_market, post_of, second_inspector, upheld
from tests.journeys.conftest import PHONE
from tests.papers import samples
from tests.world import at

pytestmark = pytest.mark.browser


def fill(visitor, **fields: str) -> None:
    """Fill the act's form in and send it."""
    page = visitor.page
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]").first
        kind = field.evaluate("each => each.tagName === 'SELECT' ? 'select' : each.type")
        if kind == "select":
            page.select_option(f"main [name={name}]", value)
        elif kind in ("radio", "checkbox"):
            page.check(f"main [name={name}][value='{value}']" if kind == "radio" else f"main [name={name}]")
        else:
            page.fill(f"main [name={name}]", value)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_upheld_twice_to_a_decision_and_its_appeal(visitor, morning, committed_world, script):
    world = committed_world
    second_inspector(world)
    attributed(world, upheld(world, when=at("2026-01-12 10:00")), when=at("2026-01-13 10:00"))
    moved_to_market(world, world.clerk, at("2026-02-01 09:00").date())
    number = upheld(world, n=2, when=at("2026-02-27 10:00"), about_department=world.market).case.number

    officer = visitor(java_script_enabled=script)
    officer.sign_in("sun")
    officer.go("/conduct/")
    officer.page.locator("main table a").first.click()
    officer.page.get_by_role("link", name="认定责任人").click()
    fill(officer, post=str(post_of(world.clerk).pk), reason="当班的是本人，有值班表")
    officer.says("已认定张敏的责任")

    clerk = visitor(size=PHONE, java_script_enabled=script)
    clerk.sign_in("zhang")
    clerk.go("/conduct/mine/")
    clerk.says("没有送达您的处理")

    inspector = visitor(java_script_enabled=script)
    inspector.sign_in("wu")
    inspector.go("/conduct/sanctions/")
    inspector.page.get_by_role("link", name="张敏").first.click()
    inspector.says("待岗", "24 个月内第 2 次查实")
    inspector.page.get_by_role("link", name="决定处理").click()
    words = {"number": "云纪软〔2026〕1号", "authority": "区纪委监委", "reason": "两次未一次告知"}
    fill(inspector, result="as_proposed", **words)
    inspector.says("已决定，待送达")
    inspector.page.get_by_role("link", name="送达本人").click()
    fill(inspector, how="当面送达，本人签收")
    inspector.says("有效，2028年3月2日起失效")

    clerk.go("/letters/")
    clerk.page.locator("main").get_by_role("link", name="对本人的处理").click()
    clerk.page.get_by_role("link", name="云纪软〔2026〕1号").click()
    clerk.says("两次未一次告知", "2026年4月1日 17:00 前")
    assert number[-5:] not in clerk.page.content()
    clerk.page.get_by_role("link", name="对处理申诉").click()
    fill(clerk, reason="第二次不是本人值班")
    clerk.says("已申诉，待裁定")

    other = visitor(java_script_enabled=script)
    other.sign_in("zheng2")
    other.go("/conduct/sanctions/?tab=contested")
    other.page.get_by_role("link", name="张敏").first.click()
    other.page.get_by_role("link", name="裁定对处理的申诉").click()
    fill(other, upheld="no", reason="值班表和监控一致")
    other.says("申诉不成立，维持")
    assert Sanction.objects.get(number=words["number"]).state == "confirmed"


def test_a_correction_returns_once_and_is_accepted(visitor, morning, committed_world):
    upheld(committed_world, when=at("2026-02-27 10:00"))
    officer, head, office = visitor(), visitor(size=PHONE), visitor()
    officer.sign_in("sun")
    head.sign_in("qian")
    office.sign_in("zhou")
    officer.go("/conduct/")
    officer.page.locator("main table a").first.click()
    officer.page.get_by_role("link", name="下达整改").click()
    fill(officer, who="WJ:qian", what="窗口张贴一次告知清单", days="5")
    officer.says("已向区卫生健康局下达整改")

    def hand_in(evidence: str) -> None:
        head.go("/conduct/corrections/")
        head.page.get_by_role("link", name="窗口张贴一次告知清单").first.click()
        head.page.get_by_role("link", name="报送整改结果").click()
        photo = {"name": "窗口.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
        head.page.set_input_files("main [name=files]", [photo])
        fill(head, evidence=evidence)
        head.says("已报送，待验收")

    def judge(who, act: str, reason: str) -> None:
        who.go("/conduct/corrections/?tab=handed_in&department=WJ")
        who.page.get_by_role("link", name="窗口张贴一次告知清单").first.click()
        with who.page.expect_download() as photo:
            who.page.get_by_role("link", name="窗口.jpg").first.click()
        assert photo.value.suggested_filename == "窗口.jpg"
        who.page.get_by_role("link", name=act).click()
        fill(who, reason=reason)

    hand_in("清单已经张贴，有照片")
    judge(officer, "退回整改", "缺两个事项的清单")
    head.go("/conduct/corrections/")
    head.says("退回，继续整改", "2026年3月9日 17:00 前")
    hand_in("补齐了两个事项的清单")
    office.go("/conduct/overview/")
    office.says("待验收")
    judge(office, "验收通过", "现场核对，清单齐全")
    office.says("验收通过")
    assert Correction.objects.get().state == "correction_accepted"
