"""Pages of the complaint room: `public` for everybody, `centre` for its officers."""

from complaints.views.public import status

__all__ = ["status"]
