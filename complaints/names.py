"""What somebody writes in a complaint: its words, and the name and telephone of who leaves them."""

from hall import texts
from hall.identifiers import BadNumber, phone
from hall.refusals import BadInput, need

NAME_MOST = 40
TEXT_LEAST, TEXT_MOST = 5, 5_000  # characters of a complaint


def reporter_of(name: str, number: str, *, phone_unknown: bool = False) -> tuple[str, str] | None:
    """
    Return (name, phone) of a named complainant, or None for an anonymous one.

    :param phone_unknown: an old ledger names none: what stands for it is not checked.
    :raises BadInput: at name or phone.
    """
    try:
        name, number = texts.line(name), number.strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="name") from None
    if not name and not number:
        return None
    need(name, "留了电话，就填写姓名；不想留姓名，把电话也清空", "name")
    if len(name) > NAME_MOST:
        raise BadInput(f"姓名最多 {NAME_MOST} 个字，现在有 {len(name)} 个", field="name")
    need(number, "实名的要填写电话；不想留电话，把姓名也清空", "phone")
    if phone_unknown:
        return name, number
    try:
        return name, phone(number)
    except BadNumber as error:
        raise BadInput(str(error), field="phone") from error


def text_of(typed: str) -> str:
    """
    The words of a complaint as they are kept.

    :raises BadInput: at `text`.
    """
    try:
        text = texts.lines(typed).strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="text") from None
    if len(text) < TEXT_LEAST:
        raise BadInput(f"写下事情的经过（至少 {TEXT_LEAST} 个字）", field="text")
    if len(text) > TEXT_MOST:
        raise BadInput(f"内容有 {len(text):,} 个字，最多 {TEXT_MOST:,} 个字", field="text")
    return text
