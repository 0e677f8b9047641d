"""
Drafts and named lists are sealed for their row. A list may name an applicant: in its query that name is sealed for an address,
which nobody shall find in a stolen database and put into one.
"""

from django.db import migrations
from django.http import QueryDict

import hall.fields
from hall.crypto import CannotUnseal, Purpose, column, seal, unseal_unbound


def seal_lists(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, owner_id, kind, name, query FROM permits_savedview WHERE query <> ''")
        sealed = [
            (seal(_renewed(query), column("permits_savedview", "query", (owner, kind, name))), pk)
            for pk, owner, kind, name, query in cursor.fetchall()
        ]
        cursor.executemany("UPDATE permits_savedview SET query = %s WHERE id = %s", sealed)


def _renewed(query):
    """The query with the applicant's name, if it has one, sealed for an address; one that does not open is left out."""
    fields = QueryDict(query, mutable=True)
    if "name" in fields:
        try:
            fields["name"] = seal(unseal_unbound(fields["name"]), Purpose.NAME_IN_ADDRESS)
        except CannotUnseal:
            del fields["name"]
    return fields.urlencode()


class Migration(migrations.Migration):
    dependencies = [("worklists", "0003_drafts_under_the_names_of_acts"), ("hall", "0009_key_probes")]

    operations = [
        migrations.AlterField(
            "draft",
            "content",
            hall.fields.SealedTextField(
                help_text="sealed: the fields as they were typed, as JSON", row=("owner", "place"), verbose_name="内容"
            ),
        ),
        migrations.AlterField(
            "savedview",
            "query",
            hall.fields.SealedTextField(blank=True, row=("owner", "kind", "name"), verbose_name="条件"),
        ),
        migrations.RunPython(seal_lists),
    ]
