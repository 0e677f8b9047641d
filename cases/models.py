"""The engine's tables."""

from cases.tables.board import BoardFigure, Figure, MonthFigure
from cases.tables.cards import Card, CardState
from cases.tables.case import CUTS_OFF, NUMBERED_IN, Case, CaseKind, DailySerial, Event
from cases.tables.clocks import Deadline, Pause
from cases.tables.contacts import StaffContact
from cases.tables.digests import DayDigest, DigestBatch, HistoryCheck
from cases.tables.dispatches import Dispatch, Gateway
from cases.tables.letters import Letter
from cases.tables.recomputation import Recomputation
from cases.tables.reconciliation import Discrepancy, ReconciliationRun
from cases.tables.signs import AlertFloor, Heartbeat, ReplacedCode, WrongCode
from cases.tables.troubles import Doing, Trouble

__all__ = [
    "CUTS_OFF",
    "NUMBERED_IN",
    "AlertFloor",
    "BoardFigure",
    "Card",
    "CardState",
    "Case",
    "CaseKind",
    "DailySerial",
    "DayDigest",
    "Deadline",
    "DigestBatch",
    "Discrepancy",
    "Dispatch",
    "Doing",
    "Event",
    "Figure",
    "Gateway",
    "Heartbeat",
    "HistoryCheck",
    "Letter",
    "MonthFigure",
    "Pause",
    "Recomputation",
    "ReconciliationRun",
    "ReplacedCode",
    "StaffContact",
    "Trouble",
    "WrongCode",
]
