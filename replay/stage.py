"""What a replay has at hand while it runs: the hall, the people, and the cases that the file has opened so far."""

from dataclasses import dataclass, field, replace

from cases.models import Case, CaseKind
from cases.numbering import idem_hash
from hall.models import Department, User, Window
from hall.refusals import Refused
from hall.roles import Permission, Role
from replay.actors import Actors, Chair, must_be_allowed, must_register_at
from replay.applicants import applicant, complainant
from replay.fields import text
from replay.places import Places
from replay.reading import Act, Script

SEALED = ("application__applicant_id", "application__phone", "application__email")  # a replay opens none of them

# The post that a former member of staff is given for an act under this permission.
CHAIRS = {
    Permission.APPLICATION_HANDLE: Role.CLERK,
    Permission.APPLICATION_DECIDE: Role.SECTION_CHIEF,
    Permission.APPLICATION_APPROVE: Role.SECTION_CHIEF,
    Permission.APPLICATION_EXTEND: Role.DEPARTMENT_HEAD,
    Permission.COMPLAINT_HANDLE: Role.COMPLAINT_OFFICER,
}


class UnknownRef(Refused):
    """No case was opened under this ref so far."""

    code = "unknown-ref"
    sentence = "这个 ref 还没有登记过"


class RefTaken(Refused):
    code = "ref-taken"
    sentence = "这个 ref 已经登记过"


class WrongKind(Refused):
    code = "wrong-kind"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that the file has opened, as far as it never changes."""

    pk: int
    number: str
    kind: str
    department: Department | None
    window: Window | None
    version: int = 0
    channel: str = ""


@dataclass
class Stage:
    """
    :param batch: the name of this load: with a ref it is the key that opens one case, ever.
    :param cases: ref → what was opened.
    :param made_up: ref → which data of the applicant the file did not have.
    """

    batch: str
    script: Script
    places: Places
    actors: Actors = field(default_factory=Actors)
    cases: dict[str, Opened] = field(default_factory=dict)
    made_up: dict[str, list[str]] = field(default_factory=dict)

    def key(self, ref: str) -> str:
        return f"replay:{self.batch}:{ref}"

    def must_be_new(self, act: Act) -> None:
        if act.ref in self.cases:
            raise RefTaken(field="ref")

    def opened(self, act: Act, case: Case, made_up: list[str]) -> None:
        opened = Opened(case.pk, case.number, case.kind, case.department, case.window)
        if case.kind == CaseKind.APPLICATION:
            opened = replace(opened, version=case.application.item_version_id, channel=case.application.channel)
        self.cases[act.ref] = opened
        if made_up:
            self.made_up[act.ref] = made_up

    def forget(self, act: Act, *, was_there: bool) -> None:
        """A refused act leaves nothing: not the accounts that it entered, and not its case, unless that was known before."""
        self.actors.forget()
        if not was_there:
            self.cases.pop(act.ref, None)
            self.made_up.pop(act.ref, None)

    def find_again(self, act: Act) -> None:
        """The case that an earlier run of the same file has opened with this act."""
        cases = Case.objects.select_related("department", "window", "application").defer(*SEALED)
        case = cases.filter(idem_hash=idem_hash(self.key(act.ref))).first()
        if case is not None:
            is_complaint = case.kind == CaseKind.COMPLAINT
            made_up = complainant(act)[2] if is_complaint else applicant(act, seed=self.key(act.ref))[1]
            self.opened(act, case, made_up)

    def is_complaint(self, ref: str) -> bool:
        return ref in self.cases and self.cases[ref].kind == CaseKind.COMPLAINT

    def on(self, act: Act, kind: str, permission: Permission, *, with_power: bool = False) -> tuple[Opened, User]:
        """
        Return the case that an act is about, and whoever does it.

        :param with_power: the act takes a step of an instrument: a former member of staff then held a post that decides.

        :raises UnknownRef, WrongKind: no such case, or the act belongs to the other kind.
        :raises NotAllowed: a known account that may not do this.
        """
        opened = self.cases.get(act.ref)
        if opened is None:
            raise UnknownRef(field="ref")
        if opened.kind != kind:
            raise WrongKind(f"这一件是{CaseKind(opened.kind).label}，不能做 {act.name}", field="act")
        role = Role.SECTION_CHIEF if with_power else CHAIRS[permission]
        user, has_rights = self._person(act, role, opened.department, opened.window)
        if has_rights:
            must_be_allowed(user, permission, case=opened.pk, on=act.on)
        return opened, user

    def registrar(self, act: Act, window: Window, department: Department) -> User:
        """Whoever registers an application. :raises NotAllowed: a known account that does not stand there."""
        user, has_rights = self._person(act, Role.CLERK, department, window)
        if has_rights:
            must_register_at(user, window, department, on=act.on)
        return user

    def _person(self, act: Act, role: str, department: Department | None, window: Window | None) -> tuple[User, bool]:
        """Whoever the line names, in that post, and whether the hall knows their own rights; a stand-in where it names nobody."""
        hall = self.places.hall
        if username := text(act, "by").strip():
            return self.actors.named(username, Chair(role, hall, department, window), on=act.on)
        if role != Role.DEPARTMENT_HEAD:
            role = Role.SECTION_CHIEF if department else Role.COMPLAINT_OFFICER
        return self.actors.stand_in(Chair(role, hall, department), on=act.on), False
