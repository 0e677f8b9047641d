"""Words of and to a complainant are sealed for their row: replies too, which lay in clear, and why a complaint was not accepted."""

import uuid

from django.db import migrations, models

import hall.fields
from hall.crypto import column, seal

BATCH = 1_000
KEYS = """
ALTER TABLE complaints_finding ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
ALTER TABLE complaints_finding ALTER COLUMN key DROP DEFAULT;
ALTER TABLE complaints_reply ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
ALTER TABLE complaints_reply ALTER COLUMN key DROP DEFAULT;
"""
NO_KEYS = "ALTER TABLE complaints_finding DROP COLUMN key; ALTER TABLE complaints_reply DROP COLUMN key"


def seal_replies(_apps, schema_editor):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, key, text, impossible_because FROM complaints_reply WHERE id > %s ORDER BY id LIMIT %s",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            after = rows[-1][0]
            sealed = [
                (_sealed("text", key, text), _sealed("impossible_because", key, because), pk)
                for pk, key, text, because in rows
            ]
            cursor.executemany("UPDATE complaints_reply SET text = %s, impossible_because = %s WHERE id = %s", sealed)


def _sealed(name, key, words):
    return words and seal(words, column("complaints_reply", name, (key,)))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_leads"), ("hall", "0009_key_probes")]

    operations = [
        migrations.AddField(
            "complaint",
            "declined_because",
            hall.fields.SealedTextField(
                blank=True, default="", help_text="the history holds its keyed hash", verbose_name="不予受理的理由"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEYS, NO_KEYS)],
            state_operations=[
                migrations.AddField(
                    model,
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="what it is sealed for", unique=True),
                )
                for model in ("finding", "reply")
            ],
        ),
        migrations.AlterField(
            "finding", "text", hall.fields.SealedTextField(row=("key",), verbose_name="核查情况")
        ),
        migrations.AlterField(
            "reply",
            "impossible_because",
            hall.fields.SealedTextField(blank=True, row=("key",), verbose_name="不能答复的原因"),
        ),
        migrations.AlterField(
            "reply", "text", hall.fields.SealedTextField(blank=True, row=("key",), verbose_name="答复")
        ),
        migrations.AlterField(
            "reporteridentity", "name", hall.fields.SealedTextField(row=("complaint",), verbose_name="姓名")
        ),
        migrations.AlterField(
            "reporteridentity", "phone", hall.fields.SealedTextField(row=("complaint",), verbose_name="电话")
        ),
        migrations.RunPython(seal_replies),
    ]
