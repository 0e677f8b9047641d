"""What a check has found and counted stays as it was written (decision 115)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# A difference is gone because a check, whose row is final, no longer found it: no more of them than that check counted. Written out
# in full, for a dump is restored without a search path.
GOES_WITH_A_CHECK = """
CREATE FUNCTION public.cases_found_goes_with_a_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM public.cases_discrepancy WHERE gone_at = NEW.gone_at)
        >= (SELECT coalesce(sum(gone), 0) FROM public.cases_reconciliationrun WHERE started_at = NEW.gone_at)
    THEN
        RAISE EXCEPTION '%: no check says that it is gone', TG_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0047_about_the_centre'),
    ]

    operations = [
        migrations.RunSQL(GOES_WITH_A_CHECK, "DROP FUNCTION public.cases_found_goes_with_a_check()"),
        pgtrigger.migrations.AddTrigger(
            model_name='discrepancy',
            trigger=pgtrigger.compiler.Trigger(name='found_stays_found', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."card_id" IS DISTINCT FROM (NEW."card_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."deadline_id" IS DISTINCT FROM (NEW."deadline_id") OR OLD."first_seen_at" IS DISTINCT FROM (NEW."first_seen_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."rule" IS DISTINCT FROM (NEW."rule"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='fb986db145d541fdb1515b625e012d554e47a1a8', operation='UPDATE', pgid='pgtrigger_found_stays_found_b5628', table='cases_discrepancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='discrepancy',
            trigger=pgtrigger.compiler.Trigger(name='what_is_gone_stays_as_it_was', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.gone_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='3ff6d3162057d5cc3fd7a28aaacc352091953a48', operation='UPDATE', pgid='pgtrigger_what_is_gone_stays_as_it_was_a323c', table='cases_discrepancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='discrepancy',
            trigger=pgtrigger.compiler.Trigger(name='found_goes_with_a_check', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.gone_at IS NULL AND NEW.gone_at IS NOT NULL)', execute='public.cases_found_goes_with_a_check()', func='RETURN NEW;', hash='0a17892bf988e5faba5988862ef91445e14e6c45', operation='UPDATE', pgid='pgtrigger_found_goes_with_a_check_0eb59', table='cases_discrepancy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historycheck',
            trigger=pgtrigger.compiler.Trigger(name='history_check_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.started_at > public.hall_latest())', execute='public.hall_is_refused()', func='RETURN NEW;', hash='73073aa6c97d672a43d6dffa4e91428b87d3f1a7', operation='INSERT', pgid='pgtrigger_history_check_not_of_the_future_f37c8', table='cases_historycheck', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historycheck',
            trigger=pgtrigger.compiler.Trigger(name='history_check_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c817db7f4b20d30133cfba39afd04255a9dd198', operation='UPDATE OR DELETE', pgid='pgtrigger_history_check_is_final_d2b54', table='cases_historycheck', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reconciliationrun',
            trigger=pgtrigger.compiler.Trigger(name='reconciliation_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.started_at > public.hall_latest())', execute='public.hall_is_refused()', func='RETURN NEW;', hash='a12d27fe7e9c059f4dc086a8b1404953aa288a86', operation='INSERT', pgid='pgtrigger_reconciliation_not_of_the_future_854ba', table='cases_reconciliationrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reconciliationrun',
            trigger=pgtrigger.compiler.Trigger(name='reconciliation_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4a136d5ac8f81297b2c55fe5649256f8145d487d', operation='UPDATE OR DELETE', pgid='pgtrigger_reconciliation_is_final_962a1', table='cases_reconciliationrun', when='BEFORE')),
        ),
    ]
