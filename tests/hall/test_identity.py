"""Kinds of documents: each number passes as its own kind and no other, and is hashed so that no two kinds meet."""

from datetime import date

import pytest

from hall.crypto import keyed_hash
from hall.identifiers import BadNumber
from hall.identity import Identity, IdKind, identity, number_in, plain_document, possible

TODAY = date(2026, 5, 1)
PERSON = "11010519491231002X"


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        ("resident_card", "110105 19491231 002x", PERSON),
        ("credit_code", "91330100799655058b", "91330100799655058B"),
        ("credit_code", "N2330106MF1ABCDE6K", "N2330106MF1ABCDE6K"),
        ("passport", "E12345678", "E12345678"),
        ("passport", "ea1234567", "EA1234567"),
        ("passport", "C01X00T47", "C01X00T47"),
        ("hk_macao_permit", "H12345678", "H12345678"),
        ("hk_macao_permit", "m12345678", "M12345678"),
        ("hk_macao_permit", "H1234567801", "H12345678"),  # renewed: the same person
        ("taiwan_permit", "1234 5678", "12345678"),
        ("permanent_residence", "CHN110198003071", "CHN110198003071"),
        ("permanent_residence", PERSON, PERSON),
        ("other", "军字第1234567号", "军字第1234567号"),
        ("other", "浙-2026-0001", "浙20260001"),
    ],
)
def test_a_number_passes_as_its_kind(kind, typed, number):
    assert identity(kind, typed, today=TODAY) == Identity(kind, number)


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("resident_card", "E12345678", "共 18 位"),
        ("credit_code", "N2330106MF1ABCDE6J", "对不上"),
        ("passport", "护照", "字母和数字"),
        ("passport", "ABCDEFGH", "字母和数字"),
        ("passport", "E123", "5 至 20 位"),
        ("hk_macao_permit", "K12345678", "H 或 M"),
        ("hk_macao_permit", "H123456789", "H 或 M"),
        ("taiwan_permit", "123456789", "8 位数字"),
        ("permanent_residence", "CHN11019800307", "15|3 个字母"),
        ("other", "证件", "4 至 30 位"),
        ("other", "1" * 31, "4 至 30 位"),
        ("other", PERSON, "这是居民身份证号，证件类型选“居民身份证”"),
        ("passport", "110105 19491231 002x", "证件类型选“居民身份证”"),
        ("other", f"身份证{PERSON}", "证件类型选“居民身份证”"),
        ("other", "110105.19491231/002X", "证件类型选“居民身份证”"),
        ("other", f"({PERSON})1", "证件类型选“居民身份证”"),
        ("other", "91330100799655058b", "这是统一社会信用代码，证件类型选“统一社会信用代码”"),
        ("passport", "91330100799655058B", "证件类型选“统一社会信用代码”"),
    ],
)
def test_a_number_of_another_kind(kind, typed, words):
    with pytest.raises(BadNumber, match=words):
        identity(kind, typed, today=TODAY)


def test_numbers_kept_before_there_were_kinds_are_found():
    for kind in ("resident_card", "credit_code"):
        assert Identity(kind, "X").hash == keyed_hash("applicant", "X")
    card = Identity("permanent_residence", PERSON)
    assert card.hash == Identity("resident_card", PERSON).hash  # made alike: scanned, nobody can tell which it was


def test_one_number_of_two_kinds_is_two_people():
    hashes = {Identity(kind, "12345678").hash for kind in IdKind}
    assert len(hashes) == len(IdKind) - 1  # the two usual ones are never the same number


@pytest.mark.parametrize(("number", "masked"), [(PERSON, "110105********002X"), ("H12345678", "*******78")])
def test_every_kind_is_masked(number, masked):
    assert Identity("passport", number).masked == masked


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(PERSON, "resident_card"), ("H12345678", "hk_macao_permit"), ("CHN110198003071", "permanent_residence"), ("12345678", None), ("E12345678", None), ("王小明", None)],
)  # fmt: skip
def test_what_a_scanned_number_can_hardly_fail_to_be(typed, kind):
    document = plain_document(typed, today=TODAY)
    assert (document and document.kind) == kind


def test_every_kind_that_a_number_may_be():
    assert [each.kind for each in possible("12345678", today=TODAY)] == ["passport", "taiwan_permit", "other"]


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        (f"姓名:王小明 性别:女 公民身份号码:{PERSON} 住址:云澜区1号", PERSON),
        ("https://www.gsxt.gov.cn/index.html?uniscid=91330100799655058B&s=1", "91330100799655058B"),
        (f"{PERSON}|{PERSON}", PERSON),
        (f"{PERSON} 91330100799655058B", f"{PERSON} 91330100799655058B"),
        ("王小明", "王小明"),
    ],
)
def test_the_number_among_all_that_a_reader_sends(sent, number):
    assert number_in(sent, today=TODAY) == number
