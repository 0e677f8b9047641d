"""A law and its article, as a person writes them. Pure."""

import re

from hall.refusals import BadInput, Refused

_ARTICLE = re.compile(r"《[^《》]{2,60}》.{0,40}?第 ?[〇零一二三四五六七八九十百千0-9]{1,9} ?条")


def names_an_article(text: str) -> bool:
    """Whether a text names a law with the number of an article: 《婚姻登记条例》第七条."""
    return _ARTICLE.search(text) is not None


def need_article(text: str, sentence: str, field: str, *, refusal: type[Refused] = BadInput) -> None:
    """:raises Refused: of the kind `refusal`, with this sentence and an example, if no law is named with its article."""
    if not names_an_article(text):
        raise refusal(f"{sentence}，例如《婚姻登记条例》第七条", field=field)
