"""The desk's tables: who asked for what, who came when, what they were told, what was received, decided and handed over."""

from permits.tables.application import ApplicantKind, Application, Channel
from permits.tables.bulk import BulkRow, BulkRun
from permits.tables.desk import Draft, SavedView
from permits.tables.documents import Document, DocumentKind, DocumentPrint, DocumentSerial
from permits.tables.outcome import Decision, Delivery, UndoneDecision
from permits.tables.papers import MaterialReceipt, NoticeLine, OneTimeNotice
from permits.tables.visits import Visit

__all__ = [
    "ApplicantKind",
    "Application",
    "BulkRow",
    "BulkRun",
    "Channel",
    "Decision",
    "Delivery",
    "Document",
    "DocumentKind",
    "DocumentPrint",
    "DocumentSerial",
    "Draft",
    "MaterialReceipt",
    "NoticeLine",
    "OneTimeNotice",
    "SavedView",
    "UndoneDecision",
    "Visit",
]
