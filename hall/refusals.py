"""Refusals: what a verb raises when the law or the hall says no. One handler (config.errors) turns them into HTTP."""

import re
from collections.abc import Sequence


class Refused(Exception):
    """
    An act that is not allowed now. Nothing was changed.

    :param sentence: plain Chinese for the person at the screen; the class's own sentence when left out.
    :param field: name of the input that the sentence belongs to, or "" for the whole act.
    :param also: what else is wrong with the same input, so that all of it is told at once.
    """

    code = "refused"
    sentence = "现在不能这样办"

    def __init__(self, sentence: str = "", *, field: str = "", also: Sequence["Refused"] = ()) -> None:
        self.sentence = sentence or self.sentence
        self.field = field
        self.also = tuple(also)
        super().__init__(self.sentence)


class BadInput(Refused):
    """What was filled in cannot be right: a door answers at the field, as it does for what it finds wrong itself."""

    code = "bad-input"


class KeyUsed(Refused):
    """The key of a form or request has been used for something else. Of that nothing is told."""

    code = "key-used"
    sentence = "同一个编号已经用来交过别的内容，这次没有办理。核对后再交一次，就当作新的一件"


HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURE = re.compile(r"[0-9０-９〇零一二三四五六七八九十百]")
_WORD = re.compile(r"[^\W\d_]{2,}")


# one word, of two Chinese characters at most, over and over: what is longer says something, though it was pasted twice
_OVER_AND_OVER = re.compile(r"([\u3400-\u9fff]{1,2}|[^\W\d_\u3400-\u9fff]+)\1+", re.IGNORECASE)
_SIGNS = re.compile(r"[\W\d_]")


def says_something(text: str) -> bool:
    """Whether a text can be a reason: two Chinese characters at least, or two words of another script, and not one word repeated."""
    if _OVER_AND_OVER.fullmatch(_SIGNS.sub("", text)):
        return False
    return len(HAN.findall(text)) >= 2 or len(_WORD.findall(HAN.sub(" ", text))) >= 2


def need(text: str, sentence: str, field: str, *, refusal: type[Refused] = BadInput) -> None:
    """:raises Refused: of the kind `refusal`, with this sentence, if nothing is written there: a name, a number, a place."""
    if not text.strip():
        raise refusal(sentence, field=field)


def need_document(text: str, sentence: str, field: str, *, refusal: type[Refused] = BadInput) -> None:
    """
    The number of a document says whose it is and which: 云政审〔2026〕1号, 国办发明电〔2025〕7号.

    :raises Refused: of the kind `refusal`, if nothing is written there, or no Chinese character together with a figure.
    """
    need(text, sentence, field, refusal=refusal)
    if not (HAN.search(text) and _FIGURE.search(text)):
        raise refusal(f"{sentence}，例如：云政审〔2026〕1号；“{text.strip()[:20]}”看不出是哪份文件", field=field)


def need_reason(text: str, sentence: str, field: str, *, refusal: type[Refused] = BadInput) -> None:
    """
    The one check of every text that whoever is concerned reads as a reason, a finding or an answer: a letter or a dot is none.

    :raises Refused: of the kind `refusal`, if nothing is written there, or nothing that says anything.
    """
    need(text, sentence, field, refusal=refusal)
    if not says_something(text):
        raise refusal(f"{sentence}；“{text.strip()[:20]}”看不出说的是什么", field=field)
