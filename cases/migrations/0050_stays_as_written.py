"""What staff are told stays as it was written, and is read once (decision 131)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0049_corrections_over'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='letter_stays_as_it_was_written', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."cause" IS DISTINCT FROM (NEW."cause") OR OLD."change_id" IS DISTINCT FROM (NEW."change_id") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."not_before" IS DISTINCT FROM (NEW."not_before") OR OLD."quiet" IS DISTINCT FROM (NEW."quiet") OR OLD."recipient_id" IS DISTINCT FROM (NEW."recipient_id") OR OLD."template" IS DISTINCT FROM (NEW."template") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='7c5f9b83d9ff72fe894c0982b1938b3e2b593815', operation='UPDATE', pgid='pgtrigger_letter_stays_as_it_was_written_61aa3', table='cases_letter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='letter_is_read_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.read_at IS NOT NULL) AND ((OLD."read_at" IS DISTINCT FROM (NEW."read_at") OR OLD."read_by_id" IS DISTINCT FROM (NEW."read_by_id"))))', execute='public.hall_is_final()', func='RETURN NEW;', hash='310708dc7ba01653ebf1d4dcccf7f91b257133ef', operation='UPDATE', pgid='pgtrigger_letter_is_read_once_1bc32', table='cases_letter', when='AFTER')),
        ),
    ]
