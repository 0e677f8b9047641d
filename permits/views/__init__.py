"""Pages about applications: the clerk's desk, and the status that an applicant looks up."""

from permits.views.status import status

__all__ = ["status"]
