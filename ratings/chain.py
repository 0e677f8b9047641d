"""
The chain of every rating, visit → link or event → rating → correction, for the nightly check. It shares no code with what writes
them: whoever can write the tables but has no HASH_PEPPER makes no proof that holds here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import Prefetch, Q

from cases.reconcile.facts import RoomFacts
from cases.reconcile.kinds import Kind
from hall.crypto import keyed_hash
from permits.models import Visit
from ratings.models import Correction, Link, Rating

Broken = tuple[str, str, str]  # kind, as it is stored, as it should be
Owed = Callable[[Sequence[int]], Mapping[int, RoomFacts]]


def beside(owed: Owed) -> Owed:
    """What a room's cases are owed, and what is wrong with the ratings of their visits and results."""

    def both(cases: Sequence[int]) -> dict[int, RoomFacts]:
        facts = dict(owed(cases))
        for case, broken in _broken(cases).items():
            facts[case] = replace(facts.get(case, RoomFacts()), broken=broken)
        return facts

    return both


def _broken(cases: Sequence[int]) -> dict[int, list[Broken]]:
    """One difference of a kind and case at most."""
    links = Link.objects.filter(Q(visit__application__in=cases) | Q(case__in=cases)).order_by("pk")
    rows = links.select_related("visit", "tablet").prefetch_related(
        Prefetch("ratings", Rating.all_rows.order_by("at", "pk"), to_attr="rows")
    )
    corrected = set(Correction.objects.filter(rating__link__in=links).values_list("rating__link", flat=True))
    of_case: defaultdict[int, dict[str, Broken]] = defaultdict(dict)
    for link in rows:
        case = link.case_id or link.visit.application_id  # type: ignore[union-attr]  # one of the two
        for broken in _of_link(link, link.rows, is_corrected=link.pk in corrected):
            of_case[case].setdefault(broken[0], broken)
    return {case: list(kinds.values()) for case, kinds in of_case.items()}


def _of_link(link: Link, rows: Sequence[Rating], *, is_corrected: bool) -> Iterator[Broken]:
    first = [row for row in rows if row.replaces_id is None]
    if link.code_hash != keyed_hash("rating code", _proof(link)):
        yield Kind.RATING_PROOF, "不是这次办事的凭据", "这次办事的凭据"
    elif not rows or rows[0].at != link.consumed_at:
        yield Kind.RATING_PROOF, "凭据用的时刻没有评价", "凭据用的时刻有一条评价"
    if rows and (len(first) != 1 or len({row.replaces_id for row in rows}) != len(rows)):
        yield Kind.RATED_TWICE, f"{len(rows)} 条各自独立", "一条，更改的接在后面"
    if link.visit is not None and _is_of_none(link.visit, link, rows):
        yield Kind.RATED_SERVICE, "到访撤回了，或者窗口、部门、经办人不一致", "评价的就是这次到访"
    if not is_corrected and any(row.level <= 2 for row in rows):
        yield Kind.RATING_UNANSWERED, "差评，没有整改", "有整改"


def _proof(link: Link) -> str:
    """The code that this link or event had, made anew."""
    if link.tablet_id is not None:
        return f"{link.visit_id}-{keyed_hash('tablet event', f'{link.tablet_id} {link.visit_id}')[:24]}"
    of = f"v{link.visit_id}" if link.visit_id else f"c{link.case_id}"
    return f"{of}-{keyed_hash('rating link', of)[:24]}"


def _is_of_none(visit: Visit, link: Link, rows: Sequence[Rating]) -> bool:
    """The visit was taken back or made elsewhere, or the ratings are counted for others than served it."""
    served = (visit.window_id, visit.department_id, visit.logged_by_id)
    if visit.taken_back_at is not None or visit.carried_from:
        return True
    if link.tablet is not None and link.tablet.window_id != visit.window_id:
        return True
    return any((row.window_id, row.department_id, row.person_id) != served for row in rows)
