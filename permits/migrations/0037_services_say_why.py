"""The rules about what is left or published, of what a hall has served already: looked at without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("permits", "0036_left_and_published")]

    operations = [
        ValidateConstraint(model_name="delivery", name="delivery_left_or_published_says_why"),
        ValidateConstraint(model_name="delivery", name="delivery_published_counts_from_a_day"),
        ValidateConstraint(model_name="paperdelivery", name="paperdelivery_left_or_published_says_why"),
        ValidateConstraint(model_name="paperdelivery", name="paperdelivery_published_counts_from_a_day"),
    ]
