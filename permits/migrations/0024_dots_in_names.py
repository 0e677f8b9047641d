"""Names with a dot between their parts, or with a character that nobody sees, are found without it from now on (decision 104)."""

from django.db import migrations

from permits.names import pieces

BATCH = 1_000
# What permits.names leaves out besides spaces: only such a name is kept under other pieces than before. Dots as they are typed in any
# width, characters of no width, marks of direction, variants, controls.
TOUCHED = (
    r"[.\u00ad\u00b7\u034f\u0387\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2022\u2024\u2027\u202a-\u202e\u2060-\u206f\u2219\u22c5"
    r"\u25e6\u2800\u30fb\u3164\ufe00-\ufe0f\ufe52\ufeff\uff0e\uff65\uffa0\U000e0001-\U000e01ef\u0001-\u0008\u000e-\u001b\u007f-\u009f]"
)


def rebuild(apps, _schema_editor):
    applications = apps.get_model("permits", "Application").objects.only("applicant_name", "name_pieces")
    some = []
    for application in applications.filter(applicant_name__regex=TOUCHED).iterator(chunk_size=BATCH):
        application.name_pieces = pieces(application.applicant_name)
        some.append(application)
        if len(some) == BATCH:
            applications.bulk_update(some, ["name_pieces"])
            some = []
    applications.bulk_update(some, ["name_pieces"])


class Migration(migrations.Migration):
    dependencies = [("permits", "0023_kinds_of_documents")]

    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop)]
