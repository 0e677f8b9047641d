from django.db import migrations, models


class Migration(migrations.Migration):
    """Which slip of an application is the one that holds, and papers that were ticked and never came: of what is there already the first, and none."""

    dependencies = [("permits", "0030_requests_for_approval")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="slips",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, editable=False, verbose_name="第几份收件凭证"),
        ),
        migrations.AddField(
            model_name="materialreceipt",
            name="mistaken",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="误勾"),
        ),
    ]
