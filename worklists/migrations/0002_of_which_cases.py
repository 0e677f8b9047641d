"""A named list and a bulk act say which kind of case they are about; those that are there are about applications."""

from django.db import migrations, models

KIND = models.CharField(
    choices=[('application', '办件'), ('complaint', '投诉举报'), ('enquiry', '咨询')],
    default='application',
    max_length=20,
    verbose_name='办件种类',
)


class Migration(migrations.Migration):
    dependencies = [
        ('worklists', '0001_desk_lists_from_permits'),
    ]

    operations = [
        migrations.AddField(model_name='bulkrun', name='kind', field=KIND, preserve_default=False),
        migrations.AddField(model_name='savedview', name='kind', field=KIND, preserve_default=False),
        migrations.RemoveConstraint(model_name='savedview', name='one_view_of_a_name'),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'kind', 'name'), name='one_view_of_a_name'),
        ),
    ]
