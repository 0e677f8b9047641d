"""To whom a result went: the applicant reads it masked, and notices by it what should not be."""

import pytest

from permits.delivery_words import delivery_facts, handed_to
from permits.models import Delivery
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk
from tests.world import at

__all__ = ["desk"]

SHOWN = [
    ("who signed", {"method": "collected", "proof": "周大勇"}, "签收人 周*勇", "周大勇"),
    ("two who signed", {"method": "collected", "proof": "周大勇、李明"}, "签收人 周*勇、李*", "周大勇、李明"),
    ("a mail address", {"method": "electronic", "proof": "smith@example.com"}, "发送到 s***@example.com", "s***@example.com"),
    ("a telephone", {"method": "electronic", "proof": "13900001111"}, "发送到 139****1111", "139****1111"),
    ("a platform", {"method": "electronic", "proof": "浙里办企业账户"}, "发送到 浙里办企业账户", "浙里办企业账户"),
    ("a telephone behind a word", {"method": "electronic", "proof": "短信13812348000"}, "发送到 短信138****8000", "短信138****8000"),
    ("two, with spaces", {"method": "electronic", "proof": "短信 138 1234 8000、0571-88123456"}, "发送到 短信 138****8000、057****3456", "短信 138****8000、057****3456"),
    ("a mail address behind a word", {"method": "electronic", "proof": "邮箱：smith@example.com"}, "发送到 邮箱:s***@example.com", "邮箱:s***@example.com"),
    ("a platform with a number in it", {"method": "electronic", "proof": "平台12345"}, "发送到 平台12345", "平台12345"),
    ("a courier's number stands by itself", {"method": "courier", "proof": "EMS10123456789CN"}, "", "EMS10123456789CN"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "terms", "applicant", "staff"), SHOWN)
def test_to_whom_it_went(desk, client, sentence, terms, applicant, staff):
    registered = desk.accepted(when=at("2025-09-29 10:00"), idem="k")
    number = registered.case.number
    actions.decide(number=number, result="grant", by=desk.clerk, at=NOW)
    actions.print_document(number=number, kind="grant", site="http://hall.test", by=desk.clerk, at=NOW)
    actions.deliver(number=number, by=desk.clerk, at=NOW, **terms)
    row = Delivery.objects.get()
    assert handed_to(row) == applicant, sentence
    assert delivery_facts(row)[1][1] == staff, sentence
