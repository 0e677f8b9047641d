"""What leaves the office tells of few cases neither by a number nor by what the others leave."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hall.small_counts import FEWEST, column, is_small, table

PARTS = {
    "received": (),
    "accepted": ("received",),
    "closed": ("received", "accepted"),
    "upheld": ("received", "closed"),
}
NUMBERS = st.lists(st.integers(0, 30), min_size=4, max_size=4).map(lambda four: sorted(four, reverse=True))


@given(st.lists(NUMBERS, min_size=1, max_size=7))
def test_no_small_number_follows_from_the_table(numbers):
    lines = [dict(zip(PARTS, each, strict=True)) for each in numbers]
    shown, totals = table(lines, PARTS)
    for told in [*shown, totals]:
        assert not any(count is not None and is_small(count) for count in told.values())
        for figure, wholes in PARTS.items():
            for whole in wholes:
                assert told[figure] is None or told[whole] is None or not is_small(told[whole] - told[figure]), told
    for figure, wholes in PARTS.items():
        hidden = [line for line, told in zip(lines, shown, strict=True) if told[figure] is None]
        if totals[figure] is None or not hidden:
            continue
        assert len(hidden) > 1
        assert sum(line[figure] for line in hidden) >= FEWEST, "the total less the others"
        for whole in wholes:  # the two totals less the others
            assert totals[whole] is None or sum(line[whole] - line[figure] for line in hidden) >= FEWEST


@given(st.lists(st.integers(0, 30), max_size=7))
def test_what_is_large_or_nothing_is_told(counts):
    left_out, told = column(counts)
    if not any(map(is_small, counts)):
        assert (left_out, told) == (set(), not is_small(sum(counts)))
    assert all(counts[place] for place in left_out), "none is told"
    kept = sorted(count for place, count in enumerate(counts) if place not in left_out and count)
    assert all(counts[place] <= kept[0] for place in left_out) if kept else True, "the smallest first"
    assert all(less <= more for less, more in pairwise(kept))
