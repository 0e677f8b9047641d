"""The five ledgers and one's own: who may read a row, what can be done with it, how it is listed. Pages and API read the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from conduct import acts
from conduct.models import Attribution, Correction, Exposure, Sanction, Supervision
from conduct.queries import attributions_for, corrections_for, exposures_for, sanctions_for, supervisions_for
from hall.access import Access
from hall.doors.acts import Act
from hall.models import User
from hall.permissions import Permission

Rows = Callable[[User, Permission, Access, date], QuerySet[Any]]


@dataclass(frozen=True)
class Ledger:
    """
    :param name: in addresses and in the API. :param title: of its page. :param reads: any of these permissions opens it.
    :param rows: those that somebody may use a permission on. :param related: what a row is shown with.
    """

    name: str
    title: str
    model: type[Model]
    reads: tuple[Permission, ...]
    rows: Rows
    acts: tuple[Act, ...]
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    def is_open(self, access: Access) -> bool:
        return any(access.grant(permission) for permission in self.reads)

    def read_by(self, user: User, access: Access, on: date) -> QuerySet[Any]:
        """All rows that somebody may read, by whichever permission."""
        held = [each for each in self.reads if access.grant(each) or each is Permission.SANCTION_APPEAL]
        reach = Q(pk__in=[])
        for permission in held:
            reach |= Q(pk__in=self.rows(user, permission, access, on).values("pk"))
        rows = self.model._default_manager.filter(reach).select_related(*self.related)
        return rows.prefetch_related(*self.prefetched)

    def open_to(self, act: Act, user: User, access: Access, on: date) -> QuerySet[Any]:
        """The rows that somebody may do an act on."""
        if act.may is not Permission.SANCTION_APPEAL and not access.grant(act.may):
            return self.model._default_manager.none()
        return self.rows(user, act.may, access, on).select_related(*self.related).prefetch_related(*self.prefetched)


CENTRE, DECIDES, ANSWERS = Permission.CONDUCT_ATTRIBUTE, Permission.SANCTION_DECIDE, Permission.CORRECTION_ANSWER
JUDGES = Permission.CORRECTION_JUDGE
SUPERVISES = Permission.SUPERVISION_ISSUE

ATTRIBUTIONS = Ledger(
    "attributions",
    "责任认定",
    Attribution,
    (CENTRE,),
    lambda user, permission, _access, on: attributions_for(user, permission, on=on),
    acts.OF_ATTRIBUTIONS,
    ("complaint__case", "person", "post__window", "post__department", "post__hall", "department", "finding"),
)
SANCTIONS = Ledger(
    "sanctions",
    "责任追究处理",
    Sanction,
    (DECIDES,),
    lambda user, permission, _access, on: sanctions_for(user, permission, on=on),
    acts.OF_SANCTIONS,
    (
        "attribution__complaint__case",
        "attribution__person",
        "attribution__post",
        "attribution__finding",
        "person",
        "policy",
    ),
)
MINE = Ledger(
    "mine",
    "对本人的处理",
    Sanction,
    (Permission.SANCTION_APPEAL,),
    lambda user, permission, _access, on: sanctions_for(user, permission, on=on),
    acts.OF_ONES_OWN,
)
CORRECTIONS = Ledger(
    "corrections",
    "整改",
    Correction,
    (JUDGES, ANSWERS),
    lambda user, permission, access, on: corrections_for(user, permission, access, on=on),
    acts.OF_CORRECTIONS,
    ("department", "person", "ordered_by", "case"),
    ("case__deadlines",),
)
EXPOSURES = Ledger(
    "exposures",
    "曝光",
    Exposure,
    (JUDGES, ANSWERS),
    lambda user, permission, access, _on: exposures_for(user, permission, access),
    acts.OF_EXPOSURES,
    ("department", "case"),
    ("case__deadlines",),
)
SUPERVISION = Ledger(
    "supervision",
    "督办",
    Supervision,
    (SUPERVISES, DECIDES, ANSWERS),
    lambda user, permission, access, _on: supervisions_for(user, permission, access),
    acts.OF_SUPERVISIONS,
    ("department", "issued_by", "case"),
    ("case__deadlines", "cases"),
)
WITH_FILES = (CORRECTIONS, EXPOSURES, SUPERVISION)  # that units prove with photos and papers
LEDGERS = (ATTRIBUTIONS, SANCTIONS, CORRECTIONS, EXPOSURES, SUPERVISION, MINE)
