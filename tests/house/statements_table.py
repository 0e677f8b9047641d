"""How many statements a page asks at most: the expected figures of tests/house/test_statements.py, one line a route."""

# they take what is sent, and show nothing; the last one is for the browser that filed a complaint
NOT_ASKED = {"leave", "large-text", "logout", "letters-read-all", "letter-read", "complain-forget", "complain-receipt"}

# most statements → names of routes (of the API: method and name)
ROUTES: list[tuple[int, str]] = [
    (2, "status login former-hand-up former-answer-hand-up former-check former-amount former-owner"),
    (2, "former-contact GET:api-schema"),
    (3, "landing desk-views desk-find GET:api-docs"),
    (4, "lookup accessibility privacy calculator complain password no-post calendar-file calendar-closure"),
    (4, "calendar-opening calendar-hours GET:api-items GET:api-desk-views GET:api-hand-ups GET:api-contact"),
    (4, "GET:api-letters-not-sent gallery"),
    (5, "home complain-file enquiry-new desk-drafts desk-handed-up desk-to-archive desk-register"),
    (5, "desk-sheet-pdf letters letters-contact administration-password administration-account"),
    (5, "administration-post-end administration-absence-end administration-window-add"),
    (5, "administration-delegation-end calendar-enter GET:api-application-print-pdf GET:api-enquiries"),
    (5, "GET:api-history GET:api-case-cards GET:api-cards GET:api-card"),
    (6, "desk-bulk-run desk-sheet oversight-authority-list oversight-card-appeal oversight-card-ruling"),
    (6, "administration-person-enter administration-rotation administration-windows"),
    (6, "administration-delegation-choose calendar-change calendar-progress GET:api-item GET:api-applications"),
    (6, "GET:api-desk-counts GET:api-desk-bulk-run GET:api-complaints"),
    (
        7,
        "items enquiry-take enquiry-answer desk-counts desk-verify desk-decline desk-not_required administration-troubles",
    ),
    (7, "desk-close_not_corrected desk-resume desk-tell_hearing desk-ask_hearing desk-announce_hearing"),
    (7, "desk-hold_hearing desk-give_up_hearing desk-cancel_hearing desk-undo desk-deliver desk-withdraw"),
    (7, "desk-terminate desk-void desk-state_amount desk-change_contact oversight-cards oversight-card"),
    (7, "administration-reading administration-letters administration-appoint administration-delegation-enter"),
    (7, "administration-supersede GET:api-power GET:api-deadlines GET:api-authority"),
    (8, "desk-correct desk-tell_overdue desk-visit desk-record_check desk-change_owner centre healthz"),
    (8, "centre-decline centre-find centre-reply centre-conclude administration-readings"),
    (8, "administration-person administration-window administration-delegations"),
    (9, "item desk-supplement desk-decide desk-hand_up desk-answer_hand_up centre-accept oversight-authority"),
    (9, "reconciliation reconciliation-case administration-delegation calendar"),
    (10, "enquiries enquiry-hand-over desk-receive administration-people"),
    (11, "desk-notify desk-accept_with_gaps desk-accept_on_commitment oversight-cases GET:api-complaint"),
    (12, "desk-extend centre-case"),
    (13, "desk-suspend GET:api-enquiry"),
    (14, "enquiry oversight-case"),
    (15, "desk-handover desk-receipt administration"),
    (16, "desk-accept administration-absence"),
    (17, "desk GET:api-board"),
    (18, "GET:api-application"),
    (20, "desk-archive board"),
    (21, "desk-file GET:api-application-documents"),
    (22, "desk-case"),
    (23, "desk-print"),
]
AT_MOST = {name: most for most, names in ROUTES for name in names.split()}
