"""The result and the paper of an end are served in one shape: their rules have names of one kind, and a refusal is no 电子证照."""

from django.db import migrations, models

RENAMED = [
    ("permits_delivery", "an_agent_collects_at_the_window", "delivery_to_an_agent_is_at_the_window"),
    ("permits_paperdelivery", "paper_delivery_has_a_proof", "paperdelivery_has_a_proof"),
    ("permits_paperdelivery", "an_agent_collects_a_paper_at_the_window", "paperdelivery_to_an_agent_is_at_the_window"),
]
AT_THE_WINDOW = models.Q(("by_agent", False), ("method", "collected"), _connector="OR")


class Migration(migrations.Migration):

    dependencies = [("permits", "0034_days_and_officers_of_bars")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="method",
            field=models.CharField(choices=[("collected", "窗口领取"), ("courier", "邮寄"), ("electronic", "电子送达")], max_length=20, verbose_name="方式"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE {table} RENAME CONSTRAINT {before} TO {after}",
                    f"ALTER TABLE {table} RENAME CONSTRAINT {after} TO {before}",
                )
                for table, before, after in RENAMED
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="delivery", name="an_agent_collects_at_the_window"),
                migrations.RemoveConstraint(model_name="paperdelivery", name="paper_delivery_has_a_proof"),
                migrations.RemoveConstraint(model_name="paperdelivery", name="an_agent_collects_a_paper_at_the_window"),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.CheckConstraint(condition=AT_THE_WINDOW, name="delivery_to_an_agent_is_at_the_window"),
                ),
                migrations.AddConstraint(
                    model_name="paperdelivery",
                    constraint=models.CheckConstraint(condition=models.Q(("proof", ""), _negated=True), name="paperdelivery_has_a_proof"),
                ),
                migrations.AddConstraint(
                    model_name="paperdelivery",
                    constraint=models.CheckConstraint(condition=AT_THE_WINDOW, name="paperdelivery_to_an_agent_is_at_the_window"),
                ),
            ],
        ),
    ]
