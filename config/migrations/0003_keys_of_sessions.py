"""Sessions are found by a keyed hash of their key: those that are open stay open, and no key is left in clear."""

from django.db import migrations

from hall.crypto import keyed_hash


def hash_the_keys(apps, schema_editor):
    sessions = apps.get_model("sessions", "Session")
    open_now = list(sessions.objects.values_list("session_key", "session_data", "expire_date"))
    sessions.objects.all().delete()
    sessions.objects.bulk_create(
        sessions(session_key=keyed_hash("session", key)[:40], session_data=contents, expire_date=until)
        for key, contents, until in open_now
    )


class Migration(migrations.Migration):

    dependencies = [("config", "0002_the_ledger_to_replay"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(hash_the_keys, migrations.RunPython.noop)]
