"""The people of the tests, with roles in their names: fictional numbers, 555-01xx."""

ALICE = "+14165550101"
"""She consents."""

BOB = "+14185550112"
"""He has opted out, or is about to."""

CAROL = "+15145550137"
"""Nobody knows her."""

DANA = "Dana"
"""She is staff."""

OURS = "+14155550199"
"""The business's long code."""
