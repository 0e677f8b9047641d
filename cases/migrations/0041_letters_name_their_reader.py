"""The rule about whom a letter is for, of the letters that a hall has already: looked at without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_letters_about_an_account")]

    operations = [ValidateConstraint(model_name="dispatch", name="dispatch_of_a_letter_names_the_reader")]
