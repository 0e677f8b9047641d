"""Numbers that people carry: right ones pass however they are typed, wrong ones get their sentence, masks hide enough."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hall.identifiers import (
    BadNumber,
    credit_code,
    group,
    id_number,
    mask_name,
    mask_number,
    phone,
    receipt_code,
    tidy,
    with_check_digit,
)

TODAY = date(2026, 5, 1)
DIGITS = st.text("0123456789", min_size=15, max_size=15)


@pytest.mark.parametrize(
    ("sentence", "typed", "stored"),
    [
        ("as it stands", "11010519491231002X", "11010519491231002X"),
        ("all digits", "440524188001010014", "440524188001010014"),
        ("a small x", "11010519491231002x", "11010519491231002X"),
        ("full-width, from a Chinese input method", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("in groups", " 110105 19491231 002X ", "11010519491231002X"),
        ("with dashes", "110105-19491231–002X", "11010519491231002X"),
    ],
)
def test_id_numbers_that_pass(sentence, typed, stored):
    assert id_number(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    ("sentence", "typed", "words"),
    [
        ("nothing", "", "共 18 位"),
        ("one digit short", "1101051949123100X", "共 18 位"),
        ("one digit more", "11010519491231002X1", "共 18 位"),
        ("an X in the middle", "1101051949123X002X", "共 18 位"),
        ("Arabic-Indic digits", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "共 18 位"),
        ("a month that is none", "110105194913310020", "出生日期"),
        ("the 29th of February of a common year", "110105199902290020", "出生日期"),
        ("born before anybody alive", "110105184912310020", "出生日期"),
        ("born tomorrow", "110105202605020020", "出生日期"),
        ("one digit changed", "11010519491231003X", "最后一位对不上"),
        ("two digits swapped", "11010519491213002X", "对不上"),
        ("the old number of 15 digits", "110105491231002", "共 18 位"),
    ],
)
def test_id_numbers_that_do_not(sentence, typed, words):
    with pytest.raises(BadNumber, match=words):
        id_number(typed, today=TODAY)


@given(place=st.integers(0, 16), digit=st.integers(1, 9))
def test_any_single_digit_typed_wrong_is_noticed(place, digit):
    right = "11010519491231002X"
    wrong = right[:place] + str((int(right[place]) + digit) % 10) + right[place + 1 :]
    with pytest.raises(BadNumber):
        id_number(wrong, today=TODAY)


CODES = ["91330100799655058B", "91440300708461136T", "91110000802100433B", "914403001922038216", "11440232MB2D06811W"]


@pytest.mark.parametrize("code", CODES)
def test_credit_codes_that_pass(code):
    assert credit_code(code.lower()) == credit_code(f" {code[:8]} {code[8:]} ") == code


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "共 18 位"),
        ("91330100799655058", "共 18 位"),
        ("91330100799655058A", "对不上"),
        ("9133010079965505IB", "不含字母 I、O、S、V、Z"),
        ("统一社会信用代码共十八位还要再写八字", "对不上"),
    ],
)
def test_credit_codes_that_do_not(typed, words):
    with pytest.raises(BadNumber, match=words):
        credit_code(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13812348000", "13812348000"),
        ("138 1234 8000", "13812348000"),
        ("+86 138-1234-8000", "13812348000"),
        ("１３８１２３４８０００", "13812348000"),
        ("0571-87654321", "057187654321"),
        ("010 8765 4321", "01087654321"),
    ],
)
def test_phones_that_pass(typed, stored):
    assert phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "12812348000", "1381234800", "138123480001", "87654321", "一三八", "+1 202 555 0100", "١٣٨١٢٣٤٨٠٠٠"]
)
def test_phones_that_do_not(typed):
    with pytest.raises(BadNumber, match="11 位"):
        phone(typed)


@given(DIGITS)
def test_a_receipt_code_is_fifteen_digits_and_its_check(fifteen):
    code = with_check_digit(fifteen)
    assert receipt_code(group(code, 4, 4, 4, 4)) == code
    assert len(code) == 16


@given(DIGITS, st.integers(0, 15), st.integers(1, 9))
def test_a_receipt_code_typed_wrong_in_one_place_is_noticed(fifteen, place, by):
    code = with_check_digit(fifteen)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with pytest.raises(BadNumber, match="有一位不对"):
        receipt_code(wrong)


@pytest.mark.parametrize("typed", ["", "123", "1" * 17, "123456789012345X", "１２３"])
def test_what_is_no_receipt_code(typed):
    with pytest.raises(BadNumber, match="16 位数字"):
        receipt_code(typed)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110105********002X"),
        ("91330100799655058B", "913301********058B"),
        ("13812348000", "138****8000"),
        ("057187654321", "057****4321"),
        ("12345", "***45"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_masked_numbers(number, masked):
    assert mask_number(number) == masked


@given(st.text("0123456789X", min_size=15, max_size=18))
def test_a_masked_number_hides_birthday_and_gives_nothing_back(number):
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert masked[6:-4] == "*" * (len(number) - 10)


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王*明"), ("王明", "王*"), ("欧阳小明", "欧**明"), ("王", "*"), ("", "")]
)
def test_masked_names(name, masked):
    assert mask_name(name) == masked


def test_groups():
    assert group("1234567890123456", 4, 4, 4, 4) == "1234 5678 9012 3456"
    assert group("12345678901234567", 4, 8, 5) == "1234 56789012 34567"
    assert group("12", 4, 4) == "12"


@given(st.text())
@example("C¸")
def test_tidying_never_fails_and_is_done_once(text):
    assert tidy(tidy(text)) == tidy(text)
