"""
Dividing a file among processes: what two acts could both write, or give a number of one series for, goes to one of them.

That is a department with all its items and papers, the complaint centre, and a former member of staff, whose posts follow each other.
What is left to share, the numbers of a day and the passing of time, is the company's to order (replay.company).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator
from contextlib import suppress
from dataclasses import replace

from hall.refusals import Refused
from replay.actors import STAND_IN
from replay.fields import text
from replay.places import Places
from replay.reading import Act, Script

CENTRE = "the complaint centre"


def shares(script: Script, places: Places, own: Collection[str], *, most: int) -> list[Script]:
    """
    The file in at most so many parts, each of them a file as well; the largest first.

    :param own: the accounts that the hall knows: what they do leaves no post behind.
    """
    groups = _Groups()
    weights: Counter[Hashable] = Counter()
    refs = []  # of each act, in the order of the file's places
    for act in script.acts():
        refs.append(act.ref)
        weights[act.ref] += 1
        for shared in _shares_in(act, places, own):
            groups.join(act.ref, shared)
    loads: Counter[Hashable] = Counter()
    for ref, weight in weights.items():
        loads[groups.of(ref)] += weight
    part_of: dict[Hashable, int] = {}
    parts = [0] * max(1, min(most, len(loads)))
    for group, load in loads.most_common():
        lightest = parts.index(min(parts))
        part_of[group] = lightest
        parts[lightest] += load
    divided = defaultdict(list)
    for place, ref in zip(script.places, refs, strict=True):
        divided[part_of[groups.of(ref)]].append(place)
    return [replace(script, places=divided[part]) for part in range(len(parts))]


def _shares_in(act: Act, places: Places, own: Collection[str]) -> Iterator[Hashable]:
    """What an act may write besides its own case. A line that cannot be read writes nothing."""
    with suppress(Refused):
        if act.name == "register":
            yield "department", places.item(act).department_id
        if act.name == "complain":
            yield CENTRE
    with suppress(Refused):
        by = text(act, "by").strip()
        if by.startswith(STAND_IN):
            yield from (("department", department.pk) for department in places.departments.values())
            yield CENTRE
        if by and by not in own:
            yield "account", by


class _Groups:
    """Things that belong together, and what they belong to through others."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def of(self, thing: Hashable) -> Hashable:
        """What stands for its group."""
        while (above := self._above.get(thing, thing)) != thing:
            self._above[thing] = self._above.get(above, above)
            thing = above
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        self._above[self.of(one)] = self.of(other)
