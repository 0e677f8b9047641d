"""The tables of consequences: who is liable, what is proposed and decided, what is put right. The words are sealed."""

# ruff: noqa: F401 - imported from here by the whole house

from conduct.tables.attributions import Attribution
from conduct.tables.corrections import Correction, Exposure
from conduct.tables.lines import ConductLine
from conduct.tables.policies import SanctionPolicy
from conduct.tables.sanctions import Sanction
from conduct.tables.supervisions import Supervision
