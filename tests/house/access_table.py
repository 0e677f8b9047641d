"""
Who gets in where: the expected answers of tests/house/test_access_matrix.py, one line a route. A new route needs its line here.

The one case, complaint and card that the walk asks for are the health department's, taken in at window 22.
"""

# The people of the walk. "beside": another window of the same department; "elsewhere": another department.
PEOPLE = (
    "clerk", "clerk_beside", "clerk_elsewhere", "chief", "chief_elsewhere", "head", "head_elsewhere", "deputy",
    "complaint_officer", "office", "inspector", "administrator", "without_post",
)  # fmt: skip

EVERYBODY = frozenset(PEOPLE)
NOBODY: frozenset[str] = frozenset()
AT_THE_DESK = frozenset({"clerk", "clerk_beside", "chief", "deputy"})  # handle this department's applications
DECIDE = AT_THE_DESK | {"head"}
APPROVE = frozenset({"chief", "head", "deputy"})
HEAD = frozenset({"head"})  # an extension is given by a post of that rank (rules D2)
READ = DECIDE | {"office", "inspector"}  # may read this application
ANY_DESK = AT_THE_DESK | {"clerk_elsewhere", "chief_elsewhere"}  # pages of one's own desk, whosever it is
ANY_DECIDER = ANY_DESK | {"head", "head_elsewhere"}
ANY_APPROVER = APPROVE | {"chief_elsewhere", "head_elsewhere"}
ANY_READER = READ | {"clerk_elsewhere", "chief_elsewhere", "head_elsewhere"}
ANY_BOARD = ANY_APPROVER | {
    "office",
    "inspector",
    "complaint_officer",
}  # the officer's holds the centre's clocks and cards only
BOARD = APPROVE | {"office", "inspector"}  # this department's cards and cases on the board
CARD_ANSWERS = APPROVE | {"clerk"}  # the walk's card is of this department, and names the clerk
THE_CARD = BOARD | CARD_ANSWERS
ANY_CARDS = EVERYBODY - {"without_post"}  # those that name them, where they have no board
OFFICE = frozenset({"office"})
INSPECTOR = frozenset({"inspector"})
COMPLAINTS = frozenset({"complaint_officer", "inspector"})
INSPECTOR = frozenset({"inspector"})
ANY_HEAD = frozenset({"head", "head_elsewhere"})
COMPLAINT_WORK = frozenset({"complaint_officer"})
ADMINISTRATOR = frozenset({"administrator"})
CONFIRM = frozenset({"administrator", "inspector", "office"})  # posts that take two people
CALENDAR = frozenset({"administrator", "inspector", "office"})  # a change of past days takes two people
THEIR_OWN = frozenset({"clerk"})  # a draft, a saved view, a bulk act of the clerk at window 22
LETTER_READERS = APPROVE  # of a letter to the department
ELSEWHERE_DESK = (
    ANY_DESK - AT_THE_DESK
)  # the walk's enquiry was asked at the market's window, and handed over to health


def _acts(verbs: str, ending: str) -> str:
    """The API's names of acts on an application."""
    return " ".join(f"POST:api-application-{verb}{ending}" for verb in verbs.split())


def _of(pattern: str, verbs: str) -> str:
    """The names of routes of several acts."""
    return " ".join(pattern.format(verb) for verb in verbs.split())


