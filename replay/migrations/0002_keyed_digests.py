"""The digest of a played line is keyed from here on: from a plain one a person's numbers could be guessed."""

from django.db import migrations

from hall.crypto import keyed_hash

BATCH = 5_000


def key_digests(_apps, schema_editor):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, digest FROM config_replayedact WHERE id > %s ORDER BY id LIMIT %s", [after, BATCH]
            )
            rows = cursor.fetchall()
            if not rows:
                return
            after = rows[-1][0]
            cursor.execute(
                "UPDATE config_replayedact old SET digest = news.digest"
                " FROM unnest(%s::bigint[], %s::text[]) AS news(id, digest) WHERE old.id = news.id",
                [[pk for pk, _digest in rows], [keyed_hash("ledger line", digest) for _pk, digest in rows]],
            )


class Migration(migrations.Migration):
    dependencies = [("replay", "0001_the_ledger_from_config"), ("hall", "0009_key_probes")]

    operations = [migrations.RunPython(key_digests)]
