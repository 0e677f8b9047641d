"""What people do with ratings: the rater rates, the hall corrects."""

from ratings.actions.correcting import call_back, contact, dispute, finish, judge, prolong_correction, put_right
from ratings.actions.counter import enrol, open_tablet, rate_at_counter, revoke
from ratings.actions.rating import note_refusal, rate

__all__ = [
    "call_back",
    "contact",
    "dispute",
    "enrol",
    "finish",
    "judge",
    "note_refusal",
    "open_tablet",
    "prolong_correction",
    "put_right",
    "rate",
    "rate_at_counter",
    "revoke",
]
