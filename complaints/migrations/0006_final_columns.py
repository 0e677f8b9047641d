"""What is final on a complaint, a finding and a reply (hall.constraints.final, decision 115)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("complaints", "0005_sealed_for_its_row"), ("hall", "0016_final_columns")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='complaint_stays_what_was_filed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about_department_id" IS DISTINCT FROM (NEW."about_department_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."is_anonymous" IS DISTINCT FROM (NEW."is_anonymous") OR OLD."kind" IS DISTINCT FROM (NEW."kind"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='02d8145b82fbb0cc6eb683889a11d952bac73c20', operation='UPDATE', pgid='pgtrigger_complaint_stays_what_was_filed_c247d', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='finding_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."complaint_id" IS DISTINCT FROM (NEW."complaint_id") OR OLD."found_by_id" IS DISTINCT FROM (NEW."found_by_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."result" IS DISTINCT FROM (NEW."result"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='09a47a283207a2295a91a622c82ac0d9cab36aec', operation='UPDATE', pgid='pgtrigger_finding_is_final_d6ec2', table='complaints_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='reply_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."complaint_id" IS DISTINCT FROM (NEW."complaint_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."replied_by_id" IS DISTINCT FROM (NEW."replied_by_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='e2096bd29f01704cd1ee41d524b0726200149eab', operation='UPDATE', pgid='pgtrigger_reply_is_final_cc834', table='complaints_reply', when='AFTER')),
        ),
    ]
