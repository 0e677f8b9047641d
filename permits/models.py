"""The tables of applications: who asked for what, who came when, what they were told, what was received, decided and handed over."""

# ruff: noqa: F401 - imported from here by the whole house

from permits.tables.agent import Agent
from permits.tables.application import ApplicantKind, Application, ApplicationKind, Channel, Visit
from permits.tables.bars import Bar
from permits.tables.ending import Ending, NonAcceptance
from permits.tables.hearing import Hearing
from permits.tables.outcome import Decision, Delivery, PaperDelivery, Revocation, Service, UndoneDecision
from permits.tables.papers import (
    DocumentKind,
    MaterialReceipt,
    NoticeGround,
    NoticeLine,
    OneTimeNotice,
    PaperForm,
    SpotCorrection,
)
from permits.tables.power import HANDED_UP, HandUp, StepTaken, SubstanceCheck
from permits.tables.promised import Commitment, Tolerance
