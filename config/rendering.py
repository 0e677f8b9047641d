"""
What a migration has Django render anew: the model that changes and those that point to it.

Django renders with it all that stands within two relations, and here everything stands within two of a case and of a person: sixty
models for each of seven hundred operations, nine tenths of the time that a first start, an upgrade or a test database takes. Those
that the changed one points to stay; so do others, which go on naming its former class, of the same table. Where rows are moved, in
RunPython, Django renders all of them before (`is_delayed`): they are asked by the columns of that moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

Key = tuple[str, str]


@contextmanager
def of_what_changes() -> Iterator[None]:
    djangos = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = changed  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = djangos  # type: ignore[attr-defined]


def changed(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """
    The models to render anew. `delay` as Django says it: False if the change is of a relation, or of a column that others point to,
    whose type can pass on from one to the next.
    """
    state.is_delayed = True
    _remember_relations(state)
    reached, coming = set(), [(app_label, model_name)]
    while coming:
        key = coming.pop()
        if key not in reached:
            reached.add(key)
            coming += [] if delay and len(reached) > 1 else _resting_on(state, key)
    return reached | {through for key in reached for through in _made_for(state, key)}


def _remember_relations(state: ProjectState) -> None:
    """Classes that go no longer see who points to them, but the statements about the former state ask them: they are asked before."""
    for model in state.apps.get_models():
        _ = model._meta.related_objects  # the first fills in those of all
        return


def _resting_on(state: ProjectState, key: Key) -> list[Key]:
    """Those that point to it or are built on it."""
    name = ".".join(key)
    built = [
        other
        for other, model in state.models.items()
        if any(isinstance(base, str) and base.lower() == name for base in model.bases)
    ]
    return [*state.relations.get(key, {}), *built]


def _made_for(state: ProjectState, key: Key) -> set[Key]:
    """The tables between, which Django has made for its many-to-many columns."""
    try:
        model = state.apps.get_model(*key)
    except LookupError:
        return set()
    throughs = [field.remote_field.through for field in model._meta.local_many_to_many]
    return {(each._meta.app_label, each._meta.model_name) for each in throughs if each and each._meta.auto_created}
