from django.db import migrations, models


class Migration(migrations.Migration):
    """Which slip of an application is the one that holds: whoever is there already has the first."""

    dependencies = [("permits", "0024_dots_in_names")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="slips",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, editable=False, verbose_name="第几份收件凭证"),
        ),
    ]
