"""The rules of the clocks that a hall has already: looked at without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0043_verification")]

    operations = [ValidateConstraint(model_name="deadline", name="deadline_rule_is_known")]
