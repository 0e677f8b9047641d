"""No line of history and no card of a day to come. What a hall has already is not looked at again (NOT VALID)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from hall.constraints import Latest


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_window_acceptance"), ("hall", "0008_one_clock")]

    operations = [
        AddConstraintNotValid(
            model_name="event",
            constraint=models.CheckConstraint(condition=models.Q(at__lte=Latest()), name="event_not_of_the_future"),
        ),
        AddConstraintNotValid(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_at__lte", Latest()), ("breached_at__lte", Latest())), name="card_not_of_the_future"
            ),
        ),
    ]
