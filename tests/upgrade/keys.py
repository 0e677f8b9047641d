"""The secrets and the clock of the hall that was dumped. Made up for the tests; no other hall has them."""

from datetime import datetime
from zoneinfo import ZoneInfo

RELEASE = "242c159"
LAST = datetime(2026, 3, 31, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # the last instant in the dump, a Tuesday
SECRET_KEY = "the-upgraded-hall-has-a-secret-key-that-is-no-secret-to-anybody-at-all"
DATA_KEYS = {"u1": "dGhlIGtleSBvZiB0aGUgdXBncmFkZWQgaGFsbDogMzI="}  # 32 bytes
HASH_PEPPER = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

SETTINGS = {"SECRET_KEY": SECRET_KEY, "DATA_KEYS": DATA_KEYS, "HASH_PEPPER": HASH_PEPPER}
ENVIRONMENT = {
    "SECRET_KEY": SECRET_KEY,
    "DATA_KEYS": ",".join(f"{name}:{key}" for name, key in DATA_KEYS.items()),
    "HASH_PEPPER": HASH_PEPPER,
}
