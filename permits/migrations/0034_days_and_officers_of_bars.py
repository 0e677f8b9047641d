"""A bar has a first day and the officer who set it: the columns are called so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("permits", "0033_paper_delivery")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="bar", name="bar_holds_as_it_was_set"),
        migrations.RemoveConstraint(model_name="bar", name="bar_ends_after_it_begins"),
        migrations.RenameField(model_name="bar", old_name="from_on", new_name="first_day"),
        migrations.RenameField(model_name="bar", old_name="set_by", new_name="officer"),
        migrations.AddConstraint(
            model_name="bar",
            constraint=models.CheckConstraint(condition=models.Q(("until__gt", models.F("first_day"))), name="bar_ends_after_it_begins"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bar',
            trigger=pgtrigger.compiler.Trigger(name='bar_holds_as_it_was_set', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."first_day" IS DISTINCT FROM (NEW."first_day") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."officer_id" IS DISTINCT FROM (NEW."officer_id") OR OLD."until" IS DISTINCT FROM (NEW."until"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='8ee96f3e4ac3358ae5ef1c09009e284231972c70', operation='UPDATE', pgid='pgtrigger_bar_holds_as_it_was_set_f31e9', table='permits_bar', when='AFTER')),
        ),
    ]
