"""No line of history and no card of a day to come (hall.constraints.not_of_the_future)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_window_acceptance'),
        ('hall', '0008_one_clock'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='card',
            trigger=pgtrigger.compiler.Trigger(name='card_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.issued_at > public.hall_latest() OR NEW.breached_at > public.hall_latest())', func="RAISE EXCEPTION 'card_not_of_the_future: later than the clock of the database' USING ERRCODE = 'check_violation';", hash='05b87a9fd15040f3fc2a35603e8dba12f86d3f3a', operation='INSERT', pgid='pgtrigger_card_not_of_the_future_98ec5', table='cases_card', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.at > public.hall_latest())', func="RAISE EXCEPTION 'event_not_of_the_future: later than the clock of the database' USING ERRCODE = 'check_violation';", hash='454006d267b0acfedc8571c988fdbe6a69033252', operation='INSERT', pgid='pgtrigger_event_not_of_the_future_e567e', table='cases_event', when='BEFORE')),
        ),
    ]
