"""The rules of federal and state law, CASL and the clocks, each taken out once; what must turn red then.

A row is a mutant as in `tests/faults/mutants.py`: its `guard` begins with the rule's number, its `tests` are
those that carry the rule. What is out of scope says why in `docs/rules.md`.
"""

from tests.faults.mutants import Mutant

FEDERAL = "tests/flows/outbound/test_federal_law.py::"
CASL = "tests/flows/outbound/test_canadian_law.py::"
POLICY, BASIS = "responder/domain/sending/gate.py", "responder/domain/consent/basis.py"
NOTICE_DUE = "responder/domain/sending/notice_due.py"
HOURS, CAPS = "responder/law/rules/hours.toml", "responder/law/rules/caps.toml"
CONSENT, AREAS = "responder/law/rules/consent.toml", "responder/law/rules/areas.toml"
ANSWERS, LAW = "responder/domain/consent/auto_replies.py", "responder/law/loader.py"
CLOCKED = "responder/domain/law/quiet_hours.py"
GATE = "tests/domain/sending/test_policy.py::"
BASES = "tests/flows/inbound/test_basis.py::"
COUNTED = "tests/flows/outbound/test_caps.py::"
EDGES = "tests/rules/test_hours.py::test_a_text_goes_up_to_the_edge_and_its_rule_speaks_after_it"
STATES = "tests/rules/test_hours.py::test_a_state_closes_hours_that_the_federal_profile_leaves_open"
THE_CAPS = f"{COUNTED}test_the_cap_is_the_states_own_and_rolls_over_24_hours"
TOLD = "tests/flows/outbound/test_rules.py::test_a_state_is_told_with_every_row_of_its_own"
STRICT = "tests/flows/outbound/test_us_consent.py::"
EXPRESS = f"{STRICT}test_under_the_stricter_reading_a_purchase_is_not_enough_in_the_united_states"
EVERY_CEM = f"{CASL}test_every_commercial_text_names_us_links_to_address_and_contact_and_says_how_to_stop"
THOUSAND = f"{FEDERAL}test_a_stop_while_a_thousand_texts_are_queued_lets_none_of_them_leave_after_it"
SILENT = f"{FEDERAL}test_who_stops_a_reminder_and_then_says_nothing_gets_nothing_of_any_kind"
NOBODY = 'scope = ["US-XX"]'
"""A state in which nobody lives: a row of it binds nobody."""


def of_state(rule: str, file: str, scope: str, test: str) -> Mutant:
    """A state's only row in a file, taken out."""
    what = file.rsplit("/", 1)[1].removesuffix(".toml")
    return Mutant(f"{rule} {what} of {scope}", file, f"scope = [{scope}]", NOBODY, test)


STATE_ROWS = (
    of_state("ST-01", HOURS, '"US-FL"', STATES),
    of_state("ST-01", CAPS, '"US-FL"', THE_CAPS),
    of_state("ST-02", HOURS, '"US-OK"', STATES),
    of_state("ST-02", CAPS, '"US-OK"', THE_CAPS),
    of_state("ST-03", HOURS, '"US-MD"', STATES),
    of_state("ST-03", CAPS, '"US-MD"', THE_CAPS),
    of_state("ST-04", HOURS, '"US-VA"', TOLD),
    of_state("ST-04", "responder/law/rules/standing.toml", '"US-VA"', TOLD),
    of_state("ST-05", HOURS, '"US-TX"', STATES),
    of_state("ST-06", HOURS, '"US-OR"', STATES),
    of_state("ST-06", CAPS, '"US-OR"', THE_CAPS),
    of_state("ST-07", CONSENT, '"US-WA"', EXPRESS),
    of_state("ST-08", HOURS, '"US-CT"', STATES),
    of_state("ST-08", CONSENT, '"US-CT"', EXPRESS),
    of_state("ST-09", HOURS, '"US-AL", "US-LA"', STATES),
    of_state("ST-09", HOURS, '"US-MS"', STATES),
    of_state("ST-09", HOURS, '"US-MA"', STATES),
    of_state("ST-09", HOURS, '"US-KY"', STATES),
    of_state("ST-09", HOURS, '"US-MI", "US-MN", "US-NM"', STATES),
    of_state("ST-09", HOURS, '"US-NV"', STATES),
    of_state("ST-09", HOURS, '"US-RI"', STATES),
    of_state("ST-09", HOURS, '"US-PA", "US-UT"', STATES),
)

