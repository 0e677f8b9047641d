"""Papers are the room papers' from here on (papers 0001): its triggers guard the tables, which stay as they are."""

import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('permits', '0017_documents_of_any_case'),
        ('papers', '0001_documents_from_permits'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name='document', name='document_is_final'),
        pgtrigger.migrations.RemoveTrigger(model_name='documentprint', name='print_log_is_append_only'),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('DocumentPrint'),
                migrations.DeleteModel('DocumentSerial'),
                migrations.DeleteModel('Document'),
            ],
        ),
    ]
