"""What was declined before non-acceptance had a table of its own stands in the history: copy it from there."""

from django.db import migrations


def copy(apps, _schema_editor):
    event, written = apps.get_model("cases", "Event"), apps.get_model("permits", "NonAcceptance")
    application = apps.get_model("permits", "Application")
    declined = event.objects.filter(verb="decline", case__state="not_accepted", case__kind="application")
    for said in declined.iterator():
        agency = said.facts.get("competent_agency", "")
        written.objects.create(
            application_id=said.case_id,
            kind="declined",
            ground="not_our_power" if agency else "other_law",
            reason=said.facts["reason"],
            competent_agency=agency,
            remedies=said.facts["remedies"],
            at=said.at,
            decided_by_id=said.actor_id,
        )
        application.objects.filter(pk=said.case_id).update(case_kind="returned")


class Migration(migrations.Migration):
    dependencies = [
        ("permits", "0009_papers_with_form"),
        ("cases", "0010_cards_not_about_time"),
    ]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
