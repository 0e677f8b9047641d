"""The timetable of beat: which task is sent when. Two beats at once do no harm: every task here is safe to run
twice, and the nightly ones run once (cases.nightly)."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "sweep the clocks": {"task": "cases.sweep", "schedule": 30.0, "options": {"expires": 60}},
    # finds by itself what is not done yet: nobody has to tell a worker that the calendar was changed
    "derive the clocks again": {"task": "cases.recompute", "schedule": 10.0, "options": {"expires": 20}},
    # one task a way out: a mail server that hangs holds up no SMS
    "send by sms": {"task": "cases.send_letters", "args": ["sms"], "schedule": 15.0, "options": {"expires": 15}},
    "send by mail": {"task": "cases.send_letters", "args": ["mail"], "schedule": 15.0, "options": {"expires": 15}},
    "push to the 12345 platform": {"task": "exchange.push", "schedule": 15.0, "options": {"expires": 15}},
    "look for what the platform was not told": {"task": "exchange.check", "schedule": crontab(hour=5, minute=30)},
    "pass letters on to staff": {"task": "cases.pass_letters_on", "schedule": 60.0, "options": {"expires": 60}},
    "count for the board": {"task": "config.count_for_board", "schedule": 60.0, "options": {"expires": 60}},
    "tell of what is passed over": {"task": "cases.tell_troubles", "schedule": 60.0, "options": {"expires": 60}},
    "derive all verdicts again": {"task": "config.reconcile", "schedule": crontab(hour=1, minute=30)},
    "verify the history chains": {"task": "cases.verify_history", "schedule": crontab(hour=2, minute=30)},
    "tell of what nobody can see to": {"task": "cases.tell_unseen", "schedule": crontab(hour=6, minute=0)},
    # finds by itself what is left, as the recomputation does: nobody has to tell a worker
    "carry on with bulk acts": {"task": "permits.carry_on_bulk", "schedule": 5.0, "options": {"expires": 10}},
    "carry on with bulk acts on complaints": {
        "task": "complaints.carry_on_bulk",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "carry on with what-ifs": {"task": "oversight.carry_on_what_ifs", "schedule": 5.0, "options": {"expires": 10}},
    "drop drafts that have run out": {"task": "permits.forget_drafts", "schedule": crontab(minute=20)},
    "drop files of forms that were not sent": {
        "task": "papers.forget_drafts",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "look for viruses": {"task": "papers.scan_files", "schedule": 30.0, "options": {"expires": 30}},
    "hold files against their rows": {"task": "papers.check_files", "schedule": crontab(hour=2, minute=0)},
    "drop what need not be kept": {"task": "config.tidy_up", "schedule": crontab(hour=3, minute=0)},
}
