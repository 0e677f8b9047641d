"""
Which delegated power a step of an application needs, by the kind of case: one table (rules W2). Pure but for the words.

The preliminary handling power covers what leads to a decision on a 承诺件 or 联办件; whoever may decide may also do what leads
to it. Deciding such a case at the window takes the decision power in the instrument itself (decisions/0055).
"""

from hall.catalogue_terms import HandlingKind
from hall.roles import Power, Step

PREPARED = frozenset({HandlingKind.PROMISED.value, HandlingKind.JOINT.value})
DECIDING = frozenset({Step.GRANT.value, Step.REFUSE.value})
SEALED = frozenset({Step.ACCEPT.value, Step.DECLINE.value, *DECIDING})  # 行政许可法 art. 32 ¶2, 38, 39


def powers_for(step: str, kind: str, *, elsewhere: bool = False) -> tuple[Power, ...]:
    """
    Return the powers of which any one is enough.

    :param kind: handling kind of the item, or what the case has become (补办件, 答复件).
    :param elsewhere: the step tells the applicant that the matter is not this window's, and whose it is.
    """
    if step in DECIDING:
        return (Power.DECISION,)
    usual = (Power.PRELIMINARY_HANDLING, Power.DECISION) if kind in PREPARED else (Power.DECISION,)
    return (*usual, Power.COORDINATION_REPLY) if elsewhere else usual
