"""Forms that stood unfinished under an address that an act had before it had one name for everything are found under the new one."""

from django.db import migrations

FORMER = {
    "hand-up": "hand_up",
    "answer-hand-up": "answer_hand_up",
    "check": "record_check",
    "amount": "state_amount",
    "owner": "change_owner",
    "contact": "change_contact",
}


def under_the_new_name(apps, _editor):
    drafts = apps.get_model("worklists", "Draft").objects
    for former, name in FORMER.items():
        for draft in drafts.filter(place__startswith="/desk/cases/", place__endswith=f"/{former}/").defer("content"):
            # a form that was begun under both addresses: the later one stays as it is
            place = draft.place.removesuffix(f"{former}/") + f"{name}/"
            if not drafts.filter(owner=draft.owner_id, place=place).exists():
                drafts.filter(pk=draft.pk).update(place=place)


class Migration(migrations.Migration):
    dependencies = [("worklists", "0002_of_which_cases")]
    operations = [migrations.RunPython(under_the_new_name, migrations.RunPython.noop, elidable=True)]
