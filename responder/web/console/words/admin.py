"""Sentences of accounts and templates that the product writes in English, named for the catalogue."""


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


SAID_OF_ACCOUNTS = (
    _said("That code is not right, or was used before. Codes change every 30 seconds: type the next one."),
    _said(
        "Codes of this account cannot be checked since the server's SECRET_KEY changed: use a recovery code, "
        "or ask an admin to remove the second factor."
    ),
    _said("Nothing waits to be confirmed: begin again."),
    _said("The second factor is on already."),
    _said("There is no second factor."),
    _said("There is no such account."),
    _said("That is not your present password."),
    _said("Nobody deactivates their own account: another admin does it."),
    _said("One admin must stay who can sign in: make somebody else an admin first."),
    _said("Choose one of the roles."),
    _said("A login is 2 to 80 of the letters a-z, digits, and . _ @ + -."),
    _said("A password needs at least 10 characters."),
    _said("A password may have at most 1,000 characters."),
)
SAID_OF_TEMPLATES = (
    _said("who is texting: {{ name }}"),
    _said("where people help: {{ phone }}"),
    _said("how many texts to expect: {{ messages_a_month }}"),
    _said("how to stop, with the word of its language in capitals"),
    _said("how to get help, with the word of its language in capitals"),
)
