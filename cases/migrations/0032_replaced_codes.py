from django.db import migrations, models


class Migration(migrations.Migration):
    """Codes that were replaced from now on are known again; of earlier ones no hash is left, they stay unknown ones."""

    dependencies = [("cases", "0031_instants_of_our_times")]

    operations = [
        migrations.CreateModel(
            name="ReplacedCode",
            fields=[
                ("receipt_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
    ]
