"""What somebody asked and was told is sealed, as what complainants say is."""

from django.db import migrations

import hall.fields
from hall.crypto import column, seal

BATCH = 1_000


def seal_words(_apps, schema_editor):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT case_id, text, answer FROM enquiries_enquiry WHERE case_id > %s ORDER BY case_id LIMIT %s",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            after = rows[-1][0]
            sealed = [(_sealed("text", pk, text), _sealed("answer", pk, answer), pk) for pk, text, answer in rows]
            cursor.executemany("UPDATE enquiries_enquiry SET text = %s, answer = %s WHERE case_id = %s", sealed)


def _sealed(name, pk, words):
    return words and seal(words, column("enquiries_enquiry", name, (pk,)))


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0003_kinds_of_documents"), ("hall", "0009_key_probes")]

    operations = [
        migrations.AlterField("enquiry", "text", hall.fields.SealedTextField(verbose_name="咨询的内容")),
        migrations.AlterField("enquiry", "answer", hall.fields.SealedTextField(blank=True, verbose_name="答复")),
        migrations.RunPython(seal_words),
    ]
