"""The probe of HISTORY_KEY beside those of the other secrets; a hall that runs already fills it once a digest has been computed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hall", "0016_final_columns")]

    operations = [
        migrations.AddField("keyprobe", "history_hash", models.CharField(blank=True, db_default="", default="", max_length=64)),
    ]
