"""What a change or a proposal says is its sentence: the column is called so. Only the names change."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("hall", "0017_history_key_probe")]

    operations = [
        migrations.RenameField(model_name="powerproposal", old_name="said", new_name="sentence"),
        migrations.RenameField(model_name="staffchange", old_name="said", new_name="sentence"),
    ]
