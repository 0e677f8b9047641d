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
    mail_address,
    mask_name,
    mask_number,
    mask_phone,
    mobile_of,
    phone,
    receipt_code,
    tidy,
    with_check_digit,
    without_extension,
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


UNSEEN = ["\u202d{}\u202c", "\ufeff{}", "{}\ufe0f", "{}\u200b", "\u00ad{}", "{}\t", "{}\r\n", "*{}*"]


@pytest.mark.parametrize("around", UNSEEN)
def test_a_pasted_number_passes_without_what_nobody_sees(around):
    code = with_check_digit("123456789012345")
    assert id_number(around.format("11010519491231002X"), today=TODAY) == "11010519491231002X"
    assert credit_code(around.format("91330100799655058B")) == "91330100799655058B"
    assert receipt_code(around.format(code)) == code
    if "*" not in around:
        assert phone(around.format("13812348000")) == "13812348000"
        assert mail_address(around.format("a@example.com")) == "a@example.com"


@pytest.mark.parametrize("unseen", ["\u200b", "\u2212", "\u00ad", "\ufe0f", "\u3000", "\u2014"])
@given(place=st.integers(0, 18))
def test_what_stands_within_a_number_is_left_out(unseen, place):
    number = "11010519491231002X"
    assert id_number(number[:place] + unseen + number[place:], today=TODAY) == number


CODES = ["91330100799655058B", "91440300708461136T", "91110000802100433B", "914403001922038216", "11440232MB2D06811W"]
# the first two places may be letters: collectives of villages, others, the army
CODES += ["N2330106MF1ABCDE6K", "N1330106MF1ABCDE6N", "N9330106MF1ABCDE6X", "Y1330106MF1ABCDE6E", "A1100000MF1ABCDE6D"]


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
        ("N2330106MF1ABCDE6J", "对不上"),
        ("I2330106MF1ABCDE6K", "对不上"),
        ("N23A0106MF1ABCDE6K", "对不上"),
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
        ("(0571)88123456", "057188123456"),
        ("（0571）88123456", "057188123456"),
        ("0571-88123456-8012", "057188123456-8012"),
        ("0571-88123456转8012", "057188123456-8012"),
        ("0571 88123456 分机 8012", "057188123456-8012"),
        ("0571-88123456 ext. 8012", "057188123456-8012"),
        ("0571-8812345-12", "05718812345-12"),
        ("+86 10 12345678", "01012345678"),
        ("+86-571-88123456", "057188123456"),
        ("8613812348000", "13812348000"),
        ("008613812348000", "13812348000"),
        ("(+86)138 1234 8000", "13812348000"),
        ("013812348000", "13812348000"),
        ("138.1234.8000", "13812348000"),
        ("400-810-0080", "4008100080"),
        ("800 810 0080", "8008100080"),
        ("+852 9123 4567", "+85291234567"),
        ("00853 6612 3456", "+85366123456"),
        ("+886 912 345 678", "+886912345678"),
    ],
)
def test_phones_that_pass(typed, stored):
    assert phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12812348000",
        "1381234800",
        "138123480001",
        "87654321",
        "一三八",
        "+1 202 555 0100",
        "١٣٨١٢٣٤٨٠٠٠",
        "0000000000",
        "13812348000/13912348001",
        "0571-88123456-8012-1",
        "010-1234567",
    ],
)
def test_phones_that_do_not(typed):
    with pytest.raises(BadNumber, match="11 位"):
        phone(typed)


@pytest.mark.parametrize(
    ("number", "mobile", "dialled", "masked"),
    [
        ("13812348000", "13812348000", "13812348000", "138****8000"),
        ("13812348000-12", "13812348000", "13812348000", "138****8000-****"),
        ("057188123456-8012", "", "057188123456", "057****3456-****"),
        ("4008100080", "", "4008100080", "400****0080"),
        ("+85291234567", "", "+85291234567", "+85****4567"),
    ],
)
def test_where_an_sms_can_go(number, mobile, dialled, masked):
    assert (mobile_of(number), without_extension(number), mask_phone(number)) == (mobile, dialled, masked)


@given(st.text("0123456789+-()（）转.ext 　", max_size=24))
@example("+86 0571-88123456转8012")
def test_a_telephone_number_is_tidied_once(typed):
    try:
        number = phone(typed)
    except BadNumber:
        return
    assert phone(number) == number
    assert len(mask_phone(number)) <= 30


def test_the_link_of_a_slip_is_its_code():
    code = with_check_digit("123456789012345")
    assert receipt_code(f"https://zwfw.example:8443/c/#k={code}") == code


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
