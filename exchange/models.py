"""The tables of the exchange: what a platform pushed, and what is pushed back."""

# ruff: noqa: F401 - imported from here by the whole house

from exchange.tables.pushes import Push
from exchange.tables.tickets import Arrival, Ticket
