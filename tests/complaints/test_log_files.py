"""What an investigation brought to light hangs on its log: on the page and by the API, for whoever may open the case."""

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from papers.models import StoredFile
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.papers import samples
from tests.world import World, at

NOW = at("2025-11-04 10:00")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_log_takes_photos_at_both_doors(world: World):
    number = filed(world, when=at("2025-11-03 09:00")).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 10:00"))
    officer = signed_in(world.complaint_officer)

    def log(address: str, name: str):
        photo = SimpleUploadedFile(name, samples.jpeg())
        return officer.post(address, {"text": f"调取了{name}", "files": [photo]})

    with time_machine.travel(NOW, tick=False):
        assert log(f"/centre/{number}/log_step/", "登记簿.jpg").status_code == 302
        assert log(f"/api/v1/complaints/{number}/log_step/", "叫号记录.jpg").status_code == 200
        page = officer.get(f"/centre/{number}/").content.decode()
        assert "核查材料：登记簿.jpg" in page
        assert "核查材料：叫号记录.jpg" in page
        address = f"/centre/{number}/files/{StoredFile.objects.first().key}/"
        assert officer.get(address)["Content-Type"] == "image/jpeg"
        for person in (world.office, world.head, world.clerk):
            assert signed_in(person).get(address).status_code == 404, person
        broken = SimpleUploadedFile("表.docx", b"PK\x03\x04 no picture")
        refusal = officer.post(f"/centre/{number}/log_step/", {"text": "调取了登记表", "files": [broken]})
        assert refusal.status_code == 422
        assert "调取了登记表" in refusal.content.decode(), "what was typed is kept"
        assert StoredFile.objects.count() == 2
