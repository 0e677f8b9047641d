"""The desk's tables: who asked for what, who came when, what they were told, what was received, decided and handed over."""

from permits.tables.application import ApplicantKind, Application, Channel
from permits.tables.outcome import Decision, Delivery, UndoneDecision
from permits.tables.papers import MaterialReceipt, NoticeLine, OneTimeNotice
from permits.tables.visits import Visit

__all__ = [
    "ApplicantKind",
    "Application",
    "Channel",
    "Decision",
    "Delivery",
    "MaterialReceipt",
    "NoticeLine",
    "OneTimeNotice",
    "UndoneDecision",
    "Visit",
]
