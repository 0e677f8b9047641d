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
    (5, "tokens administration-proposal-turn-down home complain-file enquiry-new desk-drafts"),
    (5, "desk-to-archive desk-sheet-pdf letters letters-contact administration-password"),
    (5, "administration-account administration-post-end administration-absence-end administration-window-add"),
    (5, "administration-delegation-end calendar-enter GET:api-application-print-pdf GET:api-enquiries"),
    (5, "GET:api-history GET:api-case-cards GET:api-cards centre-drafts oversight-drafts"),
    (
        6,
        "desk-register desk-handed-up GET:api-card administration-proposals administration-proposal-confirm desk-bulk-run desk-sheet",
    ),
    (6, "oversight-authority-list administration-person-enter administration-rotation administration-windows"),
    (6, "administration-delegation-choose calendar-change calendar-progress GET:api-item GET:api-applications"),
    (6, "GET:api-desk-counts GET:api-desk-bulk-run GET:api-complaints"),
    (7, "items enquiry-take desk-counts desk-verify desk-decline desk-not_required administration-troubles"),
    (7, "desk-close_not_corrected desk-resume desk-tell_hearing desk-ask_hearing desk-announce_hearing"),
    (7, "desk-hold_hearing desk-give_up_hearing desk-cancel_hearing desk-undo desk-withdraw"),
    (7, "desk-terminate desk-void desk-state_amount desk-change_contact oversight-cards administration-reading"),
    (7, "administration-letters administration-appoint administration-delegation-enter administration-supersede"),
    (7, "GET:api-power GET:api-deadlines GET:api-authority desk-name_agent desk-end_agency"),
    (
        8,
        "desk-deliver enquiry-in-writing desk-prolong desk-revoke desk-lift_bar oversight-card-appeal oversight-card-ruling enquiry-answer",
    ),
    (8, "oversight-card desk-correct desk-tell_overdue desk-visit desk-record_check desk-change_owner centre"),
    (8, "centre-conclude administration-readings administration-window administration-delegations"),
    (8, "oversight-card-explain"),
    (9, "item healthz centre-decline centre-find centre-reply administration-person desk-supplement desk-decide"),
    (9, "desk-hand_up desk-answer_hand_up oversight-authority reconciliation reconciliation-case"),
    (9, "administration-delegation calendar"),
    (10, "desk-propose centre-accept enquiries desk-receive administration-people"),
    (11, "enquiry-hand-over desk-notify desk-accept_with_gaps desk-accept_on_commitment oversight-cases"),
    (11, "GET:api-complaint"),
    (12, "desk-extend centre-case"),
    (13, "desk-suspend GET:api-enquiry"),
    (14, "enquiry oversight-case"),
    (15, "desk-handover desk-receipt"),
    (16, "desk-accept administration-absence"),
    (17, "desk GET:api-board administration"),
    (18, "GET:api-application"),
    (20, "desk-archive board"),
    (21, "desk-file GET:api-application-documents"),
    (22, "desk-case"),
    (23, "desk-print"),
]
AT_MOST = {name: most for most, names in ROUTES for name in names.split()}
