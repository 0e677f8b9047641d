"""The state table of applications, arrow by arrow: from each listed state it leads on, from every other nothing moves."""

import pytest

from cases import history
from cases.models import Case, Event
from cases.staleness import Stale
from hall.flow import NotNow
from permits.states import FLOW, STATES, SUBMITTED
from tests.permits.stages import BROUGHT_TO, LATER, acts, number_of, prepare
from tests.permits.verbs import print_document
from tests.rows import Rows
from tests.snapshot import stored

TAKEN = [verb for verb, arrow in FLOW.arrows.items() if not arrow.by_law]  # what the law takes itself: test_deeming.py


def test_every_state_and_every_act_is_tried(world):
    assert set(BROUGHT_TO) == set(STATES)
    assert set(acts(world)) == set(TAKEN)


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_reached_by_the_verbs(world, state):
    case = Case.objects.get(number=number_of(BROUGHT_TO[state](world)))
    assert case.state == state
    # closed: nobody is owed anything any more; at most a commitment is verified, the file archived, a grant revoked
    after_all = {"archive", "verify", "revoke"}
    assert (case.closed_at is not None) == ({arrow.verb for arrow in FLOW.from_state(state)} <= after_all)
    assert list(history.verify()) == []


@pytest.mark.parametrize("state", STATES)
def test_an_act_starts_from_its_states_only(world, state):
    """Every act from this state, each taken back before the next."""
    registered = BROUGHT_TO[state](world)
    number = number_of(registered)
    tried, before = acts(world), stored()
    with Rows() as rows:
        for verb in TAKEN:
            with rows.row(verb):
                try_act(registered, state, verb, lambda act=tried[verb]: act(number), before)


def try_act(registered, state, verb, act, before):
    number, arrow = number_of(registered), FLOW.arrows[verb]
    if verb == "receive" and state == SUBMITTED:
        registered.application.received.filter(material__position=2).delete()  # a paper is still to come
    if state in arrow.sources:
        prepare(registered, verb)
        lines = Event.objects.count()
        act()
        case = Case.objects.get(number=number)
        assert case.state == (arrow.target or state), verb
        last = case.events.last()
        assert (last.verb, last.from_state, last.to_state) == (verb, state, case.state)
        assert case.events_count == Event.objects.count() > lines
        assert list(history.verify()) == []
    else:
        with pytest.raises(NotNow) as refusal:
            act()
        assert refusal.value.sentence == f"现在是“{STATES[state]}”，不能{arrow.words}"
        assert stored() == before, verb


FIRST_SOURCE = {verb: min(FLOW.arrows[verb].sources, key=list(STATES).index) for verb in TAKEN}


@pytest.mark.parametrize("state", sorted(set(FIRST_SOURCE.values())))
def test_who_saw_an_older_version_is_told_and_changes_nothing(world, state):
    """Two people on one case: the second one's act is refused, whatever it is."""
    registered = BROUGHT_TO[state](world)

    def somebody_else(number: str, *, version: int | None) -> None:
        """Prints the receipt: that starts from every state."""
        print_document(
            number=number,
            kind="receipt",
            site="http://hall.test",
            reason="又一份",
            by=world.clerk,
            at=LATER,
            version=version,
        )

    first_version = Case.objects.get(number=number_of(registered)).version
    somebody_else(number_of(registered), version=None)
    before = stored()
    tried = acts(world)
    with Rows() as rows:
        for verb in (verb for verb in TAKEN if FIRST_SOURCE[verb] == state):
            with rows.row(verb):
                with pytest.raises(Stale, match=r"张敏 在 10:00 改过此办件"):
                    tried[verb](number_of(registered), version=first_version)
                assert stored() == before
    somebody_else(number_of(registered), version=first_version + 1)
