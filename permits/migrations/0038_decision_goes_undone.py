"""A decision goes only where it stays as an undone one (decision 131)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Written out in full, for a dump is restored without a search path.
GOES_UNDONE = """
CREATE FUNCTION public.permits_decision_goes_undone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.permits_undonedecision u
        WHERE (u.application_id, u.result, u.number, u.reason, u.remedies, u.at, u.decided_by_id)
            = (OLD.application_id, OLD.result, OLD.number, OLD.reason, OLD.remedies, OLD.at, OLD.decided_by_id)
    ) THEN
        RAISE EXCEPTION '%: a decision goes only where it stays as an undone one', TG_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('permits', '0037_services_say_why'),
    ]

    operations = [
        migrations.RunSQL(GOES_UNDONE, 'DROP FUNCTION public.permits_decision_goes_undone()'),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_goes_undone', sql=pgtrigger.compiler.UpsertTriggerSql(execute='public.permits_decision_goes_undone()', func='RETURN NEW;', hash='43d979b5a964a0f1359b77aff98f24c816d670c7', operation='DELETE', pgid='pgtrigger_decision_goes_undone_8f2db', table='permits_decision', when='AFTER')),
        ),
    ]
