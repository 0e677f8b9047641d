"""What the desk's pages share: applications only, and the windows that a person stands at."""

from typing import Any, cast

from django.urls import reverse

from cases.models import Case, CaseKind
from cases.web import StaffPage
from hall.access import Access
from hall.models import User, Window
from hall.roles import Permission
from permits.models import Application


class DeskPage(StaffPage):
    """A page of the desk. A complaint is no application, whoever may read it elsewhere."""

    @property
    def user(self) -> User:
        """Who is signed in: a page that asks for a permission has nobody else."""
        return cast(User, self.request.user)

    def cases(self) -> Any:
        return super().cases().filter(kind=CaseKind.APPLICATION)


def application_of(case: Case) -> Application:
    """The application of a case, with its item; `case` itself stays the same object."""
    application = Application.objects.select_related("item_version__item").get(case=case)
    application.case = case
    return application


def address_of(case: Case, page: str = "desk-case") -> str:
    return reverse(page, args=[case.number])


def windows_of(access: Access) -> list[Window]:
    """Windows that a person may register at: where they stand, or those of the department that they work for."""
    grant = access.grant(Permission.APPLICATION_HANDLE)
    served = Window.objects.filter(departments__in=grant.departments).distinct().prefetch_related("departments")
    return access.windows or list(served)


def window_for(access: Access, case: Case) -> Window:
    """Where the applicant of this case stands now: the person's own window for the department, else the case's."""
    own = [
        window for window in access.windows if any(each.pk == case.department_id for each in window.departments.all())
    ]
    window = next(iter(own), case.window)
    if window is None:
        raise ValueError(f"application {case.number} was registered without a window")
    return window
