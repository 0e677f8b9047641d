"""A hearing is asked for, too, of whoever announces or cancels it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("permits", "0039_open_for_verification")]

    operations = [
        migrations.AlterField(
            model_name='handup',
            name='step',
            field=models.CharField(choices=[('notify', '一次性告知补正'), ('accept', '受理'), ('decline', '不予受理'), ('grant', '准予'), ('refuse', '不予许可'), ('suspend', '暂停计时'), ('prolong', '延长特别程序'), ('resume', '恢复计时'), ('announce_hearing', '通知听证'), ('cancel_hearing', '取消听证'), ('extend', '延长法定时限'), ('terminate', '终止办理'), ('void', '作废')], max_length=20, verbose_name='环节'),
        ),
    ]
