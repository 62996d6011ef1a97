"""Twilio's error codes as the closed kinds of `domain.sending.delivery.Failure`, and a sentence for staff
each.

One table for all codes of TWILIO.md §2.3 and its errors.tsv; two readings of it. The answer to a create
request can mean "not taken, try again"; a report about a text that was accepted cannot, so there every
kind that would be tried again ends as CARRIER. Only the code is read: Twilio's own words hold numbers (I8)
and differ for one code.

ACCOUNT and SENDER speak of every text of the account or of a sender: none was taken, and all wait. What one
country, one carrier or one unverified number causes is CARRIER; 21606 and 21659 can mean one destination.

The sentences are our own; codes that staff never meet share one that sends them to the operator.
"""

from responder.domain.sending.delivery import Failure

_CODES: dict[Failure, tuple[int, ...]] = {
    Failure.THROTTLED: (
        *(20429, 21611, 21702, 21730, 35125),  # the create is refused for now; 21702 says "retry your call"
        *(14107, 30001, 30017, 30022, 30023),  # known from reports, where they are final
    ),
    # Nobody says whether the text was taken (20409: a conflict with a request that we cannot see).
    Failure.UNKNOWN: (12400, 20409, 20500, 20503, 30020, 30021, 30410),
    Failure.OPTED_OUT: (21610,),
    # 30640: a known litigator; on a toll-free sender it is then rightly treated as an opt-out.
    Failure.BLOCKED: (30004, 30640),
    Failure.RECIPIENT: (21211, 21214, 21401, 21612, 21614, 21635, 30005, 30006),
    Failure.CARRIER: (
        *(30003, 30008, 30009, 30450, 30453, 30610),
        *(21408, 30018, 30024),  # this country or carrier only
        *(14111, 21219, 21607, 21608, 21703),  # this recipient only: trial accounts, a pool without a match
        *(30025, 30026, 30027),  # warnings about a daily limit
    ),
    Failure.CONTENT: (
        *(11751, 14103, 21602, 21617, 21618, 21620, 21621, 21622, 21623, 21658),
        *(30007, 30011, 30019, 30038, 30039),
    ),
    Failure.ACCOUNT: (10001, 20003, 20005, 20006, 20008, 20403, 30002, 90010),
    Failure.SENDER: (
        *(14102, 14108, 21212, 21601, 21616, 21657, 21660, 21708),  # the number
        *(21701, 21704, 21705),  # the messaging service
        *(30032, 30033, 30034, 30035),  # registration
    ),
    Failure.EXPIRED: (30036,),
    Failure.OURS: (
        *(11200, 11205, 11206, 11210, 11215, 11220, 11235, 11236, 11237, 11240, 11750, 11770),  # our webhook
        *(12100, 12200, 12300, 14101, 14104, 14109, 14110, 57012, 80901),
        *(21606, 21659),  # not a number of ours, or not for this destination
        *(20001, 20004, 20404, 20422, 21266, 21420, 21421, 21451, 21603, 21604, 21605, 21609, 21619),
        *(21624, 21626, 21653, 21654, 21655, 21656, 21712, 30010, 30012, 30013, 30014, 30015, 30016),
        *(30028, 30029, 30030, 30031, 30400, 30409, 30646, 30647, 35111, 35114, 35118),
    ),
}

KINDS: dict[int, Failure] = {code: kind for kind, codes in _CODES.items() for code in codes}
"""Every known code and what it means as the answer to a create request."""

# 408: some proxy gave up waiting, perhaps for Twilio. A code that is new to us is a defect until it is known.
_STATUSES: dict[int, Failure] = {
    401: Failure.ACCOUNT,
    403: Failure.ACCOUNT,
    408: Failure.UNKNOWN,
    409: Failure.UNKNOWN,
}

# A report comes after the text was accepted: these may not be tried again, so they end as "not delivered".
_FINAL: dict[Failure, Failure] = {
    Failure.THROTTLED: Failure.CARRIER,
    Failure.UNREACHABLE: Failure.CARRIER,
    Failure.UNKNOWN: Failure.CARRIER,
}


def code_number(value: object) -> int:
    """A provider's error code as a number; 0 for anything that is none (null, blank, words)."""
    text = str(value)
    return int(text) if len(text) <= 6 and text.isascii() and text.isdigit() else 0


def create_failure(status: int, code: int) -> Failure:
    """What an answer outside 2xx to a create request means: HTTP `status`, Twilio's `code` (0 = none).

    429 is never processed and 4xx is decided; anything else may have been taken, whatever its code (I7).
    """
    if status == 429:
        return Failure.THROTTLED
    if not 400 <= status < 500:
        return Failure.UNKNOWN
    return KINDS.get(code) or _STATUSES.get(status, Failure.OURS)


def report_failure(code: int) -> Failure:
    """What a failure means that comes after the text was accepted: never a kind that is tried again.

    ACCOUNT and SENDER say why the others wait; this text ends as the report says.
    """
    kind = KINDS.get(code, Failure.CARRIER)
    return _FINAL.get(kind, kind)


