"""How many statements a page asks at most: the expected figures of tests/house/test_statements.py, one line a route."""

# they take what is sent, and show nothing; the last one is for the browser that filed a complaint
NOT_ASKED = {
    *("leave", "large-text", "logout", "letters-read-all", "letter-read", "complain-forget", "complain-receipt"),
    "token-end",
    "metrics",  # only for whoever brings its token
}

# most statements → names of routes (of the API: method and name)
ROUTES: list[tuple[int, str]] = [
    (2, "status login former-hand-up former-answer-hand-up former-check former-amount former-owner former-contact"),
    (2, "GET:api-schema"),
    (3, "landing desk-views desk-find GET:api-docs"),
    (4, "lookup accessibility privacy calculator complain password no-post calendar-file calendar-closure"),
    (4, "calendar-opening calendar-hours GET:api-items GET:api-desk-views GET:api-hand-ups GET:api-contact"),
    (4, "GET:api-letters-not-sent gallery"),
    (
        5,
        "tokens administration-proposal-turn-down home complain-file enquiry-new desk-drafts desk-to-archive desk-to-serve",
    ),
    (5, "desk-sheet-pdf letters letters-contact administration-password administration-absence-end"),
    (5, "administration-window-add administration-delegation-end calendar-enter GET:api-application-print-pdf"),
    (5, "GET:api-enquiries GET:api-history GET:api-case-cards GET:api-cards centre-drafts oversight-drafts"),
    (5, "administration-power-turn-down oversight-contact-changes"),
    (6, "desk-handed-up administration-account administration-post-end desk-register GET:api-card"),
    (6, "desk-bulk-run desk-sheet oversight-authority-list"),
    (6, "administration-person-enter administration-rotation administration-windows"),
    (6, "administration-delegation-choose calendar-change calendar-progress GET:api-item GET:api-applications"),
    (6, "GET:api-desk-counts GET:api-desk-bulk-run GET:api-complaints"),
    (6, "calendar-provisional"),
    (7, "calendar-change"),
    (7, "administration-proposals items enquiry-take desk-counts desk-verify desk-not_required"),
    (7, "administration-troubles desk-tell_hearing desk-ask_hearing"),
    (7, "desk-hold_hearing desk-give_up_hearing desk-undo desk-state_amount"),
    (7, "desk-change_contact oversight-cards administration-reading administration-letters administration-appoint"),
    (7, "administration-delegation-enter administration-supersede GET:api-power GET:api-deadlines"),
    (7, "GET:api-authority desk-name_agent desk-end_agency desk-serve desk-take_back_visit"),
    (8, "desk-resume desk-deliver desk-revoke desk-lift_bar oversight-card-appeal oversight-card-ruling"),
    (8, "enquiry-answer oversight-card desk-correct desk-tell_overdue desk-visit desk-record_check"),
    (8, "desk-change_owner centre-conclude administration-readings administration-window"),
    (8, "administration-delegations oversight-card-explain enquiry-in-writing desk-amend"),
    (
        9,
        "desk-announce_hearing desk-cancel_hearing desk-void item healthz centre-decline centre-find centre-reply desk-supplement desk-decide desk-hand_up",
    ),
    (9, "desk-answer_hand_up oversight-authority reconciliation reconciliation-case administration-delegation"),
    (9, "calendar"),
    (10, "desk-prolong desk-take_back_request administration-person centre-accept enquiries desk-receive"),
    (11, "administration-people enquiry-hand-over oversight-cases"),
    (11, "GET:api-complaint"),
    (12, "desk-propose desk-accept_with_gaps desk-accept_on_commitment centre-case desk-notify"),
    (13, "desk-extend desk-suspend GET:api-enquiry"),
    (14, "enquiry desk-decline desk-close_not_corrected desk-withdraw"),
    (15, "desk-terminate desk-handover desk-receipt oversight-case"),
    (16, "desk-accept administration-absence"),
    (17, "desk"),
    (18, "GET:api-application GET:api-board"),
    (20, "desk-archive"),
    (25, "administration"),
    (21, "desk-file GET:api-application-documents"),
    (22, "desk-case"),
    (23, "desk-print"),
    (24, "board"),
]
AT_MOST = {name: most for most, names in ROUTES for name in names.split()}
