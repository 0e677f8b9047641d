"""Somebody reports with a photo from a telephone; the officer downloads what is clean of it."""

import pytest

from complaints.models import Complaint
from papers.models import StoredFile
from tests.journeys.conftest import PHONE
from tests.papers import samples

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_photo_is_checked_sent_and_downloaded(visitor, morning, committed_world, script):
    person = visitor(size=PHONE, java_script_enabled=script)
    page = person.go("/complain/file/")
    page.check("[name=kind][value=report]")
    page.select_option("[name=category]", "attitude")
    page.fill("[name=text]", "窗口的人把材料摔在地上，我拍了下来。")
    photo = {"name": f"{samples.MARK}.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
    page.set_input_files("[name=evidence]", [photo])
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("h1:has-text('核对您填的内容')")
    person.says("照片 1.jpg", "匿名递交")
    assert samples.MARK not in page.content()
    page.click("button[name=checked]")
    page.wait_for_url("**/complain/receipt/")

    number, file = Complaint.objects.get().case.number, StoredFile.objects.get()
    officer = visitor()
    page = officer.sign_in_by_hand("sun")
    officer.go(f"/centre/{number}/")
    with page.expect_download() as download:
        page.click("text=照片 1.jpg")
    assert download.value.suggested_filename == "照片 1.jpg"
    with open(download.value.path(), "rb") as read:
        clean = read.read()
    assert len(clean) == file.size
    assert samples.BYTES not in clean
