"""Letters: what a person is owed because something happened."""

from django.db import models
from django.db.models import Q

from cases.tables.case import Case
from hall.constraints import check, final, index
from hall.models import Department, StaffChange, User


class Letter(models.Model):
    """
    One message to a member of staff, or to the people in charge of a department, written in the transaction of its cause.

    `cause` names that cause, once. It waits for office hours: nobody sees it before `not_before`.
    The words are made from `template` and `facts` when it is read. It is about a case, about a change of posts and accounts,
    about one of the calendar (`facts["calendar"]` is its key, for a draft may be thrown away), a nightly check (`facts["check"]`),
    how many complaints and cards nobody can see to (`facts["unseen"]`: numbers only, decision 136), or a row of the room of
    consequences (`facts["conduct"]` is the address of its page, decision 155).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="letters")
    change = models.ForeignKey(StaffChange, on_delete=models.PROTECT, null=True, related_name="letters", db_index=False)
    cause = models.CharField(max_length=80, unique=True)  # its second index, for LIKE, is dropped (migration 0051)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="letters")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="letters", help_text="to whoever approves there"
    )
    template = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    written_at = models.DateTimeField("写成")
    not_before = models.DateTimeField("最早送达")
    read_at = models.DateTimeField("阅读", null=True)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    quiet = models.BooleanField(
        default=False, db_default=False, help_text="the past was retold: read inside, never sent outside"
    )

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-written_at", "-id"]
        constraints = [
            check(
                "letter_is_about_one_thing",
                Q(case__isnull=False, change__isnull=True)
                | Q(case__isnull=True, change__isnull=False)
                | Q(
                    case__isnull=True,
                    change__isnull=True,
                    facts__has_any_keys=["calendar", "check", "unseen", "conduct"],
                ),
            ),
            check("letter_has_an_address", Q(recipient__isnull=False) | Q(department__isnull=False)),
            check(
                "letter_read_says_by_whom",
                Q(read_at__isnull=True, read_by__isnull=True) | Q(read_at__isnull=False, read_by__isnull=False),
            ),
        ]
        triggers = [
            final(
                "letter_stays_as_it_was_written", "case", "change", "cause", "recipient", "department", "template", "facts",
                "written_at", "not_before", "quiet",
            ),
            final("letter_is_read_once", "read_at", "read_by", of="OLD.read_at IS NOT NULL"),
        ]  # fmt: skip
        indexes = [
            index("unread_of_a_person", "recipient", "-written_at", condition=Q(read_at__isnull=True)),
            index("letters_of_a_change", "change", condition=Q(change__isnull=False)),
            index("unread_of_department", "department", "-written_at", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.cause
