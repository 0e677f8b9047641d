"""
By which document somebody is known: its kind, the check of its number, the hash by which it is found again (decision 104).

The residence permits of people of Hong Kong, Macao and Taiwan and the cards of permanent residents of 2023 have 18 digits made
as a citizen's are, with the same check: they are taken like the resident card's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models

from hall.crypto import keyed_hash
from hall.identifiers import BadNumber, credit_code, id_number, mask_number, tidy


class IdKind(models.TextChoices):
    """证件类型."""

    RESIDENT_CARD = "resident_card", "居民身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    PASSPORT = "passport", "护照"
    HK_MACAO_PERMIT = "hk_macao_permit", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证"
    PERMANENT_RESIDENCE = "permanent_residence", "外国人永久居留身份证"
    OTHER = "other", "其他证件"


USUAL = (IdKind.RESIDENT_CARD, IdKind.CREDIT_CODE)  # what is meant where nobody says a kind; found by the number alone
OTHER_KINDS = [
    (kind.value, kind.label) for kind in IdKind if kind not in USUAL
]  # to choose from, behind the usual ones
VAGUE = (IdKind.PASSPORT, IdKind.TAIWAN_PERMIT, IdKind.OTHER)  # their numbers may be much else
OF_PEOPLE = tuple(kind for kind in IdKind if kind is not IdKind.CREDIT_CODE)
OF_ORGANISATIONS = (IdKind.CREDIT_CODE, IdKind.OTHER)


# What stands on a passport's data page has nine places; the numbers of some countries are longer.
A_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}")
# H and M for life, nine places in all; the two digits behind them on the older cards count how often it was renewed.
A_HK_MACAO_PERMIT = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
A_TAIWAN_PERMIT = re.compile(r"[0-9]{8}")
AN_OLD_PERMANENT_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")
ANOTHER = re.compile(r"(?=.*[0-9])[\w()\[\]〔〕./]{4,30}")  # 军官证, 户口簿, numbers of foreign registers
IN_A_LONGER_TEXT = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    """A checked number of a document of one kind."""

    kind: str
    number: str

    @property
    def hash(self) -> str:
        """What it is found by. Two kinds may have the same number, so the kind counts, but for numbers that are made alike."""
        alike = self.kind in USUAL or (self.kind == IdKind.PERMANENT_RESIDENCE and len(self.number) == 18)
        return keyed_hash("applicant", self.number if alike else f"{self.kind}:{self.number}")

    @property
    def masked(self) -> str:
        return mask_number(self.number)


def document_words(kind: str, masked: str) -> str:
    """A document with its masked number; of one of the usual kinds, or of days before there were kinds, the number says it."""
    return masked if kind in ("", *USUAL) else f"{IdKind(kind).label} {masked}"


def identity(kind: str, text: str, *, today: date) -> Identity:
    """
    Return the document of a kind with a number as typed.

    :raises BadNumber: the number cannot be one of that kind, or is a resident card's or a credit code under another name: whoever has
        one is found by it, whatever is chosen (bars, trips, further applications).
    """
    number = _CHECKS[IdKind(kind)](text, today)
    if kind in VAGUE and (usual := _usual_kind_in(number, today=today)):
        raise BadNumber(f"这是{usual.label}{'' if usual is IdKind.CREDIT_CODE else '号'}，证件类型选“{usual.label}”")
    return Identity(kind, number)


def _usual_kind_in(number: str, *, today: date) -> IdKind | None:
    """The usual document whose number this is, or whose number stands in it, with whatever around and between: 身份证110105.19491231…"""
    signs = re.sub(r"[^0-9A-Z]", "", number)
    parts = [signs[start : start + 18] for start in range(len(signs) - 17)]
    if any(_passes(IdKind.RESIDENT_CARD, part, today=today) for part in parts):
        return IdKind.RESIDENT_CARD
    # one in thirty-one of what looks like a credit code passes its check: only the whole number counts
    return IdKind.CREDIT_CODE if _passes(IdKind.CREDIT_CODE, signs, today=today) else None


def _passes(kind: IdKind, text: str, *, today: date) -> bool:
    try:
        _CHECKS[kind](text, today)
    except BadNumber:
        return False
    return True


def possible(text: str, *, today: date) -> list[Identity]:
    """
    Every document that a number may be that somebody typed or scanned without saying which; first those whose number hardly
    anything else is, for it has a check character or a look of its own.
    """
    documents: list[Identity] = []
    for kind in IdKind:
        try:
            # also under a vague kind, where such a number was once taken
            documents.append(Identity(kind, _CHECKS[kind](text, today)))
        except BadNumber:
            continue
    return sorted(documents, key=lambda document: document.kind in VAGUE)


def plain_document(text: str, *, today: date) -> Identity | None:
    """The document whose number this can hardly fail to be; None for others."""
    return next((each for each in possible(text, today=today) if each.kind not in VAGUE), None)


def number_in(text: str, *, today: date) -> str:
    """
    Return the one citizen's number or credit code in a longer text, as readers of cards and of the codes on business licences
    send it; the text itself where there is none, or more than one.
    """
    numbers = {
        document.number
        for match in IN_A_LONGER_TEXT.findall(text)
        for document in possible(match, today=today)
        if document.kind in USUAL
    }
    return numbers.pop() if len(numbers) == 1 else text


def _matching(pattern: re.Pattern[str], sentence: str) -> Callable[[str, date], str]:
    def check(text: str, _today: date) -> str:
        match = pattern.fullmatch(tidy(text))
        if match is None:
            raise BadNumber(sentence)
        return match[1] if pattern.groups else match[0]

    return check


def _permanent_residence(text: str, today: date) -> str:
    if AN_OLD_PERMANENT_CARD.fullmatch(tidy(text)):
        return tidy(text)
    try:
        return id_number(text, today=today)
    except BadNumber:
        raise BadNumber("永久居留身份证号是 3 个字母加 12 位数字，或者 18 位，核对后重填") from None


_CHECKS: dict[IdKind, Callable[[str, date], str]] = {
    IdKind.RESIDENT_CARD: lambda text, today: id_number(text, today=today),
    IdKind.CREDIT_CODE: lambda text, _today: credit_code(text),
    IdKind.PASSPORT: _matching(A_PASSPORT, "护照号是 5 至 20 位字母和数字，核对后重填"),
    IdKind.HK_MACAO_PERMIT: _matching(A_HK_MACAO_PERMIT, "港澳居民来往内地通行证号是 H 或 M 加 8 位数字，核对后重填"),
    IdKind.TAIWAN_PERMIT: _matching(A_TAIWAN_PERMIT, "台湾居民来往大陆通行证号是 8 位数字，核对后重填"),
    IdKind.PERMANENT_RESIDENCE: _permanent_residence,
    IdKind.OTHER: _matching(ANOTHER, "证件号写 4 至 30 位，要有数字，核对后重填"),
}
