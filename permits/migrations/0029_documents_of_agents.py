from django.db import migrations, models

KINDS = [
    ("resident_card", "居民身份证"),
    ("credit_code", "统一社会信用代码"),
    ("passport", "护照"),
    ("hk_macao_permit", "港澳居民来往内地通行证"),
    ("taiwan_permit", "台湾居民来往大陆通行证"),
    ("permanent_residence", "外国人永久居留身份证"),
    ("other", "其他证件"),
]


class Migration(migrations.Migration):
    """An agent's document has a kind, as the applicant's (0023); whoever is there already showed a resident card: empty."""

    dependencies = [("permits", "0028_final_columns")]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="id_kind",
            field=models.CharField(
                blank=True, choices=KINDS, db_default="", default="", editable=False, max_length=20, verbose_name="证件类型"
            ),
        ),
    ]
