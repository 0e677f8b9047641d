"""How many statements a page asks at most: the expected figures of tests/house/test_statements.py, one line a route."""

# they take what is sent, and show nothing; the last one is for the browser that filed a complaint
NOT_ASKED = {
    *("leave", "large-text", "logout", "letters-read-all", "letter-read", "complain-forget", "complain-receipt"),
    "token-end",
    "metrics",  # only for whoever brings its token
}

# most statements → names of routes (of the API: method and name)
ROUTES: list[tuple[int, str]] = [
    (2, "status login former-hand-up former-answer-hand-up former-check former-amount former-owner"),
    (2, "former-contact GET:api-schema"),
    (3, "landing desk-views desk-find GET:api-docs"),
    (4, "lookup accessibility privacy calculator complain password no-post calendar-file calendar-closure"),
    (4, "calendar-opening calendar-hours GET:api-items GET:api-desk-views GET:api-hand-ups GET:api-contact"),
    (4, "GET:api-letters-not-sent gallery"),
    (5, "home complain-file tokens enquiry-new desk-drafts desk-to-archive desk-to-serve desk-register"),
    (5, "desk-sheet-pdf centre-drafts letters letters-contact oversight-contact-changes oversight-drafts"),
    (5, "administration-password administration-absence-end administration-proposal-turn-down"),
    (5, "administration-power-turn-down administration-window-add administration-delegation-end calendar-enter"),
    (5, "GET:api-application-print-pdf GET:api-enquiries GET:api-history"),
    (6, "enquiry-in-writing desk-bulk-run desk-handed-up desk-sheet desk-hold_hearing oversight-authority-list"),
    (6, "administration-person-enter administration-account administration-post-end administration-rotation"),
    (6, "administration-windows administration-delegation-choose calendar-provisional calendar-progress"),
    (6, "GET:api-item GET:api-applications GET:api-desk-counts GET:api-desk-bulk-run"),
    (6, "GET:api-complaints"),
    (7, "items enquiry-take desk-counts desk-verify desk-not_required desk-tell_hearing desk-ask_hearing"),
    (7, "desk-move_hearing desk-give_up_hearing desk-undo desk-deliver desk-state_amount desk-change_contact"),
    (7, "desk-name_agent desk-end_agency desk-serve oversight-cards administration-letters"),
    (7, "administration-troubles administration-appoint administration-proposals"),
    (7, "administration-delegation-enter administration-supersede calendar-change GET:api-power"),
    (7, "GET:api-deadlines GET:api-authority administration-opened GET:api-cards GET:api-card"),
    (7, "GET:api-case-cards"),
    (8, "enquiry-answer desk-correct desk-supplement desk-tell_overdue desk-resume desk-decide desk-revoke"),
    (8, "desk-hand_up desk-take_back_request desk-record_check desk-change_owner desk-amend desk-lift_bar"),
    (8, "centre-conclude oversight-card-explain oversight-card-appeal oversight-card-ruling"),
    (8, "administration-reading administration-delegations"),
    (9, "item healthz desk-receive desk-announce_hearing desk-cancel_hearing desk-visit desk-answer_hand_up"),
    (9, "desk-take_back_visit centre-decline centre-find centre-reply oversight-authority"),
    (9, "administration-readings reconciliation reconciliation-case administration-window calendar"),
    (
        10,
        "enquiries desk-prolong desk-void centre-accept administration-person administration-proposal-confirm",
    ),
    (11, "oversight-card enquiry-hand-over administration-people administration-delegation GET:api-complaint"),
    (13, "ratings"),
    (9, "rate rating-services"),
    (11, "GET:api-ratings GET:api-rating-rates rating-rates"),
    (14, "rating GET:api-rating rating-contact rating-put_right rating-dispute rating-prolong_correction"),
    (14, "rating-judge rating-call_back rating-finish"),
    (12, "desk-notify desk-accept_with_gaps desk-accept_on_commitment desk-propose centre-case"),
    (12, "centre-change_owner oversight-cases"),
    (13, "desk-decline desk-close_not_corrected desk-withdraw centre GET:api-enquiry"),
    (14, "enquiry desk-suspend desk-extend GET:api-application"),
    (15, "desk-handover desk-accept oversight-case"),
    (16, "desk-receipt desk-terminate administration-absence administration-power-confirm"),
    (17, "desk"),
    (18, "desk-archive"),
    (19, "GET:api-board desk-file GET:api-application-documents"),
    (20, "desk-print desk-case administration"),
    (24, "board"),
]
AT_MOST = {name: most for most, names in ROUTES for name in names.split()}
