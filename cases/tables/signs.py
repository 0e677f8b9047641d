"""Signs of life of the timers, where the sweep begins, the ledger of wrong receipt codes, and the codes that were replaced."""

from django.db import models

from hall.constraints import once


class Heartbeat(models.Model):
    """When a timer last ran to its end, and what it did."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    handled = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class AlertFloor(models.Model):
    """No clock has anything to say before the smallest `at` in here. Written by cases.floor and its trigger only."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"


class WrongCode(models.Model):
    """
    Wrong receipt codes tried from one place in one stretch of time. `place` is a keyed hash of the address that changes
    every day, so the row leads back to nobody.
    """

    place = models.CharField(max_length=64)
    window = models.BigIntegerField(help_text="number of the stretch of time")
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [once("one_count_a_place_and_window", "place", "window")]

    def __str__(self) -> str:
        return f"{self.window}: {self.tries}"


class ReplacedCode(models.Model):
    """A receipt code that a slip still bears and that opens nothing any more. The keyed hash alone: it leads to no case."""

    receipt_hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.receipt_hash
