"""The administrator's pages about the catalogue: items with their versions, and the promises of many shortened at once."""

from datetime import date

from hall.importing import versions
from hall.models import ItemVersion, PowerProposal
from hall.organising.proposals import confirm_power
from tests.administration.conftest import NOW
from tests.rows import Rows
from tests.snapshot import stored

LIST, SHORTEN = "/administration/items/", "/administration/items/shorten/"
SCOPE = f"{SHORTEN}?cut=third&percent=&department=WJ"
GIVEN = {"effective_from": "2026-03-16", "document": "云政审〔2026〕2号", "reason": "全区时限再降三分之一"}


def test_the_list_finds_by_name_code_and_department(world, admin):
    rows = [
        ("by name", "?q=公共场所", 1),
        ("by code", "?q=wj-xk-0001", 1),
        ("by department", "?department=SJ", 1),
        ("neither", "?q=没有这样的事项", 0),
    ]
    with Rows() as each:
        for sentence, query, number in rows:
            with each.row(sentence):
                found = admin.get(LIST + query).context["rows"]
                assert len(found) == number
    assert admin.get(f"{LIST}?department=XX").status_code == 422


def test_an_item_says_what_each_version_changed(world, admin):
    former = world.promised
    terms = {**vars(versions.terms_of(former)), "promise_quantity": 2, "materials": ("申请表",)}
    ItemVersion.objects.filter(pk=former.pk).update(effective_to=date(2026, 4, 1))
    wanted = type(versions.terms_of(former))(**terms)
    newer = versions.new(former.item, 2, date(2026, 4, 1), wanted)
    newer.save()
    versions.write_lists([(newer, wanted)])
    world.accepted(when=NOW)
    page = admin.get(f"{LIST}{former.item.code}/")
    second, first = page.context["versions"]
    assert (second["heading"], first["heading"]) == ("第 2 版（等着生效）", "第 1 版（现在实施）")
    changed = {row["cells"][0]: row["cells"][1:] for row in second["rows"]}
    assert changed["承诺时限"] == ["3 个工作日", "2 个工作日"]
    assert changed["材料"] == ["卫生许可申请表；营业执照；检测报告", "申请表"]
    assert "按这一版计时、没有办结的 1 件" in page.content.decode()
    assert [row["cells"][0] for row in second["rows"]][:1] == ["承诺时限"]
    for unknown in ("NO-XK-9999", "%00"):
        assert admin.get(f"{LIST}{unknown}/").status_code == 404


def test_what_it_would_change_is_seen_first(world, admin):
    world.accepted(when=NOW)
    before = stored()
    assert "会改什么" in admin.get(SHORTEN).content.decode()
    page = admin.get(SCOPE)
    shown = {row["cells"][0]["text"]: row["cells"][2:] for row in page.context["rows"]}
    assert shown[world.promised.name] == ["3 个工作日", "2 个工作日"]
    assert page.context["running"] == 1
    (health,) = page.context["sum_rows"]
    assert health["cells"] == ["区卫生健康局", 1, 3, 2]
    assert "没有办结的 1 件仍按登记时的承诺，一件也不动" in page.content.decode()
    left = {row["cells"][0]["text"]: row["cells"][3] for row in page.context["left_rows"]}
    assert left[world.city.name] == "不是区级事项，时限是争取的目标，不是承诺"
    assert stored() == before


def test_what_is_asked_wrongly_is_named_at_its_field(world, admin):
    rows = [
        ("no percentage", "?cut=percent&percent=&department=", "填写百分之几"),
        ("no number", "?cut=percent&percent=x&department=", "填写整数"),
        ("too much", "?cut=percent&percent=91&department=", "最多 90"),
        ("by nothing known", "?cut=half&department=", "选择缩短多少"),
    ]
    with Rows() as each:
        for sentence, query, words in rows:
            with each.row(sentence):
                page = admin.get(SHORTEN + query)
                assert words in page.content.decode()
                assert page.context["scope"] is None
                assert admin.post(SHORTEN + query, GIVEN).status_code == 404


def test_one_enters_and_another_compares_and_confirms(world, admin, signed_in):
    world.accepted(when=NOW)
    refused = admin.post(SCOPE, {**GIVEN, "document": ""})
    assert (refused.status_code, refused.context["form"].errors["document"]) == (422, ["填写决定文号"])
    answer = admin.post(SCOPE, GIVEN, follow=True).content.decode()
    assert "已录入，等另一个人确认：周软、吴纪。承诺时限缩短三分之一：区卫生健康局" in answer
    assert "等另一个人确认</strong>：承诺时限缩短三分之一" in admin.get(SHORTEN).content.decode()
    proposal = PowerProposal.objects.get()
    office, address = signed_in(world.office), f"/administration/proposals/powers/{proposal.pk}/confirm/"
    page = office.get(address).content.decode()
    assert "确认缩短承诺时限" in page
    assert f"{world.promised.name}（{world.promised.item.code}）：3 → 2 个工作日" in page
    office.post(address)
    assert ItemVersion.objects.get(item=world.promised.item, effective_to=None).promise_quantity == 2
    again = admin.get(SCOPE.replace("third&percent=", "percent&percent=50"))
    assert again.context["running"] == 1, "the case of the former version counts"
    assert '<h2 id="changed">缩短 50%：改 ' in again.content.decode()


def test_the_public_reads_the_version_of_the_day(world, admin, client):
    admin.post(SCOPE, {**GIVEN, "effective_from": "2026-04-01"})
    confirm_power(proposal=PowerProposal.objects.get(), by=world.office, at=NOW)
    public = f"/items/{world.promised.item.code}/"
    assert client.get(public).context["promise"] == "3 个工作日"
    assert "（等着生效）" in admin.get(f"{LIST}{world.promised.item.code}/").content.decode()


def test_who_does_not_keep_the_catalogue_finds_no_page(world, signed_in):
    for person in (world.clerk, world.office, world.inspector):
        browser = signed_in(person)
        for address in (LIST, SCOPE, f"{LIST}{world.promised.item.code}/"):
            assert browser.get(address).status_code == 404
        assert browser.post(SCOPE, GIVEN).status_code == 404
    assert not PowerProposal.objects.exists()
