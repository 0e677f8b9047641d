"""What people do with ratings: the rater rates, the hall corrects."""

from ratings.actions.correcting import contact, correct, dispute, finish, follow_up, judge, prolong_correction
from ratings.actions.rating import note_refusal, rate

__all__ = [
    "contact",
    "correct",
    "dispute",
    "finish",
    "follow_up",
    "judge",
    "note_refusal",
    "prolong_correction",
    "rate",
]
