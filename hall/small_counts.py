"""
Counts that leave the office: a small one is left out, and so is whatever would give it away (decision 160). Pure.

A count of one to four says something of somebody; none says nothing of anybody, and is told.
"""

from collections.abc import Collection, Mapping, Sequence

FEWEST = 5
LEFT_OUT = "不公布"  # what stands in the place of a count that is left out

Line = Mapping[str, int]
Parts = Mapping[str, Sequence[str]]
Shown = dict[str, int | None]


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def column(
    counts: Sequence[int], *, besides: Collection[int] = (), complements: Sequence[Sequence[int]] = ()
) -> tuple[set[int], bool]:
    """
    Which lines of a column to leave out, by their place, and whether its total may be told.

    The total less the lines that are told is what is left out: of one line alone, or of few cases, that says it. So lines are
    left out, the smallest first, until it does not; where none is left, the total is not told.

    :param besides: lines that are left out whatever they count.
    :param complements: of wholes that are told beside this column, what each line lacks of them: told total less total is
        the complement of all that is left out.
    """
    left_out = {place for place, count in enumerate(counts) if is_small(count)} | set(besides)

    def gives_away() -> bool:
        return bool(left_out) and (
            len(left_out) == 1
            or any(sum(each[place] for place in left_out) < FEWEST for each in (counts, *complements))
        )

    visible = sorted((count, place) for place, count in enumerate(counts) if count and place not in left_out)
    while visible and gives_away():
        left_out.add(visible.pop(0)[1])
    told = not gives_away() and not any(is_small(sum(each)) for each in (counts, *complements))
    return left_out, told


def table(lines: Sequence[Line], parts: Parts) -> tuple[list[Shown], Shown]:
    """
    The lines of a table and its totals, None for what is left out.

    :param parts: the figures in their order: of each, which figures before it are wholes that it is a part of. What a part lacks of
        a whole is as telling as the part.
    """
    shown: list[Shown] = [{} for _line in lines]
    totals: Shown = {}
    for figure, wholes in parts.items():
        lacks = {whole: [abs(line[whole] - line[figure]) for line in lines] for whole in wholes}
        besides = {
            place
            for place in range(len(lines))
            if any(shown[place][whole] is None or is_small(lacks[whole][place]) for whole in wholes)
        }
        left_out, told = column(
            [line[figure] for line in lines],
            besides=besides,
            complements=[lacks[whole] for whole in wholes if totals[whole] is not None],
        )
        for place, line in enumerate(lines):
            shown[place][figure] = None if place in left_out else line[figure]
        totals[figure] = sum(line[figure] for line in lines) if told else None
    return shown, totals