_SENTENCES: dict[int, str] = {
    14107: "Too many automatic answers went to this number within half a minute, so Twilio dropped this one.",
    20003: "Twilio refuses the account SID or the auth token.",
    20005: "The Twilio account is not active.",
    20008: "Test credentials cannot do this.",
    20429: "Twilio was given too many requests at once and did not take this one.",
    20500: "Twilio had an internal error and may have taken the text.",
    20503: "Twilio was not available and may have taken the text.",
    21211: "This is not a valid phone number.",
    21212: "The number that we send from is not valid.",
    21408: "Texting to this country is switched off in the Twilio account.",
    21606: "The number that we send from cannot text this destination.",
    21608: "A trial account can only text numbers that were verified with Twilio.",
    21609: "Twilio does not accept the address that we gave for delivery reports: check PUBLIC_URL.",
    21610: "The customer opted out of this sender at Twilio; only their own text START lifts it.",
    21611: "Twilio's queue for this sender is full; the text is tried again.",
    21612: "This number cannot be reached by text from this sender.",
    21614: "This number cannot receive texts.",
    21617: "The text is longer than 1,600 characters.",
    21635: "This number is a landline.",
    21659: "The number that we send from does not belong to Twilio, or cannot text this country.",
    21660: "The number that we send from belongs to another Twilio account.",
    21701: "The messaging service does not exist.",
    21703: "No number of the messaging service can reach this customer.",
    21704: "The messaging service has no numbers.",
    30001: "Twilio's queue for this sender was full and dropped the text.",
    30002: "The Twilio account was suspended before the text went out.",
    30003: "The phone was off or out of reach.",
    30004: "The carrier or the customer blocks texts from this sender.",
    30005: "The number is unknown or no longer in use.",
    30006: "The number is a landline or its carrier cannot be reached.",
    30007: "The carrier filtered the text because of its content.",
    30008: "The carrier did not deliver the text and gave no reason.",
    30010: "The text would have cost more than the price limit.",
    30017: "The carrier's network was overloaded.",
    30019: "The text was too large for the carrier.",
    30022: "The registered campaign sent faster than the carrier allows.",
    30023: "The daily limit of the carrier T-Mobile is used up until midnight Pacific time.",
    30032: "The toll-free number is not verified yet.",
    30033: "The registered campaign is suspended.",
    30034: "The number is not registered for texting in the United States.",
    30035: "The registration of the number is still being set up.",
    30036: "The text waited longer than it was valid and was not sent.",
    30038: "Twilio hides one-time passcodes and did not pass this text on.",
    30039: "Twilio took the text for a loop between two machines and did not pass it on.",
    30410: "The carrier did not answer in time.",
    30450: "Twilio's fraud protection held the text back; this number can be tried again in an hour.",
    30453: "Twilio's fraud protection held the text back; this number can be tried again in some hours.",
    30610: "The text fell into the quiet hours that are set at Twilio.",
    30640: "Twilio lists this number as one that must not be texted.",
}

_REPAIRS: dict[int, str] = {
    20003: "Set TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, and start again.",
    20005: "See the account's status and balance in the Twilio console.",
    20008: "Set the live TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and start again.",
    21660: "Set the TWILIO_ACCOUNT_SID that the number belongs to, and start again.",
    21701: "Set the right messaging_service in the business file, and start again.",
    21704: "Add a number to the messaging service in the Twilio console.",
    30002: "See the account's status and balance in the Twilio console.",
    30032: "Have the number verified in the Twilio console.",
    30033: "See the campaign's status in the Twilio console.",
    30034: "Register the number with a campaign in the Twilio console.",
    30035: "Wait: Twilio is still setting it up.",
}

_BY_KIND: dict[Failure, str] = {
    Failure.ACCOUNT: "Twilio does not let this account send texts (error {code}).",
    Failure.SENDER: "Twilio does not let this number send texts (error {code}).",
    Failure.RECIPIENT: "This number cannot receive texts (error {code}).",
    Failure.CONTENT: "Twilio refused this text (error {code}).",
    Failure.OURS: "Twilio did not understand our request; please tell the operator (error {code}).",
}

_UNEXPLAINED = "Twilio could not deliver the text (error {code})."


def what_to_do(status: int, code: int) -> str:
    """For an operator: why Twilio refuses the account or a sender, and what to type or look at.

    `status` is that of the answer; `code` the provider's, or the status where it names none.
    """
    known = 20003 if status == 401 and code not in KINDS else code
    if KINDS.get(known) not in {Failure.ACCOUNT, Failure.SENDER}:
        return f"Twilio does not show the messages of this account (error {code})."
    return f"{explain(known)} {_REPAIRS.get(known, 'See the account in the Twilio console.')}"


def explain(code: int) -> str:
    """One sentence for staff about an error code (or an HTTP status); empty for 0, which is no error."""
    if not code:
        return ""
    if 500 <= code < 600:
        return f"Twilio answered with an error of its server ({code}) and may have taken the text."
    general = _BY_KIND.get(KINDS.get(code, Failure.CARRIER), _UNEXPLAINED)
    return _SENTENCES.get(code, general.format(code=code))
