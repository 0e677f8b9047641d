"""What a migration renders anew is less than what Django would, and the statements are the same."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from config import rendering


def _points_to(name: str, **more) -> models.ForeignKey:
    return models.ForeignKey(f"odd.{name}", models.CASCADE, **more)


def _key() -> models.AutoField:
    return models.AutoField(primary_key=True)


FIRST = [
    migrations.CreateModel("Person", [("id", _key())]),
    migrations.CreateModel("Case", [("id", _key()), ("by", _points_to("Person"))]),
    migrations.CreateModel("Note", [("id", _key()), ("case", _points_to("Case")), ("seen", models.ManyToManyField("odd.Person"))]),
    migrations.CreateModel("Letter", [("case", models.OneToOneField("odd.Case", models.CASCADE, primary_key=True))]),
    migrations.CreateModel("Urgent", [], bases=("odd.note",)),
]  # fmt: skip
THEN = [
    migrations.AddField("case", "title", models.CharField(max_length=9, default="")),
    migrations.AddField("note", "letter", _points_to("Letter", null=True)),
    migrations.AlterField(
        "case", "id", models.BigAutoField(primary_key=True)
    ),  # columns that point to it change with it
    migrations.RenameField("case", "title", "name"),
    migrations.AddConstraint("case", models.UniqueConstraint(fields=["by", "name"], name="odd_names")),
    migrations.AddIndex("note", models.Index(fields=["letter"], name="odd_letters")),
    migrations.RenameModel("Case", "File"),
    migrations.AlterField("note", "case", _points_to("File", null=True)),
    migrations.RemoveConstraint("file", "odd_names"),
    migrations.RemoveField("note", "seen"),
    migrations.AddField("file", "seen", models.ManyToManyField("odd.Note")),
    migrations.DeleteModel("Urgent"),
    migrations.RunPython(lambda apps, _editor: _all_is_of_one_state(apps)),
    migrations.RemoveField("note", "letter"),
    migrations.DeleteModel("Letter"),
]


def _all_is_of_one_state(apps) -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation:
                assert field.related_model is apps.get_model(field.related_model._meta.label), f"{model} {field}"


def _statements(operations: list) -> list[str]:
    state = ProjectState()
    statements = []
    for operation in (*FIRST, *operations):
        step = Migration("one", "odd")
        step.operations = [operation]
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            _ = state.apps
            state = step.apply(state, editor, collect_sql=not isinstance(operation, migrations.RunPython))
        statements.append("\n".join(editor.collected_sql))
    return statements


@pytest.mark.django_db
def test_statements_are_those_that_django_would_write():
    plainly = _statements(THEN)
    with rendering.of_what_changes():
        assert _statements(THEN) == plainly
    assert sum(map(len, plainly)) > 3_000


def test_only_the_model_and_what_points_to_it_is_rendered():
    state = ProjectState()
    with rendering.of_what_changes():
        for operation in FIRST:
            operation.state_forwards("odd", state)
        before = dict(state.apps.all_models["odd"])
        THEN[1].state_forwards("odd", state)
        after = state.apps.all_models["odd"]
    changed = {name for name, model in after.items() if model is not before[name]}
    assert changed == {"note", "note_seen", "urgent"}
