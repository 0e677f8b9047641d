"""The state table's machinery. Pure: a room's states.py lists the arrows, this checks them."""

from collections.abc import Iterable
from dataclasses import dataclass

from hall.permissions import Permission
from hall.refusals import Refused


class NotNow(Refused):
    """The act does not start from the state that the case is in."""

    code = "not-now"


@dataclass(frozen=True)
class Arrow:
    """
    One act and the states it leads between.

    :param verb: code name of the act.
    :param words: its name on a button.
    :param sources: states it may start from.
    :param target: the state it leads to; None leaves the state as it is.
    :param article: the rule that gives it.
    :param may: who may do it, whatever the door; None: nobody does it, it comes about by itself when its time has come.
    """

    verb: str
    words: str
    sources: tuple[str, ...]
    target: str | None
    article: str
    may: Permission | None

    @property
    def by_law(self) -> bool:
        return self.may is None


class Flow:
    """The arrows of one kind of case."""

    def __init__(self, states: dict[str, str], arrows: Iterable[Arrow]) -> None:
        self.states = states
        self.arrows = {arrow.verb: arrow for arrow in arrows}

    def target(self, state: str, verb: str) -> str:
        """
        Return the state that `verb` leads to.

        :raises NotNow: if it does not start from `state`.
        """
        if sentence := self.why_not(state, verb):
            raise NotNow(sentence)
        return self.arrows[verb].target or state

    def why_not(self, state: str, verb: str) -> str:
        """Why `verb` does not start from `state`: a sentence, or "" where it does."""
        arrow = self.arrows[verb]
        return "" if state in arrow.sources else f"现在是“{self.states[state]}”，不能{arrow.words}"

    def permission(self, verb: str) -> Permission:
        """Who may do it. :raises LookupError: nobody does, it comes about by law."""
        may = self.arrows[verb].may
        if may is None:
            raise LookupError(f"{verb} comes about by itself")
        return may

    def from_state(self, state: str) -> list[Arrow]:
        """Return the acts that people may take from a state, in the order of the table."""
        return [arrow for arrow in self.arrows.values() if state in arrow.sources and not arrow.by_law]
