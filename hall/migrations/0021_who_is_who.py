"""A user name is one without regard to case, people of one name are marked, and a reading has whoever entered it (decision 137)."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


def one_name_each(apps, schema_editor):
    """Of names that differ in capitals only the first account keeps its own; the others get a number, with a line that says so."""
    users = apps.get_model("hall", "User").objects.order_by("pk")
    taken: set[str] = set(users.annotate(lower=Lower("username")).values_list("lower", flat=True))
    seen: set[str] = set()
    for user in users.only("pk", "username", "display_name"):
        if user.username.lower() in seen:
            before, number = user.username, 2
            while f"{before}-{number}".lower() in taken:
                number += 1
            user.username = f"{before[:140]}-{number}"
            user.save(update_fields=["username"])
            apps.get_model("hall", "StaffChange").objects.create(
                subject="person",
                key=user.pk,
                act="rename",
                sentence=f"用户名 {before} 改为 {user.username}：与另一个账号只有大小写不同",
                reason="升级：用户名不分大小写",
                at=timezone.now(),
            )
            taken.add(user.username.lower())
        seen.add(user.username.lower())


def mark_namesakes(apps, schema_editor):
    users = apps.get_model("hall", "User").objects
    names = users.values("display_name").annotate(number=models.Count("pk")).filter(number__gt=1)
    users.filter(display_name__in=list(names.values_list("display_name", flat=True))).update(has_namesake=True)


class Migration(migrations.Migration):
    dependencies = [("hall", "0020_post_proposal_at_a_window")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_namesake",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="its name is said with the user name everywhere",
                verbose_name="有同名的人",
            ),
        ),
        migrations.RunPython(one_name_each, migrations.RunPython.noop),
        migrations.RunPython(mark_namesakes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(Lower("username"), name="user_name_once_whatever_its_case"),
        ),
        migrations.AlterField(
            model_name="powerproposal",
            name="kind",
            field=models.CharField(
                choices=[("instrument", "授权书"), ("window", "窗口"), ("reading", "时限口径")],
                max_length=20,
                verbose_name="种类",
            ),
        ),
        migrations.AlterField(
            model_name="staffchange",
            name="subject",
            field=models.CharField(
                choices=[
                    ("person", "人员"),
                    ("post", "岗位"),
                    ("absence", "代理"),
                    ("window", "窗口"),
                    ("delegation", "授权书"),
                    ("power", "待确认的授权"),
                    ("reading", "时限口径"),
                ],
                max_length=20,
                verbose_name="对象",
            ),
        ),
        migrations.AddField(
            model_name="readingchange",
            name="entered_by",
            field=models.ForeignKey(
                help_text="null: of before it took two people",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hall.user",
            ),
        ),
        migrations.AlterField(
            model_name="readingchange",
            name="changed_by",
            field=models.ForeignKey(
                help_text="who confirmed it",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hall.user",
            ),
        ),
        migrations.AddConstraint(
            model_name="readingchange",
            constraint=models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(entered_by=F("changed_by")),
                name="reading_change_is_confirmed_by_another",
            ),
        ),
    ]
