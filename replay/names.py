"""The acts of an events file, by every spelling: those that are described, under their own names and synonyms, and its own few."""

from complaints.acts import ACTS as CENTRE
from permits.acts import ACTS as PERMITS
from permits.acts import NAMED
from permits.acts.intake import REGISTER
from replay.words import spelled

# In a ledger an act on a complaint that has the name of one on an application says which it is: accept_complaint
COMPLAINTS = {f"{act.name}_complaint" if act.name in NAMED else act.name: act for act in CENTRE}
ACTS = spelled(
    {
        "complain": ("file", "file_complaint", "complaint", "投诉", "举报"),
        "tick": ("wait", "pass_time", "时间过去"),
        **{act.name: act.synonyms for act in (REGISTER, *PERMITS)},
        **{name: act.synonyms for name, act in COMPLAINTS.items()},
    }
)
