"""What became of a case of a bulk act is its sentence: the column is called so."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("worklists", "0004_sealed_for_its_row")]

    operations = [migrations.RenameField(model_name="bulkrow", old_name="said", new_name="sentence")]
