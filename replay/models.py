"""The one table of this application: what has been replayed."""

from replay.ledger import ReplayedAct

__all__ = ["ReplayedAct"]