REMOVED = (
    Mutant(
        "US-01 a block of the provider is a way to revoke",
        "responder/domain/consent/decisions.py",
        "    if since_start and not elsewhere:",
        "    if False:",
        f"{FEDERAL}test_every_way_of_revoking_ends_in_one_state_with_an_entry_of_the_ledger",
    ),
    Mutant(
        "US-02 one of the seven words",
        "responder/domain/understanding/keywords.py",
        '"stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"})',
        '"stop", "quit", "end", "opt out", "cancel", "unsubscribe"})',
        f"{FEDERAL}test_the_seven_words_opt_out_at_the_first_text_however_they_are_written",
    ),
    Mutant(
        "US-03 other words are read",
        "responder/domain/understanding/classifier.py",
        "    _phrase,\n",
        "",
        f"{FEDERAL}test_other_words_count_where_a_reasonable_reader_takes_them_so",
    ),
    Mutant(
        "US-04 nothing that was queued leaves after a STOP",
        POLICY,
        "    _not_opted_out,\n    _valid,\n",
        "    _valid,\n",
        THOUSAND,
    ),
    Mutant(
        "US-05 a federal holiday is no business day",
        "responder/domain/dates.py",
        " and number not in holidays",
        "",
        f"{FEDERAL}test_ten_business_days_skip_weekends_and_federal_holidays",
    ),
    Mutant(
        "US-06 a recorded fact leads nobody back",
        "responder/domain/consent/transitions.py",
        "ConsentEvent.EXPRESS_CONSENT: {_U: _E, _I: _E, _E: _E, _O: _O}",
        "ConsentEvent.EXPRESS_CONSENT: {_U: _E, _I: _E, _E: _E, _O: _E}",
        f"{FEDERAL}test_staff_opt_anybody_out_without_proof_and_no_door_of_theirs_leads_back",
    ),
    Mutant(
        "US-07 one confirmation",
        ANSWERS,
        "    return repeat and now - before.confirmed_at >= SHORT_CODE_REPEAT",
        "    return True",
        f"{FEDERAL}test_five_copies_of_a_stop_and_another_stop_have_one_confirmation",
    ),
    Mutant(
        "US-08 three hundred seconds",
        ANSWERS,
        "CONFIRMATION_LASTS: Millis = 300 * SECOND",
        "CONFIRMATION_LASTS: Millis = 400 * SECOND",
        f"{FEDERAL}test_a_queue_that_stands_for_six_minutes_sends_no_confirmation_and_the_opt_out_holds",
    ),
    Mutant(
        "US-09 marketing alone stays off",
        POLICY,
        "    _marketing_on,\n",
        "",
        "tests/domain/consent/test_scope.py::test_the_gate_class_by_class",
    ),
    Mutant(
        "US-09 silence restores nothing",
        POLICY,
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    young = around.now - number.since < 2 * DAY\n"
        "    if number.consent is Consent.OPTED_OUT and young:\n        return Refused(",
        SILENT,
    ),
    Mutant(
        "US-10 a sender that hears nobody is found",
        "responder/flows/inbound/webhook_coverage.py",
        "    return hears is False",
        "    return False",
        f"{FEDERAL}test_a_sender_that_hears_nobody_is_named_with_the_rule",
    ),
    Mutant(
        "US-10 a plain number without a webhook is found",
        "responder/flows/inbound/webhook_coverage.py",
        '        return "unheard"',
        '        return ""',
        "tests/flows/inbound/test_hearing.py::test_a_number_is_set_as_it_should_be_or_one_thing_is_wrong",
    ),
    Mutant(
        "US-11 a STOP to a reminder stops promotions",
        POLICY,
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    service = message.message_class is not MessageClass.MARKETING\n"
        "    if number.consent is Consent.OPTED_OUT and service:\n        return Refused(",
        SILENT,
    ),
    Mutant(
        "US-12 a row ends on its day",
        "responder/law/rows.py",
        '(row["until"] - EPOCH).days if "until" in row else NO_END,',
        "NO_END,",
        f"{FEDERAL}test_the_rule_of_2024_is_told_until_the_day_on_which_another_holds",
    ),
    Mutant(
        "US-13 a STOP stops service as well",
        POLICY,
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    sells = message.message_class is MessageClass.MARKETING\n"
        "    if number.consent is Consent.OPTED_OUT and sells:\n        return Refused(",
        SILENT,
    ),
    Mutant(
        "US-14 three healthcare texts a week",
        CAPS,
        "at_most = 3\nwithin_hours = 168",
        "at_most = 12\nwithin_hours = 168",
        f"{FEDERAL}test_the_fourth_healthcare_text_is_held_where_it_is_still_good_when_the_week_is_over",
    ),
    Mutant(
        "US-14 one healthcare text a day",
        CAPS,
        "at_most = 1\nwithin_hours = 24",
        "at_most = 12\nwithin_hours = 24",
        f"{FEDERAL}test_the_second_healthcare_text_of_a_day_and_the_fourth_of_a_week_do_not_go",
    ),
    Mutant(
        "US-15 one confirmation and then silence",
        POLICY,
        "    _not_opted_out,\n    _valid,\n",
        "    _valid,\n",
        THOUSAND,
    ),
    Mutant(
        "US-16 no empty field",
        BASIS,
        "    if not fact.actor.strip() or not fact.evidence.strip():",
        "    if not fact.actor.strip():",
        f"{FEDERAL}test_written_consent_with_an_empty_field_is_not_stored",
    ),
    Mutant(
        "US-16 the seller",
        BASIS,
        '    if fact.kind == "express" and not found.seller:',
        "    if False:",
        f"{STRICT}test_express_consent_without_a_seller_is_not_stored",
    ),
    Mutant(
        "US-16 express consent for who chose so",
        CONSENT,
        'scope = ["US"]',
        NOBODY,
        EXPRESS,
    ),
    Mutant(
        "US-17 a pre-ticked box is no medium",
        BASIS,
        '    if fact.kind == "express" and fact.medium not in MEDIA:',
        '    if fact.kind == "express" and not fact.medium:',
        f"{FEDERAL}test_written_consent_with_an_empty_field_is_not_stored",
    ),
    Mutant(
        "US-18 consent is one business's",
        "responder/store/keys.py",
        '        return f"{self._tag(self.shard(number))}:number:{number}"',
        '        return f"all:number:{number}"',
        "tests/flows/operations/test_two_businesses.py::test_consent_for_one_brand_never_authorises_another",
    ),
    Mutant(
        "US-19 what was asked for is answered",
        ANSWERS,
        "    Intent.HELP: Purpose.HELP,\n",
        "",
        f"{CASL}test_a_stranger_gets_one_answer_to_each_of_the_five_words_in_its_language",
    ),
    Mutant(
        "US-20 what changes consent is a link of the ledger",
        "responder/domain/consent/decisions.py",
        "            after=after.consent.value,\n            ledger=True,",
        "            after=after.consent.value,",
        f"{FEDERAL}test_every_way_of_revoking_ends_in_one_state_with_an_entry_of_the_ledger",
    ),
    Mutant(
        "US-21 8:00 to 21:00",
        HOURS,
        'classes = ["marketing", "service"]\nopen = { every = "08:00-21:00" }',
        'classes = ["marketing", "service"]\nopen = { every = "00:00-23:59" }',
        EDGES,
    ),
    Mutant(
        "US-22 consent is no defence",
        POLICY,
        "    if message.message_class in HOURS_BIND:",
        "    if message.message_class is MessageClass.SERVICE:",
        "tests/flows/outbound/test_quiet_hours.py::test_marketing_written_in_the_evening_leaves_in_the_morning",
    ),
    Mutant(
        "US-23 an answer has no hours",
        POLICY,
        "    return Open(NEVER)\n",
        "    return law.hours(MessageClass.SERVICE, message.number, now, told)\n",
        f"{FEDERAL}test_a_stop_at_half_past_eleven_at_night_is_confirmed_at_once",
    ),
    Mutant(
        "US-24 the registry is asked",
        POLICY,
        "    _registry_asked,\n",
        "",
        "tests/flows/customers/test_number_lists.py::test_marketing_to_an_american_without_express_consent_needs_a_check",
    ),
    Mutant(
        "US-24 at most 31 days before",
        "responder/domain/sending/do_not_call.py",
        "LASTS = 31",
        "LASTS = 32",
        "tests/flows/customers/test_number_lists.py::test_a_check_counts_for_31_days",
    ),
    Mutant(
        "US-25 an opt-out does not run out",
        "responder/store/lua/commit.lua",
        "if #entries > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) end",
        "if #entries > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) end "
        "redis.call('EXPIRE', KEYS[1], 157680000)",
        "tests/store/test_retention.py::test_an_opt_out_has_no_time_to_live",
    ),
    Mutant(
        "US-27 a deactivated number's consent ends",
        "responder/domain/consent/transitions.py",
        "ConsentEvent.DEACTIVATED: {_U: _U, _I: _U, _E: _U, _O: _O}",
        "ConsentEvent.DEACTIVATED: {_U: _U, _I: _I, _E: _E, _O: _O}",
        "tests/flows/customers/test_number_lists.py::test_a_deactivated_number_has_no_consent_and_no_notice_any_more",
    ),
    Mutant(
        "US-29 the ledger is kept",
        "responder/store/lua/commit.lua",
        "if #entries > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) end",
        "if #entries > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) "
        "redis.call('EXPIRE', KEYS[2], 9000) end",
        "tests/flows/operations/test_years_later.py::test_what_proves_a_consent_or_an_opt_out_is_kept",
    ),
    *STATE_ROWS,
    Mutant(
        "ST-04 ten years and more",
        POLICY,
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    young = around.now - number.opted_out_at < 3_653 * DAY\n"
        "    if number.consent is Consent.OPTED_OUT and young:\n        return Refused(",
        f"{GATE}test_an_opt_out_of_eleven_years_ago_still_refuses",
    ),
    Mutant(
        "ST-11 the default's hours",
        HOURS,
        'open = { every = "09:00-20:00", sunday = "12:00-20:00" }\nholidays = "closed"',
        'open = { every = "08:00-21:00" }',
        "tests/rules/test_hours.py::test_every_area_code_in_every_minute_is_inside_federal_state_and_default_hours",
    ),
    Mutant("ST-11 three in 24 hours", CAPS, 'scope = ["*"]', NOBODY, THE_CAPS),
    Mutant(
        "CA-01 marketing needs a basis",
        POLICY,
        "    _marketing_basis,\n",
        "",
        f"{CASL}test_marketing_without_a_basis_is_refused_and_the_reason_kept",
    ),
    Mutant(
        "CA-02 nobody without a basis is asked for consent",
        POLICY,
        "    _asks_nobody_new,\n",
        "",
        "tests/domain/sending/test_consent_request.py::test_who_has_no_basis_is_not_asked_for_consent_by_text",
    ),
    Mutant(
        "CA-02 who sells is warned",
        "responder/domain/sending/promotional_words.py",
        "    if not words:",
        "    if True:",
        "tests/domain/sending/test_promotion.py::test_what_sells_is_warned_of",
    ),
    Mutant(
        "CA-03 the boundary day",
        BASIS,
        "today < expires_on(number)",
        "today <= expires_on(number)",
        f"{BASES}test_implied_consent_runs_out_on_the_customers_calendar",
    ),
    Mutant(
        "CA-03 two years",
        BASIS,
        '"purchase": Kind("CA-03", 24)',
        '"purchase": Kind("CA-03", 25)',
        f"{BASES}test_implied_consent_runs_out_on_the_customers_calendar",
    ),
    Mutant(
        "CA-03 asked again when it is sent",
        "responder/domain/sending/gate.py",
        "    if basis.lasts(number, around.law.today(message.number, around.now, number.places)):\n"
        "        return None\n    ran_out",
        "    if basis.lasts(number, message.created_at // DAY):\n        return None\n    ran_out",
        f"{CASL}test_a_text_that_was_queued_before_a_basis_ran_out_does_not_leave_after_it",
    ),
    Mutant(
        "CA-04 six months",
        BASIS,
        '"inquiry": Kind("CA-04", 6)',
        '"inquiry": Kind("CA-04", 7)',
        f"{BASES}test_implied_consent_runs_out_on_the_customers_calendar",
    ),
    Mutant(
        "CA-06 the link to address and contact",
        "responder/domain/sending/disclosure.py",
        '    return body if address in body else f"{body.rstrip()}\\nInfo: {address}"',
        "    return body",
        EVERY_CEM,
    ),
    Mutant(
        "CA-06 the name",
        "responder/domain/sending/disclosure.py",
        '    named = body if _names(body, business) else f"{business}: {body.lstrip()}"',
        "    named = body",
        EVERY_CEM,
    ),
    Mutant(
        "CA-07 how to stop, in every one",
        NOTICE_DUE,
        "    if message.message_class is MessageClass.MARKETING:\n        return True\n",
        "",
        EVERY_CEM,
    ),
    Mutant(
        "CA-08 no door opens",
        "responder/wiring/product.py",
        "        raise ConfigError(retired_senders.why_not(gone))",
        "        pass",
        "tests/ops/test_retired_sender.py::test_no_process_starts_and_no_command_sends_within_sixty_days",
    ),
    Mutant(
        "CA-08 nor the web application's",
        "responder/web/app.py",
        "    app = complete(build(settings, BLOCKING_THREADS))",
        "    app = build(settings, BLOCKING_THREADS)",
        "tests/ops/test_retired_sender.py::test_nor_does_the_web_application_under_another_server",
    ),
    Mutant(
        "CA-08 sixty days",
        "responder/flows/outbound/retired_senders.py",
        "DAYS = 60",
        "DAYS = 59",
        "tests/flows/outbound/test_retired.py::test_a_sender_that_sold_lately_may_not_be_taken_away",
    ),
    Mutant(
        "CA-09 from its sending",
        "responder/domain/inbox/work_queues.py",
        '    return ("sent_at", str(inbound.log_at)) if inbound.log_at else ()',
        "    return ()",
        f"{CASL}test_an_unsubscribe_older_than_the_webhook_that_brings_it_runs_from_its_sending",
    ),
    Mutant(
        "CA-09 ten business days",
        "responder/domain/consent/review.py",
        "HONOURED_WITHIN = 10",
        "HONOURED_WITHIN = 11",
        f"{CASL}test_an_unsubscribe_older_than_the_webhook_that_brings_it_runs_from_its_sending",
    ),
    Mutant(
        "CA-10 a service text that sells is warned of",
        "responder/flows/outbound/compose.py",
        '"" if message.message_class is MessageClass.MARKETING else warning(draft.body)',
        '""',
        "tests/flows/outbound/test_wording.py::test_an_author_who_sells_in_a_service_text_is_warned",
    ),
    Mutant(
        "CA-11 a reply answers something",
        POLICY,
        "    _reply_answers_something,\n",
        "",
        f"{CASL}test_a_reply_without_a_text_to_answer_is_refused",
    ),
    Mutant(
        "CA-11 of the last 24 hours",
        POLICY,
        "REPLY_WINDOW: Millis = 24 * HOUR",
        "REPLY_WINDOW: Millis = 25 * HOUR",
        f"{GATE}test_a_reply_answers_a_text_of_the_last_24_hours",
    ),
    Mutant(
        "CA-12 the wording that was shown",
        BASIS,
        "        body=fact.evidence,\n",
        "",
        f"{BASES}test_express_consent_keeps_the_wording_that_was_shown",
    ),
    Mutant(
        "CA-13 a changed entry breaks the chain",
        "responder/domain/proof/ledger.py",
        '    text = f"{previous or GENESIS}\\n{canonical(entry)}"',
        '    text = f"{previous or GENESIS}"',
        "tests/flows/proof/test_evidence.py::test_a_chain_that_was_tampered_with_says_so_on_the_page",
    ),
    Mutant(
        "CA-13 the raw words are exported",
        "responder/domain/consent/decisions.py",
        "            event=inbound.provider_id,\n            body=inbound.body,\n"
        "            intent=said.intent.value,\n",
        "            event=inbound.provider_id,\n            intent=said.intent.value,\n",
        "tests/flows/proof/test_evidence.py::test_it_tells_every_change_in_plain_words_with_the_raw_text_and_both_times",
    ),
    Mutant(
        "CA-14 a purchase restores nothing",
        "responder/domain/consent/transitions.py",
        "ConsentEvent.FACT: {_U: _I, _I: _I, _E: _E, _O: _O}",
        "ConsentEvent.FACT: {_U: _I, _I: _I, _E: _E, _O: _I}",
        f"{CASL}test_a_purchase_after_an_opt_out_restores_nothing",
    ),
    Mutant(
        "CA-17 Saturday until 18:00",
        HOURS,
        'saturday = "10:00-18:00", sunday = "10:00-18:00"',
        'sunday = "10:00-18:00"',
        EDGES,
    ),
    Mutant(
        "CA-18 both languages where nobody knows",
        "responder/domain/sending/disclosure.py",
        "    if BILINGUAL & set(regions):",
        "    if False:",
        "tests/flows/outbound/test_wording.py::test_the_notice_speaks_both_languages_where_nobody_knows_in_quebec_and_new_brunswick",
    ),
    Mutant(
        "CA-20 AIDE",
        "responder/domain/understanding/languages/fr.py",
        '    help="aide",',
        '    help="",',
        f"{CASL}test_a_stranger_gets_one_answer_to_each_of_the_five_words_in_its_language",
    ),
    Mutant(
        "CA-21 a French word is answered in French",
        ANSWERS,
        '    if heard.said.language == "fr":',
        "    if False:",
        "tests/domain/consent/test_decide.py::test_the_answers_language_is_french_for_french_else_the_customers_else_the_words",
    ),
    Mutant(
        "CA-21 INFO is answered in both languages",
        "responder/domain/sending/disclosure.py",
        "    return BOTH if not known and in_canada else known",
        "    return known",
        f"{CASL}test_info_is_answered_in_the_customers_language_else_in_both",
    ),
    Mutant(
        "CA-22 one part",
        "responder/adapters/templates/answers.py",
        "if segments(wording).units <= ANSWER_LIMIT)",
        "if wording)",
        "tests/domain/sending/test_templates.py::test_a_business_whose_values_do_not_fit_is_told_which_template",
    ),
    Mutant(
        "CA-23 a stranger's STOP is answered",
        ANSWERS,
        "    if purpose is not Purpose.CONFIRMATION or before.consent is not Consent.OPTED_OUT:",
        "    if purpose is not Purpose.CONFIRMATION or before.consent is Consent.EXPRESS:",
        f"{CASL}test_a_stranger_gets_one_answer_to_each_of_the_five_words_in_its_language",
    ),
    Mutant(
        "CA-24 HELP has a telephone and says how often",
        "responder/adapters/templates/answers.py",
        '    Purpose.HELP: ("name", "phone", "frequency", "stop"),',
        '    Purpose.HELP: ("name", "stop"),',
        "tests/domain/sending/test_templates.py::test_a_spoilt_template_stops_the_start_with_a_sentence_that_names_it",
    ),
    Mutant(
        "CA-25 Twilio's own words are English",
        "responder/domain/consent/reply_mode.py",
        "        return word in TWILIO_DEFAULT_WORDS",
        "        return True",
        "tests/flows/inbound/test_carriers.py::test_what_the_provider_does_not_understand_opts_out_and_is_answered_by_us",
    ),
    Mutant(
        "CA-26 no marketing over toll-free",
        CAPS,
        'senders = ["toll_free"]\nat_most = 0',
        'senders = ["toll_free"]\nat_most = 12',
        f"{COUNTED}test_marketing_over_toll_free_is_refused_in_canada_and_not_in_florida",
    ),
    Mutant(
        "CA-26 ten a month",
        CAPS,
        'senders = ["toll_free"]\nat_most = 10',
        'senders = ["toll_free"]\nat_most = 12',
        f"{COUNTED}test_the_eleventh_text_in_a_month_over_toll_free_does_not_go_in_canada",
    ),
    Mutant(
        "CA-26 another cap makes none of the month's forgotten",
        "responder/domain/sending/frequency_caps.py",
        "        if now - at < longest and seen[kind] <= KEEP:",
        "        if now - at < 86_400_000 and seen[kind] <= KEEP:",
        f"{COUNTED}test_marketing_between_them_makes_nobody_forget_the_texts_of_a_month",
    ),
    Mutant(
        "CA-26 every fifth says how to stop",
        NOTICE_DUE,
        "    return bool(often.nth) and number.without_notice >= often.nth - 1",
        "    return False",
        f"{CASL}test_the_fifth_text_over_toll_free_says_how_to_stop",
    ),
    Mutant(
        "CA-26 whatever the business chose",
        NOTICE_DUE,
        "    return law.notice.at_least(CANADIAN_TOLL_FREE)",
        "    return law.notice",
        f"{CASL}test_no_choice_of_the_business_makes_the_fifth_text_over_toll_free_in_canada_go_without_a_notice",
    ),
    Mutant(
        "CA-26 an alert at 0.8 %",
        CAPS,
        "per_mille = 8\nat_least = 125",
        "per_mille = 10\nat_least = 125",
        "tests/flows/campaigns/test_bulk_watch.py::test_the_rules_as_they_stand_alarm_at_eight_of_a_thousand",
    ),
    Mutant(
        "CA-27 136 septets",
        "responder/domain/sending/segments.py",
        "ANSWER_LIMIT = 136",
        "ANSWER_LIMIT = 160",
        "tests/domain/sending/test_templates.py::test_a_business_whose_values_do_not_fit_is_told_which_template",
    ),
    Mutant(
        "TZ-01 what the package says of an area code",
        "responder/law/rules/areas.csv",
        "201,US-NJ,America/New_York",
        "201,US-NJ,America/Chicago",
        "tests/rules/test_law.py::test_the_table_of_area_codes_is_what_the_phonenumbers_package_says",
    ),
    Mutant(
        "TZ-02 219 is Central",
        AREAS,
        'codes = ["219"]\nzones = ["America/Chicago"]',
        'codes = ["219"]\nzones = ["America/New_York"]',
        "tests/rules/test_law.py::test_curated_zones_stand_where_the_package_is_wrong",
    ),
    Mutant(
        "TZ-03 every zone of an area code",
        CLOCKED,
        "    for zone in place.zones:\n        offset",
        "    for zone in place.zones[:1]:\n        offset",
        STATES,
    ),
    Mutant(
        "TZ-03 a postal code takes part",
        CLOCKED,
        "        if not told:\n",
        "        if True:\n",
        "tests/rules/test_places.py::test_a_torontonian_who_lives_in_vancouver_is_texted_when_both_are_awake",
    ),
    Mutant(
        "TZ-04 who may be anywhere is nowhere in particular",
        CLOCKED,
        "            return self.places.get(area, self.anywhere)",
        '            return self.places.get(area, self.places["416"])',
        EDGES,
    ),
    Mutant(
        "TZ-05 an older database stops the start",
        LAW,
        '    check_clocks()\n    document',
        "    document",
        "tests/rules/test_law.py::test_a_product_on_an_older_package_does_not_start",
    ),
    Mutant(
        "TZ-05 the machine's own zones are not read",
        "responder/__init__.py",
        "reset_tzpath(to=())",
        "",
        "tests/rules/test_law.py::test_times_that_people_read_come_from_the_package_whatever_zones_the_machine_has",
    ),
    Mutant(
        "TZ-06 both candidates for north-west Ontario",
        AREAS,
        'zones = ["America/Toronto", "America/Winnipeg", "America/Chicago", "America/Atikokan"]',
        'zones = ["America/Toronto"]',
        "tests/rules/test_places.py::test_where_the_clock_of_a_region_is_open_both_candidates_bind",
    ),
    Mutant(
        "TZ-07 the clock of that moment",
        CLOCKED,
        "        local = at + zone.offset(at)\n",
        "        local = at + zone.offset(0)\n",
        "tests/rules/test_hours.py::test_the_half_hour_of_newfoundland_is_kept_to_the_minute",
    ),
    Mutant(
        "TZ-07 nothing is with the provider when the hours end",
        CLOCKED,
        "        return zone.moment(local // DAY, window[1])",
        "        return zone.moment(local // DAY, window[1] + 1)",
        "tests/flows/outbound/test_quiet_hours.py::test_the_provider_may_keep_it_no_longer_than_the_hours_last",
    ),
    Mutant(
        "TZ-07 Lloydminster",
        AREAS,
        'zones = ["America/Regina", "America/Edmonton", "America/Winnipeg"]',
        'zones = ["America/Regina", "America/Winnipeg"]',
        EDGES,
    ),
    Mutant(
        "TZ-08 a row of the table",
        "responder/law/rules/areas.csv",
        "202,US-DC,America/New_York\n",
        "",
        "tests/rules/test_law.py::test_the_table_of_area_codes_is_what_the_phonenumbers_package_says",
    ),
)
