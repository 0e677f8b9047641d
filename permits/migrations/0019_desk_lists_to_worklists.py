"""Lists with a name, drafts and bulk acts are the room worklists' from here on (worklists 0001); the tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('permits', '0018_documents_to_papers'),
        ('worklists', '0001_desk_lists_from_permits'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('BulkRow'),
                migrations.DeleteModel('BulkRun'),
                migrations.DeleteModel('Draft'),
                migrations.DeleteModel('SavedView'),
            ],
        ),
    ]
