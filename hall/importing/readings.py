"""
A bare 日 in a law, and its two readings (rules T10): working days, or natural days. Pure.

The sheet proposes one; the hall may decide on the other (hall.reading).
"""

from dataclasses import replace

from hall.catalogue_terms import ItemType, LimitUnit
from hall.importing import terms as law
from hall.importing.published import Terms

OTHER = {LimitUnit.WORKING_DAY: LimitUnit.NATURAL_DAY, LimitUnit.NATURAL_DAY: LimitUnit.WORKING_DAY}


def is_bare(quantity: int | None, written: str) -> bool:
    """Whether a limit as written out (``7日（自然日）``) says 日 without saying which; ``7个工作日`` says it."""
    return quantity is not None and written.startswith(f"{quantity}日（")


def read_as(terms: Terms, unit: str) -> Terms:
    """
    Return the terms with their bare 日 read in this unit, and with the extension that such a limit has.

    They come back unchanged when the limit is not a bare 日, or is read so already; "" asks for nothing.
    """
    if unit in {"", terms.statutory_unit} or not is_bare(terms.statutory_quantity, terms.statutory_text):
        return terms
    extension = law.extension(
        item_type=terms.item_type,
        handling_kind=terms.handling_kind,
        quantity=terms.statutory_quantity,
        unit=unit,
        bases=tuple(basis.text for basis in terms.legal_bases),
    )
    return replace(
        terms,
        statutory_unit=unit,
        statutory_text=_written(terms.item_type, unit).format(terms.statutory_quantity),
        extension_days=extension.days,
        extension_approver=extension.approver,
    )


def _written(item_type: str, unit: str) -> str:
    """How the sheet writes such a limit out, so that reading it back as it was gives the same words."""
    if unit == LimitUnit.NATURAL_DAY:
        return "{}日（自然日）"
    return "{}日（许可事项按工作日计）" if item_type == ItemType.LICENCE else "{}日（按工作日计）"
