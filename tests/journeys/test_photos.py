"""Somebody reports anonymously with a photo from a telephone; it is looked into, asked about, found true, and rewarded against the code."""

import pytest

from complaints.models import Complaint, ReporterIdentity
from papers.models import StoredFile
from tests.journeys.conftest import PHONE
from tests.journeys.filing import TEXT, accessible, confirm, do, fill_in, go_on, send
from tests.journeys.steps import look_up
from tests.papers import samples

pytestmark = pytest.mark.browser


def photo(size=(64, 48)) -> dict:
    return {"name": f"{samples.MARK}.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg(size)}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_an_anonymous_report_with_a_photo_to_its_reward(visitor, morning, committed_world, script):
    person = visitor(size=PHONE, java_script_enabled=script)
    looked = accessible if script else None
    fill_in(person, kind="report", signed="anonymous", photos=[photo()], checked=looked)
    page = person.page
    person.says("照片 1.jpg", "匿名递交", "没有留，谁也看不到")
    assert samples.MARK not in page.content()
    person.click("快速离开本页")
    page.wait_for_url("**/items/")
    page.go_back()
    assert TEXT not in page.content()  # left for good
    fill_in(person, kind="report", signed="anonymous", photos=[photo()])
    code = send(person)
    if looked:
        looked(person)
    page.go_back()
    page.wait_for_url("**/complain/receipt/")  # the arrow back leads to the receipt, which is not confirmed
    person.says(code)
    confirm(person, code)

    number, file = Complaint.objects.get().case.number, StoredFile.objects.get()
    assert not ReporterIdentity.objects.exists()
    officer, inspector, office = visitor(), visitor(), visitor()
    for who, name in ((officer, "sun"), (inspector, "wu"), (office, "zhou")):
        who.sign_in(name)
    officer.go(f"/centre/{number}/")
    with officer.page.expect_download() as download:
        officer.page.click("text=照片 1.jpg")
    assert download.value.suggested_filename == "照片 1.jpg"
    with open(download.value.path(), "rb") as read:
        clean = read.read()
    assert len(clean) == file.size
    assert samples.BYTES not in clean

    do(officer, number, "ask_reporter", text="材料交给了哪个窗口？有没有收条的照片？")
    look_up(person, code)
    person.says("有问题要问您")
    person.click("补充和答复提问")
    page.fill("main [name=text]", "交给了 22 号窗口，收条拍了照。")
    page.set_input_files("main [name=attached]", [photo((80, 60))])
    if looked:
        looked(person)
    go_on(person, "附 1 份文件")
    officer.go(f"/centre/{number}/")
    officer.says("收条拍了照。")
    assert officer.page.locator("main a:has-text('照片 1.jpg')").count() == 2

    do(officer, number, "accept")
    do(officer, number, "find", result="upheld", text="核查属实，收条在卷。")
    do(officer, number, "reply", text="已经查实并作了处理。")
    do(officer, number, "conclude")
    page = inspector.go("/centre/rewards/")
    for name, value in {"name": "一般线索", "least": "200", "most": "1000", "document": "云软环境〔2026〕3号"}.items():
        page.fill(f"main [name={name}]", value)
    go_on(inspector)
    do(inspector, number, "decide_reward", level="一般线索", amount="500", reason="线索具体，查实追责。")
    look_up(person, code)
    person.says("500.00 元", "不满意可以找哪里")
    if looked:
        looked(person)
    page = office.go("/centre/rewards/pay/")
    page.fill("main [name=code]", code)
    go_on(office, "500.00 元")
    page.fill("main [name=voucher]", "付字1号")
    go_on(office, "已记下支付")
    look_up(person, code)
    person.says("已经凭凭证码支付")
