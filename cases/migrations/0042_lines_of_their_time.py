"""A line of the history is written when it happens, and by somebody (decision 131)."""

import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A live case is told of when it happens; one that a ledger opened may be told of later. Called for lines of another time only.
# Written out in full, for a dump is restored without a search path.
OF_ANOTHER_TIME = """
CREATE FUNCTION public.cases_line_of_another_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT retold FROM public.cases_case WHERE id = NEW.case_id) THEN
        RAISE EXCEPTION '%: % is not when it is written', TG_NAME, NEW.at USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0041_letters_name_their_reader'),
        ('hall', '0019_rows_that_are_refused'),
    ]

    operations = [
        migrations.RunSQL(OF_ANOTHER_TIME, 'DROP FUNCTION public.cases_line_of_another_time()'),
        pgtrigger.migrations.RemoveTrigger(
            model_name='card',
            name='card_not_of_the_future',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='case_stays_what_it_was_opened_as',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='event_not_of_the_future',
        ),
        migrations.AddField(
            model_name='case',
            name='retold',
            field=models.BooleanField(db_default=django.db.models.expressions.RawSQL("coalesce(current_setting('hall.any_instant', true), '') = 'on'", ()), editable=False, help_text='told of by a ledger or the demonstration: its lines may name other instants than that of their writing', verbose_name='补录'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='card',
            trigger=pgtrigger.compiler.Trigger(name='card_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.issued_at > public.hall_latest() OR NEW.breached_at > public.hall_latest())', execute='public.hall_is_refused()', func='RETURN NEW;', hash='8682c9a3effd02f29e123630f9e03a335b75896b', operation='INSERT', pgid='pgtrigger_card_not_of_the_future_98ec5', table='cases_card', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_stays_what_it_was_opened_as', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."confidential" IS DISTINCT FROM (NEW."confidential") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."hall_id" IS DISTINCT FROM (NEW."hall_id") OR OLD."hidden_from_id" IS DISTINCT FROM (NEW."hidden_from_id") OR OLD."idem_hash" IS DISTINCT FROM (NEW."idem_hash") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."retold" IS DISTINCT FROM (NEW."retold") OR OLD."title" IS DISTINCT FROM (NEW."title"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='6b403e5e671b4efa3bf0fb5aee34916e379ce5e9', operation='UPDATE', pgid='pgtrigger_case_stays_what_it_was_opened_as_8a859', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_not_of_the_future', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.at > public.hall_latest())', execute='public.hall_is_refused()', func='RETURN NEW;', hash='6b1e1b8957457c169861c32c85f1612531db3b02', operation='INSERT', pgid='pgtrigger_event_not_of_the_future_e567e', table='cases_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='line_is_of_its_time', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.at > clock_timestamp() + interval '1 minute' OR (NEW.seq > 1 AND NEW.at < clock_timestamp() - CASE WHEN NEW.verb IN ('file', 'open_lead', 'deem_accepted', 'gap_overdue', 'pause_ran_out', 'card_withdrawn', 'clock_added', 'lead_follows', 'end_lead', 'warned', 'breached', 'recomputed', 'carded') THEN interval '1 hour' ELSE interval '10 minutes' END AND NOT (NEW.actor_id IS NULL AND NEW.verb IN ('warned', 'breached', 'recomputed', 'carded'))))", execute='public.cases_line_of_another_time()', func='RETURN NEW;', hash='7e56936a81d1c3af3fd9c7d5ed9b27312425ad35', operation='INSERT', pgid='pgtrigger_line_is_of_its_time_38f39', table='cases_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='line_of_a_person_names_them', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.actor_id IS NULL AND NOT NEW.verb IN ('file', 'open_lead', 'deem_accepted', 'gap_overdue', 'pause_ran_out', 'card_withdrawn', 'clock_added', 'lead_follows', 'end_lead', 'warned', 'breached', 'recomputed', 'carded'))", execute='public.hall_is_refused()', func='RETURN NEW;', hash='8823a7eb17cd8e5e16d9a049d6835985324b6cc7', operation='INSERT', pgid='pgtrigger_line_of_a_person_names_them_3128b', table='cases_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='new_owner_is_named', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.verb = 'change_owner' AND NEW.facts -> 'handler_id' IS NULL)", execute='public.hall_is_refused()', func='RETURN NEW;', hash='f3aa817195f81090e2d59e58afa7d956bc799dac', operation='INSERT', pgid='pgtrigger_new_owner_is_named_bc3e7', table='cases_event', when='BEFORE')),
        ),
    ]
