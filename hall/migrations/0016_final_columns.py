"""The function that keeps final columns (hall.constraints.final), and those of the catalogue and the calendar."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# What the triggers of hall.constraints.final call; TG_NAME says which. Written out in full, for a dump is restored without a search path.
IS_FINAL = """
CREATE FUNCTION public.hall_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: what stands there is final', TG_NAME USING ERRCODE = 'check_violation';
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [("hall", "0015_powers_by_two_people")]

    operations = [
        migrations.RunSQL(IS_FINAL, "DROP FUNCTION public.hall_is_final()"),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarchange',
            trigger=pgtrigger.compiler.Trigger(name='calendar_change_in_force_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.confirmed_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='27b457ba709f55153763602cc2e79e19b49d33ec', operation='UPDATE', pgid='pgtrigger_calendar_change_in_force_is_final_3c348', table='hall_calendarchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarchange',
            trigger=pgtrigger.compiler.Trigger(name='calendar_change_in_force_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.confirmed_at IS NOT NULL)', execute='public.hall_is_final()', func='RETURN NEW;', hash='83ab371999a54ad21697379f4fb3ca663f4265d8', operation='DELETE', pgid='pgtrigger_calendar_change_in_force_stays_57f90', table='hall_calendarchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='itemversion',
            trigger=pgtrigger.compiler.Trigger(name='version_keeps_its_limits', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."promise_quantity" IS DISTINCT FROM (NEW."promise_quantity") OR OLD."promise_unit" IS DISTINCT FROM (NEW."promise_unit") OR OLD."statutory_quantity" IS DISTINCT FROM (NEW."statutory_quantity") OR OLD."statutory_unit" IS DISTINCT FROM (NEW."statutory_unit"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='71ee72f868aa2c2063163b9e2f03f9cf094c095c', operation='UPDATE', pgid='pgtrigger_version_keeps_its_limits_d3742', table='hall_itemversion', when='AFTER')),
        ),
    ]
