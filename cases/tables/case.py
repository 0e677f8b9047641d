"""The case, its append-only history and its number series."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from cases.numbering import Series
from hall.access import Grant, access_of
from hall.constraints import OUR_TIMES, check, final, index, not_of_the_future, once, refused
from hall.models import Department, ServiceHall, User, Window
from hall.roles import Permission


class CaseKind(models.TextChoices):
    APPLICATION = "application", "办件"
    COMPLAINT = "complaint", "投诉举报"
    ENQUIRY = "enquiry", "咨询"
    RATING = "rating", "差评整改"
    CONDUCT = "conduct", "整改和曝光"


# Which permission opens which kind: the one place that decides what a list and a single page may show.
SEEN_WITH = {
    CaseKind.APPLICATION: Permission.APPLICATION_VIEW,
    CaseKind.COMPLAINT: Permission.COMPLAINT_VIEW,
    CaseKind.ENQUIRY: Permission.APPLICATION_VIEW,
    CaseKind.RATING: Permission.RATING_VIEW,
    CaseKind.CONDUCT: Permission.BOARD_VIEW,
}

NUMBERED_IN = {
    CaseKind.APPLICATION: Series.WINDOWS,
    CaseKind.COMPLAINT: Series.COMPLAINTS,
    CaseKind.ENQUIRY: Series.WINDOWS,
    CaseKind.RATING: Series.WINDOWS,
    CaseKind.CONDUCT: Series.COMPLAINTS,  # no window tells one by a gap in its own numbers
}

# What a permission reaches at all: an act on applications opens no complaint, however far its holder sees. One that is not
# here (the administrator's) reaches no case.
REACHES = {
    Permission.APPLICATION_VIEW: [CaseKind.APPLICATION],
    Permission.APPLICATION_HANDLE: [CaseKind.APPLICATION],
    Permission.APPLICATION_DECIDE: [CaseKind.APPLICATION],
    Permission.APPLICATION_APPROVE: [CaseKind.APPLICATION],
    Permission.APPLICATION_EXTEND: [CaseKind.APPLICATION],
    Permission.COMPLAINT_VIEW: [CaseKind.COMPLAINT],
    Permission.COMPLAINT_HANDLE: [CaseKind.COMPLAINT],
    Permission.IDENTITY_CONSENT: [CaseKind.COMPLAINT],
    Permission.REWARD_DECIDE: [CaseKind.COMPLAINT],
    Permission.BOARD_VIEW: [
        CaseKind.APPLICATION,
        CaseKind.COMPLAINT,
        CaseKind.ENQUIRY,
        CaseKind.RATING,
        CaseKind.CONDUCT,
    ],
    Permission.RATING_VIEW: [CaseKind.RATING],
    Permission.RATING_HANDLE: [CaseKind.RATING],
    Permission.RATING_RULE: [CaseKind.RATING],
}


# Whether this session has said that it tells of other days than today (hall.clock.any_instant)
TELLS_OF_OTHER_DAYS = RawSQL("coalesce(current_setting('hall.any_instant', true), '') = 'on'", ())


class CaseQuerySet(models.QuerySet["Case"]):
    def allowed(self, user: User | AnonymousUser, permission: Permission, *, on: date) -> Self:
        """Cases that `user` may use this permission on: what is not in here is 404."""
        return self.reached_by(access_of(user, on=on).grant(permission)).filter(kind__in=REACHES.get(permission, []))

    def visible(self, user: User | AnonymousUser, *, on: date) -> Self:
        """Cases of every kind that `user` may read. A confidential one only hall-wide."""
        access = access_of(user, on=on)
        visible = Q(pk__in=[])
        for kind, permission in SEEN_WITH.items():
            grant = access.grant(permission)
            if grant:
                open_to_all = Q() if grant.everywhere else Q(confidential=False)
                about = Q() if grant.reaches_both else Q(about_centre__in=grant.about_centre)
                visible |= Q(kind=kind) & open_to_all & about & grant.as_filter("department")
        return self.exclude(hidden_from__in=access.departments).filter(visible).not_kept_from(access.person)

    def reached_by(self, grant: Grant) -> Self:
        """
        Cases of the grant's departments; never a complaint about a department that its holder works for (rules C3), nor one about
        the centre itself for its own people (decision 136).
        """
        if not grant:
            return self.none()
        return self.in_sight_of(grant).filter(grant.as_filter("department"))

    def in_sight_of(self, grant: Grant) -> Self:
        """Whatever nothing hides from the grant's holder, wherever it lies (Grant.sees)."""
        cases = self.exclude(hidden_from__in=grant.works_for).not_kept_from(grant.person)
        return cases if grant.reaches_both else cases.filter(about_centre__in=grant.about_centre)

    def not_kept_from(self, person: int | None) -> Self:
        return self if person is None else self.exclude(kept_from__contains=[person])

    def running(self) -> Self:
        """Not yet at its end: somebody is still owed something."""
        return self.filter(closed_at__isnull=True)


