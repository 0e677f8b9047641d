"""What the portal's tests share with the complaint room's: signed-in people, and a fresh hour of the public form."""

from tests.complaints.conftest import _uncounted, signed_in

__all__ = ["_uncounted", "signed_in"]
