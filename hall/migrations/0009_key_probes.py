"""
The probes of the keys. A hall that runs already gets them only if the secrets at hand are the ones that its data were written
with; an empty one from the first process that starts (hall.keys).
"""

from django.db import migrations, models

from hall.crypto import CannotUnseal, column, key_of, keyed_hash, seal, unseal_unbound

# What releases before this one have sealed, each for no purpose: table, its key, column.
SEALED = [
    ("permits_application", "case_id", "applicant_id"),
    ("permits_application", "case_id", "phone"),
    ("permits_application", "case_id", "email"),
    ("permits_document", "id", "content"),
    ("permits_draft", "id", "content"),
    ("complaints_complaint", "case_id", "text"),
    ("complaints_reporteridentity", "id", "name"),
    ("complaints_reporteridentity", "id", "phone"),
    ("complaints_finding", "id", "text"),
    ("enquiries_enquiry", "case_id", "id_number"),
    ("enquiries_enquiry", "case_id", "phone"),
    ("cases_staffcontact", "user_id", "phone"),
    ("cases_staffcontact", "user_id", "email"),
    ("cases_dispatch", "id", "address"),
]
# What they have hashed, beside the sealed text of which: table, its key, sealed, hashed, purpose.
HASHED = [
    ("permits_application", "case_id", "applicant_id", "applicant_id_hash", "applicant"),
    ("permits_document", "id", "content", "digest", "document"),
]
ENDS = 20  # rows at each end of a table that are tried: of every key that may have been the first in its time


class OtherSecrets(Exception):
    """DATA_KEYS or HASH_PEPPER are not those of this database. Nothing has been changed."""


def lay(apps, schema_editor):
    cursor = schema_editor.connection.cursor()
    opened = {}  # by key id, whether one of its texts has been opened
    for table, key, name in SEALED:
        for (text,) in _both_ends(cursor, table, key, name):
            opened[key_of(text)] = opened.get(key_of(text), False) or _plain(text) is not None
    if closed := sorted(key_id for key_id, opens in opened.items() if not opens):
        raise OtherSecrets(f"DATA_KEYS does not open what this hall has sealed with {', '.join(closed)}: put the old keys back")
    hashes = [
        hashed == keyed_hash(purpose, plain)
        for table, key, name, hash_name, purpose in HASHED
        for text, hashed in _both_ends(cursor, table, key, name, hash_name)
        if hashed and (plain := _plain(text)) is not None
    ]
    if hashes and not any(hashes):
        raise OtherSecrets("HASH_PEPPER is not the one that this hall was written with: put the old one back")
    probe = apps.get_model("hall", "KeyProbe")
    for key_id in opened:
        purpose = column("hall_keyprobe", "sealed", (key_id,))
        probe.objects.create(
            key_id=key_id, sealed=seal("probe", purpose, key_id=key_id), hashed=keyed_hash("probe", key_id), bound_at=None
        )


def _both_ends(cursor, table, key, name, *more):
    cursor.execute("SELECT to_regclass(%s)", [table])
    if cursor.fetchone()[0] is None:
        return []
    names = ", ".join((name, *more))
    sealed = f"SELECT {names} FROM {table} WHERE {name} LIKE 'std:%%' ORDER BY {key}"
    cursor.execute(f"({sealed} LIMIT %s) UNION ALL ({sealed} DESC LIMIT %s)", [ENDS, ENDS])
    return cursor.fetchall()


def _plain(text):
    try:
        return unseal_unbound(text)
    except CannotUnseal:
        return None


class Migration(migrations.Migration):
    dependencies = [("hall", "0008_one_clock")]

    operations = [
        migrations.CreateModel(
            name="KeyProbe",
            fields=[
                ("key_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("sealed", models.TextField()),
                ("hashed", models.CharField(max_length=64)),
                ("bound_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "密钥探针", "verbose_name_plural": "密钥探针"},
        ),
        migrations.RunPython(lay, migrations.RunPython.noop),
    ]