class Case(models.Model):
    """Any matter that the hall owes somebody an answer to. Applications and complaints point here one to one."""

    number = models.CharField("编号", max_length=17, unique=True, help_text="4 digits hall, 8 day, 5 serial")
    kind = models.CharField("种类", max_length=20, choices=CaseKind.choices)
    hall = models.ForeignKey(ServiceHall, on_delete=models.PROTECT, related_name="cases")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", help_text="空＝投诉举报中心"
    )
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="首办责任人"
    )
    title = models.CharField("事由", max_length=200)
    party = models.CharField("当事人", max_length=80, blank=True, help_text="masked; 空＝匿名")
    state = models.CharField("环节", max_length=30)
    confidential = models.BooleanField("保密", default=False)
    hidden_from = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="反映的部门：它的人看不到",
    )
    about_centre = models.BooleanField(
        "反映政务服务中心自身",
        default=False,
        db_default=False,
        help_text="the inspector's alone: about the centre's or the office's own people (136), or passed on to the inspector (152)",
    )
    kept_from = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=RawSQL("'{}'::bigint[]", ()),
        editable=False,
        help_text="people who do not see a complaint: it is about them, or they are off it (回避); nobody is ever let back",
    )
    opened_at = models.DateTimeField("收件时间")
    retold = models.BooleanField(
        "补录",
        db_default=TELLS_OF_OTHER_DAYS,
        editable=False,
        help_text="told of by a ledger or the demonstration: its lines may name other instants than that of their writing",
    )
    acted_at = models.DateTimeField(
        "最近一次有人办理", null=True, editable=False, help_text="kept by cases.history.record"
    )
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_at = models.DateTimeField("归档时间", null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    idem_hash = models.CharField(max_length=64, unique=True, editable=False)
    # the default is the database's own too: rows of a single table that are put back by SQL need not name it
    content_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False, help_text="of what was sent with the key"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    events_count = models.PositiveIntegerField(default=0, editable=False)
    events_head = models.CharField(max_length=64, default="", editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        constraints = [
            check("case_number_is_17_digits", Q(number__regex=r"^[0-9]{17}$")),
            # an instant that Python cannot hold would take every list away in which the case stands
            check("case_opened_in_our_times", Q(opened_at__range=OUR_TIMES)),
            check("application_has_a_department", Q(kind=CaseKind.COMPLAINT) | Q(department__isnull=False)),
            check(
                "inspectors_own_is_a_complaint",
                # one that was passed to the inspector is about whomever it was about
                Q(about_centre=False) | Q(kind__in=(CaseKind.COMPLAINT, CaseKind.CONDUCT)),  # and what follows one
            ),
        ]
        indexes = [
            index("running_by_department", "department", "-opened_at", condition=Q(closed_at__isnull=True)),
            index("case_by_opening", "-opened_at"),
            # the tabs of a queue: by state, by owner, and what nobody has touched for longest
            index("running_by_state", "department", "state", condition=Q(closed_at__isnull=True)),
            index("running_by_owner", "owner", condition=Q(closed_at__isnull=True)),
            index("running_by_last_act", "department", "acted_at", condition=Q(closed_at__isnull=True)),
            # what nobody can see to is asked by every board (cases.sight)
            index(
                "running_complaints",
                *("hidden_from", "about_centre", "kept_from", "opened_at"),
                condition=Q(kind=CaseKind.COMPLAINT, closed_at__isnull=True),
            ),
            # the tabs of the complaint centre
            index("complaints_by_state", "state", "-opened_at", condition=Q(kind=CaseKind.COMPLAINT)),
            index("complaints_by_opening", "-opened_at", "-id", condition=Q(kind=CaseKind.COMPLAINT)),
            index(
                "running_complaints_by_state",
                *("state", "owner"),
                condition=Q(kind=CaseKind.COMPLAINT, closed_at__isnull=True),
            ),
            # what units owe the office and are late with: a few hundred among all that runs
            index("running_conduct", "opened_at", condition=Q(kind=CaseKind.CONDUCT, closed_at__isnull=True)),
            # permits' word for a result that was handed over: its file still goes to the archive
            index("waiting_for_the_archive", "department", "closed_at", condition=Q(state="delivered")),
            index("concluded_by_department", "department", "concluded_at", condition=Q(concluded_at__isnull=False)),
        ]
        triggers = [
            final(
                "case_stays_what_it_was_opened_as", "hall", "kind", "title", "confidential", "hidden_from",
                "opened_at", "idem_hash", "content_hash", "retold",
            ),
            final("nobody_is_let_back_to_a_case", "kept_from", of="NOT NEW.kept_from @> OLD.kept_from"),
            # a report of corruption is passed to the inspector, and never given back
            final("what_is_the_inspectors_stays_so", "about_centre", of="OLD.about_centre"),
            # a month 99 is no number yet (cases.numbering.placeholder)
            final("case_keeps_its_number", "number", of="substr(OLD.number, 9, 2) <> '99'"),
            # only an enquiry is handed from one department to another
            final("case_stays_in_its_department", "department", "window", of="OLD.kind <> 'enquiry'"),
            # a case is opened again for a duty that has come up (cases.actions.open_again); the instant is never moved
            final("case_closes_once", "closed_at", of="OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL"),
            # a conclusion is taken back, and never moved (permits.actions.deciding)
            final(
                "conclusion_is_not_moved", "concluded_at", of="OLD.concluded_at IS NOT NULL AND NEW.concluded_at IS NOT NULL"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def is_reached_by(self, grant: Grant) -> bool:
        """As `CaseQuerySet.reached_by` has it, of one case."""
        return self.is_in_sight_of(grant) and grant.covers(self.department_id)

    def is_allowed(self, user: User, permission: Permission, *, on: date) -> bool:
        """As `CaseQuerySet.allowed` has it, of one case."""
        return self.kind in REACHES.get(permission, []) and self.is_reached_by(access_of(user, on=on).grant(permission))

    def is_in_sight_of(self, grant: Grant) -> bool:
        """As `CaseQuerySet.in_sight_of` has it, of one case."""
        kept_from = () if grant.person is None else self.kept_from
        return grant.sees(self.hidden_from_id, about_centre=self.about_centre, kept_from=kept_from)

    def is_hidden_from(self, grant: Grant) -> bool:
        """Whether it is about the grant's holder, their department, or the centre whose own they are."""
        about_them = grant.person is not None and grant.person in self.kept_from
        return about_them or self.hidden_from_id in grant.works_for or (self.about_centre and grant.of_the_centre)


# Acts by which an applicant is reached otherwise, or no more: the office has a list of them (decision 125).
CUTS_OFF = ("change_contact", "replace_code", "name_agent", "end_agency")


# What happens to a case without anybody doing it, in every room: only such a line has no person. The first ones open a case, from the
# street and out of a card; the last ones have no effect, they say what the clocks say anyhow.
SAYS_ONLY = ("warned", "breached", "recomputed", "carded")
BY_ITSELF = (
    "file", "open_lead", "rate_badly", "say_unsolved", "suppressed",
    "deem_accepted", "gap_overdue", "pause_ran_out", "hearing_in_doubt", "card_withdrawn", "clock_added", "lead_follows", "end_lead",
    *SAYS_ONLY,
)  # fmt: skip


def _among(verbs: tuple[str, ...]) -> str:
    return f"NEW.verb IN ({', '.join(repr(verb) for verb in verbs)})"


# How long after its instant a line is written at most: an act has waited for others' locks; a timer goes over a whole hall.
_LATEST_WRITTEN = f"CASE WHEN {_among(BY_ITSELF)} THEN interval '1 hour' ELSE interval '10 minutes' END"
OF_ANOTHER_TIME = (
    "NEW.at > clock_timestamp() + interval '1 minute'"
    # how a case begins may lie back, a complaint's to the half-day (decision 8): its clocks run since then
    f" OR (NEW.seq > 1 AND NEW.at < clock_timestamp() - {_LATEST_WRITTEN}"
    f" AND NOT (NEW.actor_id IS NULL AND {_among(SAYS_ONLY)}))"
)


class Event(models.Model):
    """
    One line of a case's history. Each row carries the hash of the row before it; the case keeps count and head, so an
    edit, a gap and a cut tail all show. The database refuses to change or delete a row.
    """

    # db_index=False, here and in the other tables that the sweep fills: another index begins with the column, or nobody asks
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="空＝系统或来访者", db_index=False
    )
    verb = models.CharField("动作", max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["case", "seq"]
        constraints = [once("event_seq_once_a_case", "case", "seq")]
        indexes = [
            index("acts_that_cut_off", "-at", "-id", condition=Q(verb__in=CUTS_OFF)),
            index("moves_of_the_calendar", "at", "id", condition=Q(verb="recomputed")),
        ]
        triggers = [
            not_of_the_future("event_not_of_the_future", "at"),
            # a live case is told of when it happens, whatever the session says (decision 131)
            refused("line_is_of_its_time", OF_ANOTHER_TIME, calls="cases_line_of_another_time"),
            refused("line_of_a_person_names_them", f"NEW.actor_id IS NULL AND NOT {_among(BY_ITSELF)}"),
            # a line of before has the name only; which ones those are must not grow
            refused("new_owner_is_named", "NEW.verb = 'change_owner' AND NEW.facts -> 'handler_id' IS NULL"),
            pgtrigger.Protect(name="history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="history_is_not_truncated",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the history of cases cannot be truncated';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.seq} {self.verb}"


class DailySerial(models.Model):
    """The last number given out in a hall on a day, in its series: one row, raised in the transaction that opens the case."""

    hall = models.ForeignKey(ServiceHall, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    series = models.CharField(max_length=12, choices=Series.choices, default=Series.WINDOWS)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [once("one_serial_a_hall_day_and_series", "hall", "day", "series")]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.day} {self.series}: {self.last}"
