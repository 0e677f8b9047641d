"""What people do with ratings: the rater rates, the hall corrects."""

from ratings.actions.correcting import call_back, contact, dispute, finish, judge, prolong_correction, put_right
from ratings.actions.rating import note_refusal, rate

__all__ = [
    "call_back",
    "contact",
    "dispute",
    "finish",
    "judge",
    "note_refusal",
    "prolong_correction",
    "put_right",
    "rate",
]
