"""
Numbers that people carry: checked, tidied, masked.

ID number: GB 11643. Unified social credit code: GB 32100. Both check digits come from python-stdnum; the birthplace list of
that library is left aside, because a citizen's number keeps a district code long after the district was renamed.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as StdnumError

SPACES_AND_DASHES = re.compile(r"[\s\-\u2010-\u2015]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{9,11}")
MAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
LONGEST_MAIL = 120


class BadNumber(ValueError):
    """A number that cannot be right; the message is the sentence for its field."""


def tidy(text: str) -> str:
    """Full-width digits to ASCII, no spaces or dashes, upper case: what a scanner or a paste leaves behind."""
    while (tidier := SPACES_AND_DASHES.sub("", unicodedata.normalize("NFKC", text)).upper()) != text:
        text = tidier  # taking a space out may join a letter and a sign that are one
    return text


def is_text(words: str) -> bool:
    """Whether it can be written out at all: no half of a surrogate pair."""
    return not any("\ud800" <= character <= "\udfff" for character in words)


def readable(name: Any) -> str:
    """The beginning of a name that somebody sent, as it can be told back to them."""
    return str(name)[:60].encode("utf-8", "replace").decode()


def id_number(text: str, *, today: date) -> str:
    """
    Return a checked 18-character citizen's number.

    :raises BadNumber: wrong length, impossible birth date, or wrong check character.
    """
    number = tidy(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadNumber("身份证号共 18 位，前 17 位是数字，最后一位是数字或 X")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or not born.year >= 1850 or born > today:
        raise BadNumber("身份证号第 7 至 14 位不是真实的出生日期，核对后重填")
    if ric.calc_check_digit(number) != number[-1]:
        raise BadNumber("身份证号最后一位对不上，核对后重填（共 18 位）")
    return number


def credit_code(text: str) -> str:
    """
    Return a checked 18-character unified social credit code.

    :raises BadNumber: wrong length or alphabet, or wrong check character.
    """
    number = tidy(text)
    if len(number) != 18:
        raise BadNumber("统一社会信用代码共 18 位，核对后重填")
    try:
        return uscc.validate(number)
    except StdnumError:
        raise BadNumber("统一社会信用代码对不上，核对后重填（不含字母 I、O、S、V、Z）") from None


def phone(text: str) -> str:
    """
    Return a mobile number (11 digits) or a landline with its area code.

    :raises BadNumber: neither.
    """
    number = tidy(text).removeprefix("+86")
    if not (MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)):
        raise BadNumber("手机号共 11 位数字，以 1 开头；固定电话连同区号填写")
    return number


def mail_address(text: str) -> str:
    """
    Return an e-mail address without spaces around it; full-width signs become the usual ones.

    :raises BadNumber: it cannot be one.
    """
    address = unicodedata.normalize("NFKC", text).strip()
    if len(address) > LONGEST_MAIL or not MAIL.fullmatch(address):
        raise BadNumber("邮箱写成 name@example.com 的样子，核对后重填")
    return address


def receipt_code(text: str) -> str:
    """
    Return a 16-digit receipt code whose check digit is right.

    :raises BadNumber: wrong length or check digit: a typing error, so no attempt is spent on it.
    """
    code = tidy(text)
    if not re.fullmatch(r"[0-9]{16}", code):
        raise BadNumber("凭证码是 16 位数字，在凭证上")
    if not luhn.is_valid(code):
        raise BadNumber("凭证码有一位不对。核对凭证上的 16 位数字")
    return code


def with_check_digit(fifteen: str) -> str:
    """Return 15 digits and their Luhn check digit."""
    return fifteen + luhn.calc_check_digit(fifteen)


def mask_number(number: str) -> str:
    """``110105********002X``; a phone as ``138****8000``; anything shorter shows its last two only."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    if len(number) >= 10:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]


def mask_mail(address: str) -> str:
    """``w***@example.com``."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}" if domain else ""


def mask_name(name: str) -> str:
    """``王*明``, ``王*``: first and last character of a person's name."""
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def group(digits: str, *sizes: int) -> str:
    """Digits in groups for reading aloud: ``group("1234567890123456", 4, 4, 4, 4)``."""
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return " ".join(part for part in [*parts, digits[at:]] if part)


def grouped(number: str) -> str:
    """A case number for reading aloud, ``0101 20250930 00001``: hall, day, serial."""
    return group(number, 4, 8, 5)
