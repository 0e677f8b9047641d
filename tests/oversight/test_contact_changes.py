"""The office's list of who let an applicant be reached otherwise: what was changed, why, by whom."""

import pytest
import time_machine
from django.test import Client

from tests.cases.broken_rows import triggers_off
from tests.permits import verbs as permits
from tests.world import at

NOW = at("2025-11-03 10:00")
PAGE = "/oversight/contact-changes/"


@pytest.fixture
def number(world) -> str:
    number = world.register(when=NOW).application.case.number
    permits.change_contact(number=number, phone="13700000001", reason="本人出示身份证", by=world.clerk, at=NOW)
    permits.replace_code(number=number, reason="凭证遗失", idem="another", by=world.clerk, at=NOW)
    return number


def page_of(user) -> str:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(user)
        return client.get(PAGE).content.decode()


def test_the_office_reads_what_was_changed_and_why(world, number):
    page = page_of(world.office)
    for words in ("补发收件凭证", "凭证遗失", "更正联系方式", "本人出示身份证", "张敏", f"/oversight/cases/{number}/"):
        assert words in page, words
    assert page.index("凭证遗失") < page.index("本人出示身份证"), "the newest first"
    assert "13700000001" not in page


def test_the_office_reads_what_became_of_the_notices(world, number):
    """No gateway in this hall: nothing goes out, and the page does not say that anything did."""
    page = page_of(world.office)
    assert page.count("没有配置短信平台，现在不会发出") >= 2
    assert "138****8000" in page.split("更正联系方式")[1], "it is addressed to the old number"
    assert "可以打电话核实" not in page


def test_a_department_reads_of_its_own_only(world, number):
    assert "凭证遗失" in page_of(world.head)
    with triggers_off():
        world.head.posts.update(department=world.market)
    assert "没有改过" in page_of(world.head)
