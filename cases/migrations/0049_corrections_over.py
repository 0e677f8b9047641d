"""What the timers pass over may be the message that the days for corrections are over."""

from django.db import migrations, models

DOING = [
    ("gaps", "容缺到期处理"),
    ("sweep", "时限巡查"),
    ("deeming", "视为受理"),
    ("pauses", "特别程序期满"),
    ("hearings", "听证日停办的告知"),
    ("corrections", "补正期限已过的消息"),
    ("leads", "由红黄牌立线索"),
    ("sending", "发送短信和邮件"),
    ("staff_post", "转发消息给工作人员"),
    ("staff_letter", "写给工作人员的短信和邮件"),
    ("telling", "写信给申请人"),
    ("bulk", "批量办理"),
    ("recomputation", "重新推算时限"),
    ("reconciliation", "计时核对"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0048_findings_are_final")]

    operations = [
        migrations.RemoveConstraint(model_name="trouble", name="trouble_doing_is_known"),
        migrations.AlterField(
            model_name="trouble",
            name="doing",
            field=models.CharField(choices=DOING, max_length=20, verbose_name="事项"),
        ),
        migrations.AddConstraint(
            model_name="trouble",
            constraint=models.CheckConstraint(
                condition=models.Q(("doing__in", [doing for doing, _words in DOING])), name="trouble_doing_is_known"
            ),
        ),
    ]
