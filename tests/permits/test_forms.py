"""What the desk's forms take, before any verb is asked."""

from types import SimpleNamespace

import pytest

from hall.doors.forms_of_acts import form_of
from hall.identity import plain_document
from hall.models import Material, Window
from permits.acts.ending import NOT_REQUIRED
from permits.acts.pausing import SUSPEND
from permits.forms import NotifyForm, RegisterForm
from permits.wording import grouped
from tests.permits.desk import IDEM
from tests.world import ENTERPRISE, PERSON, at

PAPERS = [Material(position=1, name="申请表"), Material(position=2, name="营业执照")]
WINDOWS = [Window(pk=7, number="22", name="卫生健康窗口"), Window(pk=8, number="99", name="综合窗口")]


def register(windows=WINDOWS[:1], **changes):
    fields = {
        "idem": IDEM,
        "applicant_kind": "person",
        "applicant_id": PERSON.number,
        "applicant_name": PERSON.name,
        "phone": PERSON.phone,
        "channel": "window",
        **changes,
    }
    return RegisterForm(data=fields, materials=PAPERS, windows=windows)


def test_materials_are_optional_and_come_as_positions():
    assert register().is_valid()
    form = register(materials=["2"])
    assert form.is_valid()
    assert form.cleaned_data["materials"] == [2]


def test_a_window_is_asked_for_only_with_a_choice():
    assert "window" not in register().fields
    assert register(windows=WINDOWS).errors == {"window": ["选择窗口"]}
    assert register(windows=WINDOWS, window="8").is_valid()
    assert register(windows=WINDOWS, window="9").errors == {"window": ["选择窗口"]}


@pytest.mark.parametrize("idem", ["", "key", IDEM.upper(), IDEM + "0", IDEM + "\n"])
def test_a_key_that_no_page_gave_is_refused(idem):
    form = register(idem=idem)
    assert (idem == IDEM + "\n") is form.is_valid()  # white space around it is stripped


def test_notify_pairs_ticks_with_remarks():
    form = NotifyForm(materials=PAPERS, data={"missing": ["2"], "remark_1": "不用", "remark_2": " 要副本 "})
    assert form.is_valid()
    assert (form.cleaned_data["missing"], form.cleaned_data["remark_2"]) == ([2], "要副本")
    assert [remark.html_name for _, remark in form.rows()] == ["remark_1", "remark_2"]


@pytest.mark.parametrize(("days", "valid"), [("1", True), ("365", True), ("366", False), ("1.5", False), ("", False)])
def test_declared_days(days, valid):
    typed = {"ground": "testing", "notice_number": "告1", "declared_days": days}
    terms = SimpleNamespace(special_procedure="检测")
    occasion = SimpleNamespace(subject=SimpleNamespace(item_version=terms))
    assert form_of(SUSPEND, occasion, data=typed).is_valid() is valid


def test_nul_bytes_are_told_not_stored():
    assert form_of(NOT_REQUIRED, None, data={"reason": "ab"}).is_valid()
    assert not form_of(NOT_REQUIRED, None, data={"reason": "a\x00b"}).is_valid()


@pytest.mark.parametrize(
    ("number", "known"),
    [
        (PERSON.number, True),
        (ENTERPRISE.number, True),
        ("914403001922038216", True),  # a credit code of digits only
        ("110105194912310021", False),
        ("91330100799655058C", False),
    ],
)
def test_an_id_or_a_credit_code(number, known):
    assert (plain_document(number, today=at("2025-09-30 10:00").date()) is not None) is known


def test_a_case_number_is_read_in_groups():
    assert grouped("01012025093000001") == "0101 20250930 00001"
