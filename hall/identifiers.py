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

from hall import texts

MINUS = "\u2212"
LEFT_BEHIND = frozenset(
    {"Cc", "Cf", "Zs", "Zl", "Zp", "Pd"}
)  # controls, marks, spaces, dashes: by scanners, pastes and people
A_BAR_CODE = re.compile(r"\*([^*]+)\*")  # a reader of Code 39 sends its start and stop along
OF_A_LINK = "#k="  # behind it stands the receipt code in the address behind a slip's QR picture
A_CODE = re.compile(r"[0-9]{16}")
CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
# A number as people write it, once spaces, brackets and points are out. 10 and 2x are area codes of two digits, all others have
# three; what calls from abroad writes leaves out the nought before them.
PHONE = re.compile(
    r"""
    (?:
        (?:(?:\+|00)?86-?)? 0? (?P<mobile> 1[3-9](?:-?[0-9]){9} )
      | (?:(?:\+|00)?86-?)? (?P<service> [48]00(?:-?[0-9]){7} )
      | (?:(?:\+|00)?86-?0?|0) (?P<landline> (?:10|2[0-9])-?[0-9](?:-?[0-9]){7} | [3-9][0-9]{2}-?[0-9](?:-?[0-9]){6,7}? )
      | (?:\+|00) (?P<abroad> 85[23](?:-?[0-9]){8} | 886(?:-?[0-9]){8,9} )
    )
    (?: (?:-|,|\#|X|EXT|转|轉|分机|内线)+ (?P<extension> [0-9]{1,6} ) )?
    """,
    re.VERBOSE,
)
MAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
LONGEST_MAIL = 120


class BadNumber(ValueError):
    """A number that cannot be right; the message is the sentence for its field."""


def tidy(text: str) -> str:
    """
    A number as it is compared: full-width digits to ASCII, upper case, no spaces or dashes, nothing that nobody sees, no stars
    of a bar code around it.
    """
    while (tidier := _tidied_once(text)) != text:
        text = tidier  # taking a space out may join a letter and a sign that are one
    return text


def _tidied_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper()
    tidier = "".join(each for each in plain if not _is_left_behind(each))
    return inside[1] if (inside := A_BAR_CODE.fullmatch(tidier)) else tidier


def _is_left_behind(character: str) -> bool:
    return (
        unicodedata.category(character) in LEFT_BEHIND
        or character == MINUS
        or character in texts.NO_PICTURE
        or texts.is_variant(character)
    )


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
    # The library's own check wants eight digits first; the standard has letters in the first two places (N: collectives of villages).
    if not CREDIT_CODE.fullmatch(number) or uscc.calc_check_digit(number) != number[-1]:
        raise BadNumber("统一社会信用代码对不上，核对后重填（不含字母 I、O、S、V、Z）")
    return number


def phone(text: str) -> str:
    """
    Return a telephone number: a mobile one (11 digits), a landline with its area code, a 400 or 800 number, or one of Hong Kong,
    Macao or Taiwan (``+852…``); an extension stands behind a dash (``057188123456-8012``).

    :raises BadNumber: none of them.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    dashed = "".join("-" if _is_dash(each) else "" if _is_left_behind(each) else each for each in plain)
    match = PHONE.fullmatch(re.sub(r"[().]", "", dashed).strip("-"))
    if match is None:
        raise BadNumber("手机号共 11 位数字，以 1 开头；固定电话连同区号填写")
    number = re.sub("-", "", match["mobile"] or match["service"] or match["landline"] or match["abroad"])
    beginning = "0" if match["landline"] else "+" if match["abroad"] else ""
    return f"{beginning}{number}{'-' if match['extension'] else ''}{match['extension'] or ''}"


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == MINUS


def without_extension(phone_number: str) -> str:
    """The number that is dialled first: what a person is found by, and what an SMS goes to."""
    return phone_number.partition("-")[0]


def mobile_of(phone_number: str) -> str:
    """The mobile number that an SMS can go to; "" for a landline and whatever else has none."""
    number = without_extension(phone_number)
    return number if MOBILE.fullmatch(number) else ""


def mail_address(text: str) -> str:
    """
    Return an e-mail address without spaces around it; full-width signs become the usual ones.

    :raises BadNumber: it cannot be one.
    """
    plain = unicodedata.normalize("NFKC", texts.visible(text))
    address = "".join("-" if _is_dash(each) else each for each in plain if not texts.is_variant(each)).strip()
    if len(address) > LONGEST_MAIL or not MAIL.fullmatch(address):
        raise BadNumber("邮箱写成 name@example.com 的样子，核对后重填")
    return address


def receipt_code(text: str) -> str:
    """
    Return a 16-digit receipt code whose check digit is right; it may be the whole link that stands behind a slip's QR picture.

    :raises BadNumber: wrong length or check digit: a typing error, so no attempt is spent on it.
    """
    code = text if A_CODE.fullmatch(text) else tidy(text.rpartition(OF_A_LINK)[2])  # most are typed as they stand
    if re.fullmatch(r"[0-9]{17}", code):  # it stands above the code on every slip, and alone on notices and decisions
        raise BadNumber("这是 17 位的办件编号。凭证码是 16 位数字，在凭证上另外一行")
    if not A_CODE.fullmatch(code):
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


def mask_phone(phone_number: str) -> str:
    """``138****8000``; of an extension only that there is one: ``057****3456-****``."""
    number, dash, _extension = phone_number.partition("-")
    return f"{mask_number(number)}{dash and '-****'}"


def mask_mail(address: str) -> str:
    """``w***@example.com``."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}" if domain else ""


LONGEST_MASK = 3  # asterisks: a row of a list holds it, whatever the passport says


def mask_name(name: str) -> str:
    """``王*明``, ``王*``: first and last character of a person's name; a long one does not tell how long it is."""
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" if len(name) == 2 else f"{name[0]}{'*' * min(len(name) - 2, LONGEST_MASK)}{name[-1]}"


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
