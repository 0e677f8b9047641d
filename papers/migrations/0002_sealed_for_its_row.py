"""The content of a paper is sealed for its row; its guard lets it be sealed anew, with the same words, and nothing else."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import hall.fields


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_documents_from_permits"), ("hall", "0009_key_probes")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name='document', name='document_is_final'),
        migrations.AlterField(
            "document", "content", hall.fields.SealedTextField(row=("case", "kind", "occurrence"), verbose_name="内容")
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='document_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='80db659b10ff87e923572a33b564203896c129d5', operation='DELETE', pgid='pgtrigger_document_is_final_1db33', table='permits_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='document_is_not_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_setting('hall.resealing', true) IS DISTINCT FROM 'on' OR NOT starts_with(NEW.content, 'std2:') OR to_jsonb(OLD) - 'content' <> to_jsonb(NEW) - 'content')", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4b93d0092c1d97dbf86773e1ceedec3c7b8595d7', operation='UPDATE', pgid='pgtrigger_document_is_not_changed_210d2', table='permits_document', when='BEFORE')),
        ),
    ]
