"""The same for programs: one way through, and what is refused where."""

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conduct.models import Attribution, Sanction
from tests.conduct.conftest import ATTRIBUTED, SERVED, SETTLED, attributed, own, post_of, upheld
from tests.papers import samples


def call(client, when, route, *where, **body):
    with time_machine.travel(when, tick=False):
        return client.post(reverse(f"api-conduct-{route}", args=where), body, content_type="application/json")


def read(client, when, route, *where, query=""):
    with time_machine.travel(when, tick=False):
        return client.get(reverse(f"api-conduct-{route}", args=where) + query).json()


def test_from_the_finding_to_the_appeal(world, signed_in):
    number = upheld(world).case.number
    officer, inspector, clerk = signed_in(world.complaint_officer), signed_in(world.inspector), signed_in(world.clerk)
    finding = read(officer, ATTRIBUTED, "finding", number)
    post = str(post_of(world.clerk).pk)
    assert post in [each["id"] for each in finding["posts"]]
    answer = call(officer, ATTRIBUTED, "attribute", number, post=post, reason="当班的是本人，有值班表")
    assert (answer.status_code, answer.json()["person"]) == (201, "张敏")
    proposal = next(each for each in read(inspector, SETTLED, "sanctions")["results"] if each["link"] == "self")
    assert proposal["proposed"] == "warning"
    assert read(inspector, SETTLED, "sanctions-one", proposal["key"])["acts"] == ["settle"]
    decision = {
        "result": "as_proposed",
        "number": "云纪软〔2025〕1号",
        "authority": "区纪委监委",
        "reason": "未按规定告知",
    }
    answer = call(inspector, SETTLED, "sanctions-settle", proposal["key"], **decision)
    assert (answer.status_code, answer.json()["in_force"]) == (200, False)
    assert read(clerk, SERVED, "mine")["results"] == []
    call(inspector, SERVED, "sanctions-serve_sanction", proposal["key"], how="当面送达，本人签收")
    (mine,) = read(clerk, SERVED, "mine")["results"]
    assert (mine["in_force"], mine["due_at"]) == (True, "2025-11-17T17:00:00+08:00")
    assert read(clerk, SERVED, "mine-one", proposal["key"])["acts"] == ["contest"]
    assert not mine.keys() & {"complaint", "attribution", "proposed", "occurrence"}
    answer = call(clerk, SERVED, "mine-contest", proposal["key"], reason="当天不是本人值班")
    assert answer.json()["state"] == "contested"
    answer = call(inspector, SERVED, "sanctions-adjudicate", proposal["key"], upheld=True, reason="核对了值班表")
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-decide-sanction")


def test_what_is_stale_is_refused(world, signed_in):
    proposal = own(attributed(world, upheld(world)))
    answer = call(
        signed_in(world.inspector),
        SETTLED,
        "sanctions-settle",
        proposal.key,
        version=0,
        result="nothing",
        reason="另案处理",
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert Sanction.objects.get(pk=proposal.pk).state == "proposed"


def test_corrections_and_exposures(world, signed_in):
    number = upheld(world).case.number
    officer, inspector, head = map(signed_in, (world.complaint_officer, world.inspector, world.head))
    order = {"who": "WJ:qian", "what": "窗口张贴一次告知清单", "days": 5}
    key = call(officer, ATTRIBUTED, "order_correction", number, **order).json()["key"]
    assert call(officer, ATTRIBUTED, "order_correction", number, **order | {"who": "WJ"}).status_code == 400
    with time_machine.travel(SETTLED, tick=False):
        parts = {"evidence": "清单已经张贴", "files": [SimpleUploadedFile("窗口.jpg", samples.jpeg())]}
        line = head.post(reverse("api-conduct-corrections-hand_in_correction", args=[key]), parts).json()["lines"][-1]
    (photo,) = line["files"]
    assert (photo["name"], photo["opens"]) == ("窗口.jpg", True)
    with time_machine.travel(SETTLED, tick=False):
        address = reverse("api-conduct-corrections-file", args=[key, photo["key"]])
        assert head.get(address)["Content-Type"] == "image/jpeg"
        assert signed_in(world.clerk).get(address).status_code == 404
    call(officer, SETTLED, "corrections-return_correction", key, reason="缺两个事项的清单")
    call(head, SETTLED, "corrections-hand_in_correction", key, evidence="补齐了两个事项")
    answer = call(officer, SETTLED, "corrections-pass_correction", key, reason="现场核对，清单齐全")
    assert (answer.json()["state"], len(answer.json()["lines"])) == ("correction_accepted", 5)
    facts = {"department": "WJ", "title": "窗口无人", "medium": "区电视台", "broadcast_at": "2025-10-13T20:00:00+08:00"}
    key = call(inspector, ATTRIBUTED, "record_exposure", **facts).json()["key"]
    assert read(head, ATTRIBUTED, "exposures")["results"][0]["due_at"] == "2025-10-17T17:00:00+08:00"
    answer = {"opinion": "调整窗口排班", "commitment": "窗口不空岗", "keep_by": "2025-10-31"}
    call(head, ATTRIBUTED, "exposures-answer_exposure", key, **answer)
    answer = call(inspector, SETTLED, "exposures-approve_exposure", key, reason="同意公布")
    assert answer.json()["state"] == "exposure_approved"


def test_policies_and_candidates(world, signed_in):
    upheld(world)
    inspector = signed_in(world.inspector)
    policy = {
        "ladder": "strict",
        "in_force_from": "2025-11-01",
        "document": "云软环境〔2025〕3号",
        "reason": "从严治理",
    }
    assert call(inspector, ATTRIBUTED, "adopt_policy", **policy).status_code == 201
    assert read(inspector, ATTRIBUTED, "policies")[0]["ladder"] == "strict"
    (candidate,) = read(inspector, ATTRIBUTED, "veto")
    assert (candidate["department"]["code"], len(candidate["complaints"])) == ("WJ", 1)
    assert read(inspector, ATTRIBUTED, "veto", query="?year=x")["code"] == "bad-input"
    assert not Attribution.objects.exists()