# name of the route (of the API: method and name) → who gets in
ROUTES: list[tuple[str, frozenset[str]]] = [
    (
        "home lookup status unsolved leave large-text login logout password landing no-post accessibility privacy",
        EVERYBODY,
    ),
    ("healthz calculator items item complain complain-file complain-forget gallery", EVERYBODY),
    ("complain-about complain-story complain-name complain-check complain-leave", EVERYBODY),
    ("complain-receipt", NOBODY),  # but the browser that filed the complaint
    ("metrics", NOBODY),  # but a program that brings METRICS_TOKEN
    ("letters letters-read-all letters-contact GET:api-contact POST:api-contact", EVERYBODY),
    ("letter-read", LETTER_READERS),
    ("tokens", EVERYBODY),
    ("token-end", THEIR_OWN),
    ("administration-proposals administration-proposal-confirm administration-proposal-turn-down", CONFIRM),
    ("administration-power-confirm administration-power-turn-down", CONFIRM),
    (
        "desk desk-register desk-register-records desk-counts desk-bulk desk-handover desk-views",
        ANY_DESK,
    ),
    ("desk-drafts", ANY_READER),
    ("centre-drafts centre-bulk centre-views", COMPLAINTS),
    ("centre-bulk-run centre-view-drop", frozenset({"complaint_officer"})),
    ("oversight-drafts", ANY_CARDS),
    ("centre-draft-drop", NOBODY),  # the walk's draft is the clerk's
    ("desk-bulk-run desk-draft-drop desk-view-drop oversight-draft-drop", THEIR_OWN),
    ("desk-find", ANY_READER),
    ("desk-handed-up", ANY_APPROVER),
    ("desk-case", READ),
    ("desk-receipt desk-new-code desk-visit desk-notify desk-receive desk-accept desk-decline", AT_THE_DESK),
    (
        "desk-deliver desk-withdraw desk-hand_up desk-propose desk-take_back_request desk-change_owner desk-state_amount desk-change_contact",
        AT_THE_DESK,
    ),
    ("desk-amend POST:api-application-amend", AT_THE_DESK),
    ("desk-take_back_visit POST:api-application-take_back_visit", AT_THE_DESK),
    ("desk-correct desk-accept_with_gaps desk-accept_on_commitment desk-supplement desk-tell_overdue", AT_THE_DESK),
    ("desk-verify desk-not_required desk-close_not_corrected desk-name_agent desk-end_agency desk-serve", AT_THE_DESK),
    ("POST:api-application-name_agent POST:api-application-end_agency POST:api-application-serve", AT_THE_DESK),
    ("POST:api-application-correct POST:api-application-accept_with_gaps POST:api-application-supplement", AT_THE_DESK),
    ("POST:api-application-accept_on_commitment POST:api-application-tell_overdue", AT_THE_DESK),
    ("POST:api-application-verify POST:api-application-not_required POST:api-application-change_contact", AT_THE_DESK),
    ("POST:api-application-close_not_corrected", AT_THE_DESK),
    ("GET:api-desk-counts POST:api-desk-search GET:api-desk-views POST:api-desk-views", ANY_DESK),
    ("POST:api-desk-bulk", ANY_DECIDER),
    ("GET:api-desk-bulk-run DELETE:api-desk-view", THEIR_OWN),
    ("desk-to-archive desk-to-serve", ANY_DESK),
    ("desk-file desk-print desk-sheet desk-sheet-pdf desk-archive", AT_THE_DESK),
    ("POST:api-application-archive POST:api-application-print GET:api-application-print-pdf", AT_THE_DESK),
    ("GET:api-application-documents", READ),
    ("desk-suspend desk-prolong desk-resume desk-answer_hand_up desk-revoke desk-lift_bar", APPROVE),
    ("desk-extend POST:api-application-extend POST:api-application-extend-preview", HEAD),
    ("desk-decide desk-undo desk-record_check", DECIDE),
    ("enquiries enquiry-new enquiry enquiry-in-writing", ANY_DESK),
    ("enquiry-answer enquiry-hand-over", ELSEWHERE_DESK),
    ("enquiry-take", AT_THE_DESK),
    ("GET:api-enquiries POST:api-enquiries GET:api-enquiry", ANY_DESK),
    ("POST:api-enquiry-answer POST:api-enquiry-hand_over", ELSEWHERE_DESK),
    ("POST:api-enquiry-take", AT_THE_DESK),
    ("desk-terminate desk-void desk-announce_hearing desk-move_hearing desk-hold_hearing desk-cancel_hearing", APPROVE),
    ("desk-tell_hearing desk-ask_hearing desk-give_up_hearing", AT_THE_DESK),
    (_acts("terminate void announce_hearing move_hearing hold_hearing cancel_hearing", ""), APPROVE),
    (_acts("tell_hearing ask_hearing give_up_hearing", ""), AT_THE_DESK),
    (
        _acts(
            "suspend prolong resume terminate void announce_hearing move_hearing hold_hearing cancel_hearing revoke",
            "-preview",
        ),
        APPROVE,
    ),
    (_acts("withdraw tell_hearing ask_hearing give_up_hearing", "-preview"), AT_THE_DESK),
    ("centre centre-case centre-file centre-recuse POST:api-complaint-recuse", COMPLAINTS),
    ("GET:api-complaint-openings GET:api-complaint-looks", INSPECTOR),
    ("centre-openings centre-exports centre-decide_identity POST:api-complaint-decide_identity", INSPECTOR),
    ("centre-rewards centre-reward-end centre-decide_reward POST:api-complaint-decide_reward", INSPECTOR),
    ("centre-reward-pay", OFFICE),
    (
        "centre-identity centre-identity-file centre-ask_reporter centre-call_reporter centre-ask_identity",
        COMPLAINT_WORK,
    ),
    (
        "POST:api-complaint-identity POST:api-complaint-identity-file",
        COMPLAINT_WORK,
    ),
    (
        "POST:api-complaint-ask_reporter POST:api-complaint-call_reporter POST:api-complaint-ask_identity",
        COMPLAINT_WORK,
    ),
    ("messages identity identity-take-back complain-results complain-further complain-genuine commitments", EVERYBODY),
    (
        "centre-statistics centre-statistics-list centre-decide_kind POST:api-complaint-decide_kind",
        COMPLAINTS,
    ),
    ("GET:api-complaint-statistics GET:api-complaint-statistics-cases", COMPLAINTS),
    ("centre-take-in POST:api-complaint-intake", COMPLAINTS),  # the inspector types in what is the inspector's
    ("centre-reclassify centre-join POST:api-complaint-reclassify POST:api-complaint-join", COMPLAINT_WORK),
    ("centre-accept centre-decline centre-find centre-reply centre-conclude centre-change_owner", COMPLAINT_WORK),
    ("conduct conduct-finding conduct-attribute conduct-order_correction conduct-veto conduct-policies", COMPLAINTS),
    ("conduct-attributions conduct-attributions-one conduct-attributions-take_attribution_back", COMPLAINTS),
    ("conduct-record_exposure POST:api-conduct-record_exposure", COMPLAINTS),
    ("conduct-issue_supervision POST:api-conduct-issue_supervision", OFFICE),
    ("conduct-supervision GET:api-conduct-supervision", INSPECTOR | OFFICE | ANY_APPROVER),
    ("conduct-supervision-one conduct-supervision-pdf", INSPECTOR | OFFICE | APPROVE),
    ("conduct-supervision-file GET:api-conduct-supervision-file", INSPECTOR | OFFICE | APPROVE),
    ("GET:api-conduct-supervision-one", INSPECTOR | OFFICE | APPROVE),
    ("conduct-supervision-answer_supervision POST:api-conduct-supervision-answer_supervision", APPROVE),
    (_of("conduct-supervision-{}", "settle_supervision return_supervision"), OFFICE),
    (_of("POST:api-conduct-supervision-{}", "settle_supervision return_supervision"), OFFICE),
    ("conduct-supervision-recall_supervision POST:api-conduct-supervision-recall_supervision", INSPECTOR),
    ("conduct-sanctions conduct-sanctions-one conduct-adopt_policy POST:api-conduct-adopt_policy", INSPECTOR),
    (_of("conduct-sanctions-{}", "settle serve_sanction adjudicate call_off"), INSPECTOR),
    (_of("POST:api-conduct-sanctions-{}", "settle serve_sanction adjudicate call_off"), INSPECTOR),
    ("GET:api-conduct-sanctions GET:api-conduct-sanctions-one", INSPECTOR),
    ("conduct-mine GET:api-conduct-mine", EVERYBODY),  # what was served on oneself: for most of them nothing
    ("conduct-mine-one conduct-mine-contest", THEIR_OWN),
    ("GET:api-conduct-mine-one POST:api-conduct-mine-contest", THEIR_OWN),
    (
        "conduct-corrections conduct-exposures GET:api-conduct-corrections GET:api-conduct-exposures",
        COMPLAINTS | OFFICE | ANY_APPROVER,
    ),
    ("conduct-case", COMPLAINTS | OFFICE | APPROVE),
    (_of("{}-file", "conduct-corrections conduct-exposures"), COMPLAINTS | OFFICE | APPROVE),
    (_of("GET:api-{}-file", "conduct-corrections conduct-exposures"), COMPLAINTS | OFFICE | APPROVE),
    ("conduct-corrections-one conduct-exposures-one", COMPLAINTS | OFFICE | APPROVE),
    ("GET:api-conduct-corrections-one GET:api-conduct-exposures-one", COMPLAINTS | OFFICE | APPROVE),
    ("conduct-corrections-hand_in_correction conduct-exposures-answer_exposure", APPROVE),
    ("POST:api-conduct-corrections-hand_in_correction POST:api-conduct-exposures-answer_exposure", APPROVE),
    ("conduct-corrections-pass_correction conduct-corrections-return_correction conduct-overview", COMPLAINTS | OFFICE),
    (
        "POST:api-conduct-corrections-pass_correction POST:api-conduct-corrections-return_correction",
        COMPLAINTS | OFFICE,
    ),
    ("conduct-exposures-approve_exposure conduct-exposures-send_exposure_back", INSPECTOR),
    ("conduct-exposures-take_down_commitment POST:api-conduct-exposures-take_down_commitment", INSPECTOR),
    ("conduct-exposures-report_commitment POST:api-conduct-exposures-report_commitment", APPROVE),
    (_of("conduct-exposures-{}", "check_commitment return_commitment"), COMPLAINTS | OFFICE),
    (_of("POST:api-conduct-exposures-{}", "check_commitment return_commitment"), COMPLAINTS | OFFICE),
    ("conduct-exposures-withdraw_exposure POST:api-conduct-exposures-withdraw_exposure", INSPECTOR),
    ("conduct-corrections-call_off_correction POST:api-conduct-corrections-call_off_correction", INSPECTOR),
    ("POST:api-conduct-exposures-approve_exposure POST:api-conduct-exposures-send_exposure_back", INSPECTOR),
    ("GET:api-conduct-findings GET:api-conduct-finding GET:api-conduct-policies GET:api-conduct-veto", COMPLAINTS),
    ("POST:api-conduct-attribute POST:api-conduct-order_correction", COMPLAINTS),
    ("GET:api-conduct-attributions GET:api-conduct-attributions-one", COMPLAINTS),
    ("POST:api-conduct-attributions-take_attribution_back", COMPLAINTS),
    ("centre-follow_up centre-log_step centre-instruct centre-tell_petitioner centre-extend_petition", COMPLAINT_WORK),
    (
        "centre-assign centre-accept_report centre-return_report centre-rule_objection centre-transfer_out",
        COMPLAINT_WORK,
    ),
    ("centre-assigned", ANY_APPROVER),
    (
        "centre-assigned-one centre-report_back centre-object_competence",
        NOBODY,
    ),  # the walk's complaint lies with no department
    ("POST:api-complaint-report_back POST:api-complaint-object_competence", NOBODY),
    ("centre-pass_to_inspector centre-reopen centre-ask_review centre-uphold centre-send_back", COMPLAINT_WORK),
    ("exchange exchange-ticket GET:api-exchange-tickets GET:api-exchange-ticket", COMPLAINTS),
    ("exchange-arrival exchange-by-hand exchange-refuse exchange-retry exchange-drop", COMPLAINT_WORK),
    ("POST:api-exchange-inbound", NOBODY),  # but a platform that signs
    ("centre-close_withdrawn POST:api-complaint-close_withdrawn", COMPLAINT_WORK),
    ("rate", EVERYBODY),  # who is signed in reads it, and is refused when rating
    ("tablet", NOBODY),  # but the browser that the administrator has opened, with nobody signed in
    ("ratings GET:api-ratings", ANY_READER),
    ("rating GET:api-rating", READ),
    ("rating-contact rating-put_right rating-dispute", AT_THE_DESK),
    ("rating-prolong_correction rating-judge rating-call_back rating-finish", OFFICE),
    ("POST:api-rating-contact POST:api-rating-put_right POST:api-rating-dispute", AT_THE_DESK),
    ("POST:api-rating-prolong_correction POST:api-rating-judge POST:api-rating-call_back", OFFICE),
    ("POST:api-rating-finish", OFFICE),
    ("rating-rates rating-services GET:api-rating-rates GET:api-ratings-given", ANY_BOARD),
    ("board board-wall oversight-cases oversight-authority oversight-authority-list", ANY_BOARD),
    ("oversight-statement oversight-statement-list GET:api-statement", ANY_BOARD),
    (
        "oversight-reports oversight-report oversight-report-list GET:api-reports GET:api-report oversight-scores GET:api-scores GET:api-scores-published oversight-score-sheet",
        ANY_BOARD,
    ),
    ("oversight-score-publish oversight-score-rule", OFFICE),
    ("oversight-score-object", APPROVE),  # the walk's score is of this department
    ("oversight-exports", OFFICE | INSPECTOR),
    ("bulletins bulletin bulletin-pdf bulletin-table GET:api-bulletins", ANY_BOARD),
    ("bulletin-list", OFFICE | INSPECTOR),
    ("what-ifs what-if what-if-ask POST:api-what-ifs GET:api-what-if", OFFICE | INSPECTOR),
    (_of("bulletin-{}", "draft revise drop issue publish take-down set-right"), OFFICE),
    ("public-bulletins public-bulletin GET:api-bulletins-public", EVERYBODY),
    ("oversight-cards GET:api-cards", ANY_CARDS),
    ("oversight-contact-changes oversight-reclassified", ANY_BOARD),
    ("oversight-case", BOARD),
    ("oversight-card GET:api-card", THE_CARD),
    ("oversight-card-explain POST:api-card-explain oversight-card-appeal POST:api-card-appeal", CARD_ANSWERS),
    ("oversight-card-ruling POST:api-card-ruling", OFFICE),
    ("administration administration-readings administration-reading", ADMINISTRATOR),
    ("administration-items administration-item administration-shorten", ADMINISTRATOR),
    ("reconciliation reconciliation-case", CONFIRM),  # who confirms reads what there is
    ("administration-people administration-person administration-rotation administration-windows", CONFIRM),
    ("administration-delegations administration-delegation", CONFIRM),
    ("administration-opened", CONFIRM | ANY_APPROVER),  # the chief and the head read of their own department
    ("administration-person-enter administration-appoint", ADMINISTRATOR),
    ("administration-password administration-account administration-post-end administration-absence", ADMINISTRATOR),
    (
        "administration-absence-end administration-window-add",
        ADMINISTRATOR,
    ),
    ("administration-window administration-delegation-choose", ADMINISTRATOR),
    ("administration-tablets administration-tablet-enrol administration-tablet-revoke", ADMINISTRATOR),
    ("administration-delegation-enter administration-delegation-end", ADMINISTRATOR),
    ("administration-letters administration-troubles GET:api-letters-not-sent", ADMINISTRATOR),
    ("administration-supersede calendar calendar-file calendar-enter calendar-closure calendar-opening", ADMINISTRATOR),
    ("calendar-hours calendar-drop calendar-provisional", ADMINISTRATOR),
    ("calendar-change calendar-progress calendar-confirm", CALENDAR),
    (
        "GET:api-schema GET:api-docs POST:api-token DELETE:api-token POST:api-lookup GET:api-items GET:api-item",
        EVERYBODY,
    ),
    ("POST:api-calculator POST:api-complaints", EVERYBODY),
    ("GET:api-applications", ANY_READER),
    ("POST:api-applications", ANY_DESK),
    ("GET:api-application GET:api-power GET:api-deadlines GET:api-history GET:api-case-cards", READ),
    ("POST:api-application-visit POST:api-application-notify POST:api-application-receive", AT_THE_DESK),
    ("POST:api-application-accept POST:api-application-decline POST:api-application-deliver", AT_THE_DESK),
    (
        "POST:api-application-withdraw POST:api-application-hand_up POST:api-application-propose POST:api-application-take_back_request POST:api-application-change_owner",
        AT_THE_DESK,
    ),
    ("POST:api-application-state_amount", AT_THE_DESK),
    ("POST:api-application-suspend POST:api-application-resume", APPROVE),
    ("POST:api-application-prolong", APPROVE),
    ("POST:api-application-revoke POST:api-application-lift_bar", APPROVE),
    ("POST:api-application-answer_hand_up", APPROVE),
    ("POST:api-application-decide POST:api-application-undo POST:api-application-record_check", DECIDE),
    ("GET:api-hand-ups", ANY_APPROVER),
    # former addresses lead on whoever is signed in; where they lead asks (permits.former)
    ("former-hand-up former-answer-hand-up former-check former-amount former-owner former-contact", EVERYBODY),
    ("POST:api-former-hand-up POST:api-former-answer-hand-up POST:api-former-check", EVERYBODY),
    ("POST:api-former-amount POST:api-former-owner POST:api-former-contact", EVERYBODY),
    ("GET:api-complaints GET:api-complaint GET:api-complaint-file", COMPLAINTS),
    ("POST:api-complaint-accept POST:api-complaint-decline POST:api-complaint-find", COMPLAINT_WORK),
    (
        " ".join(
            f"POST:api-complaint-{verb}"
            for verb in (
                *("follow_up", "log_step", "instruct", "tell_petitioner", "extend_petition", "pass_to_inspector"),
                *("reopen", "ask_review", "uphold", "send_back", "assign", "accept_report", "return_report"),
                *("rule_objection", "transfer_out"),
            )
        ),
        COMPLAINT_WORK,
    ),
    ("POST:api-complaint-reply POST:api-complaint-conclude POST:api-complaint-change_owner", COMPLAINT_WORK),
    ("GET:api-board GET:api-authority", ANY_BOARD),
]
GETS_IN = {name: people for names, people in ROUTES for name in names.split()}
assert len(GETS_IN) == sum(len(names.split()) for names, _people in ROUTES), "one line a route"
