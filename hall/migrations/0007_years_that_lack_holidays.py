import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hall', '0006_instruments_and_deputies'),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarnotice',
            name='lacks',
            field=models.CharField(blank=True, db_default='', default='', help_text='hall.statutory_holidays.lacking; 空＝正式', max_length=200, verbose_name='还缺'),
        ),
        migrations.AddField(
            model_name='calendarchange',
            name='part_of',
            field=models.ForeignKey(help_text="the same notice's draft for its own year: confirmed and dropped together", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='hall.calendarchange'),
        ),
    ]
