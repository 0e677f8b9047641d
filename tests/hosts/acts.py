"""
A web host that registers one application after the other: `python -m tests.hosts.acts KEYS`.

Each has a key of its own, sent again until it is answered; what was acknowledged is a line "key number seconds since the last one".
"""

import os
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be ready
from rest_framework.test import APIClient  # noqa: E402

from hall.models import User  # noqa: E402

BODY = {
    "item_code": "WJ-XK-0001", "applicant_kind": "person", "applicant_name": "王小明", "applicant_id": "11010519491231002X",
    "phone": "13812348000", "materials": [1],
}  # fmt: skip


def main(keys: int) -> None:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(User.objects.get(username=os.environ["CLERK"]))
    last = time.monotonic()
    for key in range(keys):
        while True:
            answer = client.post(
                "/api/v1/applications/", BODY, format="json", headers={"Idempotency-Key": f"key{key:029}"}
            )
            # 200: it was committed, and its answer lost with the host: the key finds it
            if answer.status_code in (200, 201):
                break
            connection.close_if_unusable_or_obsolete()
            time.sleep(0.2)
        now = time.monotonic()
        print(f"key{key:029}", answer.json()["application"]["number"], f"{now - last:.1f}", flush=True)
        last = now


if __name__ == "__main__":
    main(int(sys.argv[1]))
