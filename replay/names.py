"""The acts of an events file, by every spelling: those that are described, under their own names and synonyms, and its own few."""

from permits.acts import ACTS as PERMITS
from permits.acts.intake import REGISTER
from replay.words import ACTS as OWN
from replay.words import spelled

ACTS = OWN | spelled({act.name: act.synonyms for act in (REGISTER, *PERMITS)})
